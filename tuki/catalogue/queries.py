"""What the room catalogue tells others."""

from __future__ import annotations

import msgspec
from django.utils.translation import get_language

from tuki.catalogue.models import Kind, PriorityMatrix
from tuki.catalogue.priorities import BUILTIN_MATRIX, MatrixDefinition
from tuki.catalogue.wording import kind_name
from tuki.kernel.reference import reference


def kind_names() -> dict[str, str]:
    """Active kinds in their order: code → name in the reader's language; nobody changes it."""
    return _kind_names(get_language())


def all_kind_names() -> dict[str, str]:
    """All kinds in their order, retired ones too: code → name in the reader's language."""
    return {code: kind_name(code, name, names) for code, name, names in _kinds()}


def usual_kind(wanted: str = "incident") -> str:
    """What a ticket is that nobody calls otherwise: `wanted`, or the first active kind once that is retired."""
    kinds = active_kinds()
    return wanted if wanted in kinds else next(iter(kinds), "")


@reference
def known_kinds() -> list[str]:
    """The codes of all kinds in their order, retired ones too."""
    return [code for code, _name, _names in _kinds()]


@reference
def _kind_names(_language: str | None) -> dict[str, str]:
    """By the active language, which is the key."""
    active = active_kinds()
    return {code: name for code, name in all_kind_names().items() if code in active}


@reference
def _kinds() -> list[tuple[str, str, dict[str, str]]]:
    return list(Kind.objects.order_by("position", "code").values_list("code", "name", "names"))


@reference
def active_kinds() -> dict[str, str]:
    """Active kinds in their order: code → name as it is kept."""
    return dict(Kind.objects.filter(is_active=True).order_by("position", "code").values_list("code", "name"))


def matrix_for(brand_id: int | None) -> MatrixDefinition:
    """The matrix that holds for tickets of a brand: its own, else the desk's, else the built-in one."""
    matrices = kept_matrices()
    return matrices.get(brand_id) or matrices.get(None) or BUILTIN_MATRIX


@reference
def kept_matrices() -> dict[int | None, MatrixDefinition]:
    """The matrices that were set: brand's id, or None for the whole desk → matrix."""
    rows = PriorityMatrix.objects.values_list("brand_id", "definition")
    return {brand_id: msgspec.convert(definition, MatrixDefinition) for brand_id, definition in rows}
