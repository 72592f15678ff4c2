"""What the columns of a table mean, as a file that a person reads and corrects."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tuki.imports.mapping import ColumnMapping, placed
from tuki.setup.toml_writing import bare_or_quoted, value_text, written

HEAD = """\
# What the columns of a table mean, for `tuki import --mapping`. A column is named as in the header, or by its place,
# counted from 0. Under [values.…] stand words of the table and what they are called here; other words say nothing.
"""


class MappingFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The file; what is missing is as usual."""

    columns: dict[str, int | str | list[int | str]]
    values: dict[str, dict[str, str | int]] = {}
    date_format: str | None = None
    zone: str | None = None
    delimiter: str | None = None
    empty: tuple[str, ...] | None = None
    makes_teams: bool | None = None
    makes_categories: bool | None = None
    makes_agents: bool | None = None


def read_mapping(path: Path, header: Sequence[str], guessed: ColumnMapping) -> ColumnMapping:
    """Columns and words as the file says; what else it does not say is as `guessed`.

    Raises ValueError for what is no such file, and refuses columns that the table does not have.
    """
    try:
        said = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), MappingFile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: {error}") from None
    given = {field: each if isinstance(each, list) else [each] for field, each in said.columns.items()}
    others = {
        name: value
        for name, value in msgspec.structs.asdict(said).items()
        if value is not None and name not in ("columns", "values")
    }
    return msgspec.structs.replace(
        guessed,
        columns=placed(given, header),
        values={field: {word: str(code) for word, code in words.items()} for field, words in said.values.items()},
        **others,
    )


def mapping_text(mapping: ColumnMapping, header: Sequence[str]) -> str:
    """The file that says so."""
    plain = [each for each in msgspec.structs.asdict(mapping).items() if each[0] not in ("columns", "values")]
    top = "".join(f"{name} = {value_text(value)}\n" for name, value in plain)
    columns = {
        field: called[0] if len(called) == 1 else called
        for field, places in mapping.columns.items()
        if (called := [column_called(header, place) for place in places])
    }
    parts = [top, written("columns", columns, form="coded")]
    parts += [
        written(f"values.{field}", {bare_or_quoted(word): code for word, code in words.items()}, form="coded")
        for field, words in mapping.values.items()
        if words
    ]
    return HEAD + "\n" + "\n".join(parts)


def column_called(header: Sequence[str], place: int) -> int | str:
    """A column by its name, or by its place when an earlier one is called the same."""
    return header[place] if header.index(header[place]) == place else place
