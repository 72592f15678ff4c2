"""Reports of machines about our own mail: bounces, delays, receipts, complaints (RFC 3464, 8098, 5965)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tuki.channels.email.address_book import signed_addresses
from tuki.channels.email.commands.placing import Verdict, writing_of
from tuki.channels.email.digests import bracketed
from tuki.channels.email.intake.prepared import Prepared
from tuki.channels.email.intake.senders import Sender
from tuki.channels.email.intake.targets import references_of
from tuki.channels.email.models import Journal, Outcome, OutgoingMail
from tuki.channels.email.nature import Bounce, Kind
from tuki.kernel.actors import Actor
from tuki.people.addresses import normal_address
from tuki.people.commands.persons import mark_address_failing
from tuki.tickets.commands.receive import note_on_ticket
from tuki.tickets.models import Ticket


def settle_report(actor: Actor, row: Journal, prepared: Prepared, sender: Sender, recipients: Sequence[str]) -> Verdict:
    """Ties a report to the mail of ours that it is about and notes it on that ticket, for agents only.

    An address counts as failing only when the report names a mail that we really sent there: anybody can write a
    bounce, and must not be able to silence somebody.
    """
    outgoing = _our_mail(prepared)
    if outgoing is not None:
        _mark_failing(actor, prepared, outgoing)
    ticket_id = _ticket_of(outgoing, recipients)
    message_id = None
    if ticket_id is not None:
        writing = writing_of(actor, row, prepared, sender, marks=(prepared.said.nature.kind.value,))
        message_id = note_on_ticket(actor, ticket_id, writing=writing).id
    return Verdict(
        Outcome.AUTOMATIC,
        next(iter(prepared.said.nature.reasons), prepared.said.nature.kind.value),
        detail=_diagnostics(prepared.said.bounce),
        ticket_id=ticket_id,
        message_id=message_id,
        bounce=bounce_facts(prepared),
    )


def bounce_facts(prepared: Prepared) -> dict[str, Any] | None:
    """What the ledger says of a bounce: the addresses that failed for good, or else those that are only late."""
    bounce = prepared.said.bounce
    if bounce is None or prepared.said.nature.kind not in (Kind.BOUNCE, Kind.DELAY):
        return None
    failed = [each.address for each in bounce.recipients if each.permanent]
    late = [each.address for each in bounce.recipients if not each.permanent]
    is_permanent = bool(failed) or (not late and prepared.said.nature.kind is Kind.BOUNCE)
    return {"recipients": failed or late, "permanent": is_permanent, "delayed": late}


def _our_mail(prepared: Prepared) -> OutgoingMail | None:
    named = [prepared.said.bounce.original_message_id] if prepared.said.bounce else []
    named += [prepared.said.complaint.original_message_id] if prepared.said.complaint else []
    ids = [bracketed(each) for each in named if each] + references_of(prepared.mail)
    if not ids:
        return None
    rows = {row.rfc_message_id: row for row in OutgoingMail.objects.filter(rfc_message_id__in=ids)}
    return next((rows[each] for each in ids if each in rows), None)


def _ticket_of(outgoing: OutgoingMail | None, recipients: Sequence[str]) -> int | None:
    """The ticket of our mail, or of the signed address that the report came to; not one in the trash."""
    ids = [outgoing.ticket_id] if outgoing is not None and outgoing.ticket_id else []
    ids += [signed.ticket_id for signed in signed_addresses(list(recipients))]
    if not ids:
        return None
    living = set(Ticket.objects.filter(id__in=ids, trashed_at=None).values_list("id", flat=True))
    return next((each for each in ids if each in living), None)


def _mark_failing(actor: Actor, prepared: Prepared, outgoing: OutgoingMail) -> None:
    written_to = {normal_address(address): address for address in outgoing.recipients}
    reasons = _failed(prepared)
    bounce = prepared.said.bounce
    if bounce is not None and not bounce.recipients and len(written_to) == 1:
        reasons = dict.fromkeys(written_to, prepared.mail.subject)
    for normal, reason in reasons.items():
        if normal in written_to:
            mark_address_failing(actor, address=written_to[normal], failure=reason)


def _failed(prepared: Prepared) -> dict[str, str]:
    """Addresses in normal form that must get no more mail, each with the reason."""
    found: dict[str, str] = {}
    if prepared.said.bounce is not None:
        for each in prepared.said.bounce.recipients:
            if each.permanent:
                found[normal_address(each.address)] = each.diagnostic or each.status or ""
    if prepared.said.complaint is not None and prepared.said.complaint.feedback_type != "not-spam":
        found |= {normal_address(each): "complaint" for each in prepared.said.complaint.recipients}
    return found


def _diagnostics(bounce: Bounce | None) -> str:
    said: Iterable[str] = (each.diagnostic or "" for each in bounce.recipients) if bounce else ()
    return "\n".join(dict.fromkeys(filter(None, said)))[:4000]
