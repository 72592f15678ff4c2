"""`tuki web`: the web process."""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")
    parser.add_argument("--bind", default="127.0.0.1:8000", help="address and port (default %(default)s)")
    parser.add_argument("--threads", type=int, default=6, help="requests at once (default %(default)s)")


def run(options: argparse.Namespace) -> int:
    """Serves until told to stop."""
    from tuki.cli.starting import start_django, use_home

    use_home(options.home)
    start_django()
    from tuki.cli.dispatcher import serve

    host, _, port = options.bind.rpartition(":")
    return serve(host.strip("[]") or "127.0.0.1", int(port), threads=options.threads)
