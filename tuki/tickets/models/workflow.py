"""Statuses as rows, and which may follow which."""

from django.db import models


class Stage(models.TextChoices):
    """Where a ticket stands for those who count: whose turn it is."""

    NEW = "new"
    OURS = "ours"
    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"
    DONE = "done"
    CLOSED = "closed"


class Status(models.Model):
    """A status with its stage. Built-in names are translated by their code."""

    code = models.CharField(max_length=32, primary_key=True)
    name = models.CharField(max_length=120)
    stage = models.CharField(max_length=12, choices=Stage)
    position = models.PositiveSmallIntegerField(default=0)
    needs_resolution = models.BooleanField(default=False)


class Transition(models.Model):
    """A status may be followed by another one."""

    id = models.BigAutoField(primary_key=True)
    source = models.ForeignKey(Status, models.CASCADE, related_name="leaving")
    target = models.ForeignKey(Status, models.CASCADE, related_name="arriving")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="transition_once")]


class Resolution(models.Model):
    """How a ticket was completed: solved, workaround, duplicate …"""

    code = models.CharField(max_length=32, primary_key=True)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
