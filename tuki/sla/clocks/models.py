"""Clocks as rows, all derived from events, and what was told of them."""

from django.db import models
from django.db.models import F, Q

from tuki.people.models import Person
from tuki.sla.policies.models import Policy
from tuki.tickets.models import Ticket


class Clock(models.Model):
    """One promise on one ticket in one round; see `clocks.states.ClockState`, of which it keeps what lists ask for.

    `left_seconds`: working time left while it is paused. `is_next`: of the ticket's running clocks this one is due
    first. `next_check_at`: when the next step is to be told; late ones are in the past.
    """

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="clocks", db_index=False)
    target = models.CharField(max_length=16)
    round = models.PositiveIntegerField()
    party = models.CharField(max_length=80, default="", blank=True)
    policy = models.ForeignKey(Policy, models.PROTECT, db_index=False)
    calendar = models.ForeignKey("sla.Calendar", models.PROTECT, db_index=False)
    minutes = models.PositiveIntegerField()
    priority = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8)
    due_at = models.DateTimeField(null=True)
    left_seconds = models.IntegerField(null=True)
    is_breached = models.BooleanField(default=False)
    is_next = models.BooleanField(default=False)
    next_check_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=32, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "target", "round"], name="clock_once_per_round")]
        indexes = [
            models.Index(fields=["due_at", "ticket"], name="clock_next_due", condition=Q(is_next=True)),
            models.Index(
                fields=["next_check_at", "id"], name="clock_to_check", condition=Q(next_check_at__isnull=False)
            ),
            models.Index(fields=["id"], name="clock_in_trouble", condition=~Q(trouble="")),
        ]


class Notice(models.Model):
    """A step that was told: once for each clock and promised time, however many workers there are.

    `kind` is that of its event, `due_at` when the promise was due at that time.
    """

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="sla_notices", db_index=False)
    target = models.CharField(max_length=16)
    round = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    step = models.CharField(max_length=12)
    kind = models.CharField(max_length=16, default="sla.breached")
    party = models.CharField(max_length=80, default="", blank=True)
    due_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "target", "round", "minutes", "step"], name="step_told_once")
        ]


class Hearing(models.Model):
    """Somebody is to hear of a notice in the desk; `seen_at` once they did."""

    id = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="hearings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="sla_hearings", db_index=False)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("person", F("id").desc(), name="hearing_of_person"),
            models.Index(fields=["person"], name="hearing_not_seen", condition=Q(seen_at__isnull=True)),
        ]


class Recounting(models.Model):
    """One run over the clocks of all open tickets, after a policy or calendar changed.

    It walks by id: `seen_id` is the last ticket that it looked at. A newer run takes its place.
    """

    id = models.BigAutoField(primary_key=True)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    seen_id = models.BigIntegerField(default=0)
    seen_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
