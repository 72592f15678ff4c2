"""Tables of the room."""

from django.db import models
from django.db.models import Q

from tuki.sla.clocks.models import Clock, Hearing, Notice, Recounting
from tuki.sla.policies.models import Policy

__all__ = ["Calendar", "Clock", "Hearing", "Notice", "Policy", "Recounting"]


class Calendar(models.Model):
    """Working hours that promises are counted in. `definition` is a `CalendarDefinition` as JSON; `name` repeats its
    name, so that it is unique. One of them is the desk's default; one that is not active is kept for old promises."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=120, unique=True)
    definition = models.JSONField()
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_calendar"),
            models.CheckConstraint(condition=Q(is_active=True) | Q(is_default=False), name="default_calendar_active"),
        ]
