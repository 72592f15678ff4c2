"""Outgoing HTTP, and which hosts this server may be made to talk to.

`fetch` is the only way out. It refuses before connecting, resolves once, connects to the address it
checked, and gives up at a total time and size. `HostPolicy` and `connect_allowed` serve other protocols
(IMAP, SMTP) too.

Never: a connection to an address that was not checked, cookies, proxies from the environment.
"""

from tuki.kernel.outgoing.client import Response, fetch
from tuki.kernel.outgoing.hosts import AllowList, HostPolicy, Reach, connect_allowed
from tuki.kernel.outgoing.refusals import OutgoingFailed, OutgoingRefused
from tuki.kernel.outgoing.resolving import Resolver, system_resolver

__all__ = [
    "AllowList",
    "HostPolicy",
    "OutgoingFailed",
    "OutgoingRefused",
    "Reach",
    "Resolver",
    "Response",
    "connect_allowed",
    "fetch",
    "system_resolver",
]
