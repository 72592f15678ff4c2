"""Fetching: mail that waits on IMAP servers (RFC 9051), mailbox by mailbox, and mail that is imported or piped in.

For: watching every active mailbox under a lease, keeping each mail in the journal before anything happens on the
server, the ledger of UIDs and its daily comparison with the folder. Words: *watcher* (the thread of one mailbox),
*round* (one look at its folder), *ledger* (`SeenUid`: a row for each UID), *settled* (what shall happen on the server
afterwards has happened), *unfetched* (left on the server, with the reason).
Never: sequence numbers, date windows, two connections for one mailbox, an answer to mail older than the connecting.

Mail that was on the server before a mailbox was connected (`Mailbox.begins_at`) is kept as history: it becomes
tickets with the dates of the mails, and nobody gets an acknowledgement.
"""

from tuki.channels.email.fetching.supervising import watch_all

__all__ = ["watch_all"]
