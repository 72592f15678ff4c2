"""Names of the built-in statuses, resolutions, priorities and links in the reader's language."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATUS_NAMES = {
    "new": _("New"),
    "assigned": _("Assigned"),
    "in_progress": _("In progress"),
    "information_needed": _("Information needed"),
    "external_processing": _("External processing"),
    "completed": _("Completed"),
    "rejected": _("Rejected by user"),
    "closed": _("Closed"),
}

DEFAULT_WORKFLOW_NAME = _("Incidents and requests")

RESOLUTION_NAMES = {
    "solved": _("Solved"),
    "workaround": _("Workaround given"),
    "answered": _("Question answered"),
    "not_reproducible": _("Not reproducible"),
    "incorrect_request": _("Incorrect request"),
    "duplicate": _("Duplicate"),
    "declined": _("Declined"),
    "no_answer": _("No answer from the requester"),
}

REPLY_TYPE_NAMES = {
    "answer": _("Answer"),
    "workaround": _("Workaround"),
    "diagnostics": _("Request for diagnostics"),
}

PRIORITY_NAMES = {1: _("Critical"), 2: _("High"), 3: _("Normal"), 4: _("Low")}

STAGE_NAMES = {
    "new": pgettext_lazy("stage", "New"),
    "ours": pgettext_lazy("stage", "Our turn"),
    "customer": pgettext_lazy("stage", "Waiting for the customer"),
    "third_party": pgettext_lazy("stage", "Waiting for others"),
    "done": pgettext_lazy("stage", "Done"),
    "closed": pgettext_lazy("stage", "Closed"),
}

ROLE_NAMES = {
    "initial": _("Begins as"),
    "assigned": _("When it is assigned"),
    "answered": _("When the requester answers"),
    "completion": _("Awaits the requester's word in"),
    "confirmed": _("When they confirm, or are silent"),
    "rejected": _("When they reject it"),
    "reopened": _("When it is reopened"),
}

# What the page of versions calls the fields of a definition.
DEFINITION_WORDS = {
    **ROLE_NAMES,
    "name": _("Name"),
    "names": _("Name"),
    "kinds": _("Kinds"),
    "statuses": _("Statuses"),
    "stage": _("Stage"),
    "transitions": _("Transitions"),
    "source": pgettext_lazy("transition", "from"),
    "target": pgettext_lazy("transition", "to"),
    "code": _("code"),
    "needs_resolution": _("needs a resolution"),
    "needs_approval": _("needs an approval"),
    "needs_closed_children": _("needs closed children"),
    "close_after_days": _("Days of silence that close it"),
}

LINK_NAMES = {
    "relates": _("relates to"),
    "duplicates": _("duplicates"),
    "blocks": _("blocks"),
    "caused_by": _("is caused by"),
    "follows": _("follows"),
    "child_of": _("is a child of"),
    "parent_of": _("is the parent of"),
}

LINK_NAMES_BACK = {
    "relates": _("relates to"),
    "duplicates": _("is duplicated by"),
    "blocks": _("is blocked by"),
    "caused_by": _("causes"),
    "follows": _("is followed by"),
    "child_of": _("is the parent of"),
}
