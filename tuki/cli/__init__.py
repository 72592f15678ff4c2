"""The command line: `tuki …`, one file per command, thin over the rooms.

For: starting the processes, and what an operator types.
Never: changes anything but by commands of the rooms.
"""
