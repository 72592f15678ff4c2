"""What agents see of mailboxes: mails that stay on a server, and a folder beside its ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec
from django.db.models import Count, F

from tuki.channels.email.models import SeenUid
from tuki.channels.email.permissions import LEDGER
from tuki.kernel.actors import Actor


class Unfetched(msgspec.Struct, frozen=True):
    """A mail that could not be fetched; `failure` is told by `wording.told_failure`."""

    mailbox_id: int
    uid: int
    failure: str
    tries: int
    tried_at: datetime


def unfetched_mails(actor: Actor, *, mailbox_id: int | None = None, limit: int = 200) -> list[Unfetched]:
    """Mails that stay on their servers, the latest first; nothing for those who may not see the ledger. One query."""
    if not actor.holds(LEDGER):
        return []
    rows = SeenUid.objects.filter(journal=None, tries__gt=0, uidvalidity=F("mailbox__uidvalidity"))
    if mailbox_id is not None:
        rows = rows.filter(mailbox_id=mailbox_id)
    found = rows.order_by("-seen_at").values_list("mailbox_id", "uid", "failure", "tries", "seen_at")[:limit]
    return [Unfetched(*row) for row in found]


def outcomes(actor: Actor, mailbox_id: int) -> Mapping[str, int]:
    """What became of the mails of a folder as it is numbered now: outcome → count, "" for those not fetched."""
    if not actor.holds(LEDGER):
        return {}
    rows = SeenUid.objects.filter(mailbox_id=mailbox_id, uidvalidity=F("mailbox__uidvalidity"))
    counted = rows.values_list("journal__outcome").annotate(count=Count("id")).order_by()
    return {outcome or "": count for outcome, count in counted}
