"""On a ticket: a template into the composer, and a macro with its preview."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tuki.automation.commands.macros import StepsRefused, run_macro
from tuki.automation.queries import foreseen, macro_for, template_for, templates_for, written_for
from tuki.desk.frame import page
from tuki.desk.tickets.page import show
from tuki.kernel.refusals import NotFound, Refusal
from tuki.tickets.queries import ticket_for
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff", methods=("POST",))
def insert(request: SignedInRequest, reference: str) -> HttpResponse:
    """`template`: the name (or id) of one. The page again with its text below what was written; for a script the
    text alone."""
    ticket, chosen = ticket_for(request.actor, reference), _chosen(request)
    typed, mode = request.POST.get("text", "").strip(), request.POST.get("mode", "reply")
    for_script = "application/json" in request.headers.get("Accept", "")
    if chosen is None:
        if for_script:
            raise NotFound()
        return show(request, ticket, text=typed, mode=mode, error=_("Nothing found."), status=422)
    text = written_for(request.actor, ticket, template_for(request.actor, chosen))
    if for_script:
        return JsonResponse({"text": text})
    return show(request, ticket, text=f"{typed}\n\n{text}" if typed else text, mode=mode)


@open_to("staff", methods=("GET", "POST"))
def macro(request: SignedInRequest, reference: str, macro_id: int) -> HttpResponse:
    """What the macro would do, step by step; posting does it, all or nothing, with what it writes as it was worded in
    the preview (`text-0` …)."""
    ticket, found = ticket_for(request.actor, reference), macro_for(request.actor, macro_id)
    steps, refused = foreseen(request.actor, ticket, found), None
    texts = _worded(request, len(steps))
    if request.method == "POST":
        try:
            run_macro(request.actor, reference, macro_id=macro_id, texts=texts)
            return HttpResponseRedirect(reverse("desk:ticket", args=[ticket.reference]))
        except Refusal as refusal:
            refused = refusal
    context = {
        "ticket": ticket,
        "macro": found,
        "steps": steps,
        "texts": texts,
        "by_step": refused.by_step if isinstance(refused, StepsRefused) else {},
        "error": refused.sentence if refused is not None and not isinstance(refused, StepsRefused) else "",
    }
    current = reverse("desk:tickets", args=["open"])
    return page(
        request, "desk/automation/run.html", context, current=current, status=refused.status if refused else 200
    )


def _worded(request: SignedInRequest, count: int) -> dict[int, str]:
    """What the steps shall write, by their numbers, as it was typed."""
    names = {index: f"text-{index}" for index in range(count)}
    return {index: request.POST[name].replace("\r\n", "\n") for index, name in names.items() if name in request.POST}


def _chosen(request: SignedInRequest) -> int | None:
    wanted = request.POST.get("template", "").strip()
    listed = templates_for(request.actor)
    found = next((each.id for each in listed if each.name == wanted or str(each.id) == wanted), None)
    if found is None:
        folded = wanted.casefold()
        found = next((each.id for each in listed if folded and folded in each.name.casefold()), None)
    return found
