"""Rules: when something happens, or time has passed, if the ticket is so, then these steps.

`definition` says what a rule is, `triggers` when one is asked, `judging` whether it fires and why, `effects` what its
steps would change, `examples` what it must do with a given mail; all of that is pure, so that saving a rule, a
rehearsal over months and the real firing ask the same.
"""
