"""What the room says: names of built-in rows and of levels, refusals, and one sentence per event."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tuki.catalogue import events
from tuki.catalogue.categories import category_path
from tuki.catalogue.models import Kind, PriorityMatrix
from tuki.kernel.refusals import declare
from tuki.kernel.telling import Ref, Told, names, tells

KIND_NAMES = {
    "incident": _("Incident"),
    "service_request": _("Service request"),
    "information_request": _("Question"),
    "documentation_request": _("Documentation request"),
    "change_request": _("Change request"),
    "suggestion": _("Suggestion"),
    "complaint": _("Complaint"),
}

URGENCY_NAMES = {
    1: pgettext_lazy("urgency", "Very high"),
    2: pgettext_lazy("urgency", "High"),
    3: pgettext_lazy("urgency", "Medium"),
    4: pgettext_lazy("urgency", "Low"),
    5: pgettext_lazy("urgency", "None"),
}

IMPACT_NAMES = {
    1: pgettext_lazy("impact", "Major"),
    2: pgettext_lazy("impact", "High"),
    3: pgettext_lazy("impact", "Medium"),
    4: pgettext_lazy("impact", "Low"),
    5: pgettext_lazy("impact", "None"),
}

declare("last_kind", _("One kind at least must be offered: every ticket is of some kind."))
declare("unknown_category", _("There is no category called %(name)s."))
declare("category_circle", _("A category cannot stand below itself."))
declare("category_too_deep", _("The tree would be deeper than %(most)s levels. Put it higher."))
declare("unknown_matrix", _("This brand has no priority matrix of its own."))


@names("kind")
def _kinds(ids: list[str]) -> Mapping[str, str]:
    rows = Kind.objects.filter(code__in=ids).values_list("code", "name", "names")
    return {code: kind_name(code, name, names) for code, name, names in rows}


def kind_name(code: str, name: str, names: Mapping[str, str]) -> str:
    """What a kind is called: as the desk says in this language, else as it is built in, else as the desk says."""
    language = (get_language() or "en").partition("-")[0]
    return names.get(language) or str(KIND_NAMES.get(code, "")) or name


@tells(events.MatrixRemoved)
def _matrix_removed(event: events.MatrixRemoved) -> Told:
    return Told(_("took the priority matrix of %(brand)s away"), {"brand": Ref("brand", event.brand_id)}, "table")


def matrix_titles(ids: list[int]) -> Mapping[int, str]:
    """What matrices are called: by their brand."""
    rows = PriorityMatrix.objects.filter(id__in=ids).values_list("id", "brand__name")
    return {id_: brand or str(_("Priorities of the whole desk")) for id_, brand in rows}


@names("category")
def category_titles(ids: list[int]) -> Mapping[int, str]:
    """What categories are called: by their paths."""
    return {id_: category_path(id_) for id_ in ids}
