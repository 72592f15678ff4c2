"""The example as data: who appears, and the stories with their steps."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

HERE = Path(__file__).parent
LANGUAGES = ("en", "ru", "nb", "fi", "de", "uk")


class Step(msgspec.Struct, frozen=True, array_like=True):
    """Hours after the step before, who, what they do, and what it takes: words, a status or a resolution; a file."""

    hours: float
    who: str
    does: str
    words: str = ""
    file: str = ""


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket from its opening `days` ago to where it stands today."""

    subject: str
    place: str
    days: float
    steps: list[Step]
    kind: str = "incident"
    priority: int = 3
    tags: list[str] = []
    language: str = "en"
    category: str = ""
    channel: str = "mail"

    @property
    def lasts(self) -> timedelta:
        """From the first step to the last."""
        return timedelta(hours=sum(step.hours for step in self.steps))


def cast() -> dict[str, Any]:
    """Brand, departments, teams, agents with what they can, organisations and contacts by their short names."""
    return tomllib.loads((HERE / "cast.toml").read_text(encoding="utf-8"))


def stories() -> list[Story]:
    """All stories, the oldest first, so that numbers grow with time."""
    found = []
    for language in LANGUAGES:
        document = tomllib.loads((HERE / "stories" / f"{language}.toml").read_text(encoding="utf-8"))
        found += [msgspec.convert({**each, "language": language}, Story) for each in document["ticket"]]
    return sorted(found, key=lambda story: -story.days)
