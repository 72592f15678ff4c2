"""Intake: from a mail in the journal to what it becomes.

For: reading it in a guarded process, preparing what it says, deciding (own copy, duplicate, report, automatic,
follow-up, new ticket), and carrying that out in one transaction. Words: *prepared* (all that can be known from
the mail alone), *target* (the ticket a mail belongs to, and how far its sender is trusted there), *outcome*.
Never: answers anybody, believes a header that says who may do what, changes a status because of a machine's mail.
"""
