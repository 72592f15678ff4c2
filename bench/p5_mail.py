"""P5: mail in: answered 250 after it is on disk, and from the journal to tickets."""

from __future__ import annotations

import multiprocessing
import os
import smtplib
import threading
import time

from bench.desk import prepare
from bench.figures import Figure, Size, at_least

HTML = "<html><body>" + "<p>The printer <b>burns</b> &amp; nobody comes. See the picture.</p>" * 40 + "</body></html>"
CLIENTS = 8


def measure(size: Size) -> list[Figure]:
    """Each mail has text, HTML and a file of 50 kB, and a sender of its own."""
    prepare()
    count = size.repeats * 5
    taken = _intake(_mails(count, "a"))
    alone = _read(1)
    _intake(_mails(count, "b"))
    both = _read(2)
    return [
        at_least("P5", "mails answered 250 after sync, 8 clients", taken, 300, "/s"),
        at_least("P5", "journal to ticket, one worker", alone, 100, "/s"),
        at_least("P5", "journal to ticket, two workers", both, 170, "/s"),
    ]


def _mails(count: int, batch: str) -> list[bytes]:
    from tests.channels.email.mails import mail

    return [
        mail(
            f"Number {number}. " + "The printer on the second floor burns again.\n" * 20,
            from_=f"Person {number} <{batch}{number}@customer-a.test>",
            subject=f"Printer {number}",
            html=HTML,
            files=(("picture.bin", os.urandom(50_000)),),
        ).replace(b"\n", b"\r\n")
        for number in range(count)
    ]


def _intake(mails: list[bytes]) -> float:
    from tuki.channels.email.listeners import start

    listeners = start(lmtp="127.0.0.1:0")
    address = listeners.addresses["lmtp"]
    clients = [threading.Thread(target=_deliver, args=(address, mails[each::CLIENTS])) for each in range(CLIENTS)]
    begun = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took = time.perf_counter() - begun
    listeners.stop()
    return len(mails) / took


def _deliver(address: tuple[str, int], mails: list[bytes]) -> None:
    with smtplib.LMTP(*address) as client:
        for number, raw in enumerate(mails):
            client.sendmail(f"sender{number}@customer-a.test", ["support@desk.test"], raw)


def _read(workers: int) -> float:
    """Mails a second that worker processes, started and warm before, make into tickets."""
    from django.db import connection

    from tuki.kernel.models import Job

    count = Job.objects.filter(kind="mail.read").count()
    connection.close()
    context = multiprocessing.get_context("spawn")
    begin, ready = context.Event(), context.Barrier(workers + 1)
    processes = [context.Process(target=work, args=(begin, ready)) for _ in range(workers)]
    for each in processes:
        each.start()
    ready.wait()
    begun = time.perf_counter()
    begin.set()
    for each in processes:
        each.join()
    return count / (time.perf_counter() - begun)


def work(begin: object, ready: object) -> None:
    """One worker process: reads the journal's mails until none is left."""
    import django

    django.setup()
    from tuki.kernel.jobs import queue
    from tuki.kernel.jobs.worker import Lane, Worker
    from tuki.kernel.languages import load_model
    from tuki.kernel.models import Job

    load_model()
    worker = Worker(name=f"bench-{os.getpid()}", lanes=[Lane("mail-in", 1, batch=20)])
    running = threading.Thread(target=worker.run)
    ready.wait()  # type: ignore[attr-defined]  a barrier of multiprocessing
    begin.wait()  # type: ignore[attr-defined]  an event of multiprocessing
    running.start()
    while queue.has_due("mail-in") or Job.objects.filter(kind="mail.read").exists():
        time.sleep(0.02)
    worker.stop.set()
    running.join()
