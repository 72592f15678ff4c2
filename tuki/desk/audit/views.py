"""The event log: who did what, filterable, exportable, with the proof that nothing was changed."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from tuki.desk.audit.subjects import with_subjects
from tuki.desk.frame import page
from tuki.kernel.chain import breaks_everywhere, breaks_in_stream
from tuki.kernel.events import event_types
from tuki.kernel.log import from_row
from tuki.kernel.models import Anchor, EventRow
from tuki.kernel.numerals import whole_number
from tuki.kernel.refusals import Refused
from tuki.kernel.spreadsheets import write_csv
from tuki.kernel.telling import Line, names_of_kind, tell
from tuki.people.permissions import AUDIT
from tuki.tickets.queries import ticket_for
from tuki.ui.access import SignedInRequest, open_to

PAGE = 100
MOST_EXPORTED = 50_000


@open_to("staff")
def log(request: SignedInRequest) -> HttpResponse:
    """`?ticket=` for whoever sees it, everything for auditors; `?kind=`, `?actor=`, `?before=`."""
    rows, ticket = _chosen(request)
    if (before := whole_number(request.GET.get("before", ""))) is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows.order_by("-id")[: PAGE + 1])
    context = {
        "lines": with_subjects(_told(found[:PAGE])),
        "following": found[PAGE - 1].id if len(found) > PAGE else None,
        "breaks": None,
    }
    return _drawn(request, ticket, context)


@open_to("staff", methods=("POST",))
def verify(request: SignedInRequest) -> HttpResponse:
    """Computes the chain anew: of one ticket, or of everything for auditors."""
    _rows, ticket = _chosen(request)
    breaks = breaks_in_stream("ticket", _id(request, ticket)) if ticket else breaks_everywhere()
    return _drawn(request, ticket, {"lines": [], "following": None, "breaks": breaks})


@open_to("staff", permission=AUDIT)
def export(request: SignedInRequest) -> HttpResponse:
    """The newest 50,000 events of the filter as CSV, safe to open in a spreadsheet."""
    rows, _ticket = _chosen(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="events.csv"'
    fields = (
        "id",
        "happened_at",
        "stream_kind",
        "stream_id",
        "number",
        "kind",
        "actor_kind",
        "actor_id",
        "cause",
        "payload",
    )
    values = rows.order_by("-id").values_list(*fields)[:MOST_EXPORTED]
    write_csv(response, fields, ([str(each) for each in row] for row in values.iterator(chunk_size=2000)))
    return response


def _drawn(request: SignedInRequest, ticket: str, context: dict[str, object]) -> HttpResponse:
    """The page of the log around its events or the answer about its chain."""
    actor = _actor(request)
    frame = {
        "ticket": ticket,
        "kinds": sorted(event_types()),
        "kind": request.GET.get("kind", ""),
        "who": names_of_kind("person", [actor]).get(actor) if actor else None,
        "actor": actor,
        "anchor": Anchor.objects.order_by("-last_event_id").first(),
        "sees_all": request.actor.holds(AUDIT),
    }
    return page(request, "desk/audit/log.html", frame | context, current=reverse("desk:log"))


def _actor(request: SignedInRequest) -> int | None:
    """The person whose events are asked for."""
    return whole_number(request.GET.get("actor", ""))


def _chosen(request: SignedInRequest) -> tuple:
    """The rows that the actor may read, and the ticket that was asked for."""
    reference = request.GET.get("ticket") or request.POST.get("ticket") or ""
    rows = EventRow.objects.all()
    if reference:
        rows = rows.filter(stream_kind="ticket", stream_id=_id(request, reference))
    elif not request.actor.holds(AUDIT):
        raise Refused("not_allowed")
    if kind := request.GET.get("kind", ""):
        rows = rows.filter(kind=kind)
    if (actor := _actor(request)) is not None:
        rows = rows.filter(actor_kind="person", actor_id=actor)
    return rows, reference


def _id(request: SignedInRequest, reference: str) -> int:
    return ticket_for(request.actor, reference).id


def _told(rows: list[EventRow]) -> list[Line]:
    return tell([entry for row in rows if (entry := from_row(row))])
