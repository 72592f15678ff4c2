"""`tuki web`: the web process."""

from __future__ import annotations

import argparse

CANNOT_LISTEN = 69  # sysexits: EX_UNAVAILABLE


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")
    parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port (default %(default)s)")
    parser.add_argument("--threads", type=int, default=6, help="requests at once (default %(default)s)")
    parser.add_argument("--ready", type=int, help=argparse.SUPPRESS)  # descriptor on which to say that pages are served


def run(options: argparse.Namespace) -> int:
    """Prepares the desk and serves until told to stop."""
    from tuki.cli.starting import start_desk
    from tuki.cli.supervising import say
    from tuki.kernel.listening import CannotListen, listening_socket

    start_desk(options.home, load=_load_pages)
    try:
        listening = listening_socket(options.bind)
    except CannotListen as error:
        say(f"--bind {options.bind}: {error}. Name another one with --bind.")
        return CANNOT_LISTEN
    from tuki.cli.dispatcher import serve
    from tuki.cli.greeting import greet
    from tuki.kernel import clock
    from tuki.kernel.checks import serving_since

    serving_since(clock.now())
    return serve(listening, threads=options.threads, when_serving=lambda: greet(options.ready))


def _load_pages() -> None:
    """The server, and all addresses with their views."""
    from django.urls import reverse

    from tuki.cli import dispatcher, greeting  # noqa: F401  loaded is what they shall be

    reverse("sign-in")
