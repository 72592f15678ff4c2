"""Pages about working time: the calendars of the desk, a month of one by eye, the calculator."""
