"""What the room uses of others' settings, and of its own."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from django.utils.translation import gettext as _

from tuki.kernel.uses import uses
from tuki.sla.models import Policy
from tuki.sla.policies.definition import PolicyDefinition


@uses("calendar")
def _policies(calendar_id: int) -> Iterator[str]:
    """The policies in use that count a promise in this calendar; one query."""
    for row in Policy.objects.filter(is_active=True).order_by("position"):
        if calendar_id in msgspec.convert(row.definition, PolicyDefinition).calendar_ids():
            yield _("policy “%(name)s”") % {"name": row.name}
