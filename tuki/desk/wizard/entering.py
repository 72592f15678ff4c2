"""Who may take a step of the wizard, and how a step looks."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuki.desk.signin.doors import private
from tuki.kernel.refusals import NotFound
from tuki.people.models import OneTimeLink
from tuki.people.queries import main_brand
from tuki.setup.first_run import usable_link
from tuki.ui.access import LOGIN, Request, SignedInRequest, open_to

STEPS = ("wizard", "wizard-brand", "wizard-department", "wizard-mail", "wizard-agents")
View = Callable[..., HttpResponse]


def wizard_link(token: str) -> OneTimeLink:
    """The link of this address; `not_found` once the wizard is over, as for an address that never was."""
    link = usable_link(token)
    if link is None:
        raise NotFound()
    return link


def step(view: View) -> View:
    """A step after the first one: for the administrator whose link it is, when they are signed in."""

    @open_to("anyone", methods=("GET", "POST"))
    @functools.wraps(view)
    def guarded(request: Request, token: str) -> HttpResponse:
        link = wizard_link(token)
        if link.person_id is None:
            return HttpResponseRedirect(reverse("wizard", args=[token]))
        if request.actor is None:
            return HttpResponseRedirect(f"{LOGIN}?next={reverse('wizard', args=[token])}")
        if request.actor.id != link.person_id:
            raise NotFound()
        return private(view(request, token))

    return guarded


def show_step(
    request: Request | SignedInRequest,
    token: str,
    name: str,
    context: dict[str, Any],
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Renders a step with the way through the wizard above it."""
    brand = main_brand()
    context = {
        "brand_name": brand.name if brand else "Tuki",
        "steps": _way(token, name),
        "token": token,
        "errors": errors or {},
        **context,
    }
    template = f"desk/wizard/{name.removeprefix('wizard-').replace('wizard', 'you')}.html"
    return render(request, template, context, status=422 if errors and status == 200 else status)


def to(name: str, token: str) -> HttpResponseRedirect:
    """On to another step."""
    return HttpResponseRedirect(reverse(name, args=[token]))


def _way(token: str, here: str) -> list[dict[str, str | None]]:
    labels = (_("You"), _("Brand"), _("Department"), _("Mail"), _("Agents"))
    place = STEPS.index(here)
    rows: list[dict[str, str | None]] = []
    for index, (name, label) in enumerate(zip(STEPS, labels, strict=True)):
        state = "done" if index < place else "here" if index == place else "to_come"
        rows.append(
            {"label": label, "state": state, "href": reverse(name, args=[token]) if 0 < index < place else None}
        )
    return rows
