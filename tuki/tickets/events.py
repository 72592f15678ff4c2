"""What the room tickets announces. `subject` is always the ticket's id."""

import msgspec

from tuki.kernel.events import Event, event


class Because(msgspec.Struct, frozen=True, omit_defaults=True):
    """A reason of a choice: a code that wording knows, with what fills its sentence."""

    code: str
    number: int = 0
    of: int = 0
    name: str = ""


@event("ticket.opened", stream="ticket", begins_stream=True)
class TicketOpened(Event):
    """A ticket began; its first message follows as `message.added`. `is_overridden`: somebody named the priority, and
    it did not follow from urgency and impact."""

    reference: str
    brand_id: int
    department_id: int
    kind_code: str
    status: str
    priority: int
    requester_id: int
    channel: str
    urgency: int = 3
    impact: int = 3
    category_id: int | None = None
    team_id: int | None = None
    is_overridden: bool = False


@event("message.added", stream="ticket")
class MessageAdded(Event):
    """Somebody wrote. `author_id` is empty for strangers whom nobody knows."""

    message_id: int
    message_kind: str
    author_id: int | None
    is_public: bool
    is_from_desk: bool
    is_verified: bool
    is_automatic: bool
    is_first: bool
    channel: str
    reply_type: str = ""


@event("message.taken_back", stream="ticket")
class MessageTakenBack(Event):
    """A reply was taken back before it left."""

    message_id: int


@event("message.confirmed", stream="ticket")
class MessageConfirmed(Event):
    """An agent said that a message of an unverified sender belongs to the conversation."""

    message_id: int


@event("ticket.assigned", stream="ticket")
class TicketAssigned(Event):
    """Another agent, or nobody, is responsible; `because` says why, when the desk itself decided."""

    old: int | None
    new: int | None
    because: list[Because] = []


@event("ticket.status_changed", stream="ticket")
class StatusChanged(Event):
    """The ticket stands elsewhere; `resolution` says how when it was completed.

    `is_rejection`: its completion was not accepted, so that the requester waits again. `by_workflow`: its workflow no
    longer had the old status; nobody is told of that by mail.
    """

    old: str
    new: str
    resolution: str | None = None
    is_rejection: bool = False
    by_workflow: bool = False


@event("ticket.approval_asked", stream="ticket")
class ApprovalAsked(Event):
    """Somebody wants the ticket to go on, and somebody else must agree."""

    approval_id: int
    source: str
    target: str


@event("ticket.approval_granted", stream="ticket")
class ApprovalGranted(Event):
    """Somebody else agreed; the new status follows."""

    approval_id: int


@event("ticket.approval_declined", stream="ticket")
class ApprovalDeclined(Event):
    """Somebody else did not agree; why stays in the row."""

    approval_id: int


@event("ticket.approval_withdrawn", stream="ticket")
class ApprovalWithdrawn(Event):
    """Nobody needs to agree any more: it was taken back, or the ticket went on by another way."""

    approval_id: int


@event("workflow.retired", stream="workflow", changes_reference=True)
class WorkflowRetired(Event):
    """Nothing goes by this workflow any more."""


@event("workflow.restored", stream="workflow", changes_reference=True)
class WorkflowRestored(Event):
    """A retired workflow can serve kinds again."""


@event("workflow.tickets_resettled", stream="workflow")
class TicketsResettled(Event):
    """A change of workflow sends tickets elsewhere: [kind, old status, new status], and how many tickets."""

    moves: list[list[str]]
    count: int


@event("ticket.transferred", stream="ticket")
class TicketTransferred(Event):
    """Another department is responsible."""

    old: int
    new: int


@event("ticket.urgency_changed", stream="ticket")
class UrgencyChanged(Event):
    """The requester can wait less or more than before (1 very high … 5 none); with the priority before and after."""

    old: int
    new: int
    old_priority: int
    new_priority: int


@event("ticket.impact_changed", stream="ticket")
class ImpactChanged(Event):
    """It touches more or less than before (1 major … 5 none); with the priority before and after."""

    old: int
    new: int
    old_priority: int
    new_priority: int


@event("ticket.priority_changed", stream="ticket")
class PriorityChanged(Event):
    """More or less urgent than before; 1 is the highest.

    `way`: `override` (somebody decided, the reason stays in the row; `old` is `new` when they decided that it stays, or
    gave another reason), `release` (the matrix holds again) or `matrix`
    (the matrix says something else now).
    """

    old: int
    new: int
    way: str = "override"


@event("ticket.kind_changed", stream="ticket")
class KindChanged(Event):
    """It is another kind of request."""

    old: str
    new: str


@event("ticket.category_changed", stream="ticket")
class CategoryChanged(Event):
    """It is about something else (ids of categories, none for no category)."""

    old: int | None
    new: int | None


@event("ticket.subject_changed", stream="ticket")
class SubjectChanged(Event):
    """The subject was reworded; the words stay in the row."""


@event("ticket.requester_changed", stream="ticket")
class RequesterChanged(Event):
    """Somebody else is the one who asks."""

    old: int
    new: int


@event("ticket.tags_changed", stream="ticket")
class TagsChanged(Event):
    """Tags were put on or taken off (ids)."""

    added: list[int]
    removed: list[int]


@event("ticket.watcher_added", stream="ticket")
class WatcherAdded(Event):
    """Somebody follows the ticket: an agent as watcher, a person outside as cc."""

    person_id: int
    watcher_kind: str
    is_confirmed: bool


@event("ticket.watcher_removed", stream="ticket")
class WatcherRemoved(Event):
    """Somebody no longer follows the ticket."""

    person_id: int


@event("ticket.agent_mentioned", stream="ticket")
class AgentMentioned(Event):
    """A note names a colleague."""

    person_id: int
    message_id: int


@event("ticket.linked", stream="ticket")
class TicketLinked(Event):
    """A relation to another ticket began."""

    other_id: int
    link_kind: str


@event("ticket.unlinked", stream="ticket")
class TicketUnlinked(Event):
    """A relation to another ticket ended."""

    other_id: int
    link_kind: str


@event("ticket.trashed", stream="ticket")
class TicketTrashed(Event):
    """The ticket lies in the trash."""


@event("ticket.restored", stream="ticket")
class TicketRestored(Event):
    """The ticket is back from the trash."""
