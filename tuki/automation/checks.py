"""What can be wrong with rules."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuki.automation.models import Rule
from tuki.automation.rules.library import ready
from tuki.automation.rules.queries import held_rules
from tuki.kernel.health import Problem, Severity, health_check


@health_check("rules")
def rules_can_act() -> list[Problem]:
    """Rules that are switched on and cannot be read any more, and rules that are held."""
    acting = Rule.objects.filter(switched_on_at__isnull=False, retired_at=None).order_by("position", "id")
    unreadable = _("The rule %(name)s names something that is no longer there, so it does nothing. Save it again.")
    found = [
        Problem("rule_unreadable", unreadable % {"name": row.name}, Severity.WARNING)
        for row in acting
        if ready(row) is None
    ]
    held = _("The rule %(name)s went over its limit and waits. Decide in the settings whether it goes on.")
    return found + [Problem("rule_held", held % {"name": name}, Severity.WARNING) for _id, name in held_rules()]
