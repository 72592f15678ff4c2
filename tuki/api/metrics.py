"""Figures of the desk for Prometheus, read from the database when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Max, Min
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from tuki import __version__
from tuki.channels.email.models import Journal, OutgoingMail
from tuki.kernel import clock
from tuki.kernel.health import run_checks
from tuki.kernel.models import EventRow, Job, JobState
from tuki.tickets.models import Ticket

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Desk(Collector):
    """Every figure is the same from all processes, for it comes from the database, not from one process's memory."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One query for each family but the checks."""
        yield _one("tuki_info", "The version that runs.", 1, version=__version__)
        yield _open_tickets()
        yield from _jobs()
        yield _received()
        yield _outgoing()
        last = EventRow.objects.aggregate(last=Max("id"))["last"] or 0
        yield _one("tuki_events", "The id of the newest event of the log.", last)
        yield _problems()


def exposition() -> bytes:
    """The desk's figures and nothing else, in the text format of `CONTENT_TYPE`."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Desk())
    return generate_latest(registry)


def _open_tickets() -> GaugeMetricFamily:
    family = GaugeMetricFamily("tuki_tickets_open", "Open tickets by status.", labels=["status"])
    open_ = Ticket.objects.filter(trashed_at=None, is_open=True).order_by()
    for status, count in open_.values_list("status_id").annotate(Count("id")):
        family.add_metric([status], count)
    return family


def _jobs() -> Iterator[GaugeMetricFamily]:
    family = GaugeMetricFamily("tuki_jobs", "Jobs by lane and state.", labels=["lane", "state"])
    for lane, state, count in Job.objects.order_by().values_list("lane", "state").annotate(Count("id")):
        family.add_metric([lane, state], count)
    yield family
    due = Job.objects.filter(state=JobState.READY, due_at__lte=clock.now()).aggregate(first=Min("due_at"))["first"]
    late = (clock.now() - due).total_seconds() if due else 0.0
    yield _one("tuki_jobs_oldest_due_seconds", "How long the oldest due job has been waiting.", late)


def _received() -> GaugeMetricFamily:
    family = GaugeMetricFamily("tuki_mail_received", "Mails in the journal by outcome.", labels=["outcome"])
    for outcome, count in Journal.objects.order_by().values_list("outcome").annotate(Count("id")):
        family.add_metric([outcome], count)
    return family


def _outgoing() -> GaugeMetricFamily:
    family = GaugeMetricFamily("tuki_mail_outgoing", "Mails that have not left, by state.", labels=["state"])
    staying = OutgoingMail.objects.filter(state__in=["waiting", "held", "partly", "failed"]).order_by()
    for state, count in staying.values_list("state").annotate(Count("id")):
        family.add_metric([state], count)
    return family


def _problems() -> GaugeMetricFamily:
    family = GaugeMetricFamily("tuki_problems", "What the checks of /health found.", labels=["check", "code"])
    for name, problems in run_checks().items():
        for each in problems:
            family.add_metric([name, each.code], 1)
    return family


def _one(name: str, meaning: str, value: float, **labels: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=list(labels))
    family.add_metric(list(labels.values()), value)
    return family
