"""`tuki worker`: jobs, schedule, mailboxes and mail listeners."""

from __future__ import annotations

import argparse
import signal
import threading


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which mail listeners to open."""
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")
    parser.add_argument("--lmtp", default="", help="address and port of the LMTP listener; empty for none")
    parser.add_argument("--smtp", default="", help="address and port of the SMTP listener; empty for none")


def run(options: argparse.Namespace) -> int:
    """Works until told to stop; jobs in hand are finished, the others given back."""
    from tuki.cli.starting import start_django, use_home

    use_home(options.home)
    start_django()
    from tuki.channels.email import fetching, listeners
    from tuki.kernel.jobs.worker import Worker

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    doors = listeners.start(lmtp=options.lmtp, smtp=options.smtp)
    mailboxes = threading.Thread(target=fetching.watch_all, args=(stop,), name="mailboxes")
    mailboxes.start()
    try:
        Worker(stop=stop).run()
    finally:
        stop.set()
        doors.stop()
        mailboxes.join(timeout=5)
    return 0
