"""Actions and macros: previews, all or nothing, inverses, owners."""

from __future__ import annotations

import pytest

from tests.browsing import browser
from tests.cast import SYSTEM
from tests.queries import queries_of
from tuki.automation.actions import ACTIONS, Step, read_steps, written_steps
from tuki.automation.commands.macros import (
    VERSIONS,
    StepsRefused,
    add_macro,
    change_macro,
    perform,
    remove_macro,
    run_macro,
)
from tuki.automation.commands.templates import add_template
from tuki.automation.definitions import MacroDefinition, TemplateDefinition
from tuki.automation.models import Macro, ReplyTemplate
from tuki.automation.queries import foreseen, macros_for
from tuki.catalogue.categories import CategoryDefinition
from tuki.catalogue.commands.category import add_category
from tuki.kernel.chain import breaks_everywhere
from tuki.kernel.command import command
from tuki.kernel.models import EventRow
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.kernel.versions import restore_version
from tuki.people.commands.desk import set_team
from tuki.tickets.lines.moving import escalate_to_line
from tuki.tickets.models import Message, Ticket, Watcher
from tuki.tickets.queries import ticket_for
from tuki.tickets.queries.conversation import tag_names

SOLVE = (
    Step("reply", {"text": "Dear {requester.first_name}, done."}),
    Step("set_impact", {"impact": 1}),
    Step("add_tags", {"tags": ["printer", "done"]}),
    Step("assign", {"assignee": 0}),
    Step("set_status", {"status": "completed", "resolution": "solved"}),
)


@pytest.fixture
def anna(cast):
    return cast.actor(cast.anna)


def macro(cast, steps=SOLVE, **values) -> Macro:
    return add_macro(SYSTEM, definition=MacroDefinition(name="Solve", steps=steps, **values))


def a_step(cast, action) -> Step:
    """The action with something fitting for each parameter."""
    category = add_category(SYSTEM, definition=CategoryDefinition(name="Hardware"))
    template = add_template(SYSTEM, definition=TemplateDefinition(name="T", texts={"en": "Hello {requester.name}"}))
    fitting = {
        "assignee": cast.vera.id, "team": cast.boris.teams.get().id, "department": cast.billing.id,
        "category": category.id, "template": template.id, "text": "Words for {requester.name}", "tags": ["fire"],
        "reason": "Because", "status": "in_progress", "kind": "complaint", "priority": 1, "urgency": 1, "impact": 1,
        "handover": "Hot, says {requester.name}",
    }  # fmt: skip
    return Step(action.code, {each.code: fitting[each.code] for each in action.parameters if each.is_needed})


@pytest.mark.parametrize("code", sorted(ACTIONS))
def test_every_action_says_what_it_does_does_it_and_is_undone(cast, code):
    vera, ticket = cast.actor(cast.vera), ticket_for_action(cast, code)
    action, step = ACTIONS[code], a_step(cast, ACTIONS[code])
    assert read_steps(written_steps([step])) == (step,)
    before = state(ticket)
    assert action.preview(ticket, step.given).strip()
    assert state(ticket) == before, "a preview changes nothing"
    undoing = run_steps(vera, ticket, [step])
    for back in undoing:
        assert read_steps(written_steps([back])) == (back,)
    run_steps(vera, ticket, undoing)
    if undoing:
        assert state(ticket) == before
    assert breaks_everywhere() == []


def ticket_for_action(cast, code) -> Ticket:
    """A ticket on which the action can be taken."""
    ticket = cast.ticket()
    set_team(SYSTEM, name="Support 2", line=2, member_ids=[], department_id=cast.support.id)
    if code == "return":
        escalate_to_line(cast.actor(cast.vera), ticket.reference, handover="To be returned.")
    return ticket_for(cast.actor(cast.vera), ticket.reference)


def state(ticket):
    fields = (
        "urgency",
        "impact",
        "priority",
        "priority_reason",
        "kind_id",
        "category_id",
        "department_id",
        "team_id",
        "assignee_id",
    )
    return [*Ticket.objects.values_list(*fields).get(pk=ticket.pk), sorted(tag_names(ticket))]


@command
def run_steps(actor, ticket, steps):
    """Several steps in one transaction."""
    return perform(actor, ticket, steps)


def test_a_macro_does_everything_at_once(cast, anna):
    ticket = cast.ticket()
    row = macro(cast)
    run_macro(anna, ticket.reference, macro_id=row.id)
    ticket = ticket_for(anna, ticket.reference)
    assert (ticket.status_id, ticket.resolution_id, ticket.impact) == ("completed", "solved", 1)
    assert ticket.assignee_id == cast.anna.id
    assert tag_names(ticket) == ["done", "printer"]
    assert Message.objects.filter(text="Dear Clara, done.", author=cast.anna, is_public=True).exists()
    kinds = list(EventRow.objects.filter(stream_kind="ticket", stream_id=ticket.id).values_list("kind", flat=True))
    assert "ticket.macro_run" in kinds and kinds.count("ticket.status_changed") >= 1


