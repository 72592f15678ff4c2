"""Health of the mailboxes: which do not work, which nobody watches, which hold mail that cannot be fetched."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tuki.channels.email.fetching.wording import told_failure
from tuki.channels.email.mailboxes.address import address_of
from tuki.channels.email.models import Mailbox
from tuki.kernel import clock
from tuki.kernel.health import Problem, Severity, health_check

PATIENCE = timedelta(minutes=1)
UNWATCHED = timedelta(minutes=15)  # a watcher writes at least every few minutes that it looked


@health_check("mailboxes")
def mailboxes_work() -> list[Problem]:
    """Every active mailbox that needs somebody; one query."""
    needy = Q(failing_since__isnull=False) | Q(unfetched_count__gt=0) | Q(looked_at__lt=clock.now() - UNWATCHED)
    rows = Mailbox.objects.annotate(looked_at=Coalesce("checked_at", "begins_at")).filter(needy, is_active=True)
    return [problem for row in rows.order_by("id") for problem in _problems(row)]


def _problems(mailbox: Mailbox) -> list[Problem]:
    now, name = clock.now(), address_of(mailbox).shown
    found = []
    if now - (mailbox.checked_at or mailbox.begins_at) > UNWATCHED:
        sentence = _("Nobody watches the mailbox %(name)s. Is a worker running?")
        found.append(Problem("mailbox_unwatched", sentence % {"name": name}))
    if mailbox.failing_since is not None:
        severity = Severity.ERROR if now - mailbox.failing_since > PATIENCE else Severity.WARNING
        values = {"name": name, "reason": told_failure(mailbox.failure)}
        found.append(Problem("mailbox_failing", _("The mailbox %(name)s: %(reason)s") % values, severity))
    if mailbox.unfetched_count:
        sentence = _("%(count)d mails in the mailbox %(name)s could not be fetched; they stay on the server.")
        values = {"count": mailbox.unfetched_count, "name": name}
        found.append(Problem("mails_unfetched", sentence % values, Severity.WARNING))
    return found
