"""What can be wrong with rules."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuki.automation.actions.reading import names_kept
from tuki.automation.models import Rule
from tuki.automation.rules.library import ready
from tuki.automation.rules.queries import held_rules
from tuki.kernel.health import Problem, Severity, health_check


@health_check("rules")
def rules_can_act() -> list[Problem]:
    """Rules that are switched on and cannot be read any more, rules whose steps keep a name where an id belongs, and
    rules that are held."""
    acting = Rule.objects.filter(switched_on_at__isnull=False, retired_at=None).order_by("position", "id")
    unreadable = _("The rule %(name)s names something that is no longer there, so it does nothing. Save it again.")
    found = [
        Problem("rule_unreadable", unreadable % {"name": row.name}, Severity.WARNING)
        for row in acting
        if ready(row) is None
    ]
    unclear = _("The rule %(name)s means “%(value)s” by a name that nothing has, or several have. Choose it again.")
    found += [
        Problem("rule_names", unclear % {"name": row.name, "value": value}, Severity.WARNING)
        for row in Rule.objects.filter(retired_at=None).order_by("position", "id")
        for value in names_kept(row.definition.get("steps", []))
    ]
    held = _("The rule %(name)s went over its limit and waits. Decide in the settings whether it goes on.")
    return found + [Problem("rule_held", held % {"name": name}, Severity.WARNING) for _id, name in held_rules()]
