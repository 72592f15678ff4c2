"""Taking back everything that a rule did since a moment."""

from django.db import models

from tuki.automation.models.rules import Rule


class RuleUndo(models.Model):
    """A run that takes back what a rule did, the latest first.

    `next_id`: firings from this id on were seen. `lasting` lists what stays, a firing each: codes of actions that
    nothing takes back, or why the ticket refused.
    """

    id = models.BigAutoField(primary_key=True)
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="undos")
    since = models.DateTimeField()
    asked_by_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    firing_count = models.PositiveIntegerField(default=0)
    seen_count = models.PositiveIntegerField(default=0)
    undone_count = models.PositiveIntegerField(default=0)
    next_id = models.BigIntegerField()
    lasting = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule"], condition=models.Q(ended_at=None), name="rule_undo_once")
        ]
