"""Each agent chooses which notifications come by mail."""

from __future__ import annotations

import pytest

from tests.browsing import browser
from tests.channels.email.outgoing.test_notifications import _customer_writes
from tuki.channels.email.outgoing.choices import USUAL, notifications_of
from tuki.channels.email.outgoing.commands.notifications import choose_notifications
from tuki.kernel.models import EventRow
from tuki.kernel.refusals import Invalid, Refused
from tuki.people.models import Session
from tuki.tickets.commands.assign import assign_ticket, unassign_ticket
from tuki.tickets.commands.reply import add_note


def happen(desk, post):
    """Anna is made responsible, mentioned, and her customer writes."""
    vera, ticket = desk.actor(desk.vera), desk.ticket()
    assign_ticket(vera, ticket.reference, assignee_id=desk.anna.id)
    add_note(vera, ticket.reference, text="Look.", mentions=[desk.anna.id])
    _customer_writes(desk, ticket)
    post()
    unassign_ticket(vera, ticket.reference)


def came(sink):
    """What the mails that came since were about, in order."""
    words = {"has assigned": "assigned", "has mentioned": "mentioned", "Still burning": "message"}
    found = [name for each in sink.taken for text, name in words.items() if text in each.text]
    sink.taken.clear()
    return found


@pytest.mark.parametrize(
    ("choices", "is_quiet", "expected"),
    [
        ({}, False, ["assigned", "mentioned", "message"]),
        ({"agent_assigned": "never"}, False, ["mentioned", "message"]),
        ({"agent_mentioned": "never", "agent_message": "never"}, False, ["assigned"]),
        ({"agent_message": "always"}, True, []),
    ],
)
def test_what_was_chosen_counts(desk, sink, post, choices, is_quiet, expected):
    choose_notifications(desk.actor(desk.anna), choices=choices, is_quiet=is_quiet)
    happen(desk, post)
    assert came(sink) == expected


def test_away_means_not_at_the_desk(desk, sink, post):
    anna = desk.actor(desk.anna)
    choose_notifications(anna, choices={"agent_assigned": "away", "agent_mentioned": "away"}, is_quiet=False)
    browser(desk.anna)
    happen(desk, post)
    assert came(sink) == []
    Session.objects.all().delete()
    happen(desk, post)
    assert came(sink) == ["assigned", "mentioned", "message"]
    # One agent's choice is nobody else's.
    assert notifications_of(desk.boris.id).choices == USUAL


def test_commands(desk):
    anna = desk.actor(desk.anna)
    for _ in range(2):
        choose_notifications(anna, choices={"agent_message": "never"}, is_quiet=True)
    row = EventRow.objects.get(kind="person.notifications_changed")
    assert '"fields":["agent_message","quiet"]' in row.payload
    for actor in (desk.actor(desk.clara), desk.actor(desk.dmitri)):
        with pytest.raises(Refused):
            choose_notifications(actor, choices={}, is_quiet=True)
    for wrong in ({"agent_message": "sometimes"}, {"acknowledgement": "never"}):
        with pytest.raises(Invalid):
            choose_notifications(anna, choices=wrong, is_quiet=False)


def test_the_page_and_the_api(desk):
    anna = browser(desk.anna)
    assert "A customer writes on my ticket" in anna.get("/account").content.decode()
    form = {"agent_message": "never", "agent_assigned": "away", "quiet": "1"}
    assert anna.post("/account/notifications", form)["Location"] == "/account?done=notifications"
    own = notifications_of(desk.anna.id)
    assert (own.choices["agent_message"], own.choices["agent_assigned"], own.is_quiet) == ("never", "away", True)
    assert '<option value="never" selected>' in anna.get("/account").content.decode()
    assert anna.post("/account/notifications", {"agent_message": "x"}).status_code == 422
    clara = browser(desk.clara)
    assert "Mails to you" not in clara.get("/account").content.decode()
    assert clara.post("/account/notifications", form).status_code == 404
