"""The declared list of permissions: one code, one sentence each."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

_permissions: dict[str, str | Promise] = {}


def permission(code: str, sentence: str | Promise) -> str:
    """Declares a permission (`room.verb`) with the sentence that explains it, and gives its code back."""
    if code in _permissions:
        raise ValueError(f"permission {code} is declared twice")
    _permissions[code] = sentence
    return code


def permissions() -> Mapping[str, str | Promise]:
    """All declared permissions with their sentences."""
    return _permissions
