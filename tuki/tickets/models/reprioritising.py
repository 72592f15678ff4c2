"""Bringing open tickets under a changed matrix, with how far that is."""

from django.db import models

from tuki.people.models import Brand


class Reprioritising(models.Model):
    """One run over the open tickets of a brand, or of all brands that follow the desk's matrix.

    It walks by id: `seen_id` is the last ticket that it looked at. `total_count` is how many there were when it began.
    """

    id = models.BigAutoField(primary_key=True)
    brand = models.ForeignKey(Brand, models.CASCADE, null=True)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    seen_id = models.BigIntegerField(default=0)
    seen_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
