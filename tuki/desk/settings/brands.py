"""Brands: names under which the desk answers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from tuki.desk.settings.forms import Errors, handled, number, posted
from tuki.desk.settings.pages import LANGUAGES, go, settings_page, zones
from tuki.kernel.refusals import Invalid, NotFound
from tuki.people.definitions import BRAND
from tuki.people.models import Brand
from tuki.people.permissions import SETTINGS
from tuki.setup.commands.desk import set_up_brand
from tuki.ui.access import SignedInRequest, open_to

FIELDS = ("name", "prefix", "language", "time_zone", "close_after_days", "reopens_closed", "reopen_within_days")
USUAL_DAYS = {"close_after_days": "3", "reopen_within_days": "30"}
MOST_DAYS = 3650


@open_to("staff", permission=SETTINGS)
def brands(request: SignedInRequest) -> HttpResponse:
    """All brands."""
    context = {"brands": list(Brand.objects.order_by("id")), "languages": dict(LANGUAGES)}
    return settings_page(request, "brands", context)


@open_to("staff", permission=SETTINGS, methods=("GET", "POST"))
def new(request: SignedInRequest) -> HttpResponse:
    """One more brand."""
    given = posted(request, FIELDS)
    if request.method != "POST":
        given |= {"language": "en", "time_zone": "UTC", "reopens_closed": "yes"}
    return _handled(request, None, given)


@open_to("staff", permission=SETTINGS, methods=("GET", "POST"))
def change(request: SignedInRequest, brand_id: int) -> HttpResponse:
    """Name, prefix, language, time zone, and how long tickets stay open to objections."""
    row = Brand.objects.filter(pk=brand_id).first()
    if row is None:
        raise NotFound()
    given = posted(request, FIELDS, row)
    if request.method != "POST":
        given |= {"reopens_closed": "yes" if row.reopens_closed else "no"}
    return _handled(request, row, given)


def _handled(request: SignedInRequest, row: Brand | None, given: dict[str, str]) -> HttpResponse:
    return handled(
        request,
        keep=lambda: _save(request, row, given),
        form=lambda errors: _form(request, row, given, errors),
        then=go("brands", done="saved" if row else "added"),
    )


def _form(request: SignedInRequest, row: Brand | None, given: dict[str, str], errors: Errors | None) -> HttpResponse:
    context = {"brand": row, "given": given, "languages": LANGUAGES, "zones": zones(), "versions_of": BRAND}
    return settings_page(request, "brand", context, errors=errors)


def _save(request: SignedInRequest, row: Brand | None, given: dict[str, str]) -> None:
    prefix = given["prefix"]
    names = {"code": prefix.lower(), "name": given["name"], "prefix": prefix}
    set_up_brand(request.actor, row.id if row else None, **names, **_values(given))


def _values(given: dict[str, str]) -> dict[str, Any]:
    if given["language"] not in dict(LANGUAGES):
        raise Invalid("invalid", field="language")
    if given["time_zone"] not in dict(zones()):
        raise Invalid("invalid", field="time_zone")
    days = {name: number(given[name] or usual) for name, usual in USUAL_DAYS.items()}
    if wrong := next((name for name, value in days.items() if value is None or value > MOST_DAYS), None):
        raise Invalid("invalid", field=wrong)
    reopens = {"reopens_closed": given["reopens_closed"] != "no"}
    return {"language": given["language"], "time_zone": given["time_zone"], **reopens, **days}
