"""Rehearsals and what they found."""

from django.db import models

from tuki.tickets.models import Ticket


class RehearsalKind(models.TextChoices):
    RULE = "rule"
    POLICY = "policy"
    CALENDAR = "calendar"
    MATRIX = "matrix"


class RehearsalState(models.TextChoices):
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Rehearsal(models.Model):
    """A draft replayed over what happened between `start` and `end`; nothing of the desk changes.

    `object_id`: what the draft would replace, None for something new. `next_id`: tickets up to this id were seen.
    `summary` counts, and is written with each slice. `department_ids`: it looks only at tickets of these; None: at all.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=8, choices=RehearsalKind)
    object_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=160)
    definition = models.JSONField()
    start = models.DateTimeField()
    end = models.DateTimeField()
    state = models.CharField(max_length=8, choices=RehearsalState, default=RehearsalState.RUNNING)
    ticket_count = models.PositiveIntegerField(default=0)
    seen_count = models.PositiveIntegerField(default=0)
    next_id = models.BigIntegerField(default=0)
    summary = models.JSONField(default=dict)
    department_ids = models.JSONField(null=True)
    started_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Finding(models.Model):
    """A ticket that would have been otherwise, or whose promises the draft judges.

    `before` and `after`: met, missed, going or empty, for promises. `detail`: for a rule when it would have fired and
    what it would have changed; for promises each clock before and after. `marks` names every count of the summary in
    which the ticket is, each with a space before and behind it.
    """

    id = models.BigAutoField(primary_key=True)
    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="findings")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    before = models.CharField(max_length=8, default="", blank=True)
    after = models.CharField(max_length=8, default="", blank=True)
    mails = models.PositiveIntegerField(default=0)
    detail = models.JSONField(default=dict)
    marks = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rehearsal", "ticket"], name="finding_once")]
        indexes = [models.Index(fields=["rehearsal", "before", "after", "id"], name="finding_by_verdict")]
