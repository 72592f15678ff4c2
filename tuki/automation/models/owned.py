"""What belongs to a person, to a team, or to everybody."""

from django.db import models
from django.db.models import Q

from tuki.people.models import Person, Team


class Owned(models.Model):
    """Of `person`, of `team`, or of everybody when neither is named."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=120)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(team__isnull=True), name="%(class)s_has_one_owner"
            )
        ]
