"""The text a person wrote, in the collected mails of two other reply parsers (G6)."""

import json
import re

import pytest

from tuki.channels.email.quoting import split_reply

from .corpora import MAIL, folded, text_of

TRIMMER = MAIL / "reply-trimmer"
CRISP = MAIL / "reply-crisp"
EXPECTED = json.loads((CRISP / "expected.json").read_text())
FIXTURES = sorted(path.name for path in (CRISP / "fixtures").iterdir())


@pytest.mark.parametrize("name", sorted(path.name for path in (TRIMMER / "emails").iterdir()))
def test_keeps_exactly_what_the_person_wrote(name: str) -> None:
    reply = split_reply(text_of(TRIMMER / "emails" / name))
    assert reply.text == text_of(TRIMMER / "trimmed" / name).strip()


def test_forwarded_message_is_kept_for_the_reader() -> None:
    reply = split_reply(text_of(TRIMMER / "emails" / "forwarded_gmail.txt"))
    assert reply.forwarded == text_of(TRIMMER / "embedded" / "forwarded_gmail.txt").strip()
    assert reply.text == text_of(TRIMMER / "before" / "forwarded_gmail.txt").strip()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_parts_are_those_the_other_parser_states(name: str) -> None:
    text, expected = text_of(CRISP / "fixtures" / name), EXPECTED[name]
    reply = split_reply(text)
    assert folded(reply.text).startswith(folded(expected.get("first_fragment", "")))
    if "visible_text" in expected:
        assert reply.text == expected["visible_text"].strip()
    for form in expected.get("first_fragment_matches", ()):
        assert re.search(form, reply.text)
    for form in expected.get("second_fragment_matches", ()):
        assert any(re.search(form, part) for part in (reply.quoted, reply.signature))
    if expected.get("fragments") == 1:
        assert folded(reply.text) == folded(text)


# Whose first fragment is not the whole reply: a signed mail, and answers between quotations.
PARTIAL = {"email_with_regards.txt", "email_2.txt"}


@pytest.mark.parametrize("name", sorted(n for n, e in EXPECTED.items() if "first_fragment" in e and n not in PARTIAL))
def test_nothing_quoted_is_left(name: str) -> None:
    reply = split_reply(text_of(CRISP / "fixtures" / name))
    assert folded(reply.text) == folded(EXPECTED[name]["first_fragment"])


@pytest.mark.parametrize("name", FIXTURES)
def test_first_line_is_never_lost(name: str) -> None:
    text = text_of(CRISP / "fixtures" / name)
    first = next(line.strip() for line in text.splitlines() if line.strip())
    reply = split_reply(text)
    assert first in reply.text or first.startswith(("On ", ">"))
