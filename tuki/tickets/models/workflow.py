"""Statuses and workflows as rows; what a workflow says is one definition, so that it has versions as a whole."""

from django.db import models
from django.db.models import Q

from tuki.people.models import Person


class Stage(models.TextChoices):
    """Where a ticket stands for those who count: whose turn it is."""

    NEW = "new"
    OURS = "ours"
    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"
    DONE = "done"
    CLOSED = "closed"


class Status(models.Model):
    """A status with its stage, which it keeps for life; several workflows may share one.

    `names` are by language; built-in names are translated by their code. Rows stay when no workflow has them any more:
    the event log still tells of them.
    """

    code = models.CharField(max_length=32, primary_key=True)
    name = models.CharField(max_length=120)
    names = models.JSONField(default=dict)
    stage = models.CharField(max_length=12, choices=Stage)
    position = models.PositiveSmallIntegerField(default=0)


class Resolution(models.Model):
    """How a ticket was completed: solved, workaround, duplicate …"""

    code = models.CharField(max_length=32, primary_key=True)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)


class Workflow(models.Model):
    """A workflow: `definition` is a `WorkflowDefinition` as JSON. The default one serves what no other serves.

    `code` is what the desk's file calls it; `version` grows with every change, for compare and swap.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=32, unique=True)
    definition = models.JSONField()
    is_default = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default")]


class Resettlement(models.Model):
    """Tickets that a change of workflow puts into other statuses: `moves` lists kind, old and new status."""

    id = models.BigAutoField(primary_key=True)
    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="resettlements")
    moves = models.JSONField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class ApprovalState(models.TextChoices):
    PENDING = "pending"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Approval(models.Model):
    """Somebody wants a ticket to go on, and somebody else must agree; `comment` is what the latter said."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="approvals")
    source = models.ForeignKey(Status, models.PROTECT, related_name="+")
    target = models.ForeignKey(Status, models.PROTECT, related_name="+")
    resolution = models.ForeignKey(Resolution, models.PROTECT, null=True)
    asker = models.ForeignKey(Person, models.PROTECT, null=True, related_name="asked_approvals")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=ApprovalState, default=ApprovalState.PENDING)
    decider = models.ForeignKey(Person, models.PROTECT, null=True, related_name="decided_approvals")
    decided_at = models.DateTimeField(null=True)
    comment = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(state="pending"), name="one_pending_approval")
        ]
        indexes = [models.Index("asked_at", "id", name="approval_pending", condition=Q(state="pending"))]
