"""Clocks on pages: how much time is left, and why something is due when it is."""
