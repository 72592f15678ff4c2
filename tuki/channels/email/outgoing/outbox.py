"""Putting mails into the outbox and taking them out again, within a running command."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

import msgspec
from django.conf import settings

from tuki.channels.email.models import OutgoingKind, OutgoingMail, OutgoingState
from tuki.kernel import clock
from tuki.kernel.command import enqueue
from tuki.kernel.database.inserting import insert_all
from tuki.kernel.secrets import random_token
from tuki.people.addresses import domain_of
from tuki.people.models import Department
from tuki.people.queries import main_address

JOB, LANE = "mail.send", "mail-out"
AUTOMATIC_KINDS = (OutgoingKind.ACKNOWLEDGEMENT, OutgoingKind.STATUS)


class Written(msgspec.Struct, frozen=True):
    """Words that the desk wrote by itself."""

    subject: str = ""
    text: str = ""
    html: str = ""
    language: str = ""


UNWRITTEN = Written()


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A mail to be sent once `due_at` has come, at once when it is None."""

    kind: OutgoingKind
    recipients: Sequence[str]
    department: Department | None
    written: Written = UNWRITTEN
    ticket_id: int | None = None
    message_id: int | None = None
    person_id: int | None = None
    due_at: datetime | None = None


def put(letter: Letter) -> OutgoingMail:
    """A row in the running command's transaction, and the job that sends it."""
    return put_all([letter])[0]


def put_all(letters: Sequence[Letter]) -> list[OutgoingMail]:
    """The same for many, in a statement for each thirty, or hundreds on PostgreSQL."""
    now = clock.now()
    rows = [_row(letter, now) for letter in letters]
    insert_all(rows)
    for row in rows:
        enqueue_sending(row.id, delay_seconds=max(0.0, (row.due_at - now).total_seconds()))
    return rows


def _row(letter: Letter, now: datetime) -> OutgoingMail:
    return OutgoingMail(
        kind=letter.kind,
        ticket_id=letter.ticket_id,
        message_id=letter.message_id,
        department=letter.department,
        person_id=letter.person_id,
        rfc_message_id=new_message_id(letter.department),
        recipients=dict.fromkeys(letter.recipients, ""),
        due_at=letter.due_at or now,
        created_at=now,
        **msgspec.structs.asdict(letter.written),
    )


def enqueue_sending(outgoing_id: int, *, delay_seconds: float = 0) -> None:
    """One job per mail: while it waits or runs, another one for the same mail is not added."""
    enqueue(JOB, lane=LANE, key=job_key(outgoing_id), delay_seconds=delay_seconds, outgoing_id=outgoing_id)


def job_key(outgoing_id: int) -> str:
    """The key of the job that sends this mail."""
    return f"{JOB}:{outgoing_id}"


def cancel_waiting(**which: object) -> int:
    """Takes mails that have not left out of the outbox; how many. Their jobs find nothing to do."""
    rows = OutgoingMail.objects.filter(state__in=[OutgoingState.WAITING, OutgoingState.HELD], **which)
    return rows.update(state=OutgoingState.CANCELLED)


def new_message_id(department: Department | None) -> str:
    """A Message-ID that says nothing but our domain (RFC 5322, 3.6.4)."""
    domain = domain_of(main_address(department)) if department else ""
    return f"<{random_token(144)}@{domain or own_host()}>"


def own_host() -> str:
    """The host under which the desk is reached from outside."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"
