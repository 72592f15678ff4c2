"""The first-run link: whoever holds it makes the first administrator, once."""

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


def is_valid(token: str) -> bool:
    """Whether the wizard may be entered with this token now."""
    links = OneTimeLink.objects.filter(
        digest=digest_token(token), purpose=PURPOSE, used_at=None, expires_at__gt=clock.now()
    )
    return is_needed() and links.exists()
