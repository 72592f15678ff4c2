"""What the roles of every desk are called."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from tuki.people.roles import BUILTIN

_NAMES = {
    "administrator": pgettext_lazy("role", "Administrator"),
    "manager": pgettext_lazy("role", "Support manager"),
    "dispatcher": pgettext_lazy("role", "Dispatcher"),
    "agent": pgettext_lazy("role", "Specialist"),
    "quality": pgettext_lazy("role", "Quality specialist"),
    "editor": pgettext_lazy("role", "Knowledge editor"),
    "vendor": pgettext_lazy("role", "Vendor"),
}


def role_name(code: str, name: str) -> str:
    """In the reader's language, unless the desk calls the role otherwise."""
    return str(_NAMES[code]) if code in BUILTIN and name == BUILTIN[code][0] else name
