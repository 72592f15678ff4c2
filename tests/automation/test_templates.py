"""Reply templates: placeholders, languages, favourites, owners, and the picker."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.browsing import browser
from tests.cast import SYSTEM
from tuki.automation.commands.templates import (
    VERSIONS,
    add_template,
    change_template,
    prefer_template,
    remove_template,
)
from tuki.automation.definitions import TemplateDefinition
from tuki.automation.models import ReplyTemplate
from tuki.automation.placeholders import PLACEHOLDERS, filled, insist_fillable, values_for
from tuki.automation.queries import templates_for, written_for
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.kernel.versions import restore_version
from tuki.people.commands.persons import add_person, change_person
from tuki.tickets.queries import ticket_for

GREETING = "Dear {requester.first_name}{if requester.organisation} of {requester.organisation}{else}, dear guest{end},"


def template(name="Greeting", texts=None, **values) -> ReplyTemplate:
    return add_template(SYSTEM, definition=TemplateDefinition(name=name, texts=texts or {"en": GREETING}, **values))


def test_conditions_ask_whether_there_is_a_value(cast):
    anna = cast.actor(cast.anna)
    alone = add_person(SYSTEM, name="Olga Ivanova", email="olga@mail.example")
    row = template()
    with_firm, without = cast.ticket(), cast.ticket(requester=alone)
    assert written_for(anna, ticket_for(anna, with_firm.reference), row) == "Dear Clara of Customer A,"
    assert written_for(anna, ticket_for(anna, without.reference), row) == "Dear Olga, dear guest,"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{requester.password}", "unknown_placeholder"),
        ("{if requester.password}x{end}", "unknown_placeholder"),
        ("{if ticket.subject}x", "condition_open"),
        ("x{end}", "condition_open"),
        ("{else}", "condition_open"),
        ("{if ticket.subject}{if ticket.kind}x{end}{end}", "condition_open"),
    ],
)
def test_what_cannot_be_filled_is_refused(text, code):
    with pytest.raises(Invalid, match=code):
        insist_fillable(text, field="text")


@given(st.text(max_size=300), st.text(max_size=40))
def test_values_are_never_read_as_placeholders(text, value):
    values = dict.fromkeys(PLACEHOLDERS, "{ticket.subject}" + value)
    assert filled("{requester.name}", values) == ("{ticket.subject}" + value).strip()
    filled(text, values)


def test_braces_that_are_no_placeholders_stay():
    assert insist_fillable("a {b c} {} {{x y}}", field="text") == filled("a {b c} {} {{x y}}", {})


def test_every_placeholder_has_a_value_on_a_full_ticket(cast):
    anna = cast.actor(cast.anna)
    values = values_for(anna, ticket_for(anna, cast.ticket().reference))
    assert values.keys() == PLACEHOLDERS.keys()
    assert [name for name, value in values.items() if not value] == ["ticket.category"]
    assert values["agent.name"] == "Anna"


def test_the_requesters_language_decides(cast):
    anna = cast.actor(cast.anna)
    row = template(texts={"en": "Hello {ticket.status}", "ru": "Привет {ticket.status}", "nb": "Hei"})
    wanted = {"ru": "Привет Новая", "nn-NO": "Hei", "fi": "Hello New", "": "Hello New"}
    for language, text in wanted.items():
        change_person(SYSTEM, cast.clara.id, language=language)
        ticket = ticket_for(anna, cast.ticket().reference)
        assert written_for(anna, ticket, row).partition(" ")[0] == text.partition(" ")[0], language


def test_favourites_come_first_and_are_ones_own(cast):
    anna, vera = cast.actor(cast.anna), cast.actor(cast.vera)
    first, second = template("A"), template("B")
    prefer_template(anna, second.id, is_favourite=True)
    assert [each.name for each in templates_for(anna)] == ["B", "A"]
    assert [each.name for each in templates_for(vera)] == ["A", "B"]
    prefer_template(anna, second.id, is_favourite=False)
    assert [each.id for each in templates_for(anna)] == [first.id, second.id]
    hidden = template("C", person_id=cast.vera.id)
    with pytest.raises(NotFound):
        prefer_template(anna, hidden.id, is_favourite=True)


def test_owners_and_versions(cast):
    anna, vera = cast.actor(cast.anna), cast.actor(cast.vera)
    shared = template()
    with pytest.raises(Refused, match="not_allowed"):
        change_template(anna, shared.id, definition=TemplateDefinition(name="x", texts={"en": "x"}))
    mine = add_template(anna, definition=TemplateDefinition(name="x", texts={"en": "x"}, person_id=cast.anna.id))
    with pytest.raises(NotFound):
        remove_template(cast.actor(cast.boris), mine.id)
    with pytest.raises(NotFound):
        remove_template(cast.actor(cast.clara), shared.id)
    change_template(vera, shared.id, definition=TemplateDefinition(name="Other", texts={"en": "Other"}))
    restore_version(vera, VERSIONS, shared.id, number=1)
    shared.refresh_from_db()
    assert shared.texts == {"en": GREETING}
    for wrong in ({"texts": {}}, {"texts": {"xx": "y"}}, {"name": " ", "texts": {"en": "x"}}):
        with pytest.raises(Invalid):
            add_template(vera, definition=TemplateDefinition(**{"name": "n"} | wrong))


def test_the_picker_inserts_below_what_was_written(cast):
    template(), template("Hidden", person_id=cast.vera.id)
    ticket, anna = cast.ticket(), browser(cast.anna)
    at = f"/desk/tickets/{ticket.reference}/template"
    page = anna.get(f"/desk/tickets/{ticket.reference}").text
    assert '<option value="Greeting">' in page and "Hidden" not in page
    page = anna.post(at, {"template": "Greeting", "text": "I looked.", "mode": "note"}).text
    assert "I looked.\n\nDear Clara of Customer A," in page
    answer = anna.post(at, {"template": "greet"}, headers={"accept": "application/json"})
    assert answer.json() == {"text": "Dear Clara of Customer A,"}
    for name in ("Hidden", "", "nothing like it"):
        refused = anna.post(at, {"template": name, "text": "I looked.", "mode": "note"})
        assert refused.status_code == 422 and "I looked." in refused.text
    assert browser(cast.boris).post(at, {"template": "Greeting"}).status_code == 404


def test_pages_keep_templates(cast):
    anna = browser(cast.anna)
    given = {"name": "Mine", "owner": "me", "text_en": "Hi {requester.name}", "text_ru": "Привет"}
    assert anna.post("/desk/templates/new", given).status_code == 302
    row = ReplyTemplate.objects.get()
    assert (row.person_id, row.texts) == (cast.anna.id, {"en": "Hi {requester.name}", "ru": "Привет"})
    anna.post(f"/desk/templates/{row.id}", given | {"name": "Ours", "owner": str(cast.anna.teams.get().id)})
    row.refresh_from_db()
    assert (row.name, row.person_id, row.team_id) == ("Ours", None, cast.anna.teams.get().id)
    wrong = anna.post(f"/desk/templates/{row.id}", given | {"text_en": "{x.y}"})
    assert wrong.status_code == 422 and "x.y" in wrong.text
    anna.post(f"/desk/templates/{row.id}/favourite", {"on": "1"})
    assert templates_for(cast.actor(cast.anna))[0].is_favourite
    assert "Ours" in anna.get("/desk/templates").text
    assert browser(cast.boris).get(f"/desk/templates/{row.id}").status_code == 404
    assert browser(cast.clara).get("/desk/templates").status_code == 404
    anna.post(f"/desk/templates/{row.id}/removal")
    assert not ReplyTemplate.objects.exists()
