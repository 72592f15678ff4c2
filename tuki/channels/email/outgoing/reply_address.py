"""Signed reply addresses: `support+token@desk.test` says which ticket an answer belongs to.

The token is base32 (RFC 4648, lower case, no padding) of the ticket's id (5 bytes), for an agent's notification
also the agent's id (5 bytes), and 10 bytes of HMAC-SHA-256 over all that and the department's address. Mail
programs may change the case of an address, so it is read in any; nothing else of it may differ.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from functools import lru_cache

import msgspec

from tuki.kernel.secrets import keyring
from tuki.people.addresses import normal_address

ID_BYTES, SIGNATURE_BYTES = 5, 10  # ids to 2^40; 80 bits cannot be guessed through a mail server
LONGEST_LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1
_TOKEN = re.compile(r"[a-z2-7]{24}|[a-z2-7]{32}", re.ASCII)


class ReplyTo(msgspec.Struct, frozen=True, kw_only=True):
    """What a signed address says.

    `address`: the department's address in its normal form. `agent_id`: the agent for whom a notification was
    made; from anybody else it means nothing.
    """

    ticket_id: int
    address: str
    agent_id: int | None = None


def reply_address(address: str, ticket_id: int, *, agent_id: int | None = None) -> str:
    """The department's address with a signed token; the address as it is when that leaves no room for one."""
    local, _, domain = address.rpartition("@")
    body = ticket_id.to_bytes(ID_BYTES, "big")
    if agent_id is not None:
        body += agent_id.to_bytes(ID_BYTES, "big")
    token = base64.b32encode(body + _signature(normal_address(address), body)).decode().lower()
    signed = f"{local}+{token}"
    return f"{signed}@{domain}" if len(signed.encode()) <= LONGEST_LOCAL_PART else address


def read_reply_address(address: str) -> ReplyTo | None:
    """What a signed address says, or None when it is none of ours. The signature is compared in constant time."""
    local, _, domain = address.rpartition("@")
    name, _, token = local.rpartition("+")
    if not name or not token.isascii() or not _TOKEN.fullmatch(token.lower()):
        return None
    content = base64.b32decode(token.upper())
    body, signature = content[:-SIGNATURE_BYTES], content[-SIGNATURE_BYTES:]
    base = normal_address(f"{name}@{domain}")
    if not hmac.compare_digest(signature, _signature(base, body)):
        return None
    ticket_id, agent = (int.from_bytes(part, "big") for part in (body[:ID_BYTES], body[ID_BYTES:]))
    return ReplyTo(ticket_id=ticket_id, address=base, agent_id=agent if len(body) > ID_BYTES else None)


def _signature(address: str, body: bytes) -> bytes:
    """The ids have fixed lengths, so the length of `body` tells a customer's token from an agent's."""
    return hmac.digest(_key(), address.encode("utf-8", "surrogatepass") + b"\0" + body, hashlib.sha256)[
        :SIGNATURE_BYTES
    ]


@lru_cache(maxsize=1)
def _key() -> bytes:
    return keyring().derive("mail.reply")
