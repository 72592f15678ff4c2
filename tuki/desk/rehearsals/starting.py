"""From an editor to a rehearsal of what stands in its form, and back to the editor with that draft."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, TypeVar

import msgspec
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuki.automation.commands.rehearsals import start_rehearsal
from tuki.automation.models import Rehearsal
from tuki.automation.permissions import REHEARSE
from tuki.desk.settings.forms import number
from tuki.kernel import clock
from tuki.kernel.refusals import Invalid
from tuki.ui.access import SignedInRequest

T = TypeVar("T")
SPANS = (1, 2, 4, 8, 13, 26, 52)
USUAL_WEEKS = 4


def rehearse_context(request: SignedInRequest) -> dict[str, Any]:
    """What `desk/rehearsals/_start.html` needs."""
    words = [ngettext("the last %(num)s week", "the last %(num)s weeks", weeks) % {"num": weeks} for weeks in SPANS]
    spans: list[tuple[int | str, str]] = list(zip(SPANS, words, strict=True))
    return {
        "may_rehearse": request.actor.holds(REHEARSE),
        "rehearsal_spans": [*spans, ("", _("from … to …"))],
        "rehearsal_span": request.POST.get("weeks", str(USUAL_WEEKS)),
        "span_start": request.POST.get("span_start", ""),
        "span_end": request.POST.get("span_end", ""),
    }


def rehearse(request: SignedInRequest, kind: str, definition: dict[str, Any], object_id: int | None) -> HttpResponse:
    """Begins it and goes to its page. Refuses what `start_rehearsal` refuses."""
    span: dict[str, Any] = {"weeks": number(request.POST.get("weeks", ""), 0)}
    if not request.POST.get("weeks"):
        span = {"start": _moment(request, "span_start"), "end": _moment(request, "span_end", is_end=True)}
    row = start_rehearsal(request.actor, kind=kind, definition=definition, object_id=object_id, **span)
    return HttpResponseRedirect(reverse("desk:rehearsal", args=[row.id]))


def drafted_before(request: SignedInRequest, kind: str, type_: type[T]) -> T | None:
    """The draft of `?rehearsal=`, to go on with it; None where there is none of this kind."""
    asked = number(request.GET.get("rehearsal", ""))
    if asked is None or not request.actor.holds(REHEARSE):
        return None
    row = Rehearsal.objects.filter(pk=asked, kind=kind).first()
    return msgspec.convert(row.definition, type_) if row is not None else None


def _moment(request: SignedInRequest, name: str, *, is_end: bool = False) -> datetime:
    """A day of the form in the reader's zone: its beginning, or its last moment; not later than now."""
    try:
        day = date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise Invalid("span_shape", field="start") from None
    moment = datetime.combine(day, time.max if is_end else time.min, timezone.get_current_timezone())
    return min(moment, clock.now())
