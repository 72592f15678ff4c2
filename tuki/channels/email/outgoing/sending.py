"""One turn for one mail: is it its turn, may anything leave, what did the server say, when again."""

from __future__ import annotations

import time
from collections.abc import Mapping

from tuki.channels.email.models import OutgoingKind, OutgoingMail, OutgoingState
from tuki.channels.email.outgoing.commands.delivering import (
    drop_mail,
    fail_mail,
    hold_mail,
    pause_by_limit,
    record_delivery,
)
from tuki.channels.email.outgoing.composing import CannotCompose, compose
from tuki.channels.email.outgoing.delivery import Delivered, Unreachable, deliver
from tuki.channels.email.outgoing.server import BY_HAND_FACTOR, BY_LIMIT, COUNT, COUNT_BY_HAND, Server, current_server
from tuki.kernel import clock, limits
from tuki.kernel.actors import system
from tuki.kernel.jobs.running import NotNow

ACTOR = system("mail.send")
HOUR = 3600
UNLIMITED = (OutgoingKind.LINK, OutgoingKind.TEST)  # people wait for them, and they have limits of their own
AFTER_UNREACHABLE_SECONDS = 15.0

_unreachable: dict[str, tuple[float, str]] = {}  # server → (not before, why); per process, monotonic time


def send(outgoing_id: int) -> None:
    """Sends a mail of the outbox if it still waits. Raises `NotNow` when it must wait or be tried again.

    Killed after the server took the mail but before that is written down, the mail goes out once more, with the
    same Message-ID. Without a server the mail stays where it is; `mail.sweep` finds it again.
    """
    related = ("ticket__requester", "ticket__brand", "ticket__department__brand", "message__author", "person")
    row = OutgoingMail.objects.select_related(*related, "department__brand").filter(pk=outgoing_id).first()
    if row is None or row.state != OutgoingState.WAITING:
        return
    if row.message is not None and row.message.taken_back_at is not None and row.kind == OutgoingKind.REPLY:
        drop_mail(ACTOR, row.id)
        return
    server = current_server()
    if server is None:
        return
    if wait := _seconds_until_turn(row):
        raise NotNow(wait)
    if not _is_allowed(row, server):
        hold_mail(ACTOR, row.id)
        return
    _try(row, server)


def forget_unreachable() -> None:
    """The server may have changed, or be back: try at once."""
    _unreachable.clear()


def _try(row: OutgoingMail, server: Server) -> None:
    not_before, why = _unreachable.get(server.url, (0.0, ""))
    if (wait := not_before - time.monotonic()) > 0:
        raise NotNow(wait)
    try:
        envelope = compose(row)
        delivered, is_unreachable = deliver(server.parsed, envelope), False
    except CannotCompose as error:
        fail_mail(ACTOR, row.id, error=str(error))
        return
    except Unreachable as error:
        why = str(error)
        _unreachable[server.url] = (time.monotonic() + AFTER_UNREACHABLE_SECONDS, why)
        delivered, is_unreachable = Delivered(delayed=_waiting(row.recipients, why)), True
    if delivered.sent and row.kind not in UNLIMITED:
        limits.count_try(COUNT_BY_HAND if _is_by_hand(row) else COUNT, window_seconds=HOUR)
    seconds = record_delivery(ACTOR, row.id, delivered=delivered, is_unreachable=is_unreachable)
    if seconds is not None:
        raise NotNow(seconds)


def _waiting(recipients: Mapping[str, str], why: str) -> dict[str, str]:
    return {address: why for address, state in recipients.items() if state == ""}


def _seconds_until_turn(row: OutgoingMail) -> float:
    """Its time has come, and no earlier mail of the ticket to one of the same people is still waiting."""
    now = clock.now()
    if row.due_at > now:
        return (row.due_at - now).total_seconds()
    if row.ticket_id is None:
        return 0.0
    earlier = OutgoingMail.objects.filter(
        ticket_id=row.ticket_id, id__lt=row.id, state=OutgoingState.WAITING
    ).values_list("due_at", "recipients")
    waits = [(due - now).total_seconds() for due, recipients in earlier if recipients.keys() & row.recipients]
    return min(max(waits) + 1.0, 300.0) if waits and max(waits) > 0 else float(bool(waits))


def _is_allowed(row: OutgoingMail, server: Server) -> bool:
    """Whether sending is neither stopped nor above the hourly limit; reaching the limit stops it for the whole desk.

    The limit is for what the desk writes by itself. Answers of people have `BY_HAND_FACTOR` times as much, counted
    apart, and leave also while a runaway is stopped: customers do not wait because of a rule.
    """
    if row.kind == OutgoingKind.TEST:
        return True
    by_hand = _is_by_hand(row)
    if server.is_paused and not (server.pause_reason == BY_LIMIT and (by_hand or row.kind in UNLIMITED)):
        return False
    count, limit = (COUNT_BY_HAND, BY_HAND_FACTOR * server.hourly_limit) if by_hand else (COUNT, server.hourly_limit)
    if row.kind in UNLIMITED or limits.count_of(count, window_seconds=HOUR) < limit:
        return True
    pause_by_limit(ACTOR, limit=limit)
    return False


def _is_by_hand(row: OutgoingMail) -> bool:
    return row.kind == OutgoingKind.REPLY and row.message is not None and not row.message.is_automatic
