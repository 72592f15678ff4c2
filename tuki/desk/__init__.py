"""The desk: pages for staff.

For: lists, tickets, people, settings, the mail ledger, the first-run wizard, sign-in.
Words: view, rail, peek, composer. Never: changes anything but by commands; lets a template query.
"""
