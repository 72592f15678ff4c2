"""Service levels: what is promised, and by when.

For: calendar (working hours of a zone, public holidays, exceptions), working time (`worktime`, pure arithmetic).
Words: calendar, hours, exception, holiday, pause, due, running, outside hours.
Never: counts in local clock time; a minute is a minute, also in the night in which the clocks change.
"""
