"""Tables of the room imports."""

from django.db import models

from tuki.kernel.models import StoredFile
from tuki.people.models import Department
from tuki.tickets.models import Ticket


class ImportState(models.TextChoices):
    """MAPPING: a person still says what the columns mean. TRASHED: its tickets lie in the trash and can be restored.
    The others speak for themselves."""

    MAPPING = "mapping"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"
    TRASHING = "trashing"
    TRASHED = "trashed"
    RESTORING = "restoring"


# A job is at it; nothing else is done with the import meanwhile.
BUSY = (ImportState.RUNNING, ImportState.TRASHING, ImportState.RESTORING)


class TableImport(models.Model):
    """A table that is brought in.

    `source` names where its cases come from: a case of the same source and key is the same ticket, whichever file
    brings it. `next_case` is how far the run is, in the order of the cases' openings.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=80)
    file_name = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT)
    department = models.ForeignKey(Department, models.PROTECT)
    header = models.JSONField(default=list)
    mapping = models.JSONField()
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.MAPPING)
    problem = models.CharField(max_length=300, default="", blank=True)
    started_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    next_case = models.PositiveIntegerField(default=0)
    case_count = models.PositiveIntegerField(default=0)
    row_count = models.PositiveIntegerField(default=0)
    opened_count = models.PositiveIntegerField(default=0)
    continued_count = models.PositiveIntegerField(default=0)
    known_count = models.PositiveIntegerField(default=0)
    faulty_count = models.PositiveIntegerField(default=0)


class ImportedCase(models.Model):
    """A case that was brought in, by which run first, and how many of its rows were played.

    `is_trashed`: its ticket went into the trash with the whole import; the next run brings the case in anew.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="imported_as")
    run = models.ForeignKey(TableImport, models.SET_NULL, null=True, related_name="cases")
    played_rows = models.PositiveIntegerField()
    is_trashed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="imported_case_once")]


class ImportedName(models.Model):
    """What a name of the source stands for here: the id of a person, a team or a category."""

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "name"], name="imported_name_once")]


class FaultyCase(models.Model):
    """A case that could not be brought in; the next run tries it again. `reason` is the code of a refusal."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(TableImport, models.CASCADE, related_name="faulty_cases")
    key = models.CharField(max_length=120)
    row_number = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    details = models.JSONField(default=dict)
