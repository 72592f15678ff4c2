"""`tuki serve`: one supervised tree. This process stays small: it imports neither Django nor any room."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys

from tuki.cli.supervising import Child, Supervisor, say

CANNOT_LISTEN = 69  # sysexits: EX_UNAVAILABLE
_TUKI = [sys.executable, "-m", "tuki.cli"]
# glibc keeps memory of threads apart in up to 8 arenas per core; two are enough and hold a third less.
_LEAN = {"MALLOC_ARENA_MAX": "2"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where data lies and which addresses are listened on."""
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")
    parser.add_argument("--bind", default="127.0.0.1:8000", help="address of the web pages (default %(default)s)")
    parser.add_argument("--lmtp", default="127.0.0.1:8024", help="LMTP listener; empty for none (default %(default)s)")
    parser.add_argument("--smtp", default="127.0.0.1:8025", help="SMTP listener; empty for none (default %(default)s)")


def run(options: argparse.Namespace) -> int:
    """Opens the ports, then keeps web and worker alive until told to stop. What web refuses at its first start ends it.

    The ports stay open while a child is started again: callers wait in the queue of the operating system.
    """
    from tuki.cli.starting import use_home

    use_home(options.home)
    opened = _open_ports({"bind": options.bind, "lmtp": options.lmtp, "smtp": options.smtp})
    if opened is None:
        return CANNOT_LISTEN
    web, worker = _children(opened)
    supervisor = Supervisor([web, worker])
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: supervisor.stop())
    if code := supervisor.first_start(web):
        return code
    return supervisor.run()


def _open_ports(wanted: dict[str, str]) -> dict[str, socket.socket] | None:
    """The listening sockets by option; None when one cannot be had, after saying which."""
    from tuki.kernel.listening import CannotListen, listening_socket

    opened = {}
    for option, address in wanted.items():
        try:
            if address:
                opened[option] = listening_socket(address)
        except CannotListen as error:
            say(f"--{option} {address}: {error}. Name another one with --{option}.")
            return None
    return opened


def _children(opened: dict[str, socket.socket]) -> tuple[Child, Child]:
    """Web and worker; they find the sockets by their numbers."""
    from tuki.kernel.listening import inherited, shown

    os.environ.setdefault("TUKI_BASE_URL", f"http://{shown(opened['bind'])}")
    for name, value in _LEAN.items():
        os.environ.setdefault(name, value)
    doors = {option: inherited(opened[option]) for option in ("lmtp", "smtp") if option in opened}
    doors_given = [part for option, address in doors.items() for part in (f"--{option}", address)]
    web = Child("web", [*_TUKI, "web", "--bind", inherited(opened["bind"])], [opened["bind"].fileno()])
    worker = Child("worker", [*_TUKI, "worker", *doors_given], [opened[option].fileno() for option in doors])
    return web, worker
