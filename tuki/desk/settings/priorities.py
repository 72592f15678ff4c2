"""The priority matrix as a grid, with what a change would do to open tickets."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuki.catalogue.commands.matrix import VERSIONS, remove_matrix, set_matrix
from tuki.catalogue.models import PriorityMatrix
from tuki.catalogue.permissions import EDIT
from tuki.catalogue.priorities import BUILTIN_MATRIX, LEVELS, MatrixDefinition, read_matrix
from tuki.catalogue.queries import matrix_for
from tuki.catalogue.wording import IMPACT_NAMES, URGENCY_NAMES
from tuki.desk.rehearsals.starting import drafted_before, rehearse, rehearse_context
from tuki.desk.settings.forms import Errors, errors_of, number
from tuki.desk.settings.pages import go, settings_page
from tuki.kernel.refusals import Invalid, NotFound, Refusal
from tuki.people.models import Brand
from tuki.tickets.queries.priorities import latest_run, would_change_count
from tuki.tickets.wording import PRIORITY_NAMES
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff", permission=EDIT, methods=("GET", "POST"))
def priorities(request: SignedInRequest) -> HttpResponse:
    """The grid of the desk, or of `?brand=`; `preview` counts what would change and keeps nothing."""
    brand = _brand(request)
    if request.method != "POST":
        drafted = drafted_before(request, "matrix", MatrixDefinition)
        return _page(request, brand, drafted or matrix_for(brand.id if brand else None))
    try:
        matrix = _typed(request)
        if request.POST.get("way") == "rehearse":
            return rehearse(request, "matrix", msgspec.to_builtins(matrix), brand.id if brand else None)
        if request.POST.get("way") == "preview":
            return _page(request, brand, matrix, would_change=would_change_count(matrix, brand.id if brand else None))
        set_matrix(request.actor, definition=matrix, brand_id=brand.id if brand else None)
    except Refusal as refusal:
        return _page(request, brand, matrix_for(brand.id if brand else None), errors=errors_of(refusal))
    return _back(brand)


@open_to("staff", permission=EDIT)
def history(request: SignedInRequest) -> HttpResponse:
    """The versions of the grid, or that nobody has changed it yet."""
    brand = _brand(request)
    row = PriorityMatrix.objects.filter(brand=brand).first()
    if row is not None:
        return HttpResponseRedirect(reverse("desk:versions", args=[VERSIONS, row.id]))
    context = {
        "name": brand.name if brand else _("Priorities"),
        "rows": [],
        "unchanged": _("It follows the matrix of the whole desk.") if brand else _("The matrix is as the desk came."),
        "crumbs_to": [(_("Priorities"), reverse("desk:priorities") + (f"?brand={brand.id}" if brand else ""))],
    }
    return settings_page(request, "versions", context)


@open_to("staff", permission=EDIT, methods=("POST",))
def removal(request: SignedInRequest) -> HttpResponse:
    """A brand follows the desk's matrix again."""
    brand = _brand(request)
    if brand is None:
        raise NotFound()
    remove_matrix(request.actor, brand_id=brand.id)
    return _back(brand, done="removed")


@open_to("staff", permission=EDIT, passive=True)
def progress(request: SignedInRequest) -> HttpResponse:
    """How far the open tickets are; the page asks for it again until that is done."""
    brand = _brand(request)
    run = latest_run(brand.id if brand else None)
    return render(request, "desk/settings/_reprioritising.html", {"run": run, "brand": brand})


def _page(
    request: SignedInRequest,
    brand: Brand | None,
    matrix: MatrixDefinition,
    *,
    would_change: int | None = None,
    errors: Errors | None = None,
) -> HttpResponse:
    row = PriorityMatrix.objects.filter(brand=brand).first()
    context: dict[str, Any] = {
        "brand": brand,
        "brands": list(Brand.objects.order_by("id").values_list("id", "name")),
        "grid": [(urgency, name, matrix.rows[urgency - 1]) for urgency, name in URGENCY_NAMES.items()],
        "impacts": list(IMPACT_NAMES.items()),
        "names": PRIORITY_NAMES,
        "row": row,
        "is_builtin": matrix == BUILTIN_MATRIX,
        "would_change": would_change,
        "run": latest_run(brand.id if brand else None),
        **rehearse_context(request),
    }
    return settings_page(request, "priorities", context, errors=errors)


def _typed(request: SignedInRequest) -> MatrixDefinition:
    rows = [[number(request.POST.get(f"cell-{urgency}-{impact}", ""), 0) for impact in LEVELS] for urgency in LEVELS]
    try:
        return read_matrix(rows)
    except msgspec.ValidationError:
        raise Invalid("invalid") from None


def _brand(request: SignedInRequest) -> Brand | None:
    asked = request.POST.get("brand") or request.GET.get("brand", "")
    if not asked:
        return None
    brand = Brand.objects.filter(pk=number(asked)).first()
    if brand is None:
        raise NotFound()
    return brand


def _back(brand: Brand | None, *, done: str = "saved") -> HttpResponse:
    response = go("priorities", done=done)
    if brand is not None:
        response["Location"] += f"&brand={brand.id}"
    return response
