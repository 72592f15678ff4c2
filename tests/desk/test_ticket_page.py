"""The ticket's page: reading, answering, noting, changing, and who may."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.browsing import browser
from tuki.tickets.commands.reply import add_note, reply_to_ticket
from tuki.tickets.models import Draft, Message, Ticket


@pytest.fixture
def ticket(cast):
    return cast.ticket()


def test_an_agent_reads_and_answers(cast, ticket):
    anna = browser(cast.anna)
    shown = anna.get(f"/desk/tickets/{ticket.reference}")
    assert shown.status_code == 200
    assert "Printer on fire" in shown.text
    assert "clara@customer-a.test" in shown.text

    answered = anna.post(f"/desk/tickets/{ticket.reference}/messages", {"mode": "reply", "text": "We come."})
    assert answered.status_code == 302
    message = Message.objects.get(text="We come.")
    assert (message.is_public, message.author_id) == (True, cast.anna.id)
    assert message.held_until is not None
    assert "data-seconds=" in anna.get(f"/desk/tickets/{ticket.reference}").text


def test_what_a_reply_is_stands_beside_it(cast, ticket):
    anna, at = browser(cast.anna), f"/desk/tickets/{ticket.reference}"
    refused = anna.post(f"{at}/messages", {"mode": "reply", "text": " ", "reply_type": "workaround"})
    assert '<option value="workaround" selected>' in refused.text
    anna.post(f"{at}/messages", {"mode": "reply", "text": "Use the other printer.", "reply_type": "workaround"})
    assert Message.objects.get(text="Use the other printer.").reply_type == "workaround"
    assert '<span class="badge">Workaround</span>' in anna.get(at).text


def test_a_note_stays_inside(cast, ticket):
    browser(cast.anna).post(f"/desk/tickets/{ticket.reference}/messages", {"mode": "note", "text": "canary-note"})
    note = Message.objects.get(text="canary-note")
    assert (note.kind, note.is_public) == ("note", False)
    assert "canary-note" not in browser(cast.clara).get(f"/portal/tickets/{ticket.reference}").text


def test_a_note_can_call_a_colleague(cast, ticket):
    browser(cast.anna).post(f"/desk/tickets/{ticket.reference}/messages", {"mode": "note", "text": "Look, @Boris"})
    assert browser(cast.boris).get(f"/desk/tickets/{ticket.reference}").status_code == 200


def test_what_was_written_survives_a_refusal(cast, ticket):
    anna = browser(cast.anna)
    refused = anna.post(
        f"/desk/tickets/{ticket.reference}/messages", {"mode": "reply", "text": "Careful words", "cc": "no address"}
    )
    assert refused.status_code == 422
    assert "Careful words" in refused.text
    assert not Message.objects.filter(text="Careful words").exists()


def test_a_reply_that_came_meanwhile_is_shown_before_sending(cast, ticket):
    seen = ticket.messages.latest("id").id
    reply_to_ticket(cast.actor(cast.vera), ticket.reference, text="Vera was faster")
    answer = browser(cast.anna).post(
        f"/desk/tickets/{ticket.reference}/messages", {"mode": "reply", "text": "Me too", "seen": str(seen)}
    )
    assert answer.status_code == 409
    assert "Vera was faster" in answer.text
    assert "Me too" in answer.text
    assert not Message.objects.filter(text="Me too").exists()


def test_the_draft_is_kept_and_forgotten_after_sending(cast, ticket):
    anna = browser(cast.anna)
    anna.post(f"/desk/tickets/{ticket.reference}/draft", {"mode": "reply", "text": "half a sent"})
    assert "half a sent" in anna.get(f"/desk/tickets/{ticket.reference}").text
    anna.post(f"/desk/tickets/{ticket.reference}/messages", {"mode": "reply", "text": "a whole sentence"})
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("text", "is_kept"), [("a whole\nsent", False), ("a whole\nsentence", False), ("and another", True)]
)
def test_a_draft_that_arrives_after_its_words_is_not_kept(cast, ticket, text, is_kept):
    anna, at = browser(cast.anna), f"/desk/tickets/{ticket.reference}"
    seen = str(ticket.messages.latest("id").id)
    anna.post(f"{at}/messages", {"mode": "note", "text": "a whole\r\nsentence", "seen": seen})
    anna.post(f"{at}/draft", {"mode": "note", "text": text, "seen": seen})
    assert Draft.objects.exists() == is_kept


@pytest.mark.parametrize("mode", ["reply", "note"])
def test_what_is_sent_twice_from_one_page_is_written_once(cast, ticket, mode):
    anna, at = browser(cast.anna), f"/desk/tickets/{ticket.reference}/messages"
    shown = {"csrfmiddlewaretoken": "drawn-once", "mode": mode, "text": "Once"}
    sent = [anna.post(at, {**shown, "files": SimpleUploadedFile("a.txt", b"the same")}) for _ in range(2)]
    assert sent[0].headers["Location"] == sent[1].headers["Location"]
    assert Message.objects.filter(text="Once").count() == 1
    anna.post(at, {**shown, "csrfmiddlewaretoken": "drawn-again"})
    anna.post(at, {**shown, "files": SimpleUploadedFile("a.txt", b"another")})
    assert Message.objects.filter(text="Once").count() == 3


def test_a_refused_status_leaves_nothing_half_done(cast, ticket):
    anna, at = browser(cast.anna), f"/desk/tickets/{ticket.reference}/messages"
    refused = anna.post(at, {"mode": "reply", "text": "Solved, I think", "status": "completed"})
    assert refused.status_code == 422
    assert "Solved, I think" in refused.text
    assert not Message.objects.filter(text="Solved, I think").exists()


def test_a_ticket_opened_twice_from_one_page_is_one(cast):
    anna = browser(cast.anna)
    to_whom = {"requester": "clara@customer-a.test", "department": str(cast.support.id)}
    typed = {"subject": "Twice", "text": "Hello", **to_whom}
    sent = [anna.post("/desk/tickets/create", {"csrfmiddlewaretoken": "drawn-once", **typed}) for _ in range(2)]
    assert [each.status_code for each in sent] == [302, 302]
    assert Ticket.objects.filter(subject="Twice").count() == 1


def test_a_reply_can_be_taken_back(cast, ticket):
    anna = browser(cast.anna)
    anna.post(f"/desk/tickets/{ticket.reference}/messages", {"mode": "reply", "text": "Oh no"})
    message = Message.objects.get(text="Oh no")
    anna.post(f"/desk/messages/{message.id}/take-back")
    assert "Oh no" not in browser(cast.clara).get(f"/portal/tickets/{ticket.reference}").text
    assert "Oh no" in anna.get(f"/desk/tickets/{ticket.reference}").text


@pytest.mark.parametrize(
    ("address", "data", "field", "value"),
    [
        ("assignment", {"assignee": "me"}, "status_id", "assigned"),
        ("status", {"status": "completed", "resolution": "solved"}, "resolution_id", "solved"),
        ("priority", {"priority": "1", "reason": "Fire"}, "priority", 1),
        ("urgency", {"urgency": "1"}, "priority", 2),
        ("impact", {"impact": "1"}, "impact", 1),
        ("kind", {"kind": "complaint"}, "kind_id", "complaint"),
        ("subject", {"subject": "Now calm"}, "subject", "Now calm"),
    ],
)
def test_fields_change_by_plain_forms(cast, ticket, address, data, field, value):
    done = browser(cast.anna).post(f"/desk/tickets/{ticket.reference}/{address}", data)
    assert done.status_code == 302
    ticket.refresh_from_db()
    assert getattr(ticket, field) == value


def test_a_forbidden_transition_is_refused_with_its_reason(cast, ticket):
    refused = browser(cast.anna).post(f"/desk/tickets/{ticket.reference}/status", {"status": "closed"})
    assert refused.status_code == 403
    assert "New" in refused.text and "Closed" in refused.text


def test_tags_watchers_links_and_transfer(cast, ticket):
    other = cast.ticket("Another fire")
    anna = browser(cast.anna)
    anna.post(f"/desk/tickets/{ticket.reference}/tags", {"add": "Printer, fire"})
    anna.post(f"/desk/tickets/{ticket.reference}/links", {"other": other.reference, "kind": "duplicates"})
    anna.post(f"/desk/tickets/{ticket.reference}/watchers", {"cc": "chief@customer-a.test"})
    page = anna.get(f"/desk/tickets/{ticket.reference}").text
    for shown in ("printer", "fire", other.reference, "chief@customer-a.test"):
        assert shown in page
    vera = browser(cast.vera)
    vera.post(f"/desk/tickets/{ticket.reference}/department", {"department": cast.billing.id})
    assert browser(cast.boris).get(f"/desk/tickets/{ticket.reference}").status_code == 200
    assert anna.get(f"/desk/tickets/{ticket.reference}").status_code == 404


def test_files_are_given_only_to_who_may_read_the_message(cast, ticket):
    add_note(cast.actor(cast.anna), ticket.reference, text="see file")
    browser(cast.anna).post(
        f"/desk/tickets/{ticket.reference}/messages",
        {"mode": "note", "text": "with file", "files": SimpleUploadedFile("plan.html", b"<script>alert(1)</script>")},
    )
    attachment = Message.objects.get(text="with file").attachments.get()
    given = browser(cast.anna).get(f"/files/{attachment.key}")
    assert given.status_code == 200
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in given.headers["Content-Security-Policy"]
    for person in (cast.clara, cast.dmitri, cast.boris):
        assert browser(person).get(f"/files/{attachment.key}").status_code == 404


@pytest.mark.parametrize("who", ["boris", "clara", "dmitri"])
def test_others_do_not_even_learn_that_it_exists(cast, ticket, who):
    client = browser(getattr(cast, who))
    assert client.get(f"/desk/tickets/{ticket.reference}").status_code == 404
    for address in ("messages", "assignment", "status", "tags", "trash", "draft", "presence"):
        assert client.post(f"/desk/tickets/{ticket.reference}/{address}", {"text": "x", "add": "x"}).status_code == 404


def test_the_list_shows_what_is_mine_and_what_waits(cast, ticket):
    anna = browser(cast.anna)
    for view in ("mine", "unassigned", "waiting", "customer", "open", "all"):
        assert anna.get(f"/desk/lists/{view}").status_code == 200
    assert ticket.reference in anna.get("/desk/lists/unassigned").text
    anna.post("/desk/tickets/bulk", {"action": "take", "ticket": [ticket.reference]})
    assert ticket.reference in anna.get("/desk/lists/mine").text
    assert ticket.reference not in anna.get("/desk/lists/unassigned").text
    assert anna.get("/desk/lists/unheard-of").status_code == 422


def test_an_agent_opens_a_ticket_for_somebody_new(cast):
    anna = browser(cast.anna)
    given = {"requester": "new@customer-a.test", "subject": "By phone", "text": "She called.", "kind": "incident"}
    made = anna.post(
        "/desk/tickets/create", given | {"department": cast.support.id, "urgency": "1", "impact": "2", "tags": "phone"}
    )
    assert made.status_code == 302
    ticket = Ticket.objects.get(subject="By phone")
    assert (ticket.requester.email, ticket.organisation_id) == ("new@customer-a.test", cast.customer_a.id)
    assert (ticket.urgency, ticket.impact, ticket.priority) == (1, 2, 1)
    wrong = anna.post("/desk/tickets/create", given | {"department": cast.support.id, "requester": "nobody"})
    assert wrong.status_code == 422
    assert "She called." in wrong.text


def test_trash_and_back(cast, ticket):
    vera = browser(cast.vera)
    vera.post(f"/desk/tickets/{ticket.reference}/trash")
    assert browser(cast.anna).get(f"/desk/tickets/{ticket.reference}").status_code == 404
    assert ticket.reference in vera.get("/desk/trash").text
    vera.post(f"/desk/tickets/{ticket.reference}/restore")
    assert browser(cast.anna).get(f"/desk/tickets/{ticket.reference}").status_code == 200
