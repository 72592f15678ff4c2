"""Rules, what they have done, and when time asks them again."""

from django.db import models

from tuki.tickets.models import Ticket


class Rule(models.Model):
    """A rule: `definition` in its JSON form, asked in the order of `position`.

    It is a draft until `switched_on_at`. `held_at`: it went over its limit and waits for somebody to say whether it
    may go on; what it would have done meanwhile stands by. `counted_from`: when its limits began to count.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=120)
    definition = models.JSONField()
    position = models.PositiveIntegerField(default=0)
    switched_on_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    held_because = models.CharField(max_length=24, default="", blank=True)
    counted_from = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    last_fired_at = models.DateTimeField(null=True)
    fired_count = models.PositiveIntegerField(default=0)


class FiringState(models.TextChoices):
    """DONE: the steps were taken. HELD: the rule was over its limit. REFUSED: a step was refused, so none was taken.
    DROPPED: held, and somebody said no. UNDONE: somebody took the steps back."""

    DONE = "done"
    HELD = "held"
    REFUSED = "refused"
    DROPPED = "dropped"
    UNDONE = "undone"


class Firing(models.Model):
    """Once that a rule fired on a ticket, and why.

    `key` names the occasion, so that one fires once: `event:ID`, or the moments that time was counted from. `steps`
    are those that were taken, each with what undoes it; `left_out` those that were not, with the reason's code.
    `because` is the firing whose doing this rule answered to; `depth` counts them.
    """

    id = models.BigAutoField(primary_key=True)
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="firings")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="firings")
    key = models.CharField(max_length=80)
    trigger = models.CharField(max_length=24)
    state = models.CharField(max_length=8, choices=FiringState)
    reasons = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    problem = models.CharField(max_length=300, default="", blank=True)
    mails = models.PositiveSmallIntegerField(default=0)
    depth = models.PositiveSmallIntegerField(default=0)
    because = models.ForeignKey("self", models.SET_NULL, null=True, related_name="led_to")
    fired_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "ticket", "key"], name="firing_once")]
        indexes = [
            models.Index(fields=["rule", "fired_at"], name="firing_of_rule"),
            models.Index(fields=["rule", "id"], name="firing_held", condition=models.Q(state="held")),
        ]


class RuleDue(models.Model):
    """When a rule that waits for time may fire on a ticket; recomputed after every event of the ticket."""

    id = models.BigAutoField(primary_key=True)
    rule = models.ForeignKey(Rule, models.CASCADE)
    ticket = models.ForeignKey(Ticket, models.CASCADE)
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "ticket"], name="rule_due_once")]
