"""What the room says: refusals, and one sentence per event."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tuki.automation import events
from tuki.automation.models import Macro, ReplyTemplate
from tuki.kernel.refusals import declare
from tuki.kernel.telling import Ref, Told, names, tells

declare("condition_open", _("A condition begins with {if …}, ends with {end}, and holds no other condition."))
declare("steps_shape", _("These are no steps: choose at least one action."))
declare("too_many_steps", _("More than %(most)s steps are too many."))
declare("unknown_action", _("There is no action called %(name)s."))
declare("macro_refused", _("Nothing was done, for not everything is possible. %(why)s"))


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
