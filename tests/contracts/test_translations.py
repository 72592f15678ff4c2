"""Every text of the interface is translated into every language, with the same placeholders."""

from __future__ import annotations

import re

import pytest

from tuki.ui.translations import LANGUAGES, extracted, kept, untranslated

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


@pytest.fixture(scope="module")
def texts():
    return extracted()


def _key(message):
    return message.id if isinstance(message.id, str) else message.id[0], message.context


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language, texts):
    catalogue = kept(language)
    known = {_key(message) for message in catalogue}
    missing = [_key(message)[0] for message in texts if message.id and _key(message) not in known]
    assert missing == [], "run: python -m tuki.ui.translations, then translate what is new"
    assert untranslated(catalogue) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_their_placeholders(language):
    wrong = []
    for message in kept(language):
        sources = [message.id] if isinstance(message.id, str) else list(message.id)
        targets = [message.string] if isinstance(message.string, str) else list(message.string)
        wanted = {name for text in sources for name in PLACEHOLDER.findall(text or "")}
        for text in targets:
            if message.id and text and not set(PLACEHOLDER.findall(text)) <= wanted:
                wrong.append(text)
            plain = isinstance(message.id, str) and message.id
            if plain and text and set(PLACEHOLDER.findall(text)) != wanted:
                wrong.append(text)
    assert wrong == []
