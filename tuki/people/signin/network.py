"""From which network a request comes; headers of proxies count only when a listed proxy wrote them."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Network = IPv4Network | IPv6Network
IPV6_NETWORK_BITS = 64


def client_address(request: HttpRequest) -> str:
    """The address of who asks: the last one in `X-Forwarded-For` that is no listed proxy.

    Without a listed proxy as the direct peer the header is not looked at; anybody can write it.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    if not _is_proxy(peer):
        return peer
    for step in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        address = step.strip()
        if not _is_address(address):
            return peer
        if not _is_proxy(address):
            return address
        peer = address
    return peer


def network_of(address: str) -> str:
    """What counts as one network for limits: an IPv4 address, or the /64 of an IPv6 address."""
    if not _is_address(address):
        return "unknown"
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ip_network(f"{parsed}/{IPV6_NETWORK_BITS}", strict=False))
    return str(parsed)


def _is_proxy(address: str) -> bool:
    proxies = _networks(tuple(settings.TRUSTED_PROXIES))
    return bool(proxies) and _is_address(address) and any(ip_address(address) in each for each in proxies)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return "%" not in text


@lru_cache(maxsize=4)
def _networks(listed: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(each, strict=False) for each in listed)
