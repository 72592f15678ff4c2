"""Tickets: every request with its one conversation.

For: ticket, message (reply or note), attachment, status and its transitions, tag, link, watcher, draft, trash.
Words: reference (ACME-1042), requester, assignee, reply, note, public, stage, transfer, take, trash.
Never: knows by which door a message came or leaves; shows an internal note to anybody who is no agent.
"""
