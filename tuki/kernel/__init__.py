"""The kernel: how anything happens here, with no word of the desk's trade inside.

For: the command runner, the event log, followers, jobs, the clock, refusals, files, limits,
outgoing HTTP, HTML cleaning, secrets, and the differences between the two databases.
Words: actor, command, event, stream, follower, job, lane, lease, slot, refusal, request key.
Never: knows a ticket, a person or a mail; reaches up into another room.
"""
