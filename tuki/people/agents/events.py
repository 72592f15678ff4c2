"""What is announced of agents at work."""

from tuki.kernel.events import Event, event


@event("person.state_changed", stream="person")
class StateChanged(Event):
    """An agent is online, away, in a pause or offline; `reason` is the id of a pause's reason."""

    old: str
    new: str
    reason: int | None
    is_automatic: bool


@event("person.work_changed", stream="person", changes_reference=True)
class WorkChanged(Event):
    """What an agent can and how much at once: [skill id, level], languages, capacity."""

    old_skills: list[list[int]]
    new_skills: list[list[int]]
    old_languages: list[str]
    new_languages: list[str]
    old_capacity: int | None
    new_capacity: int | None


@event("skill.changed", stream="skill", changes_reference=True)
class SkillChanged(Event):
    """A skill was added or renamed."""


@event("skill.removed", stream="skill", changes_reference=True)
class SkillRemoved(Event):
    """A skill is gone, from all agents too."""

    code: str


@event("pause_reason.changed", stream="pause_reason", changes_reference=True)
class PauseReasonChanged(Event):
    """A reason to pause was added, renamed, or is no longer offered."""

    is_active: bool
