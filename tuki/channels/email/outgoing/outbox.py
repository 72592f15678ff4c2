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
from tuki.kernel.database.inserting import insert
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


def put(
    kind: OutgoingKind,
    recipients: Sequence[str],
    *,
    department: Department | None,
    written: Written = UNWRITTEN,
    ticket_id: int | None = None,
    message_id: int | None = None,
    person_id: int | None = None,
    due_at: datetime | None = None,
) -> OutgoingMail:
    """A row in the running command's transaction, and the job that sends it once `due_at` has come."""
    now = clock.now()
    row = OutgoingMail(
        kind=kind,
        ticket_id=ticket_id,
        message_id=message_id,
        department=department,
        person_id=person_id,
        rfc_message_id=new_message_id(department),
        recipients=dict.fromkeys(recipients, ""),
        due_at=due_at or now,
        created_at=now,
        **msgspec.structs.asdict(written),
    )
    insert(row)
    enqueue_sending(row.id, delay_seconds=max(0.0, (row.due_at - now).total_seconds()))
    return row


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
