"""What the room catalogue tells others."""

from __future__ import annotations

import msgspec

from tuki.catalogue.models import Kind, PriorityMatrix
from tuki.catalogue.priorities import BUILTIN_MATRIX, MatrixDefinition
from tuki.catalogue.wording import KIND_NAMES
from tuki.kernel.reference import reference


def kind_names() -> dict[str, str]:
    """Active kinds in their order: code → name in the reader's language."""
    return {code: str(KIND_NAMES.get(code, name)) for code, name in active_kinds().items()}


def usual_kind(wanted: str = "incident") -> str:
    """What a ticket is that nobody calls otherwise: `wanted`, or the first active kind once that is retired."""
    kinds = active_kinds()
    return wanted if wanted in kinds else next(iter(kinds), "")


@reference
def known_kinds() -> list[str]:
    """The codes of all kinds in their order, retired ones too."""
    return list(Kind.objects.order_by("position", "code").values_list("code", flat=True))


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
