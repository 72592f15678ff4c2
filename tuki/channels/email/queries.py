"""The ledger: every mail received and what became of it, for agents who hold `mail.ledger`."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q, QuerySet

from tuki.channels.email.digests import bracketed
from tuki.channels.email.intake.prepared import own_hosts
from tuki.channels.email.intake.understanding import shown_html
from tuki.channels.email.intake.wording import OUTCOME_NAMES, REASONS
from tuki.channels.email.models import Journal
from tuki.channels.email.permissions import LEDGER
from tuki.channels.email.reading import read_mail
from tuki.kernel import files
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound
from tuki.tickets.models import Attachment
from tuki.tickets.queries import messages_visible_to

LONGEST_PAGE = 200


def ledger_visible_to(actor: Actor) -> QuerySet[Journal]:
    """All received mails for those who may see the ledger, nothing for anybody else.

    Who may see it in some departments only gets the mails that these received or answer.
    """
    areas = actor.areas(LEDGER)
    if areas is None:
        return Journal.objects.all()
    return Journal.objects.filter(Q(department_id__in=areas) | Q(ticket__department_id__in=areas))


def ledger(
    actor: Actor,
    *,
    outcome: str = "",
    mailbox_id: int | None = None,
    text: str = "",
    before: int | None = None,
    limit: int = 50,
) -> list[Journal]:
    """A page of the ledger, newest first, with each row's ticket; one query.

    `text` is looked for in sender and subject, or is a whole Message-ID. `before` is the id of the last row of the
    page before.
    """
    rows = ledger_visible_to(actor).select_related("ticket", "mailbox")
    if outcome:
        rows = rows.filter(outcome=outcome)
    if mailbox_id is not None:
        rows = rows.filter(mailbox_id=mailbox_id)
    if text := text.strip():
        rows = rows.filter(Q(sender__icontains=text) | Q(subject__icontains=text) | Q(rfc_message_id=bracketed(text)))
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[: min(max(limit, 1), LONGEST_PAGE)])


def ledger_entry(actor: Actor, journal_id: int) -> Journal:
    """One received mail; `not_found` for those who may not see the ledger."""
    row = ledger_visible_to(actor).select_related("ticket", "mailbox", "raw").filter(pk=journal_id).first()
    if row is None:
        raise NotFound()
    return row


def raw_mail(actor: Actor, journal_id: int) -> bytes:
    """The mail byte for byte as it came; `not_found` when it may not be seen or its file is missing."""
    return _bytes_of(ledger_entry(actor, journal_id))


def raw_of_message(actor: Actor, message_id: int) -> bytes:
    """The mail that a message came as, for agents who see the message; `not_found` when it came by another door."""
    return _bytes_of(_journal_of(actor, message_id))


def html_with_images(actor: Actor, message_id: int, *, proxy: Callable[[str], str]) -> str:
    """A message's HTML with the images of other hosts, cleaned anew from the raw mail because somebody asked.

    `proxy` turns an image's address into one of ours that fetches it. Reads the mail again in this process, so it
    is for one message at a time.
    """
    raw = _bytes_of(_journal_of(actor, message_id))
    rows = Attachment.objects.filter(message_id=message_id).exclude(content_id="")
    keys = dict(rows.values_list("content_id", "key"))
    mail = read_mail(raw)
    return shown_html(mail.html, keys, own_hosts=own_hosts(), subject=mail.subject, proxy=proxy)[0]


def outcome_name(row: Journal) -> str:
    """What became of a mail, in the reader's language."""
    return str(OUTCOME_NAMES[row.outcome])


def reason_sentence(row: Journal) -> str:
    """Why, in the reader's language; empty when there is nothing to say."""
    return str(REASONS.get(row.reason, ""))


def _journal_of(actor: Actor, message_id: int) -> Journal:
    if not (actor.is_staff or actor.is_trusted):
        raise NotFound()
    if not messages_visible_to(actor).filter(pk=message_id).exists():
        raise NotFound()
    row = Journal.objects.select_related("raw").filter(message_id=message_id).order_by("id").first()
    if row is None:
        raise NotFound()
    return row


def _bytes_of(row: Journal) -> bytes:
    content = files.read(row.raw.digest)
    if content is None:
        raise NotFound()
    return content
