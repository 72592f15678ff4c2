"""Follow-ups: who may write on which ticket (faults F044–F059; goals G8, G22)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.channels.email.mails import mail, receive
from tuki.channels.email.models import OutgoingMail
from tuki.channels.email.outgoing.reply_address import reply_address
from tuki.kernel import clock
from tuki.tickets.commands.reply import reply_to_ticket
from tuki.tickets.commands.status import change_status
from tuki.tickets.commands.trash import trash_ticket
from tuki.tickets.commands.watch import confirm_cc
from tuki.tickets.models import Message, Ticket, TicketLink, Watcher
from tuki.tickets.queries import visible_to

OURS = "support@desk.test"
STRANGER = "Mallory <mallory@evil.test>"


@pytest.fixture
def ticket(cast) -> Ticket:
    """A ticket of Clara's that Anna has answered."""
    ticket = receive(mail()).ticket
    reply_to_ticket(cast.actor(cast.anna), ticket.reference, text="We come.")
    return ticket


def _our_id(ticket: Ticket) -> str:
    return OutgoingMail.objects.filter(ticket=ticket, kind="reply").get().rfc_message_id


def _public(ticket: Ticket) -> list[str]:
    messages = Message.objects.filter(ticket=ticket, is_public=True).order_by("id")
    return list(messages.values_list("text", flat=True))


@pytest.mark.parametrize("way", ["token", "in_reply_to", "references", "own_first_mail", "subject", "upper_token"])
def test_the_requester_joins_by_every_way(cast, ticket, way):
    signed = reply_address(OURS, ticket.id)
    values = {
        "token": {"to": signed},
        "upper_token": {"to": signed.upper()},
        "in_reply_to": {"In_Reply_To": _our_id(ticket)},
        "references": {"References": " ".join([f"<{n}@other.test>" for n in range(300)] + [_our_id(ticket)])},
        "own_first_mail": {"In_Reply_To": Message.objects.filter(ticket=ticket).earliest("id").rfc_message_id},
        "subject": {"subject": f"Aw: [{ticket.reference}] Printer"},
    }[way]
    row = receive(mail("Thank you.", **values))
    assert (row.outcome, row.reason, row.ticket) == ("follow_up", "participant", ticket)
    assert row.message.is_public
    assert row.message.author == cast.clara


def test_f057_thread_index_alone_joins_only_a_participant(cast):
    index = "AdKvRwYx0P0Gq5ZbQ0mZ0m4tJ4cR4A=="
    ticket = receive(mail(Thread_Index=index)).ticket
    longer = "AdKvRwYx0P0Gq5ZbQ0mZ0m4tJ4cR4AABAgME"
    assert receive(mail("More.", subject="Printer", Thread_Index=longer)).ticket == ticket
    assert receive(mail("Mine.", from_=STRANGER, Thread_Index=longer)).ticket != ticket


@pytest.mark.parametrize("end", [*range(1, 24, 4), "space", "nul", "other_ticket", "other_department"])
def test_f044_f045_a_damaged_token_joins_nothing(cast, ticket, end):
    signed = reply_address(OURS, ticket.id)
    local, _, domain = signed.partition("@")
    token = local.partition("+")[2]
    broken = (
        {
            "space": f"{local} @{domain}",
            "nul": f"{local}\0@{domain}",
            "other_ticket": f"support+{reply_address(OURS, ticket.id + 1).partition('+')[2][:8]}{token[8:]}@{domain}",
            "other_department": f"billing+{token}@{domain}",
        }.get(end)
        if isinstance(end, str)
        else f"support+{token[:end]}@{domain}"
    )
    row = receive(mail("Guess.", from_=STRANGER), envelope_to=[broken])
    assert row.ticket != ticket
    assert not Message.objects.filter(ticket=ticket, text="Guess.").exists()


@pytest.mark.parametrize("way", ["token", "references"])
def test_f046_f052_f054_a_stranger_stays_internal_and_hears_nothing(cast, ticket, way):
    values = {"to": reply_address(OURS, ticket.id)} if way == "token" else {"In_Reply_To": _our_id(ticket)}
    before = OutgoingMail.objects.count()
    row = receive(mail("canary", from_=STRANGER, **values))
    assert (row.outcome, row.reason, row.ticket) == ("follow_up", "stranger", ticket)
    assert not row.message.is_public
    assert not row.message.is_verified
    assert row.message.author is None
    assert row.message.author_address == "mallory@evil.test"
    assert OutgoingMail.objects.count() == before
    assert "canary" not in _public(ticket)


def test_a_stranger_who_names_the_subject_gets_a_ticket_of_their_own(cast, ticket):
    row = receive(mail("canary", from_=STRANGER, subject=f"Re: {ticket.reference}"))
    assert row.outcome == "ticket"
    assert row.ticket != ticket


def test_f047_a_new_cc_gets_nothing_until_confirmed(cast, ticket):
    receive(mail("And him.", In_Reply_To=_our_id(ticket), Cc="Mallory <mallory@evil.test>, billing@desk.test"))
    (watcher,) = Watcher.objects.filter(ticket=ticket)
    assert not watcher.is_confirmed
    assert not visible_to(cast.actor(watcher.person)).exists()
    reply_to_ticket(cast.actor(cast.anna), ticket.reference, text="Second answer.")
    mails = OutgoingMail.objects.filter(ticket=ticket)
    assert not any("mallory@evil.test" in each.recipients for each in mails)
    confirm_cc(cast.actor(cast.anna), ticket.reference, person_id=watcher.person_id)
    assert receive(mail("Hello.", from_=STRANGER, In_Reply_To=_our_id_of_last(ticket))).reason == "participant"


def _our_id_of_last(ticket: Ticket) -> str:
    return OutgoingMail.objects.filter(ticket=ticket, kind="reply").latest("id").rfc_message_id


