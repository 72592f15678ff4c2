"""Kinds of tickets."""

from django.db import models


class Kind(models.Model):
    """A kind of ticket (ITIL 4): decides form, workflow and policy.

    `names` are by language; `name` is shown where neither they nor the built-in translations know one.
    """

    code = models.CharField(max_length=32, primary_key=True)
    name = models.CharField(max_length=120)
    names = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
