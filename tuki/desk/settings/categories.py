"""The tree of categories."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

from tuki.catalogue.categories import CategoryDefinition, CategoryRow, category_path, category_tree
from tuki.catalogue.commands.category import VERSIONS, add_category, redefine_category
from tuki.catalogue.permissions import EDIT
from tuki.desk.settings.forms import Errors, errors_of, number
from tuki.desk.settings.pages import LANGUAGES, go, settings_page
from tuki.kernel.refusals import NotFound, Refusal
from tuki.people.models import Department
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff", permission=EDIT)
def categories(request: SignedInRequest) -> HttpResponse:
    """The whole tree, what is not offered too."""
    departments = dict(Department.objects.values_list("id", "name"))
    return settings_page(request, "categories", {"rows": list(category_tree().values()), "departments": departments})


@open_to("staff", permission=EDIT, methods=("GET", "POST"))
def new(request: SignedInRequest) -> HttpResponse:
    """One more category; `?parent=` puts it below another."""
    if request.method != "POST":
        parent = number(request.GET.get("parent", ""))
        return _form(request, None, CategoryDefinition(name="", parent_id=parent))
    definition = _typed(request)
    try:
        add_category(request.actor, definition=definition)
    except Refusal as refusal:
        return _form(request, None, definition, errors_of(refusal))
    return go("categories", done="added")


@open_to("staff", permission=EDIT, methods=("GET", "POST"))
def change(request: SignedInRequest, category_id: int) -> HttpResponse:
    """Names, place in the tree, department, and whether it is offered."""
    row = category_tree().get(category_id)
    if row is None:
        raise NotFound()
    if request.method != "POST":
        return _form(request, row, row.definition)
    definition = _typed(request)
    try:
        redefine_category(request.actor, category_id, definition=definition)
    except Refusal as refusal:
        return _form(request, row, definition, errors_of(refusal))
    return go("categories")


def _form(
    request: SignedInRequest, row: CategoryRow | None, given: CategoryDefinition, errors: Errors | None = None
) -> HttpResponse:
    others: Iterable[CategoryRow] = category_tree().values()
    context: dict[str, Any] = {
        "row": row,
        "given": given,
        "languages": LANGUAGES,
        "parents": [(each.id, category_path(each.id)) for each in others if row is None or row.id not in each.path],
        "departments": list(Department.objects.filter(is_active=True).order_by("name").values_list("id", "name")),
        "versions_of": VERSIONS,
    }
    return settings_page(request, "category", context, errors=errors)


def _typed(request: SignedInRequest) -> CategoryDefinition:
    given = request.POST
    return CategoryDefinition(
        name=given.get("name", ""),
        names={code: given.get(f"name_{code}", "") for code, _ in LANGUAGES if given.get(f"name_{code}", "").strip()},
        parent_id=number(given.get("parent", "")),
        position=min(number(given.get("position", ""), 0) or 0, 32767),
        department_id=number(given.get("department", "")),
        is_active="active" in given,
    )
