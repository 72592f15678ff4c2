"""Agents at work: their state, what they can, and how much at once."""

from django.db import models

from tuki.people.models.person import Person


class State(models.TextChoices):
    """Whether an agent gets work: only who is online."""

    ONLINE = "online"
    AWAY = "away"
    PAUSE = "pause"
    OFFLINE = "offline"


class PauseReason(models.Model):
    """Why an agent pauses: lunch, training … Built-in names are translated by their code."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)


class AgentState(models.Model):
    """How an agent's state is since when; who has no row is offline and comes online with the next page.

    `is_automatic`: the desk itself set it. `present_at` is when a page of theirs was last open.
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="agent_state")
    state = models.CharField(max_length=8, choices=State)
    reason = models.ForeignKey(PauseReason, models.PROTECT, null=True)
    since = models.DateTimeField()
    is_automatic = models.BooleanField(default=False)
    present_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=State.PAUSE) | models.Q(reason=None), name="only_a_pause_has_a_reason"
            ),
        ]


class Skill(models.Model):
    """Something that some agents can and some tickets need."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)


class AgentSkill(models.Model):
    """How well an agent can it: 1 (knows it), 2 (experienced), 3 (expert)."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="agents")
    level = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "skill"], name="skill_once_per_agent"),
            models.CheckConstraint(condition=models.Q(level__in=[1, 2, 3]), name="level_is_1_2_or_3"),
        ]


class AgentProfile(models.Model):
    """Languages that an agent writes, and how much they work on at once; empty: as their team says."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="agent_profile")
    languages = models.JSONField(default=list)
    capacity = models.PositiveSmallIntegerField(null=True)


class AbsenceRule(models.Model):
    """After how many minutes without an open page an agent counts as offline. One row, of id 1."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    offline_after_minutes = models.PositiveSmallIntegerField(default=15)
