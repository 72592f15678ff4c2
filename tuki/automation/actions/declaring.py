"""What an action is: declared once, used by macros and rules alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec
from django.utils.functional import Promise

from tuki.kernel.actors import Actor
from tuki.kernel.conditions import Option
from tuki.tickets.models import Ticket

Given = Mapping[str, Any]
Words = str | Promise


class ParameterType(StrEnum):
    """CHOICE: one of the options (a number or a word). LINE: a short text. TEXT: a long one with placeholders.
    WORDS: several short texts."""

    CHOICE = "choice"
    LINE = "line"
    TEXT = "text"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What an action needs to know. `options` gives the choices at asking time; `names_rows`: their values are ids of
    rows that are known by name elsewhere."""

    code: str
    label: Words
    type: ParameterType
    options: Callable[[], Sequence[Option]] | None = None
    is_needed: bool = True
    names_rows: bool = False


class Step(msgspec.Struct, frozen=True):
    """An action with what it is given."""

    action: str
    given: dict[str, Any] = {}


class Writing(NamedTuple):
    """What an action writes: `label` says to whom, `text` gives the words for a ticket with their placeholders filled,
    `send` writes words as they stand."""

    label: Callable[[Ticket], str]
    text: Callable[[Actor, Ticket, Given], str]
    send: Callable[[Actor, Ticket, Given, str], object]


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done to a ticket.

    `says` tells in words, for the reader, what would happen to this ticket; `does` calls the normal command as the
    actor, so that permissions and refusals are those of the page. `undoes` gives the step that would bring back what
    the ticket says now; it is asked before the action runs, and is None where nothing brings it back. `writing` is
    there for actions that write something that a person may want to word otherwise.
    """

    code: str
    label: Words
    icon: str
    parameters: tuple[Parameter, ...]
    says: Callable[[Ticket, Given], str]
    does: Callable[[Actor, Ticket, Given], object]
    undoes: Callable[[Ticket, Given], Step | None] = lambda _ticket, _given: None
    writing: Writing | None = None

    def preview(self, ticket: Ticket, given: Given) -> str:
        """In words, in the reader's language, what `run` would do to the ticket."""
        return self.says(ticket, given)

    def run(self, actor: Actor, ticket: Ticket, given: Given, *, text: str | None = None) -> None:
        """Does it by the normal command, which refuses as always and joins a running transaction.

        `text`: what an action that writes shall write instead of its own words; others take no notice of it.
        """
        if text is not None and self.writing is not None:
            self.writing.send(actor, ticket, given, text)
        else:
            self.does(actor, ticket, given)

    def inverse(self, ticket: Ticket, given: Given) -> Step | None:
        """The step that undoes it, asked before it runs; None where there is none."""
        return self.undoes(ticket, given)


_actions: dict[str, Action] = {}
ACTIONS: Mapping[str, Action] = MappingProxyType(_actions)


def declare(action: Action) -> Action:
    """Adds an action to the registry; ValueError when its code is taken."""
    if action.code in _actions:
        raise ValueError(f"action {action.code} is declared twice")
    _actions[action.code] = action
    return action


def named(options: Callable[[], Sequence[Option]], value: Any) -> str:
    """What people call one of the options; a dash for one that is gone."""
    return next((str(each.label) for each in options() if each.value == value), "—")
