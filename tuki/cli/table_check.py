"""What an import would do, told on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tuki.cli.table_mapping import column_called
from tuki.imports.foreseeing import Foreseen
from tuki.imports.mapping import CODED, FIELDS, ColumnMapping
from tuki.imports.reading import most_frequent, words_in
from tuki.imports.unfolding import Story
from tuki.imports.wording import FIELD_NAMES, fault_words

MOST_FAULTS = 10


def columns_told(mapping: ColumnMapping, header: Sequence[str]) -> Iterator[str]:
    """A line for each field: the columns that say it."""
    for field in FIELDS:
        if places := mapping.columns.get(field):
            called = ", ".join(str(column_called(header, place)) for place in places)
            yield f"  {FIELD_NAMES[field]!s:<20} {field:<18} {called}"
    yield f"  times {mapping.date_format}, zone {mapping.zone}"


def words_told(mapping: ColumnMapping, text: str) -> Iterator[str]:
    """A line for each coded field whose words are not all translated."""
    coded = {field: mapping.columns[field][0] for field in CODED if mapping.columns.get(field)}
    counted = words_in(text, mapping.delimiter, coded.values())
    for field, column in coded.items():
        known = mapping.values.get(field, {})
        missing = [word for word in most_frequent(counted[column]) if word not in known and word not in mapping.empty]
        if missing:
            yield f"  {field}: {', '.join(f'{word} ({counted[column][word]})' for word in missing)}"


def future_told(found: Foreseen) -> Iterator[str]:
    """How many cases, what cannot be brought in, and the first stories."""
    new = found.case_count - found.known_count - len(found.faulty)
    yield f"{found.case_count} cases: {new} new or longer, {found.known_count} known, {len(found.faulty)} faulty."
    for case in found.faulty[:MOST_FAULTS]:
        assert case.fault is not None
        yield f"  {case.key}: {fault_words(case.fault.code, case.fault.details)}"
    for key, story in found.stories.items():
        yield f"\n{key}"
        yield from story_told(story)


def story_told(story: Story) -> Iterator[str]:
    """What would be played of a case, a line for each step."""
    began = ", ".join(f"{field} {value[:60]}" for field, value in story.first.items() if value)
    yield f"  {story.opened_at:%Y-%m-%d %H:%M} opened: {began}"
    for steps in story.steps:
        for step in steps:
            yield f"  {step.at:%Y-%m-%d %H:%M} {step.field}: {step.value[:80] or 'nobody'}"
