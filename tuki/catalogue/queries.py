"""What the room catalogue tells others."""

from __future__ import annotations

from tuki.catalogue.models import Kind
from tuki.catalogue.wording import KIND_NAMES
from tuki.kernel.reference import reference


def kind_names() -> dict[str, str]:
    """Active kinds in their order: code → name in the reader's language."""
    return {code: str(KIND_NAMES.get(code, name)) for code, name in active_kinds().items()}


@reference
def active_kinds() -> dict[str, str]:
    """Active kinds in their order: code → name as it is kept."""
    return dict(Kind.objects.filter(is_active=True).order_by("position", "code").values_list("code", "name"))
