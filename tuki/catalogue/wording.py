"""Names of the built-in kinds in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tuki.catalogue.models import Kind
from tuki.kernel.telling import names

KIND_NAMES = {
    "incident": _("Incident"),
    "service_request": _("Service request"),
    "information_request": _("Question"),
    "documentation_request": _("Documentation request"),
    "change_request": _("Change request"),
    "suggestion": _("Suggestion"),
    "complaint": _("Complaint"),
}


@names("kind")
def _kinds(ids: list[str]) -> Mapping[str, str]:
    rows = Kind.objects.filter(code__in=ids).values_list("code", "name")
    return {code: str(KIND_NAMES.get(code, name)) for code, name in rows}
