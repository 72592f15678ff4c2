"""Every command of the room tickets: what it announces, what it refuses, what counts as nothing to do."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.cast import SYSTEM
from tests.commands import run_command
from tuki.kernel import limits
from tuki.kernel.log import events_of
from tuki.kernel.models import EventRow
from tuki.kernel.refusals import Conflict, Invalid, NotFound, Refused, TooMany
from tuki.tickets.commands.assign import assign_ticket, take_ticket, transfer_ticket, unassign_ticket
from tuki.tickets.commands.change import change_kind, change_requester, change_subject
from tuki.tickets.commands.files import MOST_MEGABYTES_PER_DAY, drop_upload, upload
from tuki.tickets.commands.link import link_tickets, unlink_tickets
from tuki.tickets.commands.open import open_ticket
from tuki.tickets.commands.priority import change_impact, change_urgency, override_priority
from tuki.tickets.commands.receive import confirm_message, receive_message, write_as_customer
from tuki.tickets.commands.reply import add_note, reply_to_ticket, take_back_reply
from tuki.tickets.commands.status import change_status, confirm_completion, reject_completion
from tuki.tickets.commands.tags import tag_ticket, untag_ticket
from tuki.tickets.commands.trash import restore_ticket, trash_ticket
from tuki.tickets.commands.watch import confirm_cc, propose_cc, unwatch_ticket, watch_ticket
from tuki.tickets.commands.writing import Writing
from tuki.tickets.events import MessageAdded
from tuki.tickets.models import Draft, Ticket, Watcher
from tuki.tickets.queries import messages_visible_to, visible_to


@pytest.fixture
def anna(cast):
    return cast.actor(cast.anna)


@pytest.fixture
def vera(cast):
    return cast.actor(cast.vera)


@pytest.fixture
def ticket(cast):
    return cast.ticket()


def test_open_gives_numbers_that_are_never_used_again(cast):
    first, second = cast.ticket(), cast.ticket()
    assert (first.reference, second.reference) == ("ACME-1", "ACME-2")
    kinds = list(EventRow.objects.filter(stream_kind="ticket", stream_id=first.id).values_list("kind", flat=True))
    assert kinds == ["ticket.opened", "message.added"]
    assert first.messages.get().created_at == first.opened_at


@pytest.mark.parametrize("who", ["anna", "clara"])
def test_open_for_somebody_else_needs_the_permission(cast, who):
    actor = cast.actor(getattr(cast, who))
    with pytest.raises(Refused, match="not_allowed"):
        open_ticket(
            actor,
            department_id=cast.billing.id,
            requester_id=cast.dmitri.id,
            subject="x",
            writing=Writing(text="x"),
        )


@pytest.mark.parametrize(("text", "kind", "code"), [("", "incident", "empty_message"), ("x", "riddle", "unknown_kind")])
def test_open_refuses_what_makes_no_ticket(cast, anna, text, kind, code):
    with pytest.raises(Invalid, match=code):
        open_ticket(
            anna,
            department_id=cast.support.id,
            requester_id=cast.clara.id,
            subject="x",
            writing=Writing(text=text),
            kind=kind,
        )
    assert not Ticket.objects.exists()


def test_reply(cast, anna, ticket):
    message = run_command(cast, reply_to_ticket, anna, ticket.reference, text="We come.", announces=["message.added"])
    ticket.refresh_from_db()
    assert (message.is_public, message.is_from_desk, ticket.waiting_since) == (True, True, None)
    with pytest.raises(Invalid, match="empty_message"):
        reply_to_ticket(anna, ticket.reference, text="  ")


def test_a_reply_says_what_it_is(cast, anna, ticket):
    asked = reply_to_ticket(anna, ticket.reference, text="Send the log.", reply_type="diagnostics")
    *_, last = events_of("ticket", ticket.id)
    assert isinstance(last.event, MessageAdded)
    assert (asked.reply_type, last.event.reply_type) == ("diagnostics", "diagnostics")
    assert reply_to_ticket(anna, ticket.reference, text="We come.").reply_type == "answer"
    assert add_note(anna, ticket.reference, text="Boris?").reply_type == ""
    with pytest.raises(Invalid, match="invalid"):
        reply_to_ticket(anna, ticket.reference, text="x", reply_type="excuse")


def test_a_reply_sees_what_came_meanwhile(cast, anna, vera, ticket):
    seen = ticket.messages.latest("id").id
    reply_to_ticket(vera, ticket.reference, text="first")
    with pytest.raises(Conflict, match="newer_messages"):
        reply_to_ticket(anna, ticket.reference, text="second", seen_message_id=seen)


def test_note_and_mention(cast, anna, ticket):
    values = {"text": "Boris?", "mentions": [cast.boris.id]}
    expected = ["message.added", "ticket.watcher_added", "ticket.agent_mentioned"]
    run_command(cast, add_note, anna, ticket.reference, **values, announces=expected)
    assert visible_to(cast.actor(cast.boris)).filter(pk=ticket.pk).exists()
    assert not messages_visible_to(cast.actor(cast.clara)).filter(kind="note").exists()


def test_take_back_within_its_time_only(cast, anna, ticket):
    message = reply_to_ticket(anna, ticket.reference, text="Oops", undo_seconds=10)
    with time_machine.travel(timezone.now() + timedelta(seconds=11)), pytest.raises(Refused, match="too_late"):
        take_back_reply(anna, message.id)
    run_command(cast, take_back_reply, anna, message.id, announces=["message.taken_back"])
    assert Draft.objects.get().text == "Oops"
    assert not messages_visible_to(cast.actor(cast.clara)).filter(pk=message.pk).exists()


def test_assign_take_unassign(cast, anna, ticket):
    run_command(cast, take_ticket, anna, ticket.reference, announces=["ticket.assigned", "ticket.status_changed"])
    assert take_ticket(anna, ticket.reference).version == Ticket.objects.get().version
    run_command(cast, unassign_ticket, anna, ticket.reference, announces=["ticket.assigned", "ticket.status_changed"])
    with pytest.raises(Invalid, match="not_an_agent_there"):
        assign_ticket(anna, ticket.reference, assignee_id=cast.boris.id)


def test_transfer_takes_off_who_does_not_work_there(cast, anna, ticket):
    take_ticket(anna, ticket.reference)
    expected = ["ticket.transferred", "ticket.team_changed", "ticket.assigned", "ticket.status_changed"]
    values = {"department_id": cast.billing.id}
    moved = run_command(cast, transfer_ticket, anna, ticket.reference, **values, announces=expected)
    assert (moved.assignee_id, moved.status_id) == (None, "new")
    assert not visible_to(anna).exists()


def test_status_follows_the_workflow(cast, anna, ticket):
    with pytest.raises(Refused, match="transition_forbidden"):
        change_status(anna, ticket.reference, status="closed")
    with pytest.raises(Invalid, match="resolution_needed"):
        change_status(anna, ticket.reference, status="completed")
    values = {"status": "completed", "resolution": "solved"}
    done = run_command(cast, change_status, anna, ticket.reference, **values, announces=["ticket.status_changed"])
    assert (done.is_open, done.close_due_at is not None, done.resolution_id) == (False, True, "solved")


def test_the_requester_confirms_or_rejects(cast, anna, ticket):
    clara = cast.actor(cast.clara)
    change_status(anna, ticket.reference, status="completed", resolution="solved")
    run_command(cast, reject_completion, clara, ticket.reference, announces=["ticket.status_changed"])
    change_status(anna, ticket.reference, status="completed", resolution="solved")
    run_command(cast, confirm_completion, clara, ticket.reference, announces=["ticket.status_changed"])
    assert confirm_completion(clara, ticket.reference).status_id == "closed"


def test_an_answer_reopens_and_silence_does_not(cast, anna, ticket):
    take_ticket(anna, ticket.reference)
    change_status(anna, ticket.reference, status="completed", resolution="solved")
    writing = Writing(text="Still burning", channel="portal")
    clara = cast.actor(cast.clara)
    expected = ["message.added", "ticket.status_changed"]
    run_command(cast, write_as_customer, clara, ticket.reference, writing=writing, announces=expected)
    ticket.refresh_from_db()
    assert (ticket.status_id, ticket.is_open) == ("in_progress", True)


def test_automatic_and_unverified_messages_set_nothing_in_motion(cast, anna, ticket):
    change_status(anna, ticket.reference, status="completed", resolution="solved")
    robot = Writing(text="I am away", channel="mail", is_automatic=True)
    receive_message(SYSTEM, ticket.id, writing=robot, author_id=cast.clara.id, is_verified=True)
    stranger = Writing(text="Send me the history", author_address="who@knows.test", channel="mail")
    message = receive_message(SYSTEM, ticket.id, writing=stranger, author_id=None, is_verified=False)
    ticket.refresh_from_db()
    assert ticket.status_id == "completed"
    assert not messages_visible_to(cast.actor(cast.clara)).filter(pk=message.pk).exists()
    run_command(cast, confirm_message, anna, message.id, announces=["message.confirmed"])
    assert messages_visible_to(cast.actor(cast.clara)).filter(pk=message.pk).exists()


@pytest.mark.parametrize(
    ("command", "values", "event"),
    [
        (override_priority, {"priority": 1, "reason": "Nothing works"}, "ticket.priority_changed"),
        (change_urgency, {"urgency": 2}, "ticket.urgency_changed"),
        (change_impact, {"impact": 5}, "ticket.impact_changed"),
        (change_kind, {"kind": "complaint"}, "ticket.kind_changed"),
        (change_subject, {"subject": "Calm again"}, "ticket.subject_changed"),
        (tag_ticket, {"tags": ["Fire", "fire", " printer "]}, "ticket.tags_changed"),
    ],
)
def test_fields(cast, anna, ticket, command, values, event):
    run_command(cast, command, anna, ticket.reference, **values, announces=[event])
    run_again = command(anna, ticket.reference, **values)
    assert run_again.version == Ticket.objects.get().version
    assert EventRow.objects.filter(kind=event).count() == 1


def test_untag(cast, anna, ticket):
    tag_ticket(anna, ticket.reference, tags=["fire"])
    run_command(cast, untag_ticket, anna, ticket.reference, tags=["FIRE"], announces=["ticket.tags_changed"])


def test_requester_brings_the_organisation(cast, anna, ticket):
    values = {"requester_id": cast.dmitri.id}
    with pytest.raises(NotFound):
        change_requester(cast.actor(cast.boris), ticket.reference, **values)
    changed = change_requester(anna, ticket.reference, **values)
    assert changed.organisation_id == cast.customer_b.id


def test_a_proposed_cc_sees_nothing_until_an_agent_confirms(cast, anna, ticket):
    propose_cc(SYSTEM, ticket.id, address="dmitri@customer-b.test")
    dmitri = cast.actor(cast.dmitri)
    assert not visible_to(dmitri).exists()
    confirm_cc(anna, ticket.reference, person_id=cast.dmitri.id)
    assert visible_to(dmitri).exists()
    unwatch_ticket(anna, ticket.reference, person_id=cast.dmitri.id)
    assert not visible_to(dmitri).exists()
    propose_cc(SYSTEM, ticket.id, address="support@desk.test")
    assert not Watcher.objects.exists()


def test_watch(cast, anna, ticket):
    values = {"person_id": cast.boris.id}
    run_command(cast, watch_ticket, anna, ticket.reference, **values, announces=["ticket.watcher_added"])
    with pytest.raises(Invalid):
        watch_ticket(anna, ticket.reference, person_id=cast.clara.id)


def test_links_show_nothing_hidden(cast, anna, ticket):
    hidden = cast.ticket("Hidden", department=cast.billing)
    with pytest.raises(NotFound):
        link_tickets(anna, ticket.reference, other=hidden.reference)
    with pytest.raises(Invalid, match="link_to_itself"):
        link_tickets(anna, ticket.reference, other=ticket.reference)
    other = cast.ticket("Other")
    values = {"other": other.reference, "kind": "blocks"}
    run_command(cast, link_tickets, anna, ticket.reference, **values, announces=["ticket.linked"])
    run_command(cast, unlink_tickets, anna, ticket.reference, **values, announces=["ticket.unlinked"])


def test_trash(cast, anna, vera, ticket):
    with pytest.raises(Refused):
        trash_ticket(anna, ticket.reference)
    run_command(cast, trash_ticket, vera, ticket.reference, announces=["ticket.trashed"])
    assert not visible_to(anna).exists()
    with pytest.raises(NotFound):
        reply_to_ticket(vera, ticket.reference, text="too late")
    run_command(cast, restore_ticket, vera, ticket.reference, announces=["ticket.restored"])


def test_uploads_belong_to_their_uploader(cast, anna, vera, ticket):
    mine = upload(anna, name="../../x.txt", type="text/plain", content=b"hello")
    assert "/" not in mine.name
    with pytest.raises(Invalid, match="unknown_attachment"):
        add_note(vera, ticket.reference, text="x", attachment_ids=[mine.id])
    with pytest.raises(NotFound):
        drop_upload(vera, mine.id)
    note = add_note(anna, ticket.reference, text="x", attachment_ids=[mine.id])
    assert note.attachments.get().name == mine.name
    with pytest.raises(Invalid):
        upload(anna, name="big", type="x", content=b"0" * (25 * 1024 * 1024 + 1))


def test_f073_nobody_stores_more_files_in_a_day_than_one_person_may(anna, vera):
    limits.count_try(f"files:{anna.id}", window_seconds=86_400, by=MOST_MEGABYTES_PER_DAY - 1)
    upload(anna, name="last", type="x", content=b"0")
    with pytest.raises(TooMany, match="too_many_files") as refused:
        upload(anna, name="more", type="x", content=b"0")
    assert 0 < refused.value.retry_after_seconds <= 86_400
    upload(vera, name="other", type="x", content=b"0")
