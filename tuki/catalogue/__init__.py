"""The catalogue: definitions of what can be asked for.

For: kinds of tickets (and, as they are built, services, categories and request forms).
Words: kind, service, category, form. Never: knows a single ticket.
"""
