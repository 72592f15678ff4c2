"""`tuki worker`: jobs, schedule, mailboxes and mail listeners."""

from __future__ import annotations

import argparse
import signal
import threading

CANNOT_LISTEN = 69  # sysexits: EX_UNAVAILABLE


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which mail listeners to open."""
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")
    parser.add_argument("--lmtp", default="", help="address and port of the LMTP listener; empty for none")
    parser.add_argument("--smtp", default="", help="address and port of the SMTP listener; empty for none")


def run(options: argparse.Namespace) -> int:
    """Prepares the desk and works until told to stop; jobs in hand are finished, the others given back."""
    from tuki.cli.starting import start_desk
    from tuki.cli.supervising import say
    from tuki.kernel.listening import CannotListen

    start_desk(options.home)
    from tuki.channels.email import fetching, listeners
    from tuki.kernel.jobs.worker import Worker

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    try:
        doors = listeners.start(lmtp=options.lmtp, smtp=options.smtp)
    except CannotListen as error:
        say(f"--lmtp {options.lmtp} --smtp {options.smtp}: {error}.")
        return CANNOT_LISTEN
    mailboxes = threading.Thread(target=fetching.watch_all, args=(stop,), name="mailboxes")
    mailboxes.start()
    try:
        Worker(stop=stop).run()
    finally:
        stop.set()
        doors.stop()
        mailboxes.join(timeout=5)
    return 0
