"""Categories: adding one, and saying what it is from now on."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuki.catalogue.categories import DEEPEST, CategoryDefinition, categories_below, definition_of
from tuki.catalogue.models import Category
from tuki.catalogue.permissions import EDIT
from tuki.catalogue.wording import category_titles
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.html import plain_line
from tuki.kernel.refusals import Invalid, NotFound
from tuki.kernel.uses import insist_unused
from tuki.kernel.versions import keep_version, versioned
from tuki.people.commands.insisting import change_fields, insist_holds, needed
from tuki.people.models import Department

VERSIONS = "category"
LONGEST_NAME = 120


@command
def add_category(actor: Actor, *, definition: CategoryDefinition) -> Category:
    """A category begins. Announces `setting.changed`; refuses what `redefine_category` refuses."""
    insist_holds(actor, EDIT)
    row = Category.objects.create(**_checked(None, definition))
    keep_version(actor, VERSIONS, row.id, definition_of(row))
    return row


@command
def redefine_category(actor: Actor, category_id: int, *, definition: CategoryDefinition) -> Category:
    """A category says this from now on: names, place in the tree, department, whether it is offered.

    Announces `setting.changed`; nothing to do when it says so already. Refuses `not_found`, `required`, `name_taken`
    beside its siblings, `unknown_category` for its parent, `category_circle`, `category_too_deep`,
    `unknown_department`, and `still_used` when rules or macros name what would be offered no longer.
    """
    insist_holds(actor, EDIT)
    row = Category.objects.select_for_update(of=("self",)).filter(pk=category_id).first()
    if row is None:
        raise NotFound()
    if row.is_active and not definition.is_active:
        insist_unused("category", categories_below([category_id]))
    if change_fields(row, _checked(category_id, definition)):
        keep_version(actor, VERSIONS, row.id, definition_of(row))
    return row


@versioned(
    VERSIONS,
    type=CategoryDefinition,
    label=_("Category"),
    permission=EDIT,
    titles=category_titles,
    refs={"parent_id": "category", "department_id": "department"},
    words={
        "name": _("Name"),
        "names": _("Names in other languages"),
        "parent_id": pgettext_lazy("category", "Stands below"),
        "position": _("Place among its neighbours"),
        "department_id": _("Department"),
        "is_active": _("Offered"),
    },
)
def restore_category(actor: Actor, object_id: int, definition: CategoryDefinition) -> None:
    """The category says again what it said."""
    redefine_category(actor, object_id, definition=definition)


def _checked(category_id: int | None, definition: CategoryDefinition) -> dict[str, object]:
    """The fields of the row; refuses what would make no tree."""
    name = needed(definition.name, field="name", most=LONGEST_NAME)
    _insist_place(category_id, definition.parent_id)
    siblings = Category.objects.filter(parent_id=definition.parent_id, name=name).exclude(pk=category_id)
    if siblings.exists():
        raise Invalid("name_taken", field="name")
    department = definition.department_id
    if department is not None and not Department.objects.filter(pk=department).exists():
        raise Invalid("unknown_department", field="department", name=department)
    names = {code: plain_line(each, LONGEST_NAME) for code, each in sorted(definition.names.items())}
    return {
        "name": name,
        "names": {code: each for code, each in names.items() if each and each != name},
        "parent_id": definition.parent_id,
        "position": definition.position,
        "department_id": department,
        "is_active": definition.is_active,
    }


def _insist_place(category_id: int | None, parent_id: int | None) -> None:
    """All rows are locked: of two that would go below each other, the second sees the first."""
    parents = dict(Category.objects.select_for_update().order_by("id").values_list("id", "parent_id"))
    if parent_id is None:
        return
    if parent_id not in parents:
        raise Invalid("unknown_category", field="parent", name=parent_id)
    above = _path(parent_id, parents)
    if category_id in above:
        raise Invalid("category_circle", field="parent")
    paths = (_path(each, parents) for each in parents)
    height = max((path.index(category_id) for path in paths if category_id in path), default=0)
    if len(above) + 1 + height > DEEPEST:
        raise Invalid("category_too_deep", field="parent", most=DEEPEST)


def _path(category_id: int, parents: Mapping[int, int | None]) -> list[int | None]:
    """From a category up to the top."""
    path: list[int | None] = []
    place: int | None = category_id
    while place is not None:
        path.append(place)
        place = parents[place]
    return path
