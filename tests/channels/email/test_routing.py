"""Mail for a department that takes no tickets any more goes to the first one that does."""

from __future__ import annotations

from tests.cast import SYSTEM
from tests.channels.email.mails import mail, receive
from tuki.channels.email.commands.mailbox import add_mailbox
from tuki.channels.email.mailboxes.address import read_mailbox_url
from tuki.people.commands.desk import add_department, change_department


def test_mail_fetched_for_a_retired_department_is_answered_by_the_first(cast):
    add_mailbox(SYSTEM, department_id=cast.billing.id, address=read_mailbox_url("imaps://bills:pw@mail.test/INBOX"))
    change_department(SYSTEM, cast.billing.id, is_active=False)
    unaddressed = receive(mail(to="bills@elsewhere.test"), source="imap", department_id=cast.billing.id)
    addressed = receive(mail(to="billing@desk.test", subject="Another"), source="imap", department_id=cast.billing.id)
    assert [row.outcome for row in (unaddressed, addressed)] == ["ticket", "ticket"]
    assert [row.ticket.department for row in (unaddressed, addressed)] == [cast.support, cast.support]


def test_it_goes_to_its_own_department_while_that_takes_tickets(cast):
    other = add_department(SYSTEM, brand_id=cast.brand.id, name="Other")
    row = receive(mail(to="bills@elsewhere.test"), source="imap", department_id=other.id)
    assert row.ticket.department == other
