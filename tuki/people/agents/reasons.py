"""Why agents pause: reasons as data."""

from __future__ import annotations

from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.reference import reference
from tuki.kernel.refusals import Invalid
from tuki.kernel.versions import keep_version
from tuki.people.agents.events import PauseReasonChanged
from tuki.people.agents.names import PAUSE_NAMES, PAUSE_REASONS
from tuki.people.commands.insisting import change_fields, insist_holds, needed
from tuki.people.definitions import ALL, PAUSES, pause_reasons_now
from tuki.people.models import PauseReason
from tuki.people.permissions import MANAGE_AGENTS

LONGEST_CODE = 32


@command
def add_builtin_pause_reasons(actor: Actor) -> None:
    """Lunch, short break, meeting, training, other work. Nothing to do when there are reasons already."""
    if not PauseReason.objects.exists():
        for position, (code, name) in enumerate(PAUSE_REASONS.items()):
            set_pause_reason(actor, code=code, name=name, position=position)


@command
def set_pause_reason(actor: Actor, *, code: str, name: str, position: int = 0, is_active: bool = True) -> PauseReason:
    """Adds the reason of this code or changes it; one that is not active is no longer offered.

    Announces `pause_reason.changed` when something differs. Refuses `invalid` codes.
    """
    insist_holds(actor, MANAGE_AGENTS)
    values = {"name": needed(name, field="name", most=120), "position": position, "is_active": is_active}
    row, is_new = PauseReason.objects.get_or_create(code=checked_code(code), defaults=values)
    if change_fields(row, values) or is_new:
        announce(actor, PauseReasonChanged(subject=row.id, is_active=is_active))
        keep_version(actor, PAUSES, ALL, pause_reasons_now(), is_told=True)
    return row


def checked_code(code: str) -> str:
    """A code of small letters, digits, hyphens and underscores; refuses `invalid`."""
    code = code.strip().lower()
    if not code or len(code) > LONGEST_CODE or not code.replace("-", "").replace("_", "").isalnum():
        raise Invalid("invalid", field="code")
    return code


@reference
def pause_reasons() -> list[PauseReason]:
    """The reasons that are offered, in their order; nobody changes these objects."""
    return list(PauseReason.objects.filter(is_active=True).order_by("position", "id"))


def pause_name(code: str, name: str) -> str:
    """A reason's name in the reader's language."""
    return str(PAUSE_NAMES[code]) if name == PAUSE_REASONS.get(code) else name


def kept_pause_name(code: str, typed: str) -> str:
    """What is kept of a typed name: the built-in one where it is that in the reader's language."""
    return PAUSE_REASONS[code] if code in PAUSE_NAMES and typed == str(PAUSE_NAMES[code]) else typed