@pytest.mark.parametrize("way", ["subject", "references", "token"])
def test_f048_who_claims_to_be_an_agent_is_never_one(cast, ticket, way):
    values = {
        "subject": {"subject": f"Re: [{ticket.reference}]"},
        "references": {"In_Reply_To": _our_id(ticket)},
        "token": {"to": reply_address(OURS, ticket.id)},
    }[way]
    before = OutgoingMail.objects.filter(ticket=ticket).count()
    row = receive(mail("Send me your password.", from_="Anna <anna@desk.test>", **values))
    assert not Message.objects.filter(is_from_desk=True, text="Send me your password.").exists()
    assert "Send me your password." not in _public(ticket)
    assert OutgoingMail.objects.filter(ticket=ticket).count() == before
    if row.ticket == ticket:
        assert row.reason == "stranger"


def test_an_agent_writes_a_note_through_their_own_address(cast, ticket):
    signed = reply_address(OURS, ticket.id, agent_id=cast.anna.id)
    row = receive(mail("Order a new one.", from_="anna@desk.test", to=signed))
    assert (row.reason, row.message.kind, row.message.author) == ("agent", "note", cast.anna)
    assert not row.message.is_public
    assert row.message.is_from_desk


@pytest.mark.parametrize("from_", ["boris@desk.test", "clara@customer-a.test", "mallory@evil.test"])
def test_f049_an_agents_address_is_of_no_use_to_others(cast, ticket, from_):
    signed = reply_address(OURS, ticket.id, agent_id=cast.anna.id)
    row = receive(mail("Forwarded to me.", from_=from_, to=signed))
    assert (row.ticket, row.reason) == (ticket, "stranger")
    assert not row.message.is_public
    assert not row.message.is_verified


CONTROL = [
    f"X-{product}-{word}"
    for product in ("Tuki", "OTRS", "Zammad", "RT", "FreeScout", "osTicket")
    for word in ("Owner", "Priority", "State", "Queue", "Ignore")
]


def test_f050_control_headers_change_nothing(cast, ticket):
    fields = ("status_id", "priority", "assignee_id", "department_id", "trashed_at", "requester_id")
    before = Ticket.objects.values_list(*fields).get(pk=ticket.id)
    headers = dict.fromkeys(CONTROL, "1")
    receive(mail("Pay attention.", from_=STRANGER, In_Reply_To=_our_id(ticket), **headers))
    assert Ticket.objects.values_list(*fields).get(pk=ticket.id) == before


def test_f051_a_forged_verdict_makes_nobody_trusted(cast, ticket):
    forged = "desk.test; dmarc=pass; spf=pass; dkim=pass"
    row = receive(mail("Trust me.", from_=STRANGER, In_Reply_To=_our_id(ticket), Authentication_Results=forged))
    assert not row.message.is_verified


def test_f055_case_is_one_person_and_a_sub_address_another(cast, ticket):
    same = receive(mail("A.", from_="CLARA@Customer-A.TEST", In_Reply_To=_our_id(ticket)))
    other = receive(mail("B.", from_="clara+x@customer-a.test", In_Reply_To=_our_id(ticket)))
    kelvin = receive(mail("C.", from_="cl\u0430ra@customer-a.test", In_Reply_To=_our_id(ticket)))
    assert [row.reason for row in (same, other, kelvin)] == ["participant", "stranger", "stranger"]


def test_f056_the_display_name_proves_nothing(cast, ticket):
    row = receive(mail("Me.", from_='"clara@customer-a.test" <mallory@evil.test>', In_Reply_To=_our_id(ticket)))
    assert row.reason == "stranger"


def test_a_reply_reopens_what_was_completed(cast, ticket):
    change_status(cast.actor(cast.anna), ticket.reference, status="completed", resolution="solved")
    receive(mail("Not yet.", In_Reply_To=_our_id(ticket)))
    ticket.refresh_from_db()
    assert ticket.is_open
    assert ticket.waiting_since is not None


def test_f058_a_reply_long_after_the_end_opens_a_linked_ticket(cast, ticket):
    Ticket.objects.filter(pk=ticket.id).update(
        status="closed", is_open=False, closed_at=clock.now() - timedelta(days=400)
    )
    row = receive(mail("It burns again.", In_Reply_To=_our_id(ticket)))
    assert (row.outcome, row.reason) == ("ticket", "continues")
    assert TicketLink.objects.filter(ticket=row.ticket, other=ticket, kind="follows").exists()


def test_f059_a_reply_to_what_lies_in_the_trash_opens_a_ticket(cast, ticket):
    trash_ticket(cast.actor(cast.vera), ticket.reference)
    row = receive(mail("Hello?", In_Reply_To=_our_id(ticket)))
    assert row.outcome == "ticket"
    assert row.ticket != ticket


def test_a_no_reply_sender_gives_way_to_reply_to(cast):
    row = receive(mail(from_="Shop <no-reply@shop.test>", Reply_To="Clara <clara@customer-a.test>"))
    assert row.ticket.requester == cast.clara
    assert row.message.author_address == "no-reply@shop.test"


def test_f062_an_address_of_the_same_company_opens_nobody_elses_ticket(cast, ticket):
    """The domain says where somebody works; what colleagues asked they see only when the desk says so."""
    colleague = receive(mail("And I?", from_="new@customer-a.test", message_id="<colleague@x.test>")).ticket
    neighbour = receive(mail("And I?", from_="clara.k@gmail.com", message_id="<free@x.test>")).ticket
    assert colleague.organisation == cast.customer_a
    assert neighbour.organisation is None
    for own in (colleague, neighbour):
        assert list(visible_to(cast.actor(own.requester))) == [own]
