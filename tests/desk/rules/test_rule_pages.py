"""Rules as pages: the list, the editor without script, examples and their outcomes, the log, taking back."""

from __future__ import annotations

import re

import pytest

from tests.automation.rules.desk import acting, definition, let_act
from tests.browsing import browser
from tests.queries import same_queries_for
from tuki.automation.commands.rules import add_rule
from tuki.automation.models import Firing, Rule
from tuki.automation.rules.definition import Example
from tuki.automation.rules.library import definition_of
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db
LIST = "/desk/settings/rules"
FORM = {
    "way": "save",
    "name": "Hot printers",
    "triggers": ["opened"],
    "c-0-join": "all",
    "c-0-0-fact": "subject",
    "c-0-0-op": "contains",
    "c-0-0-value": "printer; принтер",
    "step-0-action": "add_tags",
    "step-0-tags": "hardware, hot",
    "step-1-action": "set_urgency",
    "step-1-urgency": "1",
    "e-0-name": "a printer",
    "e-0-trigger": "opened",
    "e-0-fires": "yes",
    "e-0-g-0-fact": "subject",
    "e-0-g-0-value": "My PRINTER burns",
    "e-0-t-0-fact": "tags",
    "e-0-t-0-value": "hardware, hot",
    "e-0-t-1-fact": "urgency",
    "e-0-t-1-value": "1",
    "most_tickets": "100",
    "most_mails": "10",
}


def rule_id(response) -> int:
    assert response.status_code == 302, response.text
    return int(re.search(r"/rules/(\d+)", response.headers["Location"])[1])


def test_a_rule_is_written_in_a_form(cast):
    vera = browser(cast.vera)
    row = Rule.objects.get(pk=rule_id(vera.post(f"{LIST}/new", FORM)))
    said = definition_of(row)
    assert said.conditions == {"fact": "subject", "op": "contains", "value": ["printer", "принтер"]}
    assert said.steps == [
        {"action": "add_tags", "given": {"tags": ["hardware", "hot"]}},
        {"action": "set_urgency", "given": {"urgency": 1}},
    ]
    assert said.examples == [
        Example(
            name="a printer", given={"subject": "My PRINTER burns"}, then={"tags": ["hardware", "hot"], "urgency": 1}
        )
    ]
    page = vera.get(f"{LIST}/{row.id}").text
    assert "When a ticket is opened, if Subject contains printer or принтер: put tags on: hardware, hot" in page
    assert "as expected" in page and 'value="My PRINTER burns"' in page


def test_the_form_says_again_what_the_rule_says(cast):
    vera = browser(cast.vera)
    number = rule_id(vera.post(f"{LIST}/new", FORM))
    before = definition_of(Rule.objects.get(pk=number))
    page = vera.get(f"{LIST}/{number}").text
    for name in ("c-0-0-fact", "step-1-urgency", "e-0-t-1-value", "most_mails"):
        assert f'name="{name}"' in page
    vera.post(f"{LIST}/{number}", FORM | {"name": "Renamed"})
    after = definition_of(Rule.objects.get(pk=number))
    assert after.name == "Renamed" and after.steps == before.steps and after.examples == before.examples


def test_more_fields_come_without_script_and_keep_nothing(cast):
    vera = browser(cast.vera)
    for more in ({"way": "add", "add": "note"}, {"way": "example"}, {"more": "1", "e-0-g-1-fact": "priority"}):
        page = vera.post(f"{LIST}/new", FORM | more)
        assert page.status_code == 200 and not Rule.objects.exists()
    assert 'name="e-0-g-1-value"' in page.text
    page = vera.post(f"{LIST}/new", FORM | {"way": "example"}).text
    assert 'name="e-1-g-2-value"' in page
    assert 'name="step-2-text"' in vera.post(f"{LIST}/new", FORM | {"way": "add", "add": "note"}).text
    assert "watch" not in re.findall(r'<option value="(\w+)"', page[page.index('name="add"') :][:2000])


