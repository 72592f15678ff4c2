"""Versions of workflows in the words of their page, so that readers see what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tuki.catalogue.queries import kind_names
from tuki.tickets.queries.workflow import status_names, workflow_name
from tuki.tickets.wording.names import DEFINITION_WORDS, ROLE_NAMES, STAGE_NAMES

Said = Mapping[str, Any]
CONDITIONS = ("needs_resolution", "needs_approval", "needs_closed_children")


def workflow_in_words(said: Said) -> Said:
    """A definition of a workflow as its page says it: statuses, stages and kinds by name, one line for each way."""
    names = status_names()
    return {
        **said,
        "name": workflow_name(said.get("name", "")),
        **{role: names.get(said.get(role, ""), said.get(role, "")) for role in ROLE_NAMES},
        "kinds": _named(said.get("kinds", []), kind_names()),
        "statuses": {names.get(each["code"], each["code"]): _status(each) for each in said.get("statuses", [])},
        "transitions": {_way(each, names): _conditions(each) for each in said.get("transitions", [])},
    }


def _named(codes: Sequence[str], names: Mapping[str, str]) -> list[str]:
    return [str(names.get(code, code)) for code in codes]


def _status(raw: Said) -> Said:
    return {"stage": str(STAGE_NAMES.get(raw["stage"], raw["stage"])), "names": raw.get("names", {})}


def _way(raw: Said, names: Mapping[str, str]) -> str:
    source, target = _named([raw["source"], raw["target"]], names)
    return f"{source} → {target}"


def _conditions(raw: Said) -> bool | list[str]:
    """What the way needs; True for one that is open to everybody."""
    return [str(DEFINITION_WORDS[each]) for each in CONDITIONS if raw.get(each)] or True
