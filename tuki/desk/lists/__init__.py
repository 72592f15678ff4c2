"""Pages with lists of tickets."""
