"""What the room says: refusals, and one sentence per event."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tuki.automation import events
from tuki.automation.models import Macro, Rehearsal, ReplyTemplate, Rule
from tuki.automation.rules import events as rule_events
from tuki.kernel.refusals import declare
from tuki.kernel.telling import Filling, Ref, Told, names, tells

declare("condition_open", _("A condition begins with {if …}, ends with {end}, and holds no other condition."))
declare("steps_shape", _("These are no steps: choose at least one action."))
declare("too_many_steps", _("More than %(most)s steps are too many."))
declare("unknown_action", _("There is no action called %(name)s."))
declare("macro_refused", _("Nothing was done, for not everything is possible. %(why)s"))

declare("unknown_trigger", _("Say what the rule waits for."))
declare("limit_shape", _("A limit is a number from 1 to 100,000."))
declare("too_many_examples", _("More than %(most)s examples are too many."))
declare("example_value", _("%(name)s cannot have this value in an example."))
declare("example_needed", _("A rule needs at least one example before it may act: a ticket, and what must come of it."))
declare("example_fails", _("The example %(name)s does not come out as expected, so the rule may not act like this."))

declare("needs_somebody", _("A rule is nobody: it can neither watch a ticket nor take it. Name an agent."))
declare(
    "leaves_departments",
    _("The ticket leaves the departments of the rule there, so no further step may follow. Send it away last."),
)
declare(
    "rule_too_wide",
    _("You may write rules only for some departments, and this one acts beyond them. Name departments of yours."),
)
declare("undo_running", _("What this rule did is being taken back already. Wait until that has ended."))
declare("span_shape", _("A rehearsal takes a span of past weeks, ten years at most."))


@names("macro")
def macro_titles(ids: list[int]) -> Mapping[int, str]:
    """What macros are called."""
    return dict(Macro.objects.filter(id__in=ids).values_list("id", "name"))


@names("reply_template")
def template_titles(ids: list[int]) -> Mapping[int, str]:
    """What reply templates are called."""
    return dict(ReplyTemplate.objects.filter(id__in=ids).values_list("id", "name"))


@tells(events.TemplateRemoved)
def _template_removed(event: events.TemplateRemoved) -> Told:
    return Told(_("removed a reply template"), icon="trash-2")


@tells(events.MacroRemoved)
def _macro_removed(event: events.MacroRemoved) -> Told:
    return Told(_("removed a macro"), icon="trash-2")


@tells(events.MacroRun)
def _macro_run(event: events.MacroRun) -> Told:
    return Told(_("ran the macro %(name)s"), {"name": Ref("macro", event.macro_id)}, "zap")


@names("rule")
def rule_titles(ids: list[int]) -> Mapping[int, str]:
    """What rules are called."""
    return dict(Rule.objects.filter(id__in=ids).values_list("id", "name"))


@tells(rule_events.RuleSwitchedOn)
def _rule_on(event: rule_events.RuleSwitchedOn) -> Told:
    return Told(_("switched the rule %(rule)s on"), {"rule": Ref("rule", event.subject)}, "play")


@tells(rule_events.RuleSwitchedOff)
def _rule_off(event: rule_events.RuleSwitchedOff) -> Told:
    return Told(_("switched the rule %(rule)s off"), {"rule": Ref("rule", event.subject)}, "pause")


@tells(rule_events.RuleRetired)
def _rule_retired(event: rule_events.RuleRetired) -> Told:
    return Told(_("removed the rule %(rule)s"), {"rule": Ref("rule", event.subject)}, "trash-2")


@tells(rule_events.RuleMoved)
def _rule_moved(event: rule_events.RuleMoved) -> Told:
    values: dict[str, Filling] = {"rule": Ref("rule", event.subject), "place": event.new}
    return Told(_("moved the rule %(rule)s to place %(place)s"), values, "arrow-up-down")


@tells(rule_events.RuleHeld)
def _rule_held(event: rule_events.RuleHeld) -> Told:
    return Told(_("held the rule %(rule)s at its limit"), {"rule": Ref("rule", event.subject)}, "pause")


@tells(rule_events.RuleReleased)
def _rule_released(event: rule_events.RuleReleased) -> Told:
    return Told(_("let the rule %(rule)s act again"), {"rule": Ref("rule", event.subject)}, "play")


@tells(rule_events.RuleFired)
def _rule_fired(_event: rule_events.RuleFired) -> Told:
    return Told(_("acted as a rule"), icon="workflow")


@tells(rule_events.RuleUndone)
def _rule_undone(event: rule_events.RuleUndone) -> Told:
    return Told(_("took back what the rule %(rule)s did"), {"rule": Ref("rule", event.rule_id)}, "undo-2")


@tells(rule_events.RuleUndoStarted)
def _rule_undo_started(event: rule_events.RuleUndoStarted) -> Told:
    return Told(_("begins to take back what the rule %(rule)s did"), {"rule": Ref("rule", event.subject)}, "undo-2")


@tells(rule_events.RehearsalStarted)
def _rehearsed(event: rule_events.RehearsalStarted) -> Told:
    return Told(_("rehearsed the draft %(draft)s"), {"draft": Ref("rehearsal", event.subject)}, "history")


@names("rehearsal")
def rehearsal_titles(ids: list[int]) -> Mapping[int, str]:
    """What rehearsals are called."""
    return dict(Rehearsal.objects.filter(id__in=ids).values_list("id", "name"))


@tells(rule_events.RehearsalRemoved)
def _rehearsal_removed(_event: rule_events.RehearsalRemoved) -> Told:
    return Told(_("removed a rehearsal"), icon="trash-2")
