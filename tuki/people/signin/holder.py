"""The person behind a session or a token, read together with it in one query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuki.people.models import Person

# What makes an actor and a reader of pages, in the order of the model's fields, as `from_db` wants them.
_FIELDS = (
    "id", "name", "email", "organisation_id", "sees_organisation", "language", "time_zone", "is_staff", "is_active",
    "access_version",
)  # fmt: skip
HOLDER_FIELDS = tuple(f"person__{name}" for name in _FIELDS)


def holder(values: Sequence[Any]) -> Person:
    """The person from the values of `HOLDER_FIELDS`; other fields are read when somebody asks for them."""
    return Person.from_db("default", _FIELDS, values)
