"""How many tickets a second the API opens: `tuki web` in a process of its own, some clients with open connections.

    python bench/api_open.py [--clients 4] [--seconds 10] [--worker]

Uses a fresh home in a temporary folder (or the PostgreSQL database in TUKI_DATABASE_URL, which must be empty). Goal P4:
250 a second with 4 clients. `--worker` lets a worker do the jobs of the tickets meanwhile, as `tuki serve` does.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "token-of-the-bench"


def main() -> None:
    """Prepares a desk, measures, prints one line of JSON."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="tuki-bench-") as home:
        os.environ["TUKI_HOME"] = home
        os.environ["TUKI_LOG"] = "json"
        _tuki("prepare").wait()
        subprocess.run([sys.executable, "-c", PEOPLE], cwd=ROOT, check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        processes = [_tuki("web", "--bind", f"127.0.0.1:{port}")]
        if options.worker:
            processes.append(_tuki("worker"))
        try:
            _wait_for(port)
            print(json.dumps(_measure(port, options.clients, options.seconds)))
        finally:
            for each in processes:
                each.terminate()
            for each in processes:
                each.wait()


def _measure(port: int, clients: int, seconds: float) -> dict[str, float]:
    _client(port, 1.0)
    with multiprocessing.Pool(clients) as pool:
        waits = [wait for each in pool.starmap(_client, [(port, seconds)] * clients) for wait in each]
    waits.sort()
    return {
        "clients": clients,
        "per_second": round(len(waits) / seconds, 1),
        "median_ms": round(1000 * statistics.median(waits), 2),
        "p99_ms": round(1000 * waits[int(len(waits) * 0.99)], 2),
        "worst_ms": round(1000 * waits[-1], 2),
    }


def _client(port: int, seconds: float) -> list[float]:
    """Opens tickets one after the other on one connection; how long each took."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    waits, ends = [], time.perf_counter() + seconds
    while time.perf_counter() < ends:
        body = {"subject": f"Printer {len(waits)} on fire", "text": "It burns since this morning. " * 10}
        began = time.perf_counter()
        connection.request("POST", "/api/v1/tickets", json.dumps(body), headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 201:
            raise SystemExit(f"{answer.status}: {content[:300]!r}")
        waits.append(time.perf_counter() - began)
    return waits


def _tuki(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tuki.cli", *arguments], cwd=ROOT)


def _wait_for(port: int) -> None:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("tuki web did not answer within 30 seconds")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--worker", action="store_true")
    return parser.parse_args()


PEOPLE = f"""
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "tuki.site.settings"
import django
django.setup()
from tuki.kernel.actors import system
from tuki.people.commands.desk import add_brand, add_department
from tuki.people.commands.persons import add_person
from tuki.people.models import Brand
from tuki.people.signin.tokens import set_token
actor = system("bench")
brand = Brand.objects.first() or add_brand(actor, code="main", name="Bench", prefix="BENCH")
add_department(actor, brand_id=brand.id, name="Bench", address="bench@desk.test")
clara = add_person(actor, name="Clara", email="clara@customer-a.test")
set_token(actor, clara.id, value="{TOKEN}")
"""


if __name__ == "__main__":
    main()
