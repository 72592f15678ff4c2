"""Health of the mailboxes: which do not work, which nobody watches, which hold mail that cannot be fetched."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tuki.channels.email.fetching.wording import told_failure
from tuki.channels.email.mailboxes.address import address_of
from tuki.channels.email.models import Mailbox, SeenUid
from tuki.kernel import clock
from tuki.kernel.health import Problem, Severity, health_check

PATIENCE = timedelta(minutes=1)
UNWATCHED = timedelta(minutes=15)  # a watcher writes at least every few minutes that it looked


@health_check("mailboxes")
def mailboxes_work() -> list[Problem]:
    """Every active mailbox that needs somebody; one query."""
    left = SeenUid.objects.filter(
        mailbox=OuterRef("pk"), uidvalidity=OuterRef("uidvalidity"), journal=None, tries__gt=0
    )
    rows = Mailbox.objects.filter(is_active=True).annotate(
        looked_at=Coalesce("checked_at", "begins_at"),
        left_count=Coalesce(Subquery(left.values("mailbox").annotate(count=Count("id")).values("count")), 0),
    )
    needy = Q(failing_since__isnull=False) | Q(left_count__gt=0) | Q(looked_at__lt=clock.now() - UNWATCHED)
    found = rows.filter(needy).order_by("id")
    return [problem for row in found for problem in _problems(row, row.left_count)]


def _problems(mailbox: Mailbox, left_count: int) -> list[Problem]:
    now, name = clock.now(), address_of(mailbox).shown
    found = []
    if now - (mailbox.checked_at or mailbox.begins_at) > UNWATCHED:
        sentence = _("Nobody watches the mailbox %(name)s. Is a worker running?")
        found.append(Problem("mailbox_unwatched", sentence % {"name": name}))
    if mailbox.failing_since is not None:
        severity = Severity.ERROR if now - mailbox.failing_since > PATIENCE else Severity.WARNING
        values = {"name": name, "reason": told_failure(mailbox.failure)}
        found.append(Problem("mailbox_failing", _("The mailbox %(name)s: %(reason)s") % values, severity))
    if left_count:
        sentence = _("%(count)d mails in the mailbox %(name)s could not be fetched; they stay on the server.")
        found.append(Problem("mails_unfetched", sentence % {"count": left_count, "name": name}, Severity.WARNING))
    return found
