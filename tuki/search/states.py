"""The states that ``is:`` asks for: a slot, as what a state is belongs to the room that keeps it."""

from collections.abc import Callable, Mapping

from django.db.models import Q

from tuki.kernel.actors import Actor

State = Callable[[Actor], Q]
"""For an actor, the condition on a ticket's own fields, to be used on the tickets they see."""

_states: dict[str, State] = {}


def offer_state(name: str, state: State) -> None:
    """Lets ``is:name`` be asked; called from a room's ``apps.py``. ValueError when the name is taken."""
    if name in _states:
        raise ValueError(f"is:{name} is offered twice")
    _states[name] = state


def offered_states() -> Mapping[str, State]:
    """All states that can be asked for now."""
    return _states


offer_state("unassigned", lambda actor: Q(assignee=None))
