"""Mail out: from what happened on a ticket to a mail that a server has taken.

Words: *outbox* (a row per mail, written in the transaction of the command that caused it), *signed reply
address* (`support+token@…`: joins an answer to its ticket), *automatic* (written by the desk itself: an
acknowledgement, a status, a link), *held* (a limit or an administrator stopped it; nothing is lost).
A row's Message-ID is fixed when it is written, so a repeat after a kill is known as a repeat.
Never puts a note's words into a mail, never quotes anything but public messages, never answers automatic mail.
"""
