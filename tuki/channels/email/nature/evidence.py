"""What envelope and headers of a mail say about who sent it; shared by all questions about its nature."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from tuki.channels.email.reading.addresses import parse_addresses

from ..phrases import folded

_NULL_SENDERS = ("", "<>")
_DAEMONS = frozenset(
    {"mailer-daemon", "mailerdaemon", "mdaemon", "maildaemon", "mail-daemon", "mail.delivery.system", "ndr"}
)
_ADMINISTRATORS = frozenset({"postmaster", "postoffice", "system administrator", "mail delivery subsystem"})
_LONGEST_HEADER = 2000  # characters looked at; longer values were made to be slow


class MailHeaders:
    """Header fields by name without case, in their order; values are cut to a safe length."""

    def __init__(self, headers: Sequence[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = defaultdict(list)
        for name, value in headers:
            self._values[name.strip().casefold()].append(str(value)[:_LONGEST_HEADER].strip())

    def all(self, name: str) -> Sequence[str]:
        """All values of the field, topmost first."""
        return self._values.get(name.casefold(), ())

    def first(self, name: str) -> str:
        """The topmost value, or "" when the field is absent."""
        values = self.all(name)
        return values[0] if values else ""

    def has(self, name: str) -> bool:
        """Whether the field is there, be it empty."""
        return name.casefold() in self._values

    def names(self) -> Sequence[str]:
        """All field names, case folded."""
        return tuple(self._values)


def local_part(address: str) -> str:
    """What stands before the "@", case folded and without quotes; the whole of a name without "@"."""
    bare = address.replace("\\", "").strip("<> ")
    return folded(bare.partition("@")[0]).strip("\"' ")


def sender_address(headers: MailHeaders) -> str:
    """The address in From, "" when there is none."""
    return first_address(headers.first("from"))


@lru_cache(maxsize=16)
def first_address(value: str) -> str:
    """The first address of a header, what stands in its place when it is none (`MAILER-DAEMON`), or "".

    Kept, as many questions about one mail ask for it.
    """
    for found in parse_addresses(value.encode(errors="surrogateescape")):
        return found.address or found.original or found.name
    return ""


def addresses_in(headers: MailHeaders, *names: str) -> set[str]:
    """All addresses in these fields, case folded."""
    values = [value.encode(errors="surrogateescape") for name in names for value in headers.all(name)]
    return {found.address.casefold() for value in values for found in parse_addresses(value) if found.address}


def has_null_sender(headers: MailHeaders, envelope_from: str | None) -> bool:
    """Whether the mail came with the null return path (RFC 5321 §4.5.5) or from a mailer-daemon's.

    `envelope_from` is None when the channel does not know it; then only Return-Path counts.
    """
    if envelope_from is not None and envelope_from.strip() in _NULL_SENDERS:
        return True
    for path in headers.all("return-path")[:1]:
        if path in _NULL_SENDERS or local_part(path.strip("<>")) in _DAEMONS:
            return True
    return envelope_from is not None and local_part(envelope_from) in _DAEMONS


def is_daemon(headers: MailHeaders) -> bool:
    """Whether the author is a mailer-daemon: such a sender is never a person."""
    address = sender_address(headers)
    return local_part(address) in _DAEMONS if address else False


def is_administrator(headers: MailHeaders) -> bool:
    """Whether the author is a postmaster: mostly a machine, sometimes a person."""
    local = local_part(sender_address(headers))
    return local in _ADMINISTRATORS or local.startswith("postmaster")


def comes_from_machine(headers: MailHeaders, envelope_from: str | None) -> bool:
    """Whether anything in the envelope or the headers speaks for a machine as the sender."""
    submitted = folded(headers.first("auto-submitted"))
    return (
        has_null_sender(headers, envelope_from)
        or is_daemon(headers)
        or is_administrator(headers)
        or headers.has("x-failed-recipients")
        or (submitted.startswith("auto-"))
        or folded(headers.first("precedence")) in ("bulk", "junk")
        or (headers.has("from") and not sender_address(headers))
    )
