"""Departments as a tree, with addresses and signatures."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import HttpResponse

from tuki.desk.settings.forms import Errors, handled, number, posted
from tuki.desk.settings.pages import go, settings_page
from tuki.kernel.refusals import Invalid, NotFound
from tuki.people.access import departments_below
from tuki.people.definitions import DEPARTMENT
from tuki.people.models import Brand, Department, DepartmentAddress
from tuki.people.permissions import SETTINGS
from tuki.setup.commands.desk import set_up_department
from tuki.ui.access import SignedInRequest, open_to

FIELDS = ("name", "signature")
Row = dict[str, Any]


@open_to("staff", permission=SETTINGS)
def departments(request: SignedInRequest) -> HttpResponse:
    """The tree of every brand; inactive ones too. Three queries."""
    brands = list(Brand.objects.order_by("id"))
    trees = [(brand, tree(brand.id)) for brand in brands]
    return settings_page(request, "departments", {"trees": trees})


@open_to("staff", permission=SETTINGS, methods=("GET", "POST"))
def new(request: SignedInRequest) -> HttpResponse:
    """One more department; `?parent=` puts it below another."""
    given = _given(request, None)
    if request.method != "POST":
        given |= {"parent": request.GET.get("parent", "")}
    return _handled(request, None, given)


@open_to("staff", permission=SETTINGS, methods=("GET", "POST"))
def change(request: SignedInRequest, department_id: int) -> HttpResponse:
    """Name, place in the tree, addresses, signature, and whether it takes tickets."""
    row = Department.objects.filter(pk=department_id).first()
    if row is None:
        raise NotFound()
    return _handled(request, row, _given(request, row))


def tree(brand_id: int) -> list[Row]:
    """A brand's departments, each below its parent, with its depth and addresses."""
    addresses: dict[int, list[str]] = defaultdict(list)
    found = DepartmentAddress.objects.filter(department__brand_id=brand_id).order_by("-is_main", "id")
    for department_id, address in found.values_list("department_id", "address"):
        addresses[department_id].append(address)
    children: dict[int | None, list[Row]] = defaultdict(list)
    fields = ("id", "parent_id", "name", "is_active")
    for row in Department.objects.filter(brand_id=brand_id).order_by("name", "id").values(*fields):
        children[row["parent_id"]].append({**row, "addresses": addresses[row["id"]]})
    rows: list[Row] = []
    waiting = [(0, each) for each in reversed(children[None])]
    while waiting:
        depth, each = waiting.pop()
        rows.append({**each, "depth": depth})
        waiting += [(depth + 1, child) for child in reversed(children[each["id"]])]
    return rows


def _given(request: SignedInRequest, row: Department | None) -> dict[str, Any]:
    given: dict[str, Any] = posted(request, FIELDS, row)
    if request.method == "POST":
        more = {"brand": "", "parent": "", "addresses": ""}
        given |= {name: request.POST.get(name, "") for name in more} | {"active": "active" in request.POST}
    elif row is None:
        given |= {"brand": "", "parent": "", "addresses": "", "active": True}
    else:
        own = row.addresses.order_by("-is_main", "id").values_list("address", flat=True)
        given |= {"brand": row.brand_id, "parent": row.parent_id or "", "addresses": "\n".join(own)}
        given["active"] = row.is_active
    return given


def _handled(request: SignedInRequest, row: Department | None, given: dict[str, Any]) -> HttpResponse:
    return handled(
        request,
        keep=lambda: _save(request, row, given),
        form=lambda errors: _form(request, row, given, errors),
        then=go("departments", done="saved" if row else "added"),
    )


def _form(
    request: SignedInRequest, row: Department | None, given: dict[str, Any], errors: Errors | None
) -> HttpResponse:
    below = departments_below(row.id) if row else frozenset()
    brands = list(Brand.objects.order_by("id").values_list("id", "name"))
    places = Department.objects.exclude(id__in=below).order_by("brand_id", "name")
    if row:
        places = places.filter(brand_id=row.brand_id)
    context = {
        "department": row,
        "given": given,
        "brands": brands,
        "versions_of": DEPARTMENT,
        "parents": list(places.values_list("id", "name")),
    }
    return settings_page(request, "department", context, errors=_named(errors))


def _named(errors: Errors | None) -> Errors | None:
    """Refusals name the commands' fields; these are the form's."""
    names = {"address": "addresses", "email": "addresses", "parent_id": "parent"}
    return {names.get(field, field): words for field, words in errors.items()} if errors else None


def _save(request: SignedInRequest, row: Department | None, given: dict[str, Any]) -> None:
    parent = _parent(given)
    brand_id = row.brand_id if row else parent.brand_id if parent else number(given["brand"])
    if brand_id is None or not Brand.objects.filter(pk=brand_id).exists():
        raise Invalid("required", field="brand")
    set_up_department(
        request.actor,
        row.id if row else None,
        brand_id=brand_id,
        name=given["name"],
        parent_id=parent.id if parent else None,
        signature=given["signature"],
        addresses=_addresses(given),
        is_active=given["active"],
    )


def _parent(given: dict[str, Any]) -> Department | None:
    if not given["parent"]:
        return None
    row = Department.objects.filter(pk=number(str(given["parent"]))).first()
    if row is None:
        raise Invalid("invalid", field="parent")
    return row


def _addresses(given: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(given["addresses"].replace(",", " ").replace(";", " ").split()))
