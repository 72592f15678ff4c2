"""Which hosts, ports and addresses may be connected to."""

import ipaddress
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urlsplit

from tuki.kernel.outgoing.refusals import OutgoingFailed, OutgoingRefused
from tuki.kernel.outgoing.resolving import Resolver, resolve, system_resolver

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

HTTP_PORTS = frozenset({80, 443, 8080, 8443})

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
# The URL standard (3.5) takes a host for an IPv4 address when its last label is a number, in whatever base.
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\Z", re.ASCII)

# Not for the public: IANA special-purpose registries (RFC 6890 and later entries), multicast and reserved
# blocks.
_SPECIAL_V4 = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Global unicast is 2000::/3. What lies outside it (mapped, compatible, NAT64, local, multicast) is never
# public.
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(
    ipaddress.IPv6Network(block)
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
# ISATAP (RFC 5214, 6.1) carries an IPv4 address behind these 32 bits of the interface identifier.
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
# What an organisation uses inside its own walls: RFC 1918, RFC 6598, RFC 4193 and the machine itself.
_INSIDE = tuple(
    ipaddress.ip_network(block)
    for block in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
    )
)


class Reach(Enum):
    """How far a connection may go."""

    PUBLIC = "public"
    PUBLIC_AND_INSIDE = "public_and_inside"
    LISTED = "listed"


@dataclass(frozen=True)
class AllowList:
    """What the administrator permits beyond the rule: exact `host:port` pairs, and further ports for any
    host."""

    pairs: frozenset[tuple[str, int]] = frozenset()
    ports: frozenset[int] = frozenset()

    @classmethod
    def of(cls, *entries: str, ports: Iterable[int] = ()) -> "AllowList":
        """From texts like `10.0.0.7:8000`, `[::1]:9000` or `hooks.example:443`; raises ValueError on
        others."""
        return cls(frozenset(_pair(entry) for entry in entries), frozenset(ports))

    def lists(self, host: str, port: int) -> bool:
        return (host, port) in self.pairs


@dataclass(frozen=True)
class HostPolicy:
    """Judges a host and port, and gives the addresses to connect to.

    `PUBLIC` is for everything users can enter; `PUBLIC_AND_INSIDE` for mail servers the administrator sets,
    which may stand in the own network (but never at link-local or metadata addresses); `LISTED` for nothing
    but `allow`.
    """

    reach: Reach = Reach.PUBLIC
    ports: frozenset[int] = HTTP_PORTS
    allow: AllowList = field(default_factory=AllowList)

    def addresses(
        self, host: str, port: int, *, resolver: Resolver = system_resolver, deadline: float | None = None
    ) -> list[str]:
        """The checked addresses of `host`, resolved once, in the resolver's order.

        One forbidden address among several refuses the host. `deadline` is of `time.monotonic()`; without
        it ten seconds. Raises OutgoingRefused (`host`, `port`, `private_address`) and OutgoingFailed
        (`dns`, `timeout`).
        """
        host = canonical_host(host)
        listed = self.allow.lists(host, port)
        if not listed:
            self._refuse_unlisted(host, port)
        literal = _literal(host)
        if literal is not None:
            found = [literal]
        else:
            limit = deadline if deadline is not None else time.monotonic() + 10
            found = _parsed(resolve(resolver, host, port, limit))
        if not listed and not all(self._reaches(address) for address in found):
            raise OutgoingRefused("private_address")
        return [str(address) for address in found]

    def _refuse_unlisted(self, host: str, port: int) -> None:
        if self.reach is Reach.LISTED:
            raise OutgoingRefused("host")
        if port not in self.ports | self.allow.ports:
            raise OutgoingRefused("port")
        local = host == "localhost" or host.endswith((".localhost", ".localdomain"))
        if local and self.reach is Reach.PUBLIC:
            raise OutgoingRefused("host")

    def _reaches(self, address: Address) -> bool:
        if self.reach is Reach.PUBLIC_AND_INSIDE and any(address in network for network in _INSIDE):
            return True
        return is_public(address)


def connect_allowed(host: str, port: int, policy: HostPolicy, *, resolver: Resolver = system_resolver) -> bool:
    """Whether `policy` lets this server connect to `host:port` now; an unknown name counts as no.

    To connect, use the addresses of `HostPolicy.addresses`: a second look-up may answer differently.
    """
    try:
        return bool(policy.addresses(host, port, resolver=resolver))
    except (OutgoingRefused, OutgoingFailed):
        return False


def is_public(address: Address) -> bool:
    """Whether an address is plain public unicast: no special block, and no IPv4 address wrapped in IPv6."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _SPECIAL_V4)
    if address.scope_id is not None or address not in _GLOBAL_V6:
        return False
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return False
    return not any(address in network for network in _SPECIAL_V6)


def canonical_host(host: str) -> str:
    """Lower-case ASCII host: a name, a dotted IPv4 address or an IPv6 address without brackets.

    Raises OutgoingRefused(`host`) for other spellings of addresses (decimal, hexadecimal, octal, short) and
    for anything that is no host name (RFC 1123, IDNA).
    """
    if ":" in host:
        return _canonical_v6(host.removeprefix("[").removesuffix("]"))
    try:
        # Python's IDNA maps full-width digits and dots to ASCII ones, as resolvers and browsers do.
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise OutgoingRefused("host") from error
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise OutgoingRefused("host")
    if _NUMBER.match(labels[-1]) and _literal(name) is None:
        raise OutgoingRefused("host")
    return name


def _canonical_v6(host: str) -> str:
    try:
        address = ipaddress.IPv6Address(host)
    except ValueError as error:
        raise OutgoingRefused("host") from error
    if address.scope_id is not None:
        raise OutgoingRefused("host")
    return str(address)


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _parsed(answers: Iterable[str]) -> list[Address]:
    try:
        return [ipaddress.ip_address(answer) for answer in answers]
    except ValueError as error:
        raise OutgoingFailed("dns") from error


def _pair(entry: str) -> tuple[str, int]:
    parts = urlsplit(f"//{entry}")
    if not parts.hostname or not parts.port or parts.username or parts.path:
        raise ValueError(f"not host:port: {entry}")
    return canonical_host(parts.hostname), parts.port
