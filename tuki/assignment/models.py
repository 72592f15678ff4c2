"""Tables of the room assignment."""

from django.db import models

from tuki.people.models import Person, Team


class Policy(models.Model):
    """How a team's tickets find their agent; `definition` is an `AssignmentDefinition` as JSON."""

    team = models.OneToOneField(Team, models.CASCADE, primary_key=True, related_name="+")
    definition = models.TextField()


class Turn(models.Model):
    """When an agent was last given a ticket of a team by itself: the highest number was the last."""

    id = models.BigAutoField(primary_key=True)
    team = models.ForeignKey(Team, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    number = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="turn_once_per_agent")]
