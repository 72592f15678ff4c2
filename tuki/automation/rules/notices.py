"""A rule went over its limit: those who decide are told, by mail and in the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import ngettext

from tuki.automation.models import Rule, RuleNotice
from tuki.automation.rules.events import RuleHeld
from tuki.automation.rules.guarding import MAILS
from tuki.automation.rules.library import definition_of
from tuki.automation.rules.scope import who_decides
from tuki.channels.email.models import OutgoingKind
from tuki.channels.email.outgoing.choices import wants_mail
from tuki.channels.email.outgoing.outbox import Letter, put
from tuki.channels.email.outgoing.recipients import may_write_by_itself
from tuki.channels.email.outgoing.texts import filled, fitting_language, phrase, text_for
from tuki.kernel.actors import Actor
from tuki.kernel.database.prepared import Slot
from tuki.people.models import Department, Person
from tuki.people.queries import main_brand

MOST_SHOWN = 20
TEXT = "agent_rule_held"


class ShownRuleNotice(NamedTuple):
    """A notice as its receiver sees it; `waits`: the rule still waits for a decision about that."""

    id: int
    rule_id: int
    rule: str
    limit: str
    reached: int
    told_at: datetime
    is_seen: bool
    waits: bool


def tell_held(event: RuleHeld, at: datetime) -> None:
    """Within the command that held the rule: a notice and a mail to everybody who decides, once for each holding."""
    rule = Rule.objects.get(pk=event.subject)
    people, since = who_decides(rule), rule.held_at or at
    RuleNotice.objects.bulk_create(
        [
            RuleNotice(rule=rule, person=person, limit=event.limit, count=event.count, told_at=since)
            for person in people
        ],
        ignore_conflicts=True,
    )
    for person in people:
        if may_write_by_itself(person.email) and wants_mail(person.id, TEXT):
            _write(rule, event, person)


def reached(limit: str, count: int) -> str:
    """How far the rule had come within the hour, in words of the active language."""
    if limit == MAILS:
        return ngettext("it caused %(num)s mail", "it caused %(num)s mails", count) % {"num": count}
    return ngettext("it touched %(num)s ticket", "it touched %(num)s tickets", count) % {"num": count}


def notices_of(actor: Actor, *, before: int | None = None, most: int = MOST_SHOWN + 1) -> Sequence[ShownRuleNotice]:
    """The actor's own notices about rules, newest first, older than `before` (an id); one more than a page of 20 unless
    told, so that it is known whether more follow. One query."""
    fields = ("id", "rule_id", "rule__name", "limit", "count", "told_at", "seen_at", "rule__held_at")
    found = RuleNotice.objects.filter(person_id=actor.id)
    found = found if before is None else found.filter(id__lt=before)
    rows = found.order_by("-id").values_list(*fields)[:most]
    return [
        ShownRuleNotice(id_, rule_id, rule, limit, count, told_at, seen_at is not None, held_at == told_at)
        for id_, rule_id, rule, limit, count, told_at, seen_at, held_at in rows
    ]


def unseen_by(person_id: int | Slot) -> QuerySet[RuleNotice, int]:
    """The ids of what somebody has not seen, for counting."""
    return RuleNotice.objects.filter(person=person_id, seen_at=None).order_by().values_list("id", flat=True)


def _write(rule: Rule, event: RuleHeld, person: Person) -> None:
    brand = main_brand()
    language = fitting_language(person.language, brand.language if brand else "")
    text = text_for(TEXT, language, brand.id if brand else None)
    if not text.is_active:
        return
    values = {
        "rule.name": rule.name,
        "rule.reached": phrase(f"rule_{event.limit}", language).format(count=event.count),
        "rule.address": f"{settings.BASE_URL}/desk/settings/rules/{rule.id}",
        "desk.name": brand.name if brand else "Tuki",
    }
    written = filled(TEXT, text, values, language=language)
    put(
        Letter(
            kind=OutgoingKind.NOTIFICATION,
            recipients=[person.email],
            department=_sender(rule),
            written=written,
            person_id=person.id,
        )
    )


def _sender(rule: Rule) -> Department | None:
    """The department from whose address the mail leaves: the rule's first, else the desk's first."""
    named = definition_of(rule).departments
    active = Department.objects.filter(is_active=True).order_by("id")
    return (active.filter(id__in=named).first() if named else None) or active.first()
