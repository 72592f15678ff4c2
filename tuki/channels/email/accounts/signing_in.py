"""How a token is shown to a mail server: OAUTHBEARER (RFC 7628) where it is offered, else XOAUTH2."""

from __future__ import annotations

from collections.abc import Callable, Collection

from tuki.channels.email.accounts.tokens import access_token

OAUTHBEARER, XOAUTH2 = "OAUTHBEARER", "XOAUTH2"


def mechanism_among(offered: Collection[str]) -> str:
    """Which of the two the server shall see; XOAUTH2 where it says nothing of either."""
    return OAUTHBEARER if OAUTHBEARER in {each.upper() for each in offered} else XOAUTH2


def first_words(mechanism: str, *, login: str, token: str, host: str, port: int) -> str:
    """The client's first response (RFC 7628, 3.1; developers.google.com/workspace/gmail/imap/xoauth2-protocol)."""
    if mechanism == OAUTHBEARER:
        who = login.replace("=", "=3D").replace(",", "=2C")  # a saslname of RFC 5801
        return f"n,a={who},\1host={host}\1port={port}\1auth=Bearer {token}\1\1"
    return f"user={login}\1auth=Bearer {token}\1\1"


def last_words(mechanism: str) -> str:
    """What a client answers to the server's account of its error, so that the server can say no."""
    return "\1" if mechanism == OAUTHBEARER else ""


def with_token(account_id: int, show: Callable[[str], None], *refusals: type[Exception]) -> None:
    """Shows the account's token; one that the server refuses is renewed and shown once more (F017).

    The server may know sooner than the clock that a token is over. Raises what `show` and `access_token` raise.
    """
    token = access_token(account_id)
    try:
        show(token)
    except refusals:
        show(access_token(account_id, refused=token))
