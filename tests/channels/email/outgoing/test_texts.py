"""The desk's own texts: complete in six languages, editable, and never more than placeholders (fault F142)."""

from __future__ import annotations

import pytest

from tests.cast import SYSTEM
from tuki.channels.email.outgoing.commands.templates import reset_template, set_template, switch_template
from tuki.channels.email.outgoing.queries import preview_text, texts_of
from tuki.channels.email.outgoing.texts import (
    LANGUAGES,
    PLACEHOLDERS,
    Text,
    builtin_text,
    filled,
    fitting_language,
    placeholders_in,
    text_for,
)
from tuki.kernel.refusals import Invalid, Refused

CODES = sorted(PLACEHOLDERS)
PAYLOADS = [
    "{{7*7}}",
    "{% load x %}",
    "{{ticket.__class__}}",
    "{{settings.SECRET_KEY}}",
    "{0.__init__}",
    "{ticket.__class__.__mro__}",
    "{ticket}",
    "{settings.secret_key}",
    "${7*7}",
    "<%= 7*7 %>",
    "#{7*7}",
    "{ticket.reference!r}",
    "{ticket.reference:>99999999}",
    "%(password)s",
    "$password",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_text_exists_in_every_language_with_the_same_placeholders(code, language):
    text, english = builtin_text(code, language), builtin_text(code, "en")
    named = placeholders_in(text.subject + text.body)
    assert named == placeholders_in(english.subject + english.body)
    assert named <= PLACEHOLDERS[code]
    assert "!" not in text.subject + text.body
    if language != "en":
        assert text.body != english.body


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_but_placeholders_is_ever_carried_out(cast, payload):
    values = {"ticket.subject": payload, "ticket.reference": "ACME-1", "settings.secret_key": "k3y"}
    text = Text("[{ticket.reference}] {ticket.subject}", f"{{ticket.subject}} and {payload}")
    written = filled("acknowledgement", text, values, language="en")
    assert "49" not in written.subject + written.text + written.html
    assert "k3y" not in written.text
    assert "<class" not in written.text
    assert len(written.text) < 500
    assert written.subject == f"[ACME-1] {payload}"


def test_a_value_is_put_in_once_and_never_as_html():
    values = {"ticket.subject": '{desk.name} <script>x</script> "q"', "desk.name": "http://evil.test"}
    written = filled("completed", Text("s", "{ticket.subject}\n\n{desk.name}"), values, language="en")
    assert written.text == '{desk.name} <script>x</script> "q"\n\nhttp://evil.test\n'
    assert "<script" not in written.html
    assert "href" not in written.html


@pytest.mark.parametrize("payload", ["{ticket.secret}", "{actor.name}", "{foo}", "{link.address}"])
def test_unknown_placeholders_are_refused(cast, payload):
    with pytest.raises(Invalid) as refused:
        set_template(SYSTEM, code="acknowledgement", language="en", subject="s", body=f"b {payload}")
    assert refused.value.code == "unknown_placeholder"


def test_a_text_is_changed_for_all_for_a_brand_and_back(cast):
    vera = cast.actor(cast.vera)
    changed = {"code": "completed", "language": "ru", "subject": "Тема\r\nBcc: x", "body": "Готово {close.days}"}
    set_template(vera, **changed)
    assert text_for("completed", "ru", cast.brand.id).body == "Готово {close.days}"
    assert text_for("completed", "ru", None).subject == "Тема Bcc: x"
    set_template(vera, **{**changed, "body": "Для марки"}, brand_id=cast.brand.id)
    assert text_for("completed", "ru", cast.brand.id).body == "Для марки"
    assert text_for("completed", "ru", None).body == "Готово {close.days}"
    assert [(s.code, s.language) for s in texts_of(vera) if s.is_changed] == [("completed", "ru")]
    assert len(texts_of(vera)) == len(CODES) * len(LANGUAGES)
    reset_template(vera, code="completed", language="ru", brand_id=cast.brand.id)
    reset_template(vera, code="completed", language="ru")
    assert text_for("completed", "ru", cast.brand.id) == builtin_text("completed", "ru")


def test_switching_changes_no_words(cast):
    vera = cast.actor(cast.vera)
    assert not text_for("closed", "fi", None).is_active
    switch_template(vera, code="closed", is_active=True)
    assert text_for("closed", "fi", None).is_active
    assert not any(state.is_changed for state in texts_of(vera))


def test_only_administrators_change_and_see_texts(cast):
    for person in (cast.anna, cast.clara):
        actor = cast.actor(person)
        with pytest.raises(Refused):
            set_template(actor, code="test", language="en", subject="s", body="b")
        with pytest.raises(Refused):
            reset_template(actor, code="test", language="en")
        with pytest.raises(Refused):
            texts_of(actor)
        with pytest.raises(Refused):
            preview_text(actor, code="test", language="en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_preview_shows_every_text_filled(cast, language):
    vera = cast.actor(cast.vera)
    for code in CODES:
        shown = preview_text(vera, code=code, language=language)
        assert "{" not in shown.subject + shown.body
        assert "Acme Support" in shown.subject + shown.body or code.startswith("agent_")


def test_languages_fall_back_sensibly():
    assert fitting_language("nn-NO") == fitting_language("no") == fitting_language("nb_NO") == "nb"
    assert fitting_language("", "xx", "de-AT", "ru") == "de"
    assert fitting_language("fr", "") == "en"
