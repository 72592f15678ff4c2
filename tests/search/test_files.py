"""The words inside files are found with their message (T12), and no file harms who reads it."""

from __future__ import annotations

import pytest

from tests.search.files import SHEET, WORD, docx, odt, pdf, xlsx, zipped
from tuki.kernel.jobs.running import run_due
from tuki.search import indexing
from tuki.search.files import extracting, reading
from tuki.search.files.extracting import MOST_LETTERS, Bomb, words_of
from tuki.search.files.formats import format_of
from tuki.search.files.reading import LARGEST_FILE, read_files_of
from tuki.search.models import FileText
from tuki.search.queries import search
from tuki.tickets.commands.files import upload
from tuki.tickets.commands.reply import add_note, reply_to_ticket
from tuki.tickets.models import Attachment

FILES = {
    "report.docx": docx("The manometer shows nothing.", "Second paragraph"),
    "parts.xlsx": xlsx("Flange", "Уплотнение"),
    "minutes.odt": odt("Møtereferat om kjelen", "Vedlegg"),
    "offer.pdf": pdf("Offer for a condenser"),
    "log.txt": ("Ошибка насоса: давление упало, оператор остановил линию и вызвал мастера. " * 5).encode("cp1251"),
    "list.csv": b"name;place\nvalve;cellar\n",
    "page.html": b"<html><head><title>t</title><script>secretword</script></head><body><p>Thermo<b>stat</b></p></body>",
}
WORDS = {
    "report.docx": ["manometer", "paragraph"],
    "parts.xlsx": ["flange", "уплотнение", "4711", "inline"],
    "minutes.odt": ["møtereferat", "kjelen"],
    "offer.pdf": ["condenser"],
    "log.txt": ["насос"],
    "list.csv": ["valve"],
    "page.html": ["thermostat"],
}


def send(cast, name, content, *, note=False):
    """A ticket with a message that brings this file."""
    anna, ticket = cast.actor(cast.anna), cast.ticket("Boiler")
    file = upload(anna, name=name, type="application/octet-stream", content=content)
    write = add_note if note else reply_to_ticket
    return ticket.reference, write(anna, ticket.reference, text="See the file.", attachment_ids=[file.id])


def found(cast, person, words):
    return [hit.number for hit in search(cast.actor(person), words).hits]


@pytest.mark.parametrize("name", FILES)
def test_words_inside_files_are_found(cast, name):
    reference, _message = send(cast, name, FILES[name])
    assert all(found(cast, cast.anna, word) == [] for word in WORDS[name])  # not inside the command
    assert run_due("slow", most=5)
    for word in WORDS[name]:
        assert found(cast, cast.anna, word) == [reference], word
    assert found(cast, cast.anna, "secretword") == [] and found(cast, cast.dmitri, WORDS[name][0]) == []


def test_files_of_notes_are_found_by_those_who_read_notes(cast):
    reference, _message = send(cast, "report.docx", FILES["report.docx"], note=True)
    run_due("slow", most=5)
    assert found(cast, cast.anna, "manometer") == [reference] and found(cast, cast.clara, "manometer") == []


def test_a_content_is_read_once_and_a_rebuilt_index_is_the_same(cast, monkeypatch):
    first, _message = send(cast, "report.docx", FILES["report.docx"])
    second, message = send(cast, "copy.docx", FILES["report.docx"])
    run_due("slow", most=5)
    assert FileText.objects.count() == 1 and set(found(cast, cast.anna, "manometer")) == {first, second}
    monkeypatch.setattr(reading, "_words", lambda attachment: "read again")
    assert read_files_of(message.id) is True and "manometer" in FileText.objects.get().text
    list(indexing.rebuild())
    assert set(found(cast, cast.anna, "manometer")) == {first, second}
    monkeypatch.undo()
    FileText.objects.all().delete()
    list(indexing.rebuild())
    assert set(found(cast, cast.anna, "manometer")) == {first, second}


def test_messages_without_files_make_no_job(cast):
    cast.ticket()
    assert run_due("slow", most=5) == 0


def sheet(content):
    return zipped(**{"xl__worksheets__sheet1.xml": content})


LAUGHS = (
    f'<!DOCTYPE x [<!ENTITY a "{"ha" * 500}">' + "".join(
        f'<!ENTITY {here} "{f"&{before};" * 10}">' for before, here in zip("abcdefgh", "bcdefghi", strict=True)
    ) + f']><w:document xmlns:w="{WORD}"><w:p><w:t>&i;</w:t></w:p></w:document>'
)  # fmt: skip
HARMFUL = {
    "zip bomb": ("office", sheet(b"0" * 100_000_000)),
    "laughs": ("office", zipped(**{"word__document.xml": LAUGHS})),
    "entity of a file": ("office", zipped(**{"word__document.xml":
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hosts">]><d xmlns:w="{WORD}"><w:p><w:t>&a;</w:t></w:p></d>'})),
    "deep": ("office", sheet(f'<worksheet xmlns="{SHEET}">' + "<c>" * 200_000)),
    "many members": ("office", zipped(**{f"xl__worksheets__{n}.xml": "<a/>" for n in range(3_000)})),
    "no archive": ("office", b"PK\x03\x04 nonsense"),
    "no pdf": ("pdf", b"%PDF-1.7 nonsense"),
    "pdf of loops": ("pdf", pdf("x").replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")),
}  # fmt: skip


@pytest.mark.parametrize("case", HARMFUL)
def test_harmful_files_are_refused_and_the_message_stays_found(cast, case):
    format_, content = HARMFUL[case]
    reference, message = send(cast, f"evil.{'pdf' if format_ == 'pdf' else 'docx'}", content)
    run_due("slow", most=5)
    assert FileText.objects.get().text.strip() == ""
    assert found(cast, cast.anna, "evil") == [reference]
    assert read_files_of(message.id) is False  # not tried again


def test_bombs_are_told_before_they_are_unpacked():
    for case in ("zip bomb", "laughs", "entity of a file", "many members"):
        with pytest.raises(Bomb):
            words_of(*HARMFUL[case])


def test_what_is_too_large_is_left_alone(cast):
    _reference, message = send(cast, "log.txt", b"needle")
    Attachment.objects.update(size=LARGEST_FILE + 1)
    assert read_files_of(message.id) is False and FileText.objects.get().text == ""
    assert len(words_of("text", b"x" * (5 * MOST_LETTERS))) == MOST_LETTERS


@pytest.mark.parametrize(
    ("name", "media_type", "expected"),
    [
        ("a.PDF", "application/octet-stream", "pdf"),
        ("a", "text/plain; charset=koi8-r", "text"),
        ("a.bin", "application/octet-stream", None),
        ("photo.jpg", "image/jpeg", None),
        ("pdf", "", None),
    ],
)
def test_formats(name, media_type, expected):
    assert format_of(name, media_type) == expected


def test_g26_a_file_that_costs_too_much_is_found_by_what_was_read_in_time(monkeypatch):
    monkeypatch.setattr(extracting, "MOST_SECONDS", 0.0)
    assert words_of("office", docx("first", "second")) == "first"
