"""Jobs by the clock: each slot of time is handed out once, whichever worker asks first."""

from __future__ import annotations

from django.db import transaction

from tuki.kernel import clock
from tuki.kernel.jobs import queue
from tuki.kernel.jobs.registry import schedules
from tuki.kernel.models import Schedule


def hand_out_slots() -> int:
    """Adds a job for every scheduled kind whose present slot nobody has taken; missed slots run once together."""
    seconds = int(clock.now().timestamp())
    known = dict(Schedule.objects.values_list("name", "last_slot"))
    handed = 0
    for each in schedules():
        slot = seconds // each.every_seconds
        if known.get(each.name, -1) < slot and _take_slot(each.name, each.lane, slot):
            handed += 1
    return handed


def _take_slot(name: str, lane: str, slot: int) -> bool:
    with transaction.atomic():
        Schedule.objects.get_or_create(name=name)
        taken = Schedule.objects.filter(name=name, last_slot__lt=slot).update(last_slot=slot)
        if taken:
            queue.add(name, lane=lane, key=f"schedule:{name}:{slot}")
    return bool(taken)
