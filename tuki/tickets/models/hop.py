"""Where a ticket has been: one row for each stay with a team, derived from events."""

from django.db import models

from tuki.people.models import Department, Person, Team
from tuki.tickets.models.ticket import Ticket


class Hop(models.Model):
    """A ticket's stay with a team. Tickets that never left their first team have none.

    `came` and `left` say how: opened, escalated, returned, given, transferred; `left` is empty while it stays.
    `agent` had it when it left; `department` is where it stood.
    """

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="hops", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, db_index=False)
    department = models.ForeignKey(Department, models.PROTECT, db_index=False)
    line = models.PositiveSmallIntegerField()
    came = models.CharField(max_length=12)
    left = models.CharField(max_length=12, default="", blank=True)
    agent = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "id"], name="hop_of_ticket"),
            models.Index(fields=["from_at"], name="hop_by_time"),
        ]
