"""The backlog of the bench is what commands would have written: rows, streams and clocks agree."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bench.backlog import STORIES, fill_backlog
from tests.histories import assert_history_is_kept
from tests.sla.promises import promised
from tuki.kernel import clock
from tuki.kernel.chain import breaks_everywhere
from tuki.sla.clocks.models import Clock
from tuki.sla.clocks.recounting import recount
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_rows_streams_and_clocks_agree(cast):
    promised(first_response=60, next_response=60, resolve=240)
    now = clock.now()
    fill_backlog(cast, [now - timedelta(hours=9 - number) for number in range(8)])
    tickets = list(Ticket.objects.order_by("id"))
    assert [each.status_id for each in tickets[:4]] == [STORIES[each.number % 4][0] for each in tickets[:4]]
    for each in tickets:
        assert_history_is_kept(each.id)
        assert each.last_message_at == each.messages.order_by("-created_at").values_list("created_at", flat=True)[0]
    recount([each.id for each in tickets])
    assert Clock.objects.filter(target="first_response", state="running").count() == 2
    assert Clock.objects.filter(state="paused").exists() and not Clock.objects.exclude(trouble="").exists()
    assert not breaks_everywhere()
