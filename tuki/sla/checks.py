"""What can be wrong with clocks."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from tuki.kernel import clock
from tuki.kernel.health import Problem, Severity, health_check
from tuki.sla.clocks.models import Clock
from tuki.sla.clocks.telling import troubled
from tuki.sla.policies.library import library

LATE = timedelta(minutes=10)


@health_check("clocks")
def clocks_are_counted() -> list[Problem]:
    """Clocks that cannot be computed, steps that nobody told, and policies that cannot be read any more."""
    found = []
    if count := troubled():
        found.append(
            Problem(
                "clocks_not_computed",
                _("The due times of %(count)s clocks cannot be computed. Give their calendars working hours.")
                % {"count": count},
                Severity.WARNING,
            )
        )
    if Clock.objects.filter(next_check_at__lt=clock.now() - LATE).exists():
        found.append(Problem("due_loop_late", _("Warnings are more than ten minutes late. Is a worker running?")))
    for policy in library().present.policies:
        if policy.condition is None and policy.definition.is_active:
            sentence = _("The conditions of the policy %(name)s cannot be read. Save it again.")
            found.append(Problem("policy_unreadable", sentence % {"name": policy.definition.name}, Severity.WARNING))
    return found
