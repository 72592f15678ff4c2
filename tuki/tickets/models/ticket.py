"""The ticket and what hangs on it."""

from django.db import models
from django.db.models import F, Q

from tuki.catalogue.models import Category, Kind
from tuki.people.models import Brand, Department, Organisation, Person, Team
from tuki.tickets.models.workflow import Resolution, Status

LIVING = Q(trashed_at__isnull=True)
OPEN = LIVING & Q(is_open=True)
TRASHED = Q(trashed_at__isnull=False)


class Ticket(models.Model):
    """One request. `reference` is what people call it: the brand's prefix and a number never used again.

    `waiting_since` is when the requester began to wait for us; empty after our answer. `is_open` repeats the
    status's stage for the indexes. `version` grows with every change, for compare and swap.
    `turn_at` is its place in the order by value and waiting: `waiting_since` less the customer's head start.
    `close_due_at` is when a completed ticket closes by itself. `priority` (1 critical … 4 low) follows `urgency` and
    `impact` (1 … 5) by the matrix, unless `priority_reason` says why somebody overrode it.
    """

    id = models.BigAutoField(primary_key=True)
    brand = models.ForeignKey(Brand, models.PROTECT, db_index=False)
    number = models.BigIntegerField()
    reference = models.CharField(max_length=32, unique=True)
    subject = models.CharField(max_length=300)
    kind = models.ForeignKey(Kind, models.PROTECT, db_index=False)
    category = models.ForeignKey(Category, models.PROTECT, null=True, db_index=False)
    status = models.ForeignKey(Status, models.PROTECT)
    resolution = models.ForeignKey(Resolution, models.PROTECT, null=True, db_index=False)
    urgency = models.PositiveSmallIntegerField(default=3)
    impact = models.PositiveSmallIntegerField(default=3)
    priority = models.PositiveSmallIntegerField(default=3)
    priority_reason = models.CharField(max_length=300, default="", blank=True)
    department = models.ForeignKey(Department, models.PROTECT)
    team = models.ForeignKey(Team, models.PROTECT, null=True, db_index=False)
    assignee = models.ForeignKey(Person, models.PROTECT, null=True, related_name="assigned_tickets", db_index=False)
    requester = models.ForeignKey(Person, models.PROTECT, related_name="requested_tickets", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, db_index=False)
    channel = models.CharField(max_length=16, default="mail")
    language = models.CharField(max_length=8, default="", blank=True)
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    last_message_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    turn_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    close_due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    trashed_at = models.DateTimeField(null=True)
    is_open = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    first_message_id: int | None = None  # in the command that opened it; else the database knows

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "number"], name="ticket_number_once"),
            models.CheckConstraint(condition=Q(priority__gte=1, priority__lte=4), name="priority_is_1_to_4"),
            models.CheckConstraint(condition=Q(urgency__gte=1, urgency__lte=5), name="urgency_is_1_to_5"),
            models.CheckConstraint(condition=Q(impact__gte=1, impact__lte=5), name="impact_is_1_to_5"),
        ]
        indexes = [
            models.Index(F("updated_at").desc(), F("id").desc(), name="ticket_all", condition=LIVING),
            models.Index(F("updated_at").desc(), F("id").desc(), name="ticket_open", condition=OPEN),
            models.Index(F("updated_at").desc(), F("id").desc(), name="ticket_trashed", condition=TRASHED),
            models.Index("department", F("updated_at").desc(), F("id").desc(), name="ticket_open_in", condition=OPEN),
            models.Index("assignee", F("updated_at").desc(), F("id").desc(), name="ticket_open_of", condition=OPEN),
            models.Index(
                F("updated_at").desc(),
                F("id").desc(),
                name="ticket_unassigned",
                condition=OPEN & Q(assignee__isnull=True),
            ),
            models.Index("team", "opened_at", name="ticket_queue_of_team", condition=OPEN & Q(assignee__isnull=True)),
            models.Index("waiting_since", "id", name="ticket_waiting", condition=OPEN & Q(waiting_since__isnull=False)),
            models.Index("turn_at", "id", name="ticket_turn", condition=OPEN & Q(turn_at__isnull=False)),
            models.Index("requester", F("updated_at").desc(), F("id").desc(), name="ticket_of_requester"),
            models.Index("organisation", F("updated_at").desc(), F("id").desc(), name="ticket_of_organisation"),
            models.Index("assignee", name="ticket_of_assignee", condition=Q(assignee__isnull=False)),
            models.Index("category", name="ticket_of_category", condition=Q(category__isnull=False)),
            models.Index("close_due_at", name="ticket_close_due", condition=Q(close_due_at__isnull=False)),
        ]


class Tag(models.Model):
    """A word that agents put on tickets; compared without regard to case."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60, unique=True)


class TicketTag(models.Model):
    """A tag on a ticket."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="ticket_tags")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="ticket_tags")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "tag"], name="tag_once_on_ticket")]


class LinkKind(models.TextChoices):
    RELATES = "relates"
    DUPLICATES = "duplicates"
    BLOCKS = "blocks"
    CAUSED_BY = "caused_by"
    FOLLOWS = "follows"
    CHILD_OF = "child_of"


class TicketLink(models.Model):
    """One ticket stands in a relation to another: `ticket` duplicates (blocks, follows …) `other`."""

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="links")
    other = models.ForeignKey(Ticket, models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=12, choices=LinkKind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "other", "kind"], name="link_once")]


class WatcherKind(models.TextChoices):
    WATCHER = "watcher"
    CC = "cc"


class Watcher(models.Model):
    """Somebody besides requester and assignee who follows a ticket.

    A watcher is an agent and reads along in the desk. A cc is a person outside who gets our replies, but only
    once `is_confirmed`: whoever came in by a Cc line alone sees and gets nothing.
    """

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="watchers")
    person = models.ForeignKey(Person, models.CASCADE, related_name="watching")
    kind = models.CharField(max_length=8, choices=WatcherKind)
    is_confirmed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="watcher_once")]
