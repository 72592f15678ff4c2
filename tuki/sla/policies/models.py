"""Policies as rows."""

from django.db import models


class Policy(models.Model):
    """What is promised for some tickets. `definition` is a `PolicyDefinition` as JSON, of which name, position and
    whether it is in use are repeated here. Never deleted: clocks that stopped refer to it."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=120, unique=True)
    position = models.PositiveIntegerField()
    is_active = models.BooleanField(default=True)
    definition = models.JSONField()
