"""What the room catalogue tells others."""

from __future__ import annotations

from tuki.catalogue.models import Kind
from tuki.catalogue.wording import KIND_NAMES


def kind_names() -> dict[str, str]:
    """Active kinds in their order: code → name in the reader's language."""
    rows = Kind.objects.filter(is_active=True).order_by("position", "code").values_list("code", "name")
    return {code: str(KIND_NAMES.get(code, name)) for code, name in rows}
