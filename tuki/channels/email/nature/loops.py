"""Decides whether a mail goes round in a ring of forwarding addresses."""

from collections.abc import Sequence

MOST_HOPS = 50  # RFC 5321 §6.3 asks for a limit well above what honest mail needs


def too_many_hops(headers: Sequence[tuple[str, str]], own_address: str, *, own_deliveries_allowed: int = 0) -> bool:
    """Whether the mail has more than 50 Received fields, or was delivered to our address before.

    `own_deliveries_allowed` is how many Delivered-To fields with our address are right for the channel: 0 for
    the listener, 1 where a server in front has delivered the mail to the mailbox already (IMAP, pipe).
    A refusal of such mail says 554 5.4.6.
    """
    own = _bare(own_address)
    hops = deliveries = 0
    for name, value in headers:
        field = name.strip().casefold()
        hops += field == "received"
        deliveries += field == "delivered-to" and _bare(value) == own
    return hops > MOST_HOPS or deliveries > own_deliveries_allowed


def _bare(address: str) -> str:
    return str(address).strip().strip("<>").casefold()
