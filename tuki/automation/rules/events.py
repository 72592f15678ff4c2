"""What is announced of rules. `subject` is the rule's id, but for a firing, which belongs to its ticket."""

from datetime import datetime

from tuki.kernel.events import Event, event


@event("rule.switched_on", stream="rule", changes_reference=True)
class RuleSwitchedOn(Event):
    """It acts from now on."""


@event("rule.switched_off", stream="rule", changes_reference=True)
class RuleSwitchedOff(Event):
    """It is a draft again."""


@event("rule.retired", stream="rule", changes_reference=True)
class RuleRetired(Event):
    """It is gone from the list; what it did stays."""


@event("rule.moved", stream="rule", changes_reference=True)
class RuleMoved(Event):
    """It stands elsewhere in the order."""

    old: int
    new: int


@event("rule.held", stream="rule", changes_reference=True)
class RuleHeld(Event):
    """It went over its limit and waits for somebody to decide. `limit`: tickets or mails."""

    limit: str
    count: int


@event("rule.released", stream="rule", changes_reference=True)
class RuleReleased(Event):
    """Somebody let it go on; `goes_on`: whether what stood by is done now or was dropped."""

    goes_on: bool


@event("rule.fired", stream="ticket")
class RuleFired(Event):
    """A rule took its steps on the ticket."""

    rule_id: int
    firing_id: int


@event("rule.undone", stream="ticket")
class RuleUndone(Event):
    """What a rule did on the ticket was taken back, as far as it can be."""

    rule_id: int
    firing_id: int


@event("rule.undo_started", stream="rule")
class RuleUndoStarted(Event):
    """Everything that it did from `since` on is being taken back."""

    undo_id: int
    since: datetime


@event("rehearsal.started", stream="rehearsal", begins_stream=True)
class RehearsalStarted(Event):
    """A draft is replayed over past weeks; `subject` is the rehearsal."""

    setting: str
    object_id: int | None


@event("rehearsal.removed", stream="rehearsal")
class RehearsalRemoved(Event):
    """It is gone with what it found."""
