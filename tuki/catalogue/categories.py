"""The tree of categories: a category as data, and reading the tree."""

from __future__ import annotations

from collections import defaultdict

import msgspec
from django.utils.translation import get_language

from tuki.catalogue.models import Category
from tuki.kernel.reference import reference
from tuki.kernel.refusals import Invalid

DEEPEST = 6  # levels; a deeper tree is a form that nobody fills in
SEPARATOR = " › "


class CategoryDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """What a category says. `names`: language code → name where it differs; `parent_id` None: it stands at the top."""

    name: str
    names: dict[str, str] = {}
    parent_id: int | None = None
    position: int = 0
    department_id: int | None = None
    is_active: bool = True


class CategoryRow(msgspec.Struct, frozen=True):
    """A category in the tree: its definition, its depth (0 at the top), and the ids from the top down to itself."""

    id: int
    definition: CategoryDefinition
    path: tuple[int, ...]

    @property
    def depth(self) -> int:
        """How many stand above it."""
        return len(self.path) - 1

    @property
    def name(self) -> str:
        """In the reader's language, or as it is kept."""
        language = (get_language() or "").partition("-")[0]
        return self.definition.names.get(language) or self.definition.name


@reference
def category_tree() -> dict[int, CategoryRow]:
    """All categories, each behind its parent and among its siblings by position and name: id → row."""
    children: dict[int | None, list[Category]] = defaultdict(list)
    for row in Category.objects.order_by("position", "name", "id"):
        children[row.parent_id].append(row)
    found: dict[int, CategoryRow] = {}
    waiting: list[tuple[tuple[int, ...], Category]] = [((), each) for each in reversed(children[None])]
    while waiting:
        above, row = waiting.pop()
        path = (*above, row.id)
        found[row.id] = CategoryRow(row.id, definition_of(row), path)
        waiting += [(path, each) for each in reversed(children[row.id])]
    return found


def definition_of(row: Category) -> CategoryDefinition:
    """What the row says."""
    return CategoryDefinition(
        name=row.name,
        names=row.names,
        parent_id=row.parent_id,
        position=row.position,
        department_id=row.department_id,
        is_active=row.is_active,
    )


@reference
def offered_categories() -> frozenset[int]:
    """The categories that are active with all that stands above them."""
    tree = category_tree()
    return frozenset(id_ for id_, row in tree.items() if all(tree[each].definition.is_active for each in row.path))


def insist_offered(category_id: int | None) -> None:
    """Refuses `unknown_category` for one that there is not, or that is not offered any more."""
    if category_id is not None and category_id not in offered_categories():
        raise Invalid("unknown_category", field="category", name=category_path(category_id) or category_id)


def category_path(category_id: int) -> str:
    """What a category is called with all that stands above it: `Hardware › Printers`; empty when there is none."""
    tree = category_tree()
    row = tree.get(category_id)
    return SEPARATOR.join(tree[each].name for each in row.path) if row else ""


def categories_to_choose() -> tuple[tuple[int, str], ...]:
    """The offered categories in their order, by their path."""
    return _categories_to_choose(get_language())


@reference
def _categories_to_choose(_language: str | None) -> tuple[tuple[int, str], ...]:
    """By the active language, which is the key."""
    offered = offered_categories()
    return tuple((id_, category_path(id_)) for id_ in category_tree() if id_ in offered)


def categories_below(category_ids: list[int]) -> list[int]:
    """These categories and everything below them."""
    wanted = set(category_ids)
    return [id_ for id_, row in category_tree().items() if wanted & set(row.path)]


def category_named(path: str) -> int | None:
    """The category with this path of kept names (`Hardware/Printers`), without regard to case; None when there is
    none."""
    wanted, tree = path.strip().casefold(), category_tree()
    for id_, row in tree.items():
        if "/".join(tree[each].definition.name for each in row.path).casefold() == wanted:
            return id_
    return None
