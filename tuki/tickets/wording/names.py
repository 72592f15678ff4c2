"""Names of the built-in statuses, resolutions, priorities and links in the reader's language."""

from django.utils.translation import gettext_lazy as _

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

PRIORITY_NAMES = {1: _("Critical"), 2: _("High"), 3: _("Normal"), 4: _("Low")}

LINK_NAMES = {
    "relates": _("relates to"),
    "duplicates": _("duplicates"),
    "blocks": _("blocks"),
    "caused_by": _("is caused by"),
    "follows": _("follows"),
}

LINK_NAMES_BACK = {
    "relates": _("relates to"),
    "duplicates": _("is duplicated by"),
    "blocks": _("is blocked by"),
    "caused_by": _("causes"),
    "follows": _("is followed by"),
}
