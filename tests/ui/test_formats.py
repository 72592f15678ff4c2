from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from tuki.ui.formats import (
    NO_BREAK,
    ago,
    ago_words,
    byte_size,
    capped,
    decimal,
    duration,
    initials,
    local_time,
    sentence,
)

NOON = datetime(2026, 3, 29, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Anna Nyberg", "AN"),
        ("Ольга Петровна Мельник", "ОМ"),
        ("valvonta", "V"),
        ("clara@kommune-nord.example", "C"),
        ("«Ромашка» (аптека)", "РА"),
        ("", "?"),
        ("…", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (48_213, "48 kB"),
        (999_499, "999 kB"),
        (999_600, "1.0 MB"),
        (1_204_881, "1.2 MB"),
        (5_300_000_000, "5.3 GB"),
    ],
)
def test_byte_size(count: int, words: str) -> None:
    with translation.override("en"):
        assert byte_size(count) == words


def test_byte_size_has_the_readers_decimal_mark() -> None:
    with translation.override("nb"):
        assert byte_size(1_204_881).startswith("1,2")


@pytest.mark.parametrize(
    ("span", "words"),
    [(12, "12 min"), (93, "1 h 33"), (-18, "18 min"), (60 * 52, "2 d 4 h"), (timedelta(hours=2, minutes=5), "2 h 05")],
)
def test_duration(span: object, words: str) -> None:
    with translation.override("en"):
        assert duration(span) == words.replace(" ", NO_BREAK)  # type: ignore[arg-type]  # both kinds are given


def test_counts_stop_at_their_limit() -> None:
    with translation.override("en"):
        assert (capped(1000), capped(1001), capped(7)) == ("1,000", "1,000+", "7")


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ({"seconds": 5}, "now"),
        ({"minutes": 37}, "37 min ago"),
        ({"hours": 2, "minutes": 50}, "2 h ago"),
        ({"days": 3}, "3 d ago"),
        ({"days": 9}, "20 Mar"),
        ({"days": 500}, "14 Nov 2024"),
    ],
)
def test_how_long_ago(before: dict[str, int], words: str) -> None:
    with translation.override("en"):
        assert ago_words(NOON - timedelta(**before), now=NOON) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "20 Mar"), ("ru", "20 мар."), ("nb", "20. mars"), ("fi", "20.3."), ("de", "20. März")],
)
def test_days_are_written_as_readers_do(language: str, words: str) -> None:
    with translation.override(language):
        assert ago_words(NOON - timedelta(days=9), now=NOON) == words


def test_moments_stand_in_the_viewers_zone_and_keep_their_instant() -> None:
    with timezone.override("Europe/Oslo"), translation.override("en"):
        assert ">12:00</time>" in local_time(NOON, "time")
        assert ">29 Mar, 12:00</time>" in local_time(NOON)
        assert 'datetime="2026-03-29T10:00:00+00:00"' in local_time(NOON)
        assert "CEST" in ago(NOON)
    assert local_time(None) == ago(None) == ""


@pytest.mark.parametrize(
    ("amount", "language", "words"),
    [(85.83, "en", "85.8"), (85.83, "nb", "85,8"), (17.5, "ru", "17,5"), (10.0, "ru", "10"), (9.96, "fi", "10")],
)
def test_decimal(amount: float, language: str, words: str) -> None:
    with translation.override(language):
        assert decimal(amount) == words


def test_a_sentence_escapes_what_others_wrote() -> None:
    said = sentence("Due %(at)s, says %(who)s", at=local_time(datetime(2026, 3, 2, tzinfo=UTC)), who="<b>Eve</b>")
    assert "<time datetime=" in said and "&lt;b&gt;Eve" in said
