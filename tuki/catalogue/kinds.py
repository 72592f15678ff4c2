"""Kinds of tickets as data."""

from __future__ import annotations

import msgspec

from tuki.catalogue.models import Kind


class KindDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A kind. `names` are by language; a built-in code without names is translated by itself."""

    code: str
    names: dict[str, str] = {}
    is_active: bool = True


class KindsDefinition(msgspec.Struct, frozen=True):
    """All kinds of the desk, in their order: one setting, so that its versions tell of all of them."""

    kinds: list[KindDefinition]


def kinds_now() -> KindsDefinition:
    """What the kinds are at this moment; one query."""
    rows = Kind.objects.order_by("position", "code").values_list("code", "names", "is_active")
    return KindsDefinition([KindDefinition(code=code, names=names, is_active=active) for code, names, active in rows])
