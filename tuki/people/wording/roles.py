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


def kept_role_name(code: str, typed: str) -> str:
    """What is kept of a typed name: the built-in one where it is that in the reader's language."""
    return BUILTIN[code][0] if code in BUILTIN and typed == str(_NAMES[code]) else typed
