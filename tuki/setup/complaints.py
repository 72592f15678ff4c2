"""What is wrong with a file that describes a desk: all of it at once, with file and line."""

from __future__ import annotations

from typing import NamedTuple


class Complaint(NamedTuple):
    """One thing that is wrong: where, what, and what to do."""

    line: int
    text: str


class Nonsense(Exception):
    """The file makes no sense. Nothing was changed."""

    def __init__(self, file: str, complaints: list[Complaint]) -> None:
        super().__init__(file)
        self.file = file
        self.complaints = sorted(set(complaints))

    def __str__(self) -> str:
        return "\n".join(f"{self.file}:{each.line}: {each.text}" for each in self.complaints)
