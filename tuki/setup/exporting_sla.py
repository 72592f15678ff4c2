"""Calendars as parts of `desk.toml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tuki.setup.toml_writing import written
from tuki.sla.models import Calendar
from tuki.sla.queries import definition_of


def calendars() -> Iterator[str]:
    """Every calendar; what is empty is left out."""
    for row in Calendar.objects.order_by("id"):
        said = {key: value or None for key, value in msgspec.to_builtins(definition_of(row)).items()}
        table: dict[str, Any] = said | {"default": row.is_default or None, "active": None if row.is_active else False}
        yield written("calendar", table)
