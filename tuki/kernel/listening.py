"""Addresses to listen on: `host:port`, or `fd:N` for a socket that the process was started with.

A supervisor opens the sockets and hands them to its children, so that callers wait a moment while a child that
died is started again, and are not turned away.
"""

from __future__ import annotations

import socket

from tuki.kernel.numerals import whole_number

BACKLOG = 512
_INHERITED = "fd:"


class CannotListen(OSError):
    """The address is no address, or cannot be had; the message says why."""


def listening_socket(address: str) -> socket.socket:
    """A socket that listens on `host:port` (`[::1]:8000` for IPv6, port 0 for any free one), or the inherited one.

    Raises `CannotListen`.
    """
    if address.startswith(_INHERITED):
        return socket.socket(fileno=int(address.removeprefix(_INHERITED)))
    host, port = _taken_apart(address)
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        opened = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotListen(error.strerror or str(error)) from error
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(place)
        opened.listen(BACKLOG)
    except OSError as error:
        opened.close()
        raise CannotListen(error.strerror or str(error)) from error
    return opened


def inherited(listening: socket.socket) -> str:
    """The address by which a child process finds this socket; it must be passed on to the child (`pass_fds`)."""
    return f"{_INHERITED}{listening.fileno()}"


def shown(listening: socket.socket) -> str:
    """Where it really listens, as `host:port`."""
    host, port = listening.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _taken_apart(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    number = whole_number(port, most=65_535)
    if number is None:
        raise CannotListen("this is no host:port")
    return host.strip("[]") or "127.0.0.1", number
