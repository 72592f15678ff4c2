"""The one way to test a command: what it announces, and whom it refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import transaction

from tests.cast import Cast
from tests.histories import assert_history_is_kept
from tuki.kernel.actors import Actor
from tuki.kernel.chain import breaks_everywhere
from tuki.kernel.models import EventRow
from tuki.kernel.refusals import Refusal


def run_command(
    cast: Cast, command: Callable[..., Any], actor: Actor, *args: Any, announces: Sequence[str], **values: Any
) -> Any:
    """Runs it as `actor` and gives its result.

    First Dmitri (of another organisation) and Boris (of another department) try and must be refused without any
    event; then it must announce exactly `announces`, in this order; every stream's chain must hold, and the tickets
    that it touched must be what their events, folded, say.
    """
    for stranger in (cast.actor(cast.dmitri), cast.actor(cast.boris)):
        before = EventRow.objects.count()
        with pytest.raises(Refusal), transaction.atomic():
            command(stranger, *args, **values)
            raise AssertionError(f"{stranger.name} was not refused")
        assert EventRow.objects.count() == before
    last = EventRow.objects.order_by("-id").values_list("id", flat=True).first() or 0
    result = command(actor, *args, **values)
    assert list(EventRow.objects.filter(id__gt=last).order_by("id").values_list("kind", flat=True)) == list(announces)
    assert breaks_everywhere() == []
    touched = EventRow.objects.filter(id__gt=last, stream_kind="ticket").values_list("stream_id", flat=True)
    for ticket_id in set(touched):
        assert_history_is_kept(ticket_id)
    return result
