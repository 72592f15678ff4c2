"""Headings between the rows of a list that is read by time left: late, in the next hours, today, later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from tuki.ui.jinja import macro

SOON = timedelta(hours=2)


class DueGroup(NamedTuple):
    """A heading and how it is coloured: late, soon or plain."""

    title: str
    tone: str


def group_of(due_at: datetime | None, now: datetime) -> DueGroup:
    """Where a moment belongs; today ends at the reader's midnight. What has no moment comes with the last."""
    if due_at is None:
        return DueGroup(_("Later"), "plain")
    if due_at <= now:
        return DueGroup(_("Late"), "late")
    if due_at <= now + SOON:
        return DueGroup(_("In the next 2 hours"), "soon")
    if timezone.localdate(due_at) == timezone.localdate(now):
        return DueGroup(_("Today"), "plain")
    return DueGroup(_("Later"), "plain")


def with_headings(rows: Iterable[tuple[datetime | None, bytes]]) -> Iterator[bytes]:
    """Rows, each with when it is due, in that order; a page that begins within a group says so again."""
    now = timezone.now()
    heading = macro("ui/ticket_row.html", "group_begins")
    for group, members in groupby(rows, lambda row: group_of(row[0], now)):
        yield str(heading(*group)).encode()
        yield from (row for _due_at, row in members)
