"""P5: mail in: answered 250 after it is on disk, and from the journal to tickets."""

from __future__ import annotations

import multiprocessing
import os
import smtplib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Event

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
    """Mails a second that the listener of this process answers to the clients of another one."""
    from tuki.channels.email.listeners import start

    listeners = start(lmtp="127.0.0.1:0")
    context = multiprocessing.get_context("spawn")
    is_ready, may_begin = context.Event(), context.Event()
    sender = context.Process(target=send, args=(listeners.addresses["lmtp"], mails, is_ready, may_begin))
    sender.start()
    is_ready.wait()
    begun = time.perf_counter()
    may_begin.set()
    sender.join()
    took = time.perf_counter() - begun
    listeners.stop()
    if sender.exitcode:
        raise SystemExit("mail could not be delivered")
    return len(mails) / took


def send(address: tuple[str, int], mails: list[bytes], is_ready: Event, may_begin: Event) -> None:
    """Eight clients at once."""
    is_ready.set()
    may_begin.wait()
    with ThreadPoolExecutor(CLIENTS) as clients:
        for done in [clients.submit(_deliver, address, mails[each::CLIENTS]) for each in range(CLIENTS)]:
            done.result()


def _deliver(address: tuple[str, int], mails: list[bytes]) -> None:
    with smtplib.LMTP(*address) as client:
        for number, raw in enumerate(mails):
            client.sendmail(f"sender{number}@customer-a.test", ["support@desk.test"], raw)


def _read(workers: int) -> float:
    """Mails a second that worker processes make into tickets, once a tenth of the mails has warmed them."""
    from django.db import connection

    from tuki.kernel.models import Job

    waiting = Job.objects.filter(kind="mail.read")
    warm = waiting.count() * 9 // 10
    connection.close()
    processes = [multiprocessing.get_context("spawn").Process(target=work) for _ in range(workers)]
    for each in processes:
        each.start()
    while (left := waiting.count()) > warm:
        time.sleep(0.02)
    begun = time.perf_counter()
    while waiting.count():
        time.sleep(0.02)
    took = time.perf_counter() - begun
    for each in processes:
        each.join()
    return left / took


def work() -> None:
    """One worker process: reads the journal's mails until none is left."""
    import django

    django.setup()
    from tuki.kernel.jobs.worker import Lane, Worker
    from tuki.kernel.models import Job

    worker = Worker(name=f"bench-{os.getpid()}", lanes=[Lane("mail-in", 1, batch=20)])
    running = threading.Thread(target=worker.run)
    running.start()
    while Job.objects.filter(kind="mail.read").exists():
        time.sleep(0.02)
    worker.stop.set()
    running.join()
