"""Policies on pages: what was typed is what is kept, in order, in words; conditions survive their form."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from tests.browsing import browser
from tests.cast import SYSTEM
from tests.sla.promises import oslo_hours, promise, promised
from tuki.desk.conditions import condition_words, form_of, posted_conditions
from tuki.desk.policies.editing import read_span, span_words
from tuki.kernel.conditions import read_condition
from tuki.kernel.jobs.running import run_due
from tuki.sla.models import Policy
from tuki.sla.policies.definition import PolicyDefinition
from tuki.sla.policies.facts import POLICY_FACTS
from tuki.sla.policies.queries import said_by

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Gold",
    "t-first_response-1": "0:15",
    "t-first_response-2": "60",
    "t-resolve-1": "4:00",
    "pause_stages": ["customer", "third_party"],
    "c-0-join": "any",
    "c-0-0-fact": "kind",
    "c-0-0-op": "is",
    "c-0-0-value": ["incident", "complaint"],
    "c-0-1-fact": "organisation",
    "c-0-1-op": "is",
    "c-0-1-value": "Customer A; Customer B",
    "a-0-name": "Second line",
    "a-0-party": "line-2",
    "a-0-1": "2:00",
    "s-0-when": "before",
    "s-0-amount": "0:30",
    "s-0-receivers": ["assignee", "lead"],
    "s-1-when": "share",
    "s-1-amount": "75 %",
    "s-1-receivers": ["manager"],
    "s-2-when": "at",
    "s-2-addresses": "duty@desk.test; boss@desk.test",
}


def test_what_was_typed_is_kept_and_shown_again(cast):
    vera = browser(cast.vera)
    page = vera.post("/desk/settings/policies/new", TYPED | {"calendar": oslo_hours().id})
    assert page.status_code == 302, page.content.decode()
    row = Policy.objects.get()
    said = said_by(row)
    assert said.target("first_response").minutes == (15, 60, None, None)
    assert said.target("resolve").minutes == (240, None, None, None)
    assert said.pause_stages == ["customer", "third_party"]
    ids = [cast.customer_a.id, cast.customer_b.id]
    assert said.conditions == {
        "any": [
            {"fact": "kind", "op": "is", "value": ["incident", "complaint"]},
            {"fact": "organisation", "op": "is", "value": ids},
        ]
    }
    assert [(each.name, each.party, each.line, each.minutes[0]) for each in said.agreements] == [
        ("Second line", "line", 2, 120)
    ]
    assert [(each.percent, each.minutes, each.receivers, each.addresses) for each in said.steps] == [
        (75, 0, ["manager"], []),
        (None, -30, ["assignee", "lead"], []),
        (None, 0, [], ["duty@desk.test", "boss@desk.test"]),
    ]
    shown = vera.get(f"/desk/settings/policies/{row.id}").content.decode()
    for words in ("Gold", "0:15", "1:00", "4:00", "Customer A; Customer B", "duty@desk.test; boss@desk.test", "75 %"):
        assert f'value="{words}"' in shown, words


def test_the_list_says_each_in_words_and_moves_it(cast):
    first = promised("Gold", conditions={"fact": "kind", "op": "is", "value": ["incident"]}, resolve=240)
    second = promised("Everybody", first_response=(60, 60, 120, 480))
    vera = browser(cast.vera)
    page = vera.get("/desk/settings/policies").content.decode()
    assert "For Kind is Incident." in page
    assert "For every ticket." in page
    assert "First response 1\u00a0h\u00a000 to 8\u00a0h\u00a000" in page
    assert page.index("Gold") < page.index("Everybody")
    vera.post(f"/desk/settings/policies/{second.id}/place", {"to": "0"})
    assert list(Policy.objects.order_by("position").values_list("id", flat=True)) == [second.id, first.id]
    vera.post(f"/desk/settings/policies/{first.id}/retirement")
    assert not Policy.objects.get(pk=first.id).is_active
    vera.post(f"/desk/settings/policies/{first.id}/return")
    assert Policy.objects.get(pk=first.id).is_active


def test_nonsense_is_refused_beside_its_field_and_nothing_is_lost(cast):
    vera = browser(cast.vera)
    typed = TYPED | {"calendar": oslo_hours().id, "t-resolve-1": "soon", "c-0-1-value": "Nobody Ltd"}
    page = vera.post("/desk/settings/policies/new", typed)
    text = page.content.decode()
    assert page.status_code == 422
    assert "This value does not fit what is asked." in text or "A promise is 1 to" in text
    assert 'value="Gold"' in text
    assert not Policy.objects.exists()


def test_more_draws_the_fields_of_a_new_fact(cast):
    page = browser(cast.vera).post("/desk/settings/policies/new", {"name": "X", "c-0-0-fact": "kind", "more": "1"})
    text = page.content.decode()
    assert page.status_code == 200
    assert 'name="c-0-0-op"' in text
    assert '<option value="complaint">' in text


def test_agents_read_and_do_not_change(cast):
    promised("Gold", resolve=240)
    anna = browser(cast.anna)
    assert "Gold" in anna.get("/desk/settings/policies").content.decode()
    assert anna.get("/desk/settings/policies/new").status_code == 403
    assert anna.post("/desk/settings/policies/new", TYPED).status_code == 403
    assert Policy.objects.count() == 1


def test_progress_of_counting_anew_is_shown(cast):
    cast.ticket()
    promised("Gold", resolve=240)
    vera = browser(cast.vera)
    assert "Open tickets are counted anew" in vera.get("/desk/settings/policies").content.decode()
    run_due("slow")
    assert "1 open tickets looked at" in vera.get("/desk/settings/policies").content.decode()


INCIDENT = {"fact": "kind", "op": "is", "value": ["incident"]}
VIP = {"fact": "tags", "op": "has", "value": ["vip"]}
URGENT = {"fact": "urgency", "op": "at_most", "value": 2}
CONDITIONS = [
    {},
    INCIDENT,
    {"all": [URGENT, {"fact": "subject", "op": "contains", "value": ["vpn"]}]},
    {"not": {"any": [{"fact": "channel", "op": "is", "value": ["mail"]}, {"fact": "tags", "op": "is_empty"}]}},
    {"any": [{"all": [INCIDENT, VIP]}, {"not": {"any": [URGENT]}}]},
    {"all": [{"any": [{"all": [INCIDENT]}]}]},
]


@pytest.mark.parametrize("conditions", CONDITIONS)
def test_conditions_survive_their_form(cast, conditions):
    form = form_of(conditions, POLICY_FACTS)
    post = QueryDict(mutable=True)
    if form.raw:
        post["c-raw"] = form.raw
    post["c-join"] = form.join
    for g, group in enumerate(form.groups):
        post[f"c-{g}-join"] = group.join
        for r, row in enumerate(group.rows):
            post[f"c-{g}-{r}-fact"], post[f"c-{g}-{r}-op"] = row.fact, row.op
            post.setlist(f"c-{g}-{r}-value", [str(each) for each in row.values])
    assert posted_conditions(post, POLICY_FACTS) == conditions
    assert condition_words(read_condition(conditions, POLICY_FACTS), POLICY_FACTS)


@pytest.mark.parametrize(("text", "minutes"), [("0:30", 30), ("240", 240), ("12:05", 725), ("", None), ("soon", -1)])
def test_spans_are_read(text, minutes):
    assert read_span(text) == minutes


def test_spans_are_written_as_they_are_read():
    for minutes in (1, 59, 60, 725, 60 * 100):
        assert read_span(span_words(minutes)) == minutes
    assert span_words(None) == ""


def test_a_promise_of_nothing_is_refused(cast):
    with pytest.raises(Exception, match="promises_nothing"):
        promised("Empty")
    assert isinstance(promise("Empty"), PolicyDefinition)
    assert SYSTEM.is_trusted
