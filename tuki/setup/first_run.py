"""The first-run link: whoever holds it makes the first administrator, once, and sets the desk up."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from tuki.kernel import clock
from tuki.kernel.secrets import digest_token, random_token
from tuki.people.models import Grant, OneTimeLink

PURPOSE = "first_run"
LASTS = timedelta(days=7)


def is_needed() -> bool:
    """Whether nobody administers this desk yet."""
    return not Grant.objects.filter(role__code="administrator", person__is_active=True).exists()


def fresh_link() -> str:
    """The address of the wizard; earlier links end."""
    token, now = random_token(160), clock.now()
    with transaction.atomic():
        OneTimeLink.objects.filter(purpose=PURPOSE, used_at=None).delete()
        OneTimeLink.objects.create(digest=digest_token(token), purpose=PURPOSE, created_at=now, expires_at=now + LASTS)
    return f"{settings.BASE_URL}/setup/{token}"


def usable_link(token: str) -> OneTimeLink | None:
    """The link of this token while the wizard may be entered with it, else None.

    Before there is an administrator it belongs to nobody; then to the one who was made by it, until they finish.
    """
    rows = OneTimeLink.objects.filter(
        digest=digest_token(token), purpose=PURPOSE, used_at=None, expires_at__gt=clock.now()
    )
    link = next(iter(rows.select_related("person")), None)
    if link is None or (link.person is None and not is_needed()):
        return None
    return link


def is_valid(token: str) -> bool:
    """Whether the wizard may be entered with this token now."""
    return usable_link(token) is not None
