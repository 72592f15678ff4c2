"""The kernel's tables: event log, jobs, schedules, stored files, request keys, limits, counters."""

from django.db import models
from django.db.models.functions import Now

from tuki.kernel.database.functions import CurrentTransaction


class EventRow(models.Model):
    """One event. Rows are never changed and never deleted; each carries the hash of its stream so far."""

    id = models.BigAutoField(primary_key=True)
    stream_kind = models.CharField(max_length=24)
    stream_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField(default=1)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120, default="")
    cause = models.CharField(max_length=80, default="")
    payload = models.TextField()
    hash = models.BinaryField(max_length=32)
    transaction = models.BigIntegerField(db_default=CurrentTransaction())

    class Meta:
        db_table = "kernel_event"
        constraints = [
            models.UniqueConstraint(fields=["stream_kind", "stream_id", "number"], name="event_once_in_stream"),
        ]
        indexes = [
            models.Index(fields=["actor_id", "-id"], name="event_by_actor"),
            models.Index(fields=["kind", "-id"], name="event_by_kind"),
        ]


class Anchor(models.Model):
    """A seal over all events up to `last_event_id`: its digest holds the anchor before it and every hash since."""

    last_event_id = models.BigIntegerField(unique=True)
    event_count = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()


class JobState(models.TextChoices):
    READY = "ready"
    LEASED = "leased"
    PARKED = "parked"


class Job(models.Model):
    """Work to do after a commit. A finished job's row is gone; a parked one waits for a person."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=64)
    lane = models.CharField(max_length=16, default="default")
    payload = models.TextField(default="{}")
    key = models.CharField(max_length=120, null=True, unique=True)
    state = models.CharField(max_length=8, choices=JobState, default=JobState.READY)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_by = models.CharField(max_length=80, default="")
    leased_until = models.DateTimeField(null=True)
    error = models.TextField(default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["lane", "due_at", "id"], name="job_ready", condition=models.Q(state=JobState.READY)),
            models.Index(
                fields=["lane", "due_at"],
                name="job_again",
                condition=models.Q(state=JobState.READY, attempts__gt=0),
            ),
            models.Index(fields=["leased_until"], name="job_leased", condition=models.Q(state=JobState.LEASED)),
            models.Index(fields=["id"], name="job_parked", condition=models.Q(state=JobState.PARKED)),
        ]


class Schedule(models.Model):
    """The last slot of a scheduled job that was handed out; a slot is taken by compare and swap."""

    name = models.CharField(max_length=64, primary_key=True)
    last_slot = models.BigIntegerField(default=0)


class Lease(models.Model):
    """Something that only one process may do at a time, for example watch a mailbox."""

    name = models.CharField(max_length=120, primary_key=True)
    holder = models.CharField(max_length=120)
    until = models.DateTimeField()


class StoredFile(models.Model):
    """A file by its content: equal bytes are one row and one file on disk."""

    id = models.BigAutoField(primary_key=True)
    digest = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    stored_at = models.DateTimeField()


class RequestKey(models.Model):
    """A door's memory: the first result of a request, given again when the request is repeated."""

    key = models.CharField(max_length=200, primary_key=True)
    fingerprint = models.CharField(max_length=64)
    result = models.TextField(default="")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="request_by_age")]


class LimitCount(models.Model):
    """How often something was tried in one window of time."""

    key = models.CharField(max_length=200)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="limit_once_per_window")]


class Counter(models.Model):
    """The last number given out under a name, on databases without sequences of their own."""

    name = models.CharField(max_length=80, primary_key=True)
    last = models.BigIntegerField(default=0)


class DeskValue(models.Model):
    """A small fact of this desk that is no setting: its identity, the time of the last good backup."""

    name = models.CharField(max_length=64, primary_key=True)
    value = models.TextField()


class SettingVersion(models.Model):
    """What a setting said from a moment on, as JSON with sorted keys; once committed it never changes."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=32)
    object_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    definition = models.TextField()
    actor_kind = models.CharField(max_length=8)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120, default="")
    made_at = models.DateTimeField()
    back_to = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "number"], name="setting_version_once")]
