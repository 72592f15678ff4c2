"""Rehearsals from the editors of rules, policies, calendars and priorities, and what their page shows to whom."""

from __future__ import annotations

import re
from datetime import timedelta

import msgspec
import pytest

from tests.automation.rules.desk import definition, let_act
from tests.browsing import browser
from tests.cast import SYSTEM
from tests.desk.rules.test_rule_pages import FORM
from tests.queries import same_queries_for
from tuki.automation.commands.rehearsals import start_rehearsal
from tuki.automation.models import Finding, Rehearsal, Rule
from tuki.catalogue.commands.matrix import set_matrix
from tuki.catalogue.priorities import BUILTIN_MATRIX, MatrixDefinition
from tuki.kernel import clock
from tuki.people.commands.roles import grant_roles, set_role
from tuki.sla.commands.calendars import add_calendar
from tuki.sla.commands.policies import add_policy
from tuki.sla.definition import CalendarDefinition
from tuki.sla.models import Policy
from tuki.sla.policies.definition import PolicyDefinition, TargetDefinition
from tuki.tickets.commands.reply import reply_to_ticket

pytestmark = pytest.mark.django_db
SETTINGS = "/desk/settings"
ALWAYS = {day: [("00:00", "24:00")] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


def begun(response) -> Rehearsal:
    assert response.status_code == 302, response.text
    return Rehearsal.objects.get(pk=int(re.search(r"/rehearsals/(\d+)", response.headers["Location"])[1]))


def moving(cast, **values) -> dict:
    steps = [
        {"action": "transfer", "given": {"department": cast.billing.id}},
        {"action": "add_tags", "given": {"tags": ["x"]}},
    ]
    return msgspec.to_builtins(definition(steps=steps, **values))


def rehearsed(cast, kind: str, said: dict, object_id: int | None = None) -> Rehearsal:
    end = clock.now() + timedelta(days=1)
    row = start_rehearsal(cast.actor(cast.vera), kind=kind, definition=said, object_id=object_id, end=end)
    let_act()
    row.refresh_from_db()
    assert row.state == "done"
    return row


def test_a_rule_is_rehearsed_as_it_stands_in_the_form_and_nothing_is_saved(cast):
    cast.ticket()
    vera = browser(cast.vera)
    row = begun(vera.post(f"{SETTINGS}/rules/new", FORM | {"way": "rehearse", "weeks": "2"}))
    assert (row.kind, row.name, row.object_id) == ("rule", "Hot printers", None)
    assert row.end - row.start == timedelta(weeks=2) and not Rule.objects.exists()
    running = vera.get(f"/desk/rehearsals/{row.id}").text
    assert 'hx-trigger="every 2s"' in running and "0 of 1 tickets" in running
    let_act()
    done = vera.get(f"/desk/rehearsals/{row.id}").text
    assert "every 2s" not in done and "ACME-1" in done and "Urgency (1 very high to 5 none): 1" in done
    ended = vera.get(f"/desk/rehearsals/{row.id}/progress")
    assert "hx-get" not in ended.text and ended["HX-Refresh"] == "true"
    again = vera.get(f"{SETTINGS}/rules/new?rehearsal={row.id}").text
    assert 'value="Hot printers"' in again and 'value="My PRINTER burns"' in again
    assert "Hot printers" in vera.get("/desk/rehearsals").text


def test_a_span_is_chosen_by_days(cast):
    vera, to_do = browser(cast.vera), FORM | {"way": "rehearse", "weeks": ""}
    row = begun(vera.post(f"{SETTINGS}/rules/new", to_do | {"span_start": "2026-01-05", "span_end": "2026-01-11"}))
    assert timedelta(days=6, hours=23) < row.end - row.start <= timedelta(days=7)
    for wrong in ({"span_start": "", "span_end": ""}, {"span_start": "2026-02-01", "span_end": "2026-01-01"}):
        refused = vera.post(f"{SETTINGS}/rules/new", to_do | wrong)
        assert refused.status_code == 422 and "A rehearsal takes a span" in refused.text


def test_numbers_lead_to_their_tickets(cast):
    first, second = cast.ticket("Printer on fire"), cast.ticket("Mouse is slow")
    conditions = {"fact": "subject", "op": "contains", "value": ["printer"]}
    row = rehearsed(cast, "rule", moving(cast, conditions=conditions))
    vera, at = browser(cast.vera), f"/desk/rehearsals/{row.id}"
    page = vera.get(at).text
    support, billing = (f"?mark=department:{each.id}" for each in (cast.support, cast.billing))
    assert f'href="{at}{support}:before#tickets"' in page and f'href="{at}{billing}:after#tickets"' in page
    chosen = vera.get(f"{at}{billing}:after").text
    assert first.reference in chosen and second.reference not in chosen and "Department: Billing" in chosen
    assert first.reference not in vera.get(f"{at}{billing}:before").text
    assert first.reference in vera.get(f"{at}?mark=changed:tags").text
    assert first.reference not in vera.get(f"{at}?mark=changed:urgency").text


def test_a_ticket_that_one_may_not_see_is_not_among_the_findings(cast):
    set_role(SYSTEM, code="trier", name="Trier", listed=["automation.rehearse"])
    grant_roles(SYSTEM, cast.boris.id, roles=[("trier", None), ("agent", cast.billing.id)])
    hidden, own = cast.ticket("Hidden one"), cast.ticket("Own one", department=cast.billing)
    row = rehearsed(cast, "rule", moving(cast))
    page = browser(cast.boris).get(f"/desk/rehearsals/{row.id}").text
    assert own.reference in page and "Hidden one" not in page and f">{hidden.reference}<" not in page
    assert "Hidden one" in browser(cast.vera).get(f"/desk/rehearsals/{row.id}").text
    assert browser(cast.anna).get(f"/desk/rehearsals/{row.id}").status_code == 403
    assert browser(cast.clara).get(f"/desk/rehearsals/{row.id}").status_code == 404


def test_it_is_stopped_by_its_page(cast):
    cast.ticket()
    vera = browser(cast.vera)
    row = begun(vera.post(f"{SETTINGS}/rules/new", FORM | {"way": "rehearse", "weeks": "1"}))
    assert vera.post(f"/desk/rehearsals/{row.id}/stop").status_code == 302
    let_act()
    assert "It was stopped." in vera.get(f"/desk/rehearsals/{row.id}").text


def answered_late(cast, *, minutes: int):
    ticket = cast.ticket(f"Answered after {minutes}")
    with clock.at(ticket.opened_at + timedelta(minutes=minutes)):
        reply_to_ticket(cast.actor(cast.anna), ticket.reference, text="Here we are.")
    return ticket


def test_a_policy_shows_breaches_avoided_and_caused(cast):
    calendar = add_calendar(SYSTEM, definition=CalendarDefinition(name="24×7", zone="UTC", week=ALWAYS))
    target = TargetDefinition(code="first_response", minutes=(60,) * 4)
    said = PolicyDefinition(name="Support", calendar_id=calendar.id, targets=[target])
    kept = add_policy(cast.actor(cast.vera), definition=said)
    with clock.at(clock.now() + timedelta(seconds=1)):
        quick, slow = answered_late(cast, minutes=20), answered_late(cast, minutes=90)
    milder = msgspec.structs.replace(said, targets=[TargetDefinition(code="first_response", minutes=(120,) * 4)])
    row = rehearsed(cast, "policy", msgspec.to_builtins(milder), kept.id)
    vera, at = browser(cast.vera), f"/desk/rehearsals/{row.id}"
    page = vera.get(at).text
    assert f'<dt>breaches avoided</dt><dd><a href="{at}?mark=avoided#tickets">1</a>' in page
    assert "broken, 1\u00a0h\u00a030 of 1\u00a0h\u00a000 → kept, 1\u00a0h\u00a030 of 2\u00a0h\u00a000" in page
    avoided = vera.get(f"{at}?mark=avoided").text
    assert slow.reference in avoided and quick.reference not in avoided
    by_verdict = vera.get(f"{at}?was=met&would=met").text
    assert quick.reference in by_verdict and slow.reference not in by_verdict
    assert f"{SETTINGS}/policies/{kept.id}?rehearsal={row.id}" in page


def test_tickets_that_differ_are_shown_first_and_all_when_asked_for(cast):
    calendar = add_calendar(SYSTEM, definition=CalendarDefinition(name="24×7", zone="UTC", week=ALWAYS))
    targets = [TargetDefinition(code="first_response", minutes=(60, 60, 60, 30))]
    kept = add_policy(SYSTEM, definition=PolicyDefinition(name="All", calendar_id=calendar.id, targets=targets))
    with clock.at(clock.now() + timedelta(seconds=1)):
        same, other = cast.ticket("Same"), cast.ticket("Other", priority=4)
    milder = [TargetDefinition(code="first_response", minutes=(60, 60, 60, 90))]
    said = PolicyDefinition(name="All", calendar_id=calendar.id, targets=milder)
    vera, at = (
        browser(cast.vera),
        f"/desk/rehearsals/{rehearsed(cast, 'policy', msgspec.to_builtins(said), kept.id).id}",
    )
    page = vera.get(at).text
    assert "Only tickets that differ." in page and other.reference in page and same.reference not in page
    everything = vera.get(f"{at}?mark=all").text
    assert f'href="{at}?mark=all#tickets"' in page and "Show only tickets that differ" in everything
    assert same.reference in everything and other.reference in everything
    unchanged = rehearsed(cast, "policy", msgspec.to_builtins(msgspec.structs.replace(said, targets=targets)), kept.id)
    assert (
        "No ticket that you may see would have come out otherwise." in vera.get(f"/desk/rehearsals/{unchanged.id}").text
    )


def test_policies_calendars_and_priorities_begin_one_from_their_forms(cast):
    vera = browser(cast.vera)
    week = {"name": "Short", "zone": "UTC", "country": "", "region": "", "mon": "8-12"}
    calendar = add_calendar(SYSTEM, definition=CalendarDefinition(name="24×7", zone="UTC", week=ALWAYS))
    ask = {"way": "rehearse", "weeks": "4"}
    row = begun(vera.post(f"{SETTINGS}/calendars/{calendar.id}/change", week | ask))
    assert (row.kind, row.object_id, row.definition["week"]) == ("calendar", calendar.id, {"mon": [["08:00", "12:00"]]})
    assert 'value="08:00–12:00"' in vera.get(f"{SETTINGS}/calendars/{calendar.id}/change?rehearsal={row.id}").text
    row = begun(vera.post(f"{SETTINGS}/policies/new", {"name": "Gold", "t-resolve-1": "4:00", **ask}))
    assert row.kind == "policy" and not Policy.objects.exists()
    assert 'value="Gold"' in vera.get(f"{SETTINGS}/policies/new?rehearsal={row.id}").text
    cells = {f"cell-{urgency}-{impact}": "4" for urgency in range(1, 6) for impact in range(1, 6)}
    row = begun(vera.post(f"{SETTINGS}/priorities", cells | ask))
    assert row.kind == "matrix" and row.definition["rows"][0] == [4, 4, 4, 4, 4]
    shown = vera.get(f"/desk/rehearsals/{row.id}").text
    assert "Rehearsal of “Priorities”" in shown and "“matrix”" not in shown
    let_act()
    assert set(Rehearsal.objects.values_list("state", flat=True)) == {"done"}


def test_a_matrix_of_a_brand_is_rehearsed_on_its_tickets_alone(cast):
    calendar = add_calendar(SYSTEM, definition=CalendarDefinition(name="24×7", zone="UTC", week=ALWAYS))
    targets = [TargetDefinition(code="first_response", minutes=(1, 2, 60, 120))]
    add_policy(SYSTEM, definition=PolicyDefinition(name="All", calendar_id=calendar.id, targets=targets))
    with clock.at(clock.now() + timedelta(seconds=1)):
        answered_late(cast, minutes=20)
    urgent = msgspec.to_builtins(MatrixDefinition(rows=((1,) * 5,) * 5))
    assert rehearsed(cast, "matrix", urgent, cast.brand.id).summary["caused"] == 1
    assert rehearsed(cast, "matrix", urgent, cast.brand.id + 1).summary == {}
    set_matrix(SYSTEM, definition=BUILTIN_MATRIX, brand_id=cast.brand.id)
    assert rehearsed(cast, "matrix", urgent).summary == {}


def test_the_page_asks_as_much_for_three_findings_as_for_one(cast):
    vera = browser(cast.vera)
    rows: list[Rehearsal] = []

    def rehearse_more(number: int) -> None:
        for _ in range(number):
            cast.ticket()
        rows.append(rehearsed(cast, "rule", moving(cast)))
        vera.get(f"/desk/rehearsals/{rows[-1].id}")

    same_queries_for(1, 3, make=rehearse_more, read=lambda: vera.get(f"/desk/rehearsals/{rows[-1].id}"))
    same_queries_for(1, 3, make=rehearse_more, read=lambda: vera.get("/desk/rehearsals"))


def test_it_says_in_plain_words_what_it_could_not_replay(cast):
    cast.ticket()
    steps = [{"action": "reply", "given": {"text": "Hello"}}, {"action": "transfer", "given": {"department": 1}}]
    steps[1]["given"]["department"] = cast.billing.id
    said = definition(steps=steps, conditions={"fact": "tier", "op": "is_empty"}, most_tickets=7, most_mails=3)
    page = browser(cast.vera).get(f"/desk/rehearsals/{rehearsed(cast, 'rule', msgspec.to_builtins(said)).id}").text
    for words in (
        "What people would have done otherwise",
        "beyond 7 tickets or 3 mails within an hour",
        "more than five a day to the same person",
        "the desk would have refused",
        "Other rules: they did what they did",
        "as they are today, for tickets do not keep what they were: Customer tier.",
    ):
        assert words in page
    assert "in which you may not rehearse" not in page
    plain = rehearsed(cast, "rule", msgspec.to_builtins(definition()))
    page = browser(cast.vera).get(f"/desk/rehearsals/{plain.id}").text
    assert "more than five a day" not in page and "as they are today" not in page


def test_it_is_deleted_with_what_it_found(cast):
    cast.ticket()
    row, other = (rehearsed(cast, "rule", moving(cast)) for _ in range(2))
    vera = browser(cast.vera)
    assert "kept until" in vera.get(f"/desk/rehearsals/{row.id}").text
    assert vera.post(f"/desk/rehearsals/{row.id}/removal").status_code == 302
    assert [each.id for each in Rehearsal.objects.all()] == [other.id]
    assert set(Finding.objects.values_list("rehearsal_id", flat=True)) == {other.id}
    assert browser(cast.anna).post(f"/desk/rehearsals/{other.id}/removal").status_code == 403
    assert Rehearsal.objects.exists()


def test_who_rehearses_in_one_department_gets_its_tickets_alone(cast):
    set_role(SYSTEM, code="trier", name="Trier", listed=["tickets.see", "automation.rehearse"])
    grant_roles(SYSTEM, cast.boris.id, roles=[("trier", cast.billing.id)])
    cast.ticket()
    own = cast.ticket("Own one", department=cast.billing)
    wide = rehearsed(cast, "rule", moving(cast))
    end = clock.now() + timedelta(days=1)
    row = start_rehearsal(cast.actor(cast.boris), kind="rule", definition=moving(cast), end=end)
    let_act()
    row.refresh_from_db()
    assert (wide.seen_count, row.seen_count, row.ticket_count) == (2, 1, 1)
    boris = browser(cast.boris)
    page = boris.get(f"/desk/rehearsals/{row.id}").text
    assert own.reference in page and "in which you may not rehearse" in page
    assert boris.get(f"/desk/rehearsals/{wide.id}").status_code == 404
    assert f"/desk/rehearsals/{wide.id}" not in boris.get("/desk/rehearsals").text
    assert boris.post(f"/desk/rehearsals/{wide.id}/removal").status_code == 404
