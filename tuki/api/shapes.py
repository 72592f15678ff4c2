"""What many routes share: lists with their cursor, small objects for things that are named, forms of values."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

import msgspec
from msgspec import Meta

from tuki.api.refusals import Malformed
from tuki.kernel.numerals import LARGEST, whole_number

T = TypeVar("T")

MOST_ITEMS = 200

Id = Annotated[int, Meta(ge=1, le=LARGEST)]
Line = Annotated[str, Meta(max_length=300)]
LongText = Annotated[str, Meta(max_length=1_000_000)]
Name = Annotated[str, Meta(max_length=160)]
Address = Annotated[str, Meta(max_length=254)]
Code = Annotated[str, Meta(max_length=64)]
Cursor = Annotated[str, Meta(max_length=200)]


class Input(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What comes in: a field that is not declared is refused, so nobody sets what no route offers."""


class Page(Input):
    """A part of a list: how many items (at most 200), and from where (`next` of the part before)."""

    limit: Annotated[int, Meta(ge=1)] = 50
    cursor: Cursor = ""

    @property
    def size(self) -> int:
        return min(self.limit, MOST_ITEMS)


class Items(msgspec.Struct, Generic[T]):
    """A part of a list; `next` is the cursor of the following part, null at the end."""

    items: list[T]
    next: str | None


class SearchProblem(msgspec.Struct):
    """A word of `q` that was not understood, by a `code` such as `unknown_value`; `near` is what was probably meant."""

    code: str
    text: str
    near: str | None


class Found(Items[T], Generic[T]):
    """A part of what was searched for; `problems` says on the first part what of `q` was not understood."""

    problems: list[SearchProblem]


class PersonRef(msgspec.Struct):
    """Somebody, as far as lists name them. `id` is null for strangers whom nobody knows."""

    id: int | None
    name: str
    address: str


class DepartmentRef(msgspec.Struct):
    """A department with its main mail address."""

    id: int
    name: str
    address: str


class TeamRef(msgspec.Struct):
    """A team and its support line: 1, 2 or 3."""

    id: int
    name: str
    line: int


class OrganisationRef(msgspec.Struct):
    """An organisation by name."""

    id: int
    name: str


class CategoryRef(msgspec.Struct):
    """A category, by its path of names."""

    id: int
    path: str


def after_id(page: Page) -> int:
    """The id behind which a part begins, of lists that are ordered by id. Refuses `malformed` cursors."""
    if not page.cursor:
        return 0
    found = whole_number(page.cursor)
    if found is None:
        raise Malformed("invalid", field="cursor")
    return found


def cut(rows: list[T], size: int) -> tuple[list[T], bool]:
    """The rows of one part out of one more than fit, and whether more follow."""
    return rows[:size], len(rows) > size
