"""The catalogue: definitions of what can be asked for.

For: kinds of tickets, categories, the priority matrix (and, as they are built, services and request forms).
Words: kind, service, category, form, urgency, impact. Never: knows a single ticket.
"""
