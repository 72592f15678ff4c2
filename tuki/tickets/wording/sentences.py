"""One sentence per event of a ticket; the subject (who did it) stands before it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tuki.catalogue.wording import IMPACT_NAMES, URGENCY_NAMES
from tuki.kernel.telling import Filling, Ref, Told, names, tells
from tuki.tickets import events
from tuki.tickets.models import Resolution, Tag, Ticket
from tuki.tickets.queries.workflow import status_names
from tuki.tickets.wording.names import LINK_NAMES, PRIORITY_NAMES, RESOLUTION_NAMES


@names("status")
def _statuses(ids: list[str]) -> Mapping[str, str]:
    known = status_names()
    return {code: known.get(code, code) for code in ids}


@names("resolution")
def _resolutions(ids: list[str]) -> Mapping[str, str]:
    rows = Resolution.objects.filter(code__in=ids).values_list("code", "name")
    return {code: str(RESOLUTION_NAMES.get(code, name)) for code, name in rows}


@names("tags")
def _tags(ids: list[tuple[int, ...]]) -> Mapping[tuple[int, ...], str]:
    known = dict(Tag.objects.filter(id__in={each for group in ids for each in group}).values_list("id", "name"))
    return {group: ", ".join(known.get(each, "—") for each in group) for group in ids}


@names("ticket")
def _tickets(ids: list[int]) -> Mapping[int, str]:
    return dict(Ticket.objects.filter(id__in=ids).values_list("id", "reference"))


@tells(events.TicketOpened)
def _opened(event: events.TicketOpened) -> Told:
    place = Ref("department", event.department_id)
    return Told(_("opened the ticket in %(department)s"), {"department": place}, "ticket")


@tells(events.MessageAdded)
def _message(event: events.MessageAdded) -> None:
    """The message itself stands in the timeline."""


@tells(events.MessageTakenBack)
def _taken_back(event: events.MessageTakenBack) -> Told:
    return Told(_("took a reply back before it left"), icon="undo-2")


@tells(events.MessageConfirmed)
def _confirmed(event: events.MessageConfirmed) -> Told:
    return Told(_("let a message of an unverified sender into the conversation"), icon="shield-check")


_ASSIGNED, _ASSIGNED_BECAUSE = _("assigned it to %(agent)s"), _("assigned it to %(agent)s: %(reasons)s")


@tells(events.TicketAssigned)
def _assigned(event: events.TicketAssigned) -> Told:
    values: dict[str, Filling] = {"agent": Ref("person", event.old if event.new is None else event.new)}
    template, icon = (_("took it off %(agent)s"), "user-x") if event.new is None else (_ASSIGNED, "user-check")
    if event.because:
        values["reasons"] = Ref("because", tuple(event.because))
        template = _("took it off %(agent)s: %(reasons)s") if event.new is None else _ASSIGNED_BECAUSE
    return Told(template, values, icon)


@tells(events.StatusChanged)
def _status(event: events.StatusChanged) -> Told:
    values: dict[str, Filling] = {"old": Ref("status", event.old), "new": Ref("status", event.new)}
    if event.by_workflow:
        return Told(_("moved it from %(old)s to %(new)s, as the workflow says now"), values, "workflow")
    if event.resolution:
        values["resolution"] = Ref("resolution", event.resolution)
        return Told(_("changed the status from %(old)s to %(new)s: %(resolution)s"), values, "circle-check")
    return Told(_("changed the status from %(old)s to %(new)s"), values, "workflow")


@tells(events.TicketTransferred)
def _transferred(event: events.TicketTransferred) -> Told:
    values = {"old": Ref("department", event.old), "new": Ref("department", event.new)}
    return Told(_("transferred it from %(old)s to %(new)s"), values, "forward")


@tells(events.UrgencyChanged)
def _urgency(event: events.UrgencyChanged) -> Told:
    values: dict[str, Filling] = {"old": URGENCY_NAMES[event.old], "new": URGENCY_NAMES[event.new]}
    if event.old_priority == event.new_priority:
        return Told(_("changed the urgency from %(old)s to %(new)s"), values, "flag")
    values |= {"before": PRIORITY_NAMES[event.old_priority], "priority": PRIORITY_NAMES[event.new_priority]}
    return Told(
        _("changed the urgency from %(old)s to %(new)s, and so the priority from %(before)s to %(priority)s"),
        values,
        "flag",
    )


@tells(events.ImpactChanged)
def _impact(event: events.ImpactChanged) -> Told:
    values: dict[str, Filling] = {"old": IMPACT_NAMES[event.old], "new": IMPACT_NAMES[event.new]}
    if event.old_priority == event.new_priority:
        return Told(_("changed the impact from %(old)s to %(new)s"), values, "flag")
    values |= {"before": PRIORITY_NAMES[event.old_priority], "priority": PRIORITY_NAMES[event.new_priority]}
    return Told(
        _("changed the impact from %(old)s to %(new)s, and so the priority from %(before)s to %(priority)s"),
        values,
        "flag",
    )


@tells(events.PriorityChanged)
def _priority(event: events.PriorityChanged) -> Told:
    values = {"old": PRIORITY_NAMES[event.old], "new": PRIORITY_NAMES[event.new]}
    templates = {
        "matrix": _("changed the priority from %(old)s to %(new)s by the new matrix"),
        "release": _("let the matrix decide the priority again: from %(old)s to %(new)s"),
    }
    decided = _("changed the priority from %(old)s to %(new)s")
    if event.old == event.new:
        decided = _("decided that the priority stays %(new)s whatever the matrix says, and gave a reason")
    return Told(templates.get(event.way, decided), values, "flag")


@tells(events.KindChanged)
def _kind(event: events.KindChanged) -> Told:
    return Told(_("changed the kind to %(new)s"), {"new": Ref("kind", event.new)}, "layers")


@tells(events.CategoryChanged)
def _category(event: events.CategoryChanged) -> Told:
    if event.new is None:
        return Told(_("took the category %(old)s off"), {"old": Ref("category", event.old)}, "folder")
    return Told(_("changed the category to %(new)s"), {"new": Ref("category", event.new)}, "folder")


@tells(events.SubjectChanged)
def _subject(event: events.SubjectChanged) -> Told:
    return Told(_("reworded the subject"), icon="pencil")


@tells(events.RequesterChanged)
def _requester(event: events.RequesterChanged) -> Told:
    values = {"old": Ref("person", event.old), "new": Ref("person", event.new)}
    return Told(_("changed the requester from %(old)s to %(new)s"), values, "user")


@tells(events.TagsChanged)
def _tags_changed(event: events.TagsChanged) -> Told:
    if event.removed:
        return Told(_("took off the tags %(tags)s"), {"tags": Ref("tags", tuple(event.removed))}, "tag")
    return Told(_("put on the tags %(tags)s"), {"tags": Ref("tags", tuple(event.added))}, "tag")


@tells(events.WatcherAdded)
def _watcher(event: events.WatcherAdded) -> Told:
    who = {"person": Ref("person", event.person_id)}
    if event.watcher_kind == "watcher":
        return Told(_("added %(person)s as watcher"), who, "eye")
    if event.is_confirmed:
        return Told(_("added %(person)s in copy"), who, "at-sign")
    return Told(_("was asked to put %(person)s in copy; nobody has confirmed it yet"), who, "at-sign")


@tells(events.WatcherRemoved)
def _unwatched(event: events.WatcherRemoved) -> Told:
    return Told(_("took %(person)s off the ticket"), {"person": Ref("person", event.person_id)}, "eye-off")


@tells(events.AgentMentioned)
def _mentioned(event: events.AgentMentioned) -> Told:
    return Told(_("mentioned %(person)s"), {"person": Ref("person", event.person_id)}, "at-sign")


@tells(events.TicketLinked)
def _linked(event: events.TicketLinked) -> Told:
    values: dict[str, Filling] = {"kind": LINK_NAMES[event.link_kind], "other": Ref("ticket", event.other_id)}
    return Told(_("linked it: %(kind)s %(other)s"), values, "link")


@tells(events.TicketUnlinked)
def _unlinked(event: events.TicketUnlinked) -> Told:
    values: dict[str, Filling] = {"kind": LINK_NAMES[event.link_kind], "other": Ref("ticket", event.other_id)}
    return Told(_("ended the link: %(kind)s %(other)s"), values, "unlink")


@tells(events.TicketTrashed)
def _trashed(event: events.TicketTrashed) -> Told:
    return Told(_("put the ticket into the trash"), icon="trash-2")


@tells(events.TicketRestored)
def _restored(event: events.TicketRestored) -> Told:
    return Told(_("restored the ticket from the trash"), icon="rotate-ccw")
