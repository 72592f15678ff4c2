"""What is announced of lines. `subject` is the ticket's id."""

from tuki.kernel.events import Event, event


@event("ticket.team_changed", stream="ticket")
class TeamChanged(Event):
    """Another team has the ticket. `line` is the new team's; `agent_id` had the ticket before.

    `way`: escalated, returned, given or transferred. `message_id`: the note with the handover or the reason.
    """

    old: int | None
    new: int | None
    line: int
    way: str
    old_department_id: int
    new_department_id: int
    agent_id: int | None
    message_id: int | None = None
