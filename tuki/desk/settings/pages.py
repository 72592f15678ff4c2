"""How a page of settings is shown, and what it says after something was done."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuki.desk.frame import page
from tuki.desk.settings.forms import Errors
from tuki.ui.access import SignedInRequest

DONE: dict[str, Promise] = {
    "saved": _("Saved."),
    "added": _("Added."),
    "removed": _("Removed."),
    "offered": _("Offered again."),
    "invited": _("The invitation is on its way."),
    "signed-out": _("All browsers of this person were signed out."),
    "deactivated": _("This person can no longer sign in."),
    "reactivated": _("This person can sign in again."),
    "paused": _("Paused."),
    "resumed": _("Resumed."),
    "test-sent": _("The test mail is in the outbox and leaves at once."),
    "released": _("Mail leaves again."),
    "stopped": _("Sending is stopped."),
    "retried": _("The mail is sent again."),
    "cancelled": _("The mail will not leave."),
    "connected": _("The desk may sign in with this account from now on."),
    "reset": _("The built-in text holds again."),
    "restored": _("The earlier version holds again."),
    "policy-retired": _("No longer in use; clocks that stopped keep it."),
    "switched-on": _("It acts from now on."),
    "switched-off": _("It is a draft again and does nothing."),
    "rule-released": _("Decided. The rule acts again."),
    "undone": _("Taken back, as far as it can be."),
    "calendar-retired": _("No longer offered; what uses it keeps it."),
}
LANGUAGES = [
    ("en", "English"), ("ru", "Русский"), ("nb", "Norsk bokmål"), ("fi", "Suomi"), ("de", "Deutsch"),
    ("uk", "Українська"),
]  # fmt: skip


def settings_page(
    request: SignedInRequest,
    template: str,
    context: dict[str, Any],
    *,
    errors: Errors | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of settings; with errors it answers 422 and shows what was typed."""
    context = {"errors": errors or {}, "done": DONE.get(request.GET.get("done", ""))} | context
    status = 422 if errors and status == 200 else status
    return page(request, f"desk/settings/{template}.html", context, current=reverse("desk:settings"), status=status)


def go(name: str, *args: object, done: str = "saved") -> HttpResponseRedirect:
    """On to a page of settings, which says what was done."""
    return HttpResponseRedirect(f"{reverse(f'desk:{name}', args=args)}?done={done}")


def zones() -> list[tuple[str, str]]:
    """All time zones by name."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]
