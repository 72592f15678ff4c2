"""The ledger: every mail received, what became of it, and what can be done about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tuki.channels.email.commands.quarantine import open_as_ticket, retry_mail
from tuki.channels.email.intake.wording import OUTCOME_NAMES
from tuki.channels.email.models import Journal
from tuki.channels.email.permissions import LEDGER
from tuki.channels.email.queries import ledger, ledger_entry, outcome_name, raw_mail, reason_sentence
from tuki.desk.frame import page
from tuki.kernel.filenames import content_disposition
from tuki.kernel.numerals import whole_number
from tuki.ui.access import SignedInRequest, open_to

PAGE = 50
TONES = {"quarantined": "late", "refused": "late", "duplicate": "paused", "automatic": "paused", "waiting": "soon"}


@open_to("staff", permission=LEDGER)
def entries(request: SignedInRequest) -> HttpResponse:
    """Newest first; `?outcome=`, `?q=`, `?before=`."""
    outcome, words, before = (request.GET.get(name, "") for name in ("outcome", "q", "before"))
    rows = ledger(
        request.actor,
        outcome=outcome if outcome in OUTCOME_NAMES else "",
        text=words,
        before=whole_number(before),
        limit=PAGE + 1,
    )
    context = {
        "rows": [_shown(row) for row in rows[:PAGE]],
        "following": rows[PAGE - 1].id if len(rows) > PAGE else None,
        "outcome": outcome,
        "outcomes": [(code, str(name)) for code, name in OUTCOME_NAMES.items()],
        "words": words,
    }
    return page(request, "desk/ledger/entries.html", context, current=reverse("desk:ledger"))


@open_to("staff", permission=LEDGER)
def entry(request: SignedInRequest, journal_id: int) -> HttpResponse:
    """One mail with everything known about it, and its original."""
    row = ledger_entry(request.actor, journal_id)
    content = raw_mail(request.actor, journal_id)
    head = content[:20_000].decode("utf-8", "replace")
    context = {"row": row, "shown": _shown(row), "head": head, "size": len(content)}
    return page(request, "desk/ledger/entry.html", context, current=reverse("desk:ledger"))


@open_to("staff", permission=LEDGER)
def original(request: SignedInRequest, journal_id: int) -> HttpResponse:
    """The mail byte for byte as it came."""
    content = raw_mail(request.actor, journal_id)
    headers = {"Content-Disposition": content_disposition(f"mail-{journal_id}.eml")}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


@open_to("staff", permission=LEDGER, methods=("POST",))
def retry(request: SignedInRequest, journal_id: int) -> HttpResponse:
    """Reads a mail again that was set aside."""
    retry_mail(request.actor, journal_id)
    return HttpResponseRedirect(reverse("desk:ledger-entry", args=[journal_id]))


@open_to("staff", permission=LEDGER, methods=("POST",))
def wanted(request: SignedInRequest, journal_id: int) -> HttpResponse:
    """Makes a ticket of a mail that became none."""
    open_as_ticket(request.actor, journal_id)
    return HttpResponseRedirect(reverse("desk:ledger-entry", args=[journal_id]))


def _shown(row: Journal) -> dict[str, Any]:
    return {
        "row": row,
        "outcome": outcome_name(row),
        "tone": TONES.get(row.outcome, "track"),
        "reason": reason_sentence(row),
        "ticket": row.ticket.reference if row.ticket else "",
        "can_retry": row.outcome == "quarantined",
        "can_open": row.ticket_id is None and row.outcome in ("automatic", "duplicate", "quarantined", "refused"),
    }
