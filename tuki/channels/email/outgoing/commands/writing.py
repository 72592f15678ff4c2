"""Mails that belong to no ticket: links to sign in, invitations, verifications."""

from __future__ import annotations

from collections.abc import Mapping

from tuki.channels.email.models import OutgoingKind, OutgoingMail
from tuki.channels.email.outgoing.outbox import Letter, put
from tuki.channels.email.outgoing.recipients import own_among
from tuki.channels.email.outgoing.texts import filled, fitting_language, text_for
from tuki.kernel import limits
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.refusals import Invalid, Refused
from tuki.people.addresses import checked_address, normal_address
from tuki.people.models import Brand, Department
from tuki.people.queries import main_brand

TEMPLATES = {
    OutgoingKind.LINK: frozenset({"sign_in_link", "password_link", "invitation", "verification"}),
    OutgoingKind.TEST: frozenset({"test"}),
}
MOST_PER_HOUR, MOST_VERIFICATIONS_PER_HOUR = 10, 200
DAY, HOUR = 86_400, 3600


@command
def queue_mail(
    actor: Actor,
    *,
    kind: OutgoingKind = OutgoingKind.LINK,
    to: str,
    template: str,
    language: str,
    values: Mapping[str, str],
    person_id: int | None = None,
    brand_id: int | None = None,
) -> OutgoingMail | None:
    """Writes one of the desk's own texts to somebody; the caller's command has decided that they may have it.

    `values` fill the placeholders of `template` (`link.address`, `link.minutes` …); `desk.name` comes by itself.
    Announces nothing: who made the link announces that, and a key never stands in an event. Refuses
    `invalid_address`, `address_is_ours`, `unknown_text`, `too_many_tries` (10 per address and hour), and
    `not_allowed` to customers. A second verification of an address within a day is left out (None), and so is
    the 201st of an hour: nobody can make us fill strangers' mailboxes.
    """
    if actor.is_person and not actor.is_staff:
        raise Refused("not_allowed")
    if template not in TEMPLATES.get(kind, frozenset()):
        raise Invalid("unknown_text", field="template")
    to = checked_address(to, field="to")
    if own_among([to]):
        raise Invalid("address_is_ours", field="to")
    normal = normal_address(to)
    if template != "verification":
        limits.insist_below(f"mail.link:{normal}", most=MOST_PER_HOUR, window_seconds=HOUR)
    elif not _may_verify(normal):
        return None
    brand = (Brand.objects.filter(pk=brand_id).first() if brand_id else None) or main_brand()
    language = fitting_language(language, brand.language if brand else "")
    text = text_for(template, language, brand.id if brand else None)
    values = {"desk.name": brand.name if brand else "Tuki", **values}
    letter = Letter(
        kind=kind,
        recipients=[to],
        department=Department.objects.filter(brand=brand, is_active=True).order_by("id").first(),
        written=filled(template, text, values, language=language),
        person_id=person_id,
    )
    return put(letter)


def _may_verify(normal: str) -> bool:
    """The first of this address today, and not too many altogether."""
    if limits.count_try(f"mail.verify:{normal}", window_seconds=DAY) > 1:
        return False
    return limits.count_try("mail.verify", window_seconds=HOUR) <= MOST_VERIFICATIONS_PER_HOUR
