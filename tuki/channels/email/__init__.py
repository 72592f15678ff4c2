"""The door of mail, in and out.

For: mailboxes and listeners, the journal of everything received, threading, the outbox, the desk's own texts.
Words: journal, outcome, quarantine, signed reply address, outbox, held, acknowledgement, notification.
Never: loses a mail it has taken, answers automatic mail or history, sends a word of an internal note.
"""
