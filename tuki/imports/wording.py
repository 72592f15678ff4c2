"""What the room says: refusals, and one sentence per event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tuki.imports import events
from tuki.imports.models import TableImport
from tuki.kernel.refusals import declare, declared
from tuki.kernel.telling import Filling, Ref, Told, names, tells

declare("table_unreadable", _("This is no table with a header and rows (CSV). It was not kept."))
declare("table_too_large", _("This table is larger than 500 MB. Split it by months and bring in one after the other."))
declare("column_needed", _("Say which column this is."))
declare("unknown_column", _("The table has no such column."))
declare("one_column_only", _("This can be only one column."))
declare("unknown_value", _("The desk does not know this value."))
declare("unknown_date_format", _("The desk does not know this way of writing times."))
declare("unknown_zone", _("There is no such time zone."))
declare("import_runs", _("The import is at work. Stop it first, or wait."))
declare("case_without_number", _("There is no number in row %(row)s, so nobody knows which case it belongs to."))
declare("case_time_unreadable", _("The time in row %(row)s cannot be read: %(text)s"))

Values = dict[str, Filling]
FIELD_NAMES = {
    "key": _("Number of the case"),
    "opened_at": _("Opened at"),
    "row_at": _("Time of the row"),
    "subject": _("Subject"),
    "text": _("Text"),
    "status": _("Status"),
    "priority": _("Priority"),
    "urgency": _("Urgency"),
    "impact": _("Impact"),
    "category": _("Category"),
    "kind": _("Kind"),
    "requester": _("Requester"),
    "requester_address": _("Requester's address"),
    "assignee": _("Assignee"),
    "team": _("Team"),
    "resolution": _("Resolution"),
    "channel": _("Channel"),
    "tags": _("Tags"),
}
STATE_NAMES = {
    "mapping": _("not started"),
    "running": _("running"),
    "stopped": _("stopped"),
    "done": _("done"),
    "failed": _("failed"),
    "trashing": _("going into the trash"),
    "trashed": _("in the trash"),
    "restoring": _("coming out of the trash"),
}


def fault_words(reason: str, details: Mapping[str, Any]) -> str:
    """Why a case was set aside, in the reader's language."""
    sentence = str(declared().get(reason, reason))
    return sentence % details if details else sentence


@tells(events.ImportBegun)
def _begun(event: events.ImportBegun) -> Told:
    values: Values = {"import": Ref("import", event.subject), "count": event.row_count}
    return Told(_("gave the table %(import)s with %(count)s rows"), values, "archive")


@tells(events.ImportStarted)
def _started(event: events.ImportStarted) -> Told:
    return Told(_("started the import %(import)s"), {"import": Ref("import", event.subject)}, "archive")


@tells(events.ImportStopped)
def _stopped(event: events.ImportStopped) -> Told:
    return Told(_("stopped the import %(import)s"), {"import": Ref("import", event.subject)}, "archive")


@tells(events.ImportTrashed)
def _trashed(event: events.ImportTrashed) -> Told:
    values: Values = {"import": Ref("import", event.subject), "count": event.ticket_count}
    return Told(_("put the %(count)s tickets of the import %(import)s into the trash"), values, "trash-2")


@tells(events.ImportRestored)
def _restored(event: events.ImportRestored) -> Told:
    values: Values = {"import": Ref("import", event.subject)}
    return Told(_("took the tickets of the import %(import)s out of the trash"), values, "rotate-ccw")


@tells(events.ImportEnded)
def _ended(event: events.ImportEnded) -> Told:
    values: Values = {
        "import": Ref("import", event.subject),
        "opened": event.opened_count,
        "faulty": event.faulty_count,
    }
    return Told(_("ended the import %(import)s: %(opened)s tickets, %(faulty)s not brought in"), values, "archive")


@names("import")
def _imports(ids: list[int]) -> Mapping[int, str]:
    return dict(TableImport.objects.filter(id__in=ids).values_list("id", "file_name"))
