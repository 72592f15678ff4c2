"""Who gets an answer, and which addresses get no mail from us at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tuki.kernel.database.prepared import Prepared, Slot, Slots
from tuki.people.addresses import is_address, normal_address
from tuki.people.models import PersonAddress
from tuki.people.queries import desk_addresses
from tuki.tickets.models import Ticket, Watcher, WatcherKind

_FAILING = Prepared(
    lambda: (
        PersonAddress.objects.filter(kind="email", normal__in=Slots("normals", of="text"), failing_since__isnull=False)
        .order_by()
        .values_list("normal")
    )
)
_IN_COPY = Prepared(
    lambda: (
        Watcher.objects.filter(ticket=Slot("ticket_id"), kind=WatcherKind.CC)
        .order_by("id")
        .values_list("person__email", "is_confirmed")
    )
)


class Recipients(msgspec.Struct, frozen=True):
    """To and Cc of an answer, and those who will not get it until an agent confirms them."""

    to: str
    cc: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()

    @property
    def all(self) -> list[str]:
        """Everybody who gets it, the requester first."""
        return [each for each in (self.to, *self.cc) if each]


def recipients_of(ticket: Ticket) -> Recipients:
    """Who would get an answer on this ticket now; one query. Our own addresses are left out."""
    return recipients_among(ticket, _IN_COPY.all(ticket_id=ticket.id))


def recipients_among(ticket: Ticket, in_copy: Sequence[tuple[str, bool]]) -> Recipients:
    """The same, when the addresses in copy are known with whether they are confirmed; no query."""
    requester = ticket.requester.email
    own = own_among([requester, *(address for address, _ in in_copy)])
    seen = {normal_address(requester)}
    parts: dict[bool, list[str]] = {True: [], False: []}
    for address, is_confirmed in in_copy:
        if is_address(address) and address not in own and normal_address(address) not in seen:
            seen.add(normal_address(address))
            parts[is_confirmed].append(address)
    to = requester if is_address(requester) and requester not in own else ""
    return Recipients(to, tuple(parts[True]), tuple(parts[False]))


def own_among(addresses: Iterable[str]) -> set[str]:
    """Those that lead back to the desk itself, with or without a sub-address (`support+anything@…`)."""
    forms: dict[str, set[str]] = {}
    for address in addresses:
        local, _, domain = normal_address(address).rpartition("@")
        forms[address] = {f"{local}@{domain}", f"{local.partition('+')[0]}@{domain}"}
    ours = desk_addresses()
    return {address for address, normals in forms.items() if not normals.isdisjoint(ours)}


def is_failing(address: str) -> bool:
    """Whether mail to this address came back for good."""
    return bool(failing_among([address]))


def failing_among(addresses: Iterable[str]) -> set[str]:
    """Those to which mail came back for good; one query."""
    normals = {address: normal_address(address) for address in addresses}
    failing = {normal for (normal,) in _FAILING.all(normals=sorted(set(normals.values())))} if normals else set()
    return {address for address, normal in normals.items() if normal in failing}


def may_write_by_itself(address: str, *, is_new: bool = False) -> bool:
    """Whether the desk writes to this address without a person asking it to: not to itself, not to a dead one.

    `is_new`: nobody had the address before, so it cannot be known as dead.
    """
    return is_address(address) and not own_among([address]) and (is_new or not is_failing(address))


def writable_among(addresses: Iterable[str]) -> set[str]:
    """Those to which the desk writes by itself; one query."""
    real = {address for address in addresses if is_address(address)}
    real -= own_among(real)
    return real - failing_among(real)