def test_an_example_that_fails_says_what_was_found_and_stands_in_the_way(cast):
    vera = browser(cast.vera)
    number = rule_id(vera.post(f"{LIST}/new", FORM | {"e-0-t-1-value": "2"}))
    page = vera.get(f"{LIST}/{number}").text
    assert "expected 2, found 1" in page
    refused = vera.post(f"{LIST}/{number}/activation")
    assert refused.status_code == 422 and "does not come out as expected" in refused.text
    vera.post(f"{LIST}/{number}", FORM | {"e-0-g-0-value": "A mouse"})
    page = vera.get(f"{LIST}/{number}").text
    assert "It does not fire, though it should." in page and "found: A mouse" in page
    vera.post(f"{LIST}/{number}", FORM)
    assert vera.post(f"{LIST}/{number}/activation").status_code == 302
    assert Rule.objects.get(pk=number).switched_on_at is not None
    refused = vera.post(f"{LIST}/{number}", FORM | {"e-0-t-1-value": "2"})
    assert refused.status_code == 422
    assert definition_of(Rule.objects.get(pk=number)).examples[0].then["urgency"] == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"triggers": []}, "Say what the rule waits for."),
        ({"step-0-action": "watch"}, "A rule is nobody"),
        ({"most_mails": "0"}, "A limit is a number"),
        ({"e-0-g-1-fact": "urgency", "e-0-g-1-value": "9"}, "cannot have this value"),
        ({"c-0-0-value": ""}, "condition"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_wrong_is_said_with_what_was_typed(cast, wrong, words):
    response = browser(cast.vera).post(f"{LIST}/new", FORM | wrong)
    assert response.status_code == 422 and words in response.text
    assert 'value="hardware, hot"' in response.text or "step-0-action" in wrong
    assert not Rule.objects.exists()


def test_order_state_and_removal(cast):
    vera = browser(cast.vera)
    first, second = (acting(cast, name=name) for name in ("First", "Second"))
    vera.post(f"{LIST}/{second.id}/place", {"to": "1"})
    page = vera.get(LIST).text
    assert page.index(">Second<") < page.index(">First<")
    vera.post(f"{LIST}/{first.id}/deactivation")
    assert "draft" in vera.get(LIST).text
    vera.post(f"{LIST}/{first.id}/removal")
    assert ">First<" not in vera.get(LIST).text
    assert vera.get(f"{LIST}/{first.id}").status_code == 404
    assert "Switched" not in vera.get(f"/desk/settings/versions/rule/{second.id}").text


def test_a_held_rule_asks_on_every_page_of_those_who_decide(cast):
    held = acting(cast, name="Runaway", most_tickets=1)
    for _ in range(3):
        cast.ticket()
    let_act()
    vera = browser(cast.vera)
    assert "Rules that wait for you" in vera.get("/desk/lists/open").text
    assert "Rules that wait for you" not in browser(cast.anna).get("/desk/lists/open").text
    page = vera.get(LIST).text
    assert "“Runaway” touched more tickets" in page and "2 tickets stand by" in page
    vera.post(f"{LIST}/{held.id}/release", {"way": "drop"})
    assert "2 tickets stand by" not in vera.get(LIST).text
    assert Firing.objects.filter(state="dropped").count() == 2
    assert "Rules that wait for you" not in vera.get("/desk/lists/open").text


def test_what_a_rule_did_is_told_with_its_reason_and_taken_back(cast):
    steps = [{"action": "set_urgency", "given": {"urgency": 1}}, {"action": "note", "given": {"text": "Hot."}}]
    condition = {"fact": "subject", "op": "contains", "value": ["printer"]}
    rule = acting(cast, conditions=condition, steps=steps, examples=[Example(given={"subject": "printer"})])
    ticket = cast.ticket()
    let_act()
    vera, anna = browser(cast.vera), browser(cast.anna)
    page = vera.get(f"{LIST}/{rule.id}/log").text
    assert ticket.reference in page and "Subject contains printer" in page and "found: Printer on fire" in page
    assert "Set the urgency: Very high" in page and "cannot be taken back" in page
    firing = Firing.objects.get()
    assert f"/desk/firings/{firing.id}" in anna.get(f"/desk/tickets/{ticket.reference}").text
    reason = anna.get(f"/desk/firings/{firing.id}")
    assert "Subject contains printer" in reason.text and "Take it back" not in reason.text
    assert browser(cast.boris).get(f"/desk/firings/{firing.id}").status_code == 404
    assert anna.post(f"/desk/firings/{firing.id}/undo").status_code == 403
    assert vera.post(f"/desk/firings/{firing.id}/undo").status_code == 302
    assert Ticket.objects.get(pk=ticket.id).urgency == 3
    assert "taken back" in vera.get(f"{LIST}/{rule.id}/log?state=undone").text
    assert "Nothing here." in vera.get(f"{LIST}/{rule.id}/log?state=done").text


def test_all_since_a_moment_is_taken_back_from_the_log(cast):
    rule = acting(cast, steps=[{"action": "note", "given": {"text": "Hot."}}])
    ticket = cast.ticket()
    let_act()
    vera, at = browser(cast.vera), f"{LIST}/{rule.id}"
    assert vera.post(f"{at}/undo", {"since": "yesterday"}).status_code == 422
    assert vera.post(f"{at}/undo", {"since": "2020-01-01T00:00"}).status_code == 302
    assert "0 of 1" in vera.get(f"{at}/undo/progress").text
    assert vera.post(f"{at}/undo", {"since": "2020-01-01T00:00"}).status_code == 422
    let_act()
    page = vera.get(f"{at}/log").text
    assert "1 of 1" in page and f"{ticket.reference}</a>: Write a note" in page


def test_nobody_else_reaches_rules(cast):
    rule = acting(cast)
    for person in (cast.anna, cast.boris):
        guest = browser(person)
        for path in (LIST, f"{LIST}/new", f"{LIST}/{rule.id}", f"{LIST}/{rule.id}/log", "/desk/rehearsals"):
            assert guest.get(path).status_code == 403, path
        for path in ("activation", "deactivation", "release", "removal", "place", "undo"):
            assert guest.post(f"{LIST}/{rule.id}/{path}").status_code == 403, path
    assert browser(cast.clara).get(LIST).status_code == 404


def test_lists_ask_as_much_for_three_as_for_one(cast):
    vera = browser(cast.vera)
    actor = cast.actor(cast.vera)

    def written(number: int) -> None:
        add_rule(actor, definition=definition(name=f"Rule {number}"))
        vera.get(LIST)

    same_queries_for(1, 3, make=written, read=lambda: vera.get(LIST))
    rule = acting(cast, name="Logged", conditions={"fact": "assignee", "op": "is_empty"})

    def fires(_number: int) -> None:
        cast.ticket()
        let_act()
        vera.get(f"{LIST}/{rule.id}/log")

    same_queries_for(1, 3, make=fires, read=lambda: vera.get(f"{LIST}/{rule.id}/log"))