def test_all_or_nothing_and_every_refusal_is_told(cast, anna):
    ticket = cast.ticket()
    row = macro(
        cast, (*SOLVE[:1], Step("set_status", {"status": "closed"}), Step("set_status", {"status": "completed"}))
    )
    before = (state(ticket), Message.objects.count(), EventRow.objects.count())
    with pytest.raises(StepsRefused) as refused:
        run_macro(anna, ticket.reference, macro_id=row.id)
    assert set(refused.value.by_step) == {1, 2}
    assert "2. Set the status" in refused.value.sentence and "resolution" in refused.value.by_step[2]
    assert (state(ticket), Message.objects.count(), EventRow.objects.count()) == before


def test_a_macro_gives_no_rights_that_its_runner_lacks(cast):
    ticket, row = cast.ticket(), macro(cast)
    for stranger in (cast.boris, cast.dmitri, cast.clara):
        with pytest.raises((NotFound, Refused)):
            run_macro(cast.actor(stranger), ticket.reference, macro_id=row.id)
    assert Message.objects.filter(is_from_desk=True).count() == 0


def test_the_preview_tells_in_words_and_costs_no_write(cast, anna):
    ticket = ticket_for(anna, cast.ticket().reference)
    row = macro(cast)
    words = [each.words for each in foreseen(anna, ticket, row)]
    assert words[0] == "Clara gets this reply: Dear Clara, done."
    assert words[1:3] == ["The impact becomes “Major”.", "These tags are put on: printer, done."]
    assert words[4] == "The status changes from “New” to “Completed”: Solved."
    asked = queries_of(lambda: foreseen(anna, ticket, row))
    assert all(each.startswith("SELECT") for each in asked)


def test_what_it_writes_can_be_worded_otherwise_and_is_sent_as_it_stands(cast, anna):
    template = add_template(SYSTEM, definition=TemplateDefinition(name="T", texts={"en": "Hello {requester.name}"}))
    steps = (
        Step("reply_from_template", {"template": template.id}),
        Step("note", {"text": "Told {requester.name}."}),
        Step("add_tags", {"tags": ["told"]}),
    )
    row, ticket = macro(cast, steps), ticket_for(anna, cast.ticket().reference)
    told = foreseen(anna, ticket, row)
    assert [each.text for each in told] == ["Hello Clara", "Told Clara.", None]
    assert told[0].to == "Clara gets this reply"
    run_macro(anna, ticket.reference, macro_id=row.id, texts={0: "Dear Clara {requester.name},\ndone.", 2: "no text"})
    written = Message.objects.filter(ticket=ticket, is_from_desk=True).order_by("id").values_list("text", flat=True)
    assert list(written) == ["Dear Clara {requester.name},\ndone.", "Told Clara."]
    assert tag_names(ticket) == ["told"]


def test_a_text_that_was_emptied_is_refused_and_nothing_is_done(cast, anna):
    row, ticket = macro(cast), cast.ticket()
    with pytest.raises(StepsRefused) as refused:
        run_macro(anna, ticket.reference, macro_id=row.id, texts={0: "  "})
    assert set(refused.value.by_step) == {0} and not Message.objects.filter(is_from_desk=True).exists()


def test_a_template_that_is_gone_is_told_and_refused_kindly(cast, anna):
    template = add_template(SYSTEM, definition=TemplateDefinition(name="T", texts={"en": "Hello"}))
    row = macro(cast, (Step("reply_from_template", {"template": template.id}),))
    ReplyTemplate.objects.all().delete()
    ticket = ticket_for(anna, cast.ticket().reference)
    assert foreseen(anna, ticket, row)[0].text is None
    with pytest.raises(StepsRefused):
        run_macro(anna, ticket.reference, macro_id=row.id)


def test_the_preview_page_takes_other_words_and_keeps_them_when_refused(cast):
    row, ticket, anna = macro(cast), cast.ticket(), browser(cast.anna)
    at = f"/desk/tickets/{ticket.reference}/macros/{row.id}"
    page = anna.get(at).text
    assert 'name="text-0"' in page and "Dear Clara, done.</textarea>" in page and 'name="text-1"' not in page
    refused = anna.post(at, {"text-0": "   "})
    assert refused.status_code == 409 and Message.objects.filter(is_from_desk=True).count() == 0
    assert anna.post(at, {"text-0": "My own words."}).status_code == 302
    assert Message.objects.get(is_from_desk=True).text == "My own words."


