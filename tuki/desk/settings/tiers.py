"""Tiers of customers and their weights."""

from __future__ import annotations

from django.http import HttpResponse

from tuki.desk.settings.forms import Errors, errors_of, number
from tuki.desk.settings.pages import go, settings_page
from tuki.kernel.refusals import Refusal
from tuki.people.commands.customers import set_tier
from tuki.people.customers.queries import kept_tier_name, tiers
from tuki.people.customers.weight import HEAVIEST, head_start
from tuki.people.definitions import ALL, TIERS
from tuki.people.permissions import SETTINGS
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff", permission=SETTINGS, methods=("GET", "POST"))
def tier_settings(request: SignedInRequest) -> HttpResponse:
    """All tiers as rows of plain forms, and one more at the end."""
    if request.method != "POST":
        return _page(request)
    given, code = request.POST, request.POST.get("code", "").strip().lower()
    try:
        set_tier(
            request.actor,
            code=code,
            name=kept_tier_name(code, given.get("name", "").strip()),
            weight=number(given.get("weight", ""), -1) or 0,
            position=min(number(given.get("position", ""), 0) or 0, 32767),
            is_active="active" in given,
        )
    except Refusal as refusal:
        return _page(request, errors_of(refusal), given.get("code", ""))
    return go("tiers")


def _page(request: SignedInRequest, errors: Errors | None = None, code: str = "") -> HttpResponse:
    rows = [
        (position, tier, head_start(tier.weight).total_seconds() / 3600)
        for position, tier in enumerate(tiers().values())
    ]
    context = {"rows": rows, "wrong_code": code, "heaviest": HEAVIEST, "versions_of": TIERS, "all": ALL}
    return settings_page(request, "tiers", context, errors=errors)
