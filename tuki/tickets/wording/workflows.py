"""What is said of workflows and approvals: refusals, and one sentence per event."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tuki.kernel.refusals import declare
from tuki.kernel.telling import Filling, Ref, Told, names, tells
from tuki.tickets import events
from tuki.tickets.queries.workflow import workflows

declare("tickets_in_removed_status", _("Tickets stand in a status that goes. Say where they go (%(counts)s)."))
declare("workflow_is_default", _("The default workflow serves every kind that no other serves, so it stays."))
declare("workflow_is_retired", _("This workflow is retired. Restore it first."))
declare("too_many_statuses", _("A workflow has at most %(most)d statuses."))
declare("status_code_invalid", _("“%(code)s” is no code: small letters, digits and _, beginning with a letter."))
declare("status_needs_name", _("The status “%(code)s” has no name."))
declare("status_keeps_stage", _("“%(status)s” has another stage already, and a status keeps its stage for life."))
declare("status_twice", _("The status “%(code)s” is there twice."))
declare("stage_missing_ours", _("No status says that it is our turn: add one of that stage."))
declare("stage_missing_closed", _("No status is closed: add one of that stage."))
declare("role_missing", _("Choose a status for this."))
declare("role_of_wrong_stage", _("A status of this stage does not fit here."))
declare("transition_leads_nowhere", _("The transition from “%(source)s” to “%(target)s” lacks one of the two."))
declare("transition_twice", _("The transition from “%(source)s” to “%(target)s” is there twice."))
declare("status_unreachable", _("No ticket ever gets to “%(status)s”: nothing leads there from the beginning."))
declare("status_dead_end", _("A ticket that is “%(status)s” can never be closed: no way leads on from there."))


@names("workflow")
def _workflows(ids: list[int]) -> Mapping[int, str]:
    return {each.id: each.name for each in workflows().values() if each.id in ids}


@tells(events.ApprovalAsked)
def _asked(event: events.ApprovalAsked) -> Told:
    values = {"old": Ref("status", event.source), "new": Ref("status", event.target)}
    return Told(_("asked for an approval to go from %(old)s to %(new)s"), values, "hourglass")


@tells(events.ApprovalGranted)
def _granted(event: events.ApprovalGranted) -> Told:
    return Told(_("approved it"), icon="shield-check")


@tells(events.ApprovalDeclined)
def _declined(event: events.ApprovalDeclined) -> Told:
    return Told(_("declined to approve it"), icon="x")


@tells(events.ApprovalWithdrawn)
def _withdrawn(event: events.ApprovalWithdrawn) -> Told:
    return Told(_("withdrew the request for an approval"), icon="undo-2")


@tells(events.WorkflowRetired)
def _retired(event: events.WorkflowRetired) -> Told:
    return Told(_("retired the workflow %(name)s"), {"name": Ref("workflow", event.subject)}, "archive")


@tells(events.WorkflowRestored)
def _restored(event: events.WorkflowRestored) -> Told:
    return Told(_("restored the workflow %(name)s"), {"name": Ref("workflow", event.subject)}, "rotate-ccw")


@tells(events.TicketsResettled)
def _resettled(event: events.TicketsResettled) -> Told:
    values: dict[str, Filling] = {"count": event.count, "name": Ref("workflow", event.subject)}
    words = _("sent tickets to other statuses, as the workflow %(name)s has changed: %(count)s")
    return Told(words, values, "workflow")
