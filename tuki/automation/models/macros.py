"""Macros."""

from django.db import models

from tuki.automation.models.owned import Owned


class Macro(Owned):
    """Several actions in one click. `steps`: a list of actions by code with what they are given."""

    steps = models.JSONField(default=list)
