"""Kinds of tickets."""

from django.db import models


class Kind(models.Model):
    """A kind of ticket (ITIL 4): decides form, workflow and policy. `name` is shown when no translation is known."""

    code = models.CharField(max_length=32, primary_key=True)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
