"""Which addresses are the desk's, and which department answers them; read once in two seconds per process."""

from __future__ import annotations

import time

import msgspec

from tuki.channels.email.outgoing.reply_address import ReplyTo, read_reply_address
from tuki.people.addresses import domain_of, normal_address
from tuki.people.models import Department, DepartmentAddress

KEPT_SECONDS = 2.0
POSTMASTER = "postmaster"


class AddressBook(msgspec.Struct, frozen=True):
    """The desk's addresses in normal form with their departments; those of inactive ones lead to the main one.

    `active` are the departments that take tickets, `main_id` is the first of them, None while there is none. `read_at`
    is monotonic seconds.
    """

    departments: dict[str, int]
    active: frozenset[int]
    domains: frozenset[str]
    main_id: int | None
    read_at: float

    @property
    def is_old(self) -> bool:
        return time.monotonic() - self.read_at > KEPT_SECONDS

    def is_ours(self, address: str) -> bool:
        """Whether mail to this address comes to the desk: a department's, a signed one, or the postmaster (RFC 5321
        section 4.5.1)."""
        normal = normal_address(address)
        local, _, domain = normal.rpartition("@")
        return (
            normal in self.departments
            or normal == POSTMASTER
            or (local == POSTMASTER and domain in self.domains)
            or read_reply_address(address) is not None
        )

    def department_of(self, address: str) -> int | None:
        """Who answers this address; a signed one counts as the address that it was made from."""
        found = self.departments.get(normal_address(address))
        if found is None and (signed := read_reply_address(address)):
            found = self.departments.get(signed.address)
        return found

    def answering(self, department_id: int | None) -> int | None:
        """The department itself while it takes tickets, else the main one."""
        return department_id if department_id in self.active else self.main_id

    def leads_to_us(self, address: str) -> bool:
        """Whether this is one of our addresses, with or without anything after a plus."""
        local, _, domain = normal_address(address).rpartition("@")
        return f"{local}@{domain}" in self.departments or f"{local.partition('+')[0]}@{domain}" in self.departments


_kept: AddressBook | None = None


def address_book(*, fresh: bool = False) -> AddressBook:
    """The book as it was at most two seconds ago, or as it is now; costs two queries when it is read anew."""
    global _kept
    if not fresh and (book := kept_book()):
        return book
    _kept = book = _read()
    return book


def kept_book() -> AddressBook | None:
    """The book without asking the database; None when it must be read."""
    return None if _kept is None or _kept.is_old else _kept


def forget() -> None:
    """The next question reads anew."""
    global _kept
    _kept = None


def signed_addresses(addresses: list[str]) -> list[ReplyTo]:
    """What the signed addresses among these say, in their order."""
    return [signed for address in addresses if (signed := read_reply_address(address))]


def _read() -> AddressBook:
    read_at = time.monotonic()
    active = list(Department.objects.filter(is_active=True).order_by("id").values_list("id", flat=True))
    main_id = next(iter(active), None)
    rows = DepartmentAddress.objects.order_by("id").values_list("normal", "department_id", "department__is_active")
    departments = {normal: id_ if is_active else main_id for normal, id_, is_active in rows}
    return AddressBook(
        {normal: id_ for normal, id_ in departments.items() if id_ is not None},
        frozenset(active),
        frozenset(domain_of(normal) for normal in departments),
        main_id,
        read_at,
    )