@pytest.mark.parametrize(
    ("raw", "code", "field"),
    [
        ([], "steps_shape", "steps"),
        ([{"action": "explode"}], "unknown_action", "steps[0].action"),
        ([{"action": "set_impact"}], "required", "steps[0].impact"),
        ([{"action": "set_impact", "given": {"impact": 9}}], "invalid", "steps[0].impact"),
        ([{"action": "note", "given": {"text": "{secret.key}"}}], "unknown_placeholder", "steps[0].text"),
        ([{"action": "note", "given": {"text": "{if ticket.subject}"}}], "condition_open", "steps[0].text"),
        ([{"action": "unassign", "given": {"x": 1}}], "steps_shape", "steps[0]"),
        ([{"action": "unassign"}] * 21, "too_many_steps", "steps"),
        ("unassign", "steps_shape", "steps"),
    ],
)
def test_steps_that_make_no_sense_are_refused_by_their_place(cast, raw, code, field):
    with pytest.raises(Invalid, match=code) as refused:
        read_steps(raw)
    assert refused.value.field == field


def test_owners(cast, anna):
    boris, vera = cast.actor(cast.boris), cast.actor(cast.vera)
    team = cast.anna.teams.get()
    mine = add_macro(anna, definition=MacroDefinition(name="Mine", steps=SOLVE, person_id=cast.anna.id))
    teams = add_macro(anna, definition=MacroDefinition(name="Team's", steps=SOLVE, team_id=team.id))
    everybodys = macro(cast)
    assert [each.name for each in macros_for(anna)] == ["Mine", "Solve", "Team's"]
    assert [each.name for each in macros_for(boris)] == ["Solve"]
    assert [each.name for each in macros_for(vera)] == ["Solve", "Team's"]
    assert macros_for(cast.actor(cast.clara)) == []
    for actor, values in ((anna, {}), (boris, {"team_id": team.id}), (anna, {"person_id": cast.boris.id})):
        with pytest.raises(Refused, match="not_allowed"):
            add_macro(actor, definition=MacroDefinition(name="x", steps=SOLVE, **values))
    with pytest.raises(Refused, match="not_allowed"):
        remove_macro(anna, everybodys.id)
    for row in (mine, teams):
        with pytest.raises(NotFound):
            remove_macro(boris, row.id)
    remove_macro(vera, teams.id)
    remove_macro(anna, mine.id)
    assert Macro.objects.get() == everybodys


def test_a_change_can_be_taken_back(cast):
    vera, row = cast.actor(cast.vera), macro(cast)
    change_macro(vera, row.id, definition=MacroDefinition(name="Watch", steps=(Step("watch"),)))
    restore_version(vera, VERSIONS, row.id, number=1)
    row.refresh_from_db()
    assert (row.name, len(row.steps)) == ("Solve", len(SOLVE))


def test_pages_build_a_macro_step_by_step_and_run_it(cast):
    anna, ticket = browser(cast.anna), cast.ticket()
    at = "/desk/macros/new"
    given = {"name": "Night", "owner": "me", "way": "add", "add": "note"}
    page = anna.post(at, given).text
    assert 'name="step-0-text"' in page and not Macro.objects.exists()
    given |= {"step-0-action": "note", "step-0-text": "Seen by {agent.name}", "step-0-place": "2", "add": "watch"}
    assert 'name="step-1-action" value="watch"' in anna.post(at, given).text
    given |= {"step-1-action": "watch", "step-1-place": "1", "way": "save"}
    assert anna.post(at, given).status_code == 302
    row = Macro.objects.get()
    assert [each["action"] for each in row.steps] == ["watch", "note"]
    wrong = anna.post(at, given | {"step-0-text": "{nobody.knows}"})
    assert wrong.status_code == 422 and "nobody.knows" in wrong.text
    assert f"/macros/{row.id}" in anna.get(f"/desk/tickets/{ticket.reference}").text
    run = f"/desk/tickets/{ticket.reference}/macros/{row.id}"
    assert "An internal note is written" in anna.get(run).text
    assert anna.post(run).status_code == 302
    assert Message.objects.filter(text="Seen by Anna", is_public=False).exists()
    assert Watcher.objects.filter(ticket=ticket, person=cast.anna).exists()
    assert browser(cast.boris).get(run).status_code == 404
    assert browser(cast.vera).get(run).status_code == 404, "it is personal"


def test_a_refused_macro_shows_which_step_and_why(cast, anna):
    ticket = cast.ticket()
    row = macro(cast, (Step("set_status", {"status": "closed"}),))
    page = browser(cast.anna).post(f"/desk/tickets/{ticket.reference}/macros/{row.id}")
    assert page.status_code == 409
    assert "cannot become" in page.text and 'class="step-card refused"' in page.text
