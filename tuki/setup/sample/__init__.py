"""A believable example desk: who appears in it, what they wrote, and how that is played.

Never: writes to anybody (its actors are imports, its addresses end in .example); touches a desk in use.
"""
