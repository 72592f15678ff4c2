"""Who was told that a rule waits for a decision."""

from django.db import models
from django.db.models import Q

from tuki.automation.models.rules import Rule
from tuki.people.models import Person


class RuleNotice(models.Model):
    """Somebody was told that a rule is held: once for each time that it was. `limit`: tickets or mails, of which it had
    reached `count` within an hour. What was decided counts as seen."""

    id = models.BigAutoField(primary_key=True)
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, models.CASCADE, related_name="rule_notices", db_index=False)
    limit = models.CharField(max_length=8)
    count = models.PositiveIntegerField()
    told_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "person", "told_at"], name="rule_notice_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="rule_notices_of"),
            models.Index(fields=["person"], name="rule_notices_unseen", condition=Q(seen_at=None)),
        ]
