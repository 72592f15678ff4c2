"""How often a question finds the paragraph that answers it, on real texts of five languages."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from tests.search.conftest import LANGUAGES, shared_data
from tuki.search.lexemes import FTS5_TOKENIZER, index_text
from tuki.search.matching import Asking, compile_fts5
from tuki.search.query.question import any_word_of
from tuki.search.ranking import Candidate, rank
from tuki.search.terms import terms_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Questions = list[tuple[str, str]]
"""Pairs of a question and the text it should find."""


def _squad(data: dict) -> tuple[list[str], Questions]:
    paragraphs = [paragraph for article in data["data"] for paragraph in article["paragraphs"]]
    questions = [(asked["question"], entry["context"]) for entry in paragraphs for asked in entry["qas"]]
    return list(dict.fromkeys(entry["context"] for entry in paragraphs)), questions


def _xquad(code: str) -> tuple[list[str], Questions]:
    return _squad(json.loads((shared_data() / f"search/xquad/xquad.{code}.visible.json").read_text()))


def _norquad(_: str) -> tuple[list[str], Questions]:
    with gzip.open(shared_data() / "search/norquad/validation_dataset_flattened.json.gz") as file:
        return _squad(json.load(file))


def _gnome_help(code: str) -> tuple[list[str], Questions]:
    """Descriptions ask for the page they were taken from; only pages that are really translated."""
    folder = shared_data() / "search/gnome-help"
    pages = json.loads((folder / "pages.json").read_text())
    texts, questions = [], []
    with zipfile.ZipFile(folder / f"{code}.zip") as archive:
        for name in archive.namelist():
            root = ElementTree.fromstring(archive.read(name))
            for child in list(root):
                if child.tag.endswith(("}info", "}title")):
                    root.remove(child)
            text = re.sub(r"\s+", " ", " ".join(root.itertext())).strip()
            page = pages.get(name.removesuffix(".page"), {}).get(code, {})
            texts.append(text)
            if text and page.get("desc") and page["translated"] > 0.9:
                questions.append((page["desc"], text))
    return texts, questions


@pytest.mark.parametrize(
    ("read", "code", "floors"),
    [
        (_xquad, "en", (0.88, 0.95, 0.97)),
        (_xquad, "de", (0.84, 0.92, 0.96)),
        (_xquad, "ru", (0.82, 0.92, 0.95)),
        (_norquad, "nb", (0.84, 0.91, 0.94)),
        (_gnome_help, "fi", (0.30, 0.50, 0.70)),
    ],
    ids=["xquad-en", "xquad-de", "xquad-ru", "norquad-nb", "gnome-help-fi"],
)
def test_questions_find_their_paragraph(
    read: Callable[[str], tuple[list[str], Questions]],
    code: str,
    floors: tuple[float, float, float],
    record_property: Callable[[str, object], None],
) -> None:
    texts, questions = read(code)
    index = sqlite3.connect(":memory:")
    index.execute(f'create virtual table texts using fts5(words, extras, tokenize="{FTS5_TOKENIZER}")')
    rows = [(key, *index_text([text], LANGUAGES).fts5_row()) for key, text in enumerate(texts)]
    index.executemany("insert into texts (rowid, words, extras) values (?, ?, ?)", rows)
    places = [_place(index, texts, question, right) for question, right in questions]
    rates = [sum(place < limit for place in places) / len(places) for limit in (1, 3, 10)]
    record_property("hit_rate_at_1_3_10", rates)
    print(f"{code}: {len(questions)} questions, hit rate at 1/3/10: " + " ".join(f"{rate:.3f}" for rate in rates))
    assert all(rate >= floor for rate, floor in zip(rates, floors, strict=True)), rates


def _place(index: sqlite3.Connection, texts: list[str], question: str, right: str) -> int:
    """The rank of the right text, from nought."""
    root = any_word_of(question)
    assert root is not None
    expression = compile_fts5(root, Asking(LANGUAGES))
    found = index.execute("select rowid from texts where texts match ? limit 500", (expression,))
    candidates = [Candidate(key, NOW, "", texts[key]) for (key,) in found]
    ranked = rank(candidates, terms_of(root, LANGUAGES), now=NOW)
    order = [texts[entry.candidate.id] for entry in ranked]
    return order.index(right) if right in order else len(texts)
