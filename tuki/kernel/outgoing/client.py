"""The one outgoing HTTP client."""

import http.client
import re
import ssl
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

from tuki.kernel.outgoing.hosts import AllowList, HostPolicy, Reach, canonical_host
from tuki.kernel.outgoing.refusals import OutgoingFailed, OutgoingRefused
from tuki.kernel.outgoing.resolving import Resolver, system_resolver
from tuki.kernel.outgoing.wire import Deadline, TimedSocket, connect

MAX_REDIRECTS = 5
# Status line and headers; http.client itself takes at most 100 headers.
MAX_HEAD = 128_000

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
_NOT_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f\\]")
# Set by this client alone; a second one would let a request be read as two (RFC 9112, 11.2).
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "expect", "upgrade"})
# What may follow a redirect to another origin: no credentials, no signatures.
_PORTABLE = frozenset({"accept", "accept-language", "content-type", "user-agent"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_CHUNK = 65_536


@dataclass(frozen=True)
class Response:
    """An answer: status, headers (lower-case names, first value), decompressed body, and the address that
    gave it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


@dataclass(frozen=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True)
class _Request:
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None


def fetch(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    timeout: float = 10.0,
    max_bytes: int = 5_000_000,
    allow: AllowList | None = None,
    reach: Reach = Reach.PUBLIC,
    redirects: int = 0,
    resolver: Resolver = system_resolver,
    tls: ssl.SSLContext | None = None,
) -> Response:
    """Send one request to a public host (or one listed in `allow`) and read the whole answer.

    `reach` is wider only for a server that an administrator set and that may stand in the own network.
    `timeout` (seconds) covers everything from name to last byte, all redirects included; `max_bytes` limits
    the body before and after decompression. `redirects` (at most 5) are followed only when asked for, each
    hop checked like the first; otherwise a 3xx answer is returned as it is. Raises OutgoingRefused and
    OutgoingFailed, nothing else.
    """
    policy = HostPolicy(reach, allow=allow or AllowList())
    deadline = Deadline(timeout)
    request = _checked(_Request(method.upper(), url, dict(headers or {}), body))
    followed = 0
    while True:
        target = _target(request.url)
        addresses = policy.addresses(target.host, target.port, resolver=resolver, deadline=deadline.at)
        response = _exchange(request, target, addresses, deadline, max_bytes, tls or _tls())
        location = response.headers.get("location")
        if not redirects or response.status not in {301, 302, 303, 307, 308} or not location:
            return response
        followed += 1
        if followed > min(redirects, MAX_REDIRECTS):
            raise OutgoingRefused("redirects")
        request = _next_hop(request, target, response.status, location)


def _checked(request: _Request) -> _Request:
    if request.method not in _METHODS:
        raise OutgoingRefused("method")
    for name, value in request.headers.items():
        token = re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name)
        if not token or name.lower() in _OURS or re.search(r"[\x00-\x08\x0a-\x1f\x7f]|[^\x00-\xff]", value):
            raise OutgoingRefused("header")
    return request


def _target(url: str) -> _Target:
    if len(url) > 8_000 or _NOT_IN_ADDRESS.search(url):
        raise OutgoingRefused("address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise OutgoingRefused("address") from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise OutgoingRefused("scheme")
    if "@" in parts.netloc:
        raise OutgoingRefused("userinfo")
    if not parts.hostname or "%" in parts.netloc:
        raise OutgoingRefused("host")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        path += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    if port == 0:
        raise OutgoingRefused("port")
    return _Target(parts.scheme, canonical_host(parts.hostname), port or _DEFAULT_PORTS[parts.scheme], path)


def _exchange(
    request: _Request,
    target: _Target,
    addresses: list[str],
    deadline: Deadline,
    max_bytes: int,
    context: ssl.SSLContext,
) -> Response:
    sock = connect(addresses, target.port, deadline, target.host if target.scheme == "https" else None, context)
    try:
        connection = http.client.HTTPConnection(target.host, target.port)
        # The pinned socket is in place, so http.client never resolves or connects by itself.
        connection.auto_open = 0
        connection.sock = TimedSocket(sock, deadline, max_bytes + MAX_HEAD)
        connection.request(request.method, target.path, body=request.body, headers=_sent(request, target))
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in reversed(answer.getheaders())}
        if sum(len(name) + len(value) for name, value in answer.getheaders()) > MAX_HEAD:
            raise OutgoingFailed("too_large")
        body = b"".join(_limited(_decoded(answer, headers.get("content-encoding", "")), max_bytes))
        if answer.length:
            raise OutgoingFailed("protocol")
        return Response(answer.status, headers, body, request.url)
    except TimeoutError as error:
        raise OutgoingFailed("timeout") from error
    except zlib.error as error:
        raise OutgoingFailed("encoding") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise OutgoingFailed("protocol") from error
    finally:
        sock.close()


def _sent(request: _Request, target: _Target) -> dict[str, str]:
    fixed = {"Host": target.host_header, "Accept-Encoding": "gzip", "Connection": "close"}
    own = {name.lower() for name in request.headers}
    return fixed | ({} if "user-agent" in own else {"User-Agent": "Tuki"}) | dict(request.headers)


def _decoded(answer: http.client.HTTPResponse, encoding: str) -> Iterator[bytes]:
    """The body in pieces, each at most a chunk after decompression, whatever its ratio."""
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        while piece := answer.read(_CHUNK):
            yield piece
        return
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise OutgoingFailed("encoding")
    # 32: a gzip or zlib header is recognised by itself.
    inflater = zlib.decompressobj(wbits=32 + zlib.MAX_WBITS)
    while piece := answer.read(_CHUNK):
        while piece and not inflater.eof:
            yield inflater.decompress(piece, _CHUNK)
            piece = inflater.unconsumed_tail
    if not inflater.eof:
        yield inflater.flush()


def _limited(pieces: Iterator[bytes], max_bytes: int) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > max_bytes:
            raise OutgoingFailed("too_large")
        yield piece


def _next_hop(request: _Request, target: _Target, status: int, location: str) -> _Request:
    url = urljoin(request.url, location)
    following = _target(url)
    if target.scheme == "https" and following.scheme == "http":
        raise OutgoingRefused("downgrade")
    headers = request.headers
    if following.origin != target.origin:
        headers = {name: value for name, value in headers.items() if name.lower() in _PORTABLE}
    if status in {307, 308} or request.method in {"GET", "HEAD"}:
        return _Request(request.method, url, headers, request.body)
    return _Request("GET", url, {k: v for k, v in headers.items() if k.lower() != "content-type"}, None)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
