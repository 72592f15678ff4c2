"""Rehearsal: a draft replayed over weeks that were, to see what it would have made otherwise; nothing is changed.

A rule is asked after each event of then, with the ticket as it stood and with what the rule itself would have changed
laid over it. A policy, a calendar or a matrix counts the clocks of then anew. What people would have done otherwise,
had the draft held, nobody can know: they are taken to have done what they did.
"""
