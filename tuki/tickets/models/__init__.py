"""Tables of the room tickets."""

from tuki.tickets.models.hop import Hop
from tuki.tickets.models.message import Attachment, Draft, Message, MessageKind, ReplyType
from tuki.tickets.models.reprioritising import Reprioritising
from tuki.tickets.models.ticket import LinkKind, Tag, Ticket, TicketLink, TicketTag, Watcher, WatcherKind
from tuki.tickets.models.workflow import Approval, ApprovalState, Resettlement, Resolution, Stage, Status, Workflow

__all__ = [
    "Approval",
    "ApprovalState",
    "Attachment",
    "Draft",
    "Hop",
    "LinkKind",
    "Message",
    "MessageKind",
    "ReplyType",
    "Reprioritising",
    "Resettlement",
    "Resolution",
    "Stage",
    "Status",
    "Tag",
    "Ticket",
    "TicketLink",
    "TicketTag",
    "Watcher",
    "WatcherKind",
    "Workflow",
]
