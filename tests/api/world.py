"""Something of every kind that the API names, all of Clara's ticket in Support."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from tests.automation.rules.desk import definition
from tests.cast import SYSTEM, Cast
from tests.imports.tables import SMALL, begun
from tests.sla.calendars import oslo
from tests.sla.promises import promised
from tuki.automation.actions import Step
from tuki.automation.commands.macros import add_macro
from tuki.automation.commands.rehearsals import start_rehearsal
from tuki.automation.commands.rules import add_rule
from tuki.automation.commands.templates import add_template
from tuki.automation.definitions import MacroDefinition, TemplateDefinition
from tuki.automation.models import Firing
from tuki.catalogue.categories import CategoryDefinition
from tuki.catalogue.commands.category import add_category
from tuki.channels.email.accounts.providers import AccountDetails
from tuki.channels.email.commands.account import add_mail_account
from tuki.channels.email.commands.journal import Delivery, journal_mail
from tuki.channels.email.commands.mailbox import add_mailbox
from tuki.channels.email.mailboxes.address import MailboxAddress
from tuki.channels.email.models import Journal
from tuki.kernel import clock
from tuki.people.agents.work import set_skill
from tuki.people.models import ApiToken, Team
from tuki.sla.commands.calendars import add_calendar
from tuki.tickets.commands.assign import assign_ticket
from tuki.tickets.commands.change import change_subject
from tuki.tickets.commands.files import upload
from tuki.tickets.commands.reply import add_note, reply_to_ticket
from tuki.tickets.commands.workflow import add_workflow
from tuki.tickets.models import Approval, Message
from tuki.tickets.workflow.built_in import DEFAULT

RAW = b"From: clara@customer-a.test\r\nTo: support@desk.test\r\nSubject: Fire\r\n\r\nIt burns.\r\n"


@dataclass
class World:
    """What addresses name: references, ids and keys."""

    ticket: str
    other: str
    message: int
    note: int
    held: int
    file: str
    draft: str
    journal: int
    person: int
    organisation: int
    department: int
    token: int
    account: int
    mailbox: int
    agent: int
    team: int
    calendar: int
    policy: int
    category: int
    workflow: int
    approval: int
    template: int
    macro: int
    table: int
    rule: int
    firing: int
    rehearsal: int
    brand: int
    skill: str
    versioned: str = "department"
    version: int = 1


def make_world(cast: Cast) -> World:
    """A ticket with a public message, a note with a file, a held reply; an upload of Anna's; a received mail."""
    anna = cast.actor(cast.anna)
    ticket, other = cast.ticket(), cast.ticket("Another")
    assign_ticket(anna, ticket.reference, assignee_id=cast.anna.id)
    change_subject(anna, ticket.reference, subject="Printer is on fire")
    file = upload(anna, name="secret.txt", type="text/plain", content=b"secret")
    note = add_note(anna, ticket.reference, text="An internal note", attachment_ids=[file.id])
    held = reply_to_ticket(anna, ticket.reference, text="We come.", undo_seconds=600)
    first = Message.objects.filter(ticket=ticket).order_by("id")[0]
    journal_id = journal_mail(SYSTEM, Delivery(raw=RAW, source="lmtp", department_id=cast.support.id))
    Journal.objects.filter(pk=journal_id).update(outcome="follow_up", ticket=ticket, message=first)
    details = AccountDetails(name="Office", provider="google", client_id="c", refresh_token="r")
    account = add_mail_account(SYSTEM, details=details)
    where = MailboxAddress(host="127.0.0.1", port=1, security="none", login="box", account_id=account.id)
    mailbox = add_mailbox(SYSTEM, department_id=cast.support.id, address=where)
    rule = add_rule(SYSTEM, definition=definition())
    fired = {"key": "event:1", "trigger": "opened", "state": "done", "fired_at": clock.now()}
    set_skill(SYSTEM, code="sql", name="Databases")
    return World(
        brand=cast.support.brand_id,
        skill="sql",
        ticket=ticket.reference,
        other=other.reference,
        message=first.id,
        note=note.id,
        held=held.id,
        file=file.key,
        draft=upload(anna, name="draft.txt", type="text/plain", content=b"draft").key,
        journal=journal_id,
        person=cast.clara.id,
        organisation=cast.customer_a.id,
        department=cast.support.id,
        token=ApiToken.objects.get(person=cast.anna).id,
        account=account.id,
        mailbox=mailbox.id,
        agent=cast.anna.id,
        team=Team.objects.get(name="First line").id,
        calendar=add_calendar(SYSTEM, definition=oslo()).id,
        policy=promised("Standard", resolve=240).id,
        workflow=add_workflow(SYSTEM, code="second", definition=msgspec.structs.replace(DEFAULT, name="Second")).id,
        approval=Approval.objects.create(
            ticket_id=ticket.id, source_id="assigned", target_id="in_progress", asker=cast.anna, asked_at=clock.now()
        ).id,
        category=add_category(SYSTEM, definition=CategoryDefinition(name="Hardware")).id,
        template=add_template(SYSTEM, definition=TemplateDefinition(name="Hi", texts={"en": "Hi {requester.name}"})).id,
        macro=add_macro(SYSTEM, definition=MacroDefinition(name="Calm", steps=(Step("note", {"text": "Calm"}),))).id,
        table=begun(cast, SMALL.encode()).id,
        rule=rule.id,
        firing=Firing.objects.create(rule=rule, ticket=ticket, **fired).id,
        rehearsal=start_rehearsal(SYSTEM, kind="rule", definition=msgspec.to_builtins(definition())).id,
    )
