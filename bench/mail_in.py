"""How fast mail comes in (goal P5): answered 250 after sync, and from the journal to tickets.

    python -m bench.mail_in [MAILS]

Works in a new folder of its own on SQLite. Each mail has text, HTML and a file of 50 kB. Prints mails a second.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time

os.environ["TUKI_HOME"] = tempfile.mkdtemp(prefix="tuki-bench-", dir=os.environ.get("TUKI_BENCH_DIR"))
os.environ["DJANGO_SETTINGS_MODULE"] = "tuki.site.settings"

import smtplib

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from tests.cast import make_cast
from tests.channels.email.mails import mail
from tuki.channels.email.listeners import start
from tuki.channels.email.models import Journal
from tuki.kernel.jobs import queue
from tuki.kernel.jobs.worker import Lane, Worker
from tuki.kernel.models import Job

HTML = "<html><body>" + "<p>The printer <b>burns</b> &amp; nobody comes. See the picture.</p>" * 40 + "</body></html>"
CLIENTS = 8


def made_mails(count: int) -> list[bytes]:
    """Different mails of different senders."""
    return [
        mail(
            f"Number {number}. " + "The printer on the second floor burns again.\n" * 20,
            from_=f"Person {number} <person{number}@customer-a.test>",
            subject=f"Printer {number}",
            html=HTML,
            files=(("picture.bin", os.urandom(50_000)),),
        ).replace(b"\n", b"\r\n")
        for number in range(count)
    ]


def deliver(address: tuple[str, int], mails: list[bytes]) -> None:
    """One client sends its mails over one connection."""
    with smtplib.LMTP(*address) as client:
        for number, raw in enumerate(mails):
            client.sendmail(f"sender{number}@customer-a.test", ["support@desk.test"], raw)


def measure_intake(mails: list[bytes]) -> float:
    """Mails a second that are answered 250, with several clients at once."""
    listeners = start(lmtp="127.0.0.1:0")
    shares = [mails[index::CLIENTS] for index in range(CLIENTS)]
    clients = [threading.Thread(target=deliver, args=(listeners.addresses["lmtp"], share)) for share in shares]
    begun = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took = time.perf_counter() - begun
    listeners.stop()
    return len(mails) / took


def measure_reading(threads: int) -> float:
    """Mails a second that become tickets in one worker process."""
    worker = Worker(name="bench", lanes=[Lane("mail-in", threads, batch=20)])
    running = threading.Thread(target=worker.run)
    count = Job.objects.filter(kind="mail.read").count()
    begun = time.perf_counter()
    running.start()
    while queue.has_due("mail-in") or Job.objects.filter(kind="mail.read").exists():
        time.sleep(0.02)
    took = time.perf_counter() - begun
    worker.stop.set()
    running.join()
    return count / took


def main(count: int) -> None:
    """Prints the figures."""
    call_command("migrate", verbosity=0)
    make_cast()
    mails = made_mails(count)
    print(f"answered 250 after sync: {measure_intake(mails):.0f}/s ({CLIENTS} clients)")
    threads = int(os.environ.get("TUKI_BENCH_THREADS", "1"))
    print(f"journal to ticket: {measure_reading(threads):.0f}/s ({threads} threads)")
    print(dict(Journal.objects.values_list("outcome").annotate(n=django.db.models.Count("id"))))
    connection.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
