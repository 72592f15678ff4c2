"""What a rule did, on which ticket and why; taking back one firing, or all since a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tuki.automation.commands.firing import undo_firing
from tuki.automation.commands.undoing import end_undo, undo_rule
from tuki.automation.models import Firing, FiringState, Rule, RuleUndo
from tuki.automation.permissions import RULES
from tuki.automation.rules.library import definition_of
from tuki.automation.rules.queries import firing_for, firings_visible_to, latest_undo, rule_for
from tuki.automation.rules.scope import covers
from tuki.desk.automation.steps import step_words
from tuki.desk.frame import page
from tuki.desk.rules.words import STATE_NAMES, STATE_TONES, WHY_LEFT_OUT, Reason, Values, trigger_words
from tuki.desk.settings.forms import Errors, errors_of, number
from tuki.desk.settings.pages import DONE, go
from tuki.kernel.refusals import Invalid, Refusal, declared
from tuki.ui.access import SignedInRequest, open_to

PAGE = 50


class Shown(NamedTuple):
    """A firing in words. `steps`: what was done, and whether it can be taken back; `left_out` with the reason."""

    row: Firing
    state: str
    tone: str
    trigger: str
    reasons: Sequence[Reason]
    steps: Sequence[tuple[str, bool]]
    left_out: Sequence[tuple[str, str]]


class Lasting(NamedTuple):
    """What could not be taken back, and why."""

    firing: Firing | None
    words: str


@open_to("staff", permission=RULES)
def log(request: SignedInRequest, rule_id: int) -> HttpResponse:
    """Its firings, the latest first: `?state=`, `?from=`. On tickets that the reader sees."""
    return _log(request, rule_for(request.actor, rule_id))


@open_to("staff")
def firing(request: SignedInRequest, firing_id: int) -> HttpResponse:
    """One firing with its reason, for everybody who sees the ticket."""
    return _firing(request, firing_for(request.actor, firing_id))


@open_to("staff", permission=RULES, methods=("POST",))
def undo(request: SignedInRequest, firing_id: int) -> HttpResponse:
    """What the rule did there is taken back."""
    row = firing_for(request.actor, firing_id)
    try:
        undo_firing(request.actor, firing_id)
    except Refusal as refusal:
        return _firing(request, row, {"form": " ".join(errors_of(refusal).values())})
    return go("firing", firing_id, done="undone")


@open_to("staff", permission=RULES, methods=("POST",))
def undo_all(request: SignedInRequest, rule_id: int) -> HttpResponse:
    """Everything since a moment (`since`, in the reader's zone) is taken back, in a job."""
    row = rule_for(request.actor, rule_id)
    try:
        undo_rule(request.actor, rule_id, since=_moment(request.POST.get("since", "")))
    except Refusal as refusal:
        return _log(request, row, errors_of(refusal))
    return HttpResponseRedirect(reverse("desk:rule-log", args=[rule_id]))


@open_to("staff", permission=RULES, methods=("POST",))
def stop(request: SignedInRequest, rule_id: int) -> HttpResponse:
    """No more is taken back."""
    row = rule_for(request.actor, rule_id)
    if run := latest_undo(row.id):
        end_undo(request.actor, run.id)
    return HttpResponseRedirect(reverse("desk:rule-log", args=[rule_id]))


@open_to("staff", permission=RULES, passive=True)
def progress(request: SignedInRequest, rule_id: int) -> HttpResponse:
    """How far the taking back is; the page asks for it again until it ends."""
    row = rule_for(request.actor, rule_id)
    return render(request, "desk/rules/_undoing.html", _undoing(request, row))


def _log(request: SignedInRequest, row: Rule, errors: Errors | None = None) -> HttpResponse:
    found = firings_visible_to(request.actor).filter(rule=row).select_related("ticket").order_by("-id")
    state = request.GET.get("state", "")
    if state in FiringState.values:
        found = found.filter(state=state)
    if (beyond := number(request.GET.get("from", ""))) is not None:
        found = found.filter(id__lt=beyond)
    rows = list(found[: PAGE + 1])
    context = {
        "row": row,
        "firings": shown(rows[:PAGE]),
        "states": list(STATE_NAMES.items()),
        "state": state,
        "older": f"?state={state}&from={rows[PAGE - 1].id}" if len(rows) > PAGE else None,
        "since": request.POST.get("since", ""),
        **_undoing(request, row),
    }
    return _page(request, "log", context, errors)


def _firing(request: SignedInRequest, row: Firing, errors: Errors | None = None) -> HttpResponse:
    (only,) = shown([row])
    return _page(request, "firing", {"each": only, "rule": row.rule, "ticket": row.ticket}, errors)


def shown(rows: Iterable[Firing]) -> list[Shown]:
    """Firings in words; the names of values are read once for all of them."""
    values = Values()
    return [
        Shown(
            row,
            str(STATE_NAMES[FiringState(row.state)]),
            STATE_TONES[row.state],
            trigger_words(row.trigger),
            values.reasons(row.reasons),
            [(step_words(each["action"], each["given"]), each["inverse"] is not None) for each in row.steps],
            [
                (step_words(each["action"], {}), str(WHY_LEFT_OUT.get(each["why"], each["why"])))
                for each in row.left_out
            ],
        )
        for row in rows
    ]


def _undoing(request: SignedInRequest, row: Rule) -> dict[str, Any]:
    run = latest_undo(row.id)
    may_write = _may_decide(request, row)
    return {"row": row, "run": run, "lasting": _lasting(request, run) if run else [], "may_write": may_write}


def _lasting(request: SignedInRequest, run: RuleUndo) -> list[Lasting]:
    ids = [each["firing"] for each in run.lasting]
    seen = {each.id: each for each in firings_visible_to(request.actor).filter(id__in=ids).select_related("ticket")}
    return [Lasting(seen.get(each["firing"]), _why(each)) for each in run.lasting]


def _why(each: dict[str, Any]) -> str:
    if "why" in each:
        return str(declared().get(each["why"], each["why"]))
    return ", ".join(step_words(code, {}) for code in each["actions"])


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("invalid", field="since") from None
    return found if found.tzinfo else found.replace(tzinfo=timezone.get_current_timezone())


def _may_decide(request: SignedInRequest, rule: Rule) -> bool:
    return request.actor.holds(RULES) and covers(request.actor, definition_of(rule).departments)


def _page(
    request: SignedInRequest, template: str, context: dict[str, Any], errors: Errors | None = None
) -> HttpResponse:
    around = {
        "errors": errors or {},
        "done": DONE.get(request.GET.get("done", "")),
        "may_write": _may_decide(request, context.get("rule") or context["row"]),
    }
    address = f"desk/rules/{template}.html"
    return page(request, address, around | context, current=reverse("desk:settings"), status=422 if errors else 200)
