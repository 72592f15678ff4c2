"""Names of the built-in kinds in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KIND_NAMES = {
    "incident": _("Incident"),
    "service_request": _("Service request"),
    "information_request": _("Question"),
    "documentation_request": _("Documentation request"),
    "change_request": _("Change request"),
    "suggestion": _("Suggestion"),
    "complaint": _("Complaint"),
}
