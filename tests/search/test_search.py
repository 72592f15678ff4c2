"""Searching as the cast does: what is found, and what is not shown."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from tests.cast import SYSTEM, Cast
from tuki.kernel import clock
from tuki.kernel.database import is_postgres
from tuki.kernel.models import Job
from tuki.people.commands.persons import add_address, add_person, change_person
from tuki.people.models import Person
from tuki.search import window
from tuki.search.indexing import rebuild
from tuki.search.models import Entry
from tuki.search.queries import Hit, search
from tuki.search.query import Not, Word, parse_query
from tuki.search.store import matching, newest
from tuki.tickets.commands.assign import assign_ticket
from tuki.tickets.commands.change import change_requester, change_subject
from tuki.tickets.commands.files import upload
from tuki.tickets.commands.priority import override_priority
from tuki.tickets.commands.reply import add_note, reply_to_ticket
from tuki.tickets.commands.status import change_status
from tuki.tickets.commands.tags import tag_ticket, untag_ticket
from tuki.tickets.commands.trash import restore_ticket, trash_ticket
from tuki.tickets.models import Ticket


@pytest.fixture
def desk(cast: Cast) -> dict[str, Ticket]:
    """A few tickets in three languages."""
    return {
        "fire": cast.ticket("Printer on fire", "It burns in room 12, ring +47 22 12 34 56."),
        "cat": cast.ticket("Вопрос о кошках", "Потерялось шесть кошек, помогите."),
        "invoice": cast.ticket("Faktura mangler", "Vi har ikke fått fakturaen.", department=cast.billing),
        "other": cast.ticket("Printer is slow", "Of another customer.", requester=cast.dmitri),
    }


def _numbers(cast: Cast, person: Person, typed: str) -> list[str]:
    return [hit.number for hit in search(cast.actor(person), typed).hits]


def _found(cast: Cast, desk: dict[str, Ticket], typed: str, person: Person | None = None) -> set[str]:
    names = {ticket.reference: name for name, ticket in desk.items()}
    return {names[number] for number in _numbers(cast, person or cast.vera, typed)}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("printers", {"fire", "other"}),
        ("кошка", {"cat"}),
        ("fakturaer", {"invoice"}),
        ("printer fire", {"fire"}),
        ("printer burns", {"fire"}),
        ("printer -fire", {"other"}),
        ("fire OR кошка", {"fire", "cat"}),
        ('"on fire"', {"fire"}),
        ("ACME-2", {"cat"}),
        ("+4722123456", {"fire"}),
        ("requester:dmitri", {"other"}),
        ("requester:clara@customer-a.test printer", {"fire"}),
        ("dmitri", {"other"}),
        ("department:billing", {"invoice"}),
        ("department:Support -printer", {"cat"}),
        ("status:open printer", {"fire", "other"}),
        ("status:closed", set()),
        ("organisation:nowhere", set()),
        ("is:unassigned fire", {"fire"}),
        ("assignee:none faktura", {"invoice"}),
        ("assignee:me", set()),
        ("priority:normal fire", {"fire"}),
        ("number:acme-3", {"invoice"}),
        ("number:4", {"other"}),
        ("created:today fire", {"fire"}),
        ("created:yesterday", set()),
        ("updated:<1d fire", {"fire"}),
        ("updated:>1d", set()),
        ("kind:incident fire", {"fire"}),
        ("kind:complaint", set()),
        ("language:ru", {"cat"}),
        ("from:clara", {"fire", "cat", "invoice"}),
        ("has:file", set()),
        ("tag:none", {"fire", "cat", "invoice", "other"}),
        ("fire OR number:4", {"fire", "other"}),
        ("-(fire OR department:billing)", {"cat", "other"}),
        ("", set()),
        ("%", set()),
    ],
)
def test_what_vera_finds(cast: Cast, desk: dict[str, Ticket], typed: str, expected: set[str]) -> None:
    assert _found(cast, desk, typed) == expected


def test_everybody_finds_only_what_they_see(cast: Cast, desk: dict[str, Ticket]) -> None:
    for typed in ("printer OR кошка OR faktura", "status:open", "-zebra", "requester:clara OR requester:dmitri"):
        assert _found(cast, desk, typed, cast.anna) == {"fire", "cat", "other"}
        assert _found(cast, desk, typed, cast.boris) == {"invoice"}
        assert _found(cast, desk, typed, cast.dmitri) == {"other"}
    assert _found(cast, desk, "printer", cast.clara) == {"fire"}


def test_notes_are_found_only_by_those_who_read_them(cast: Cast, desk: dict[str, Ticket]) -> None:
    anna, reference = cast.actor(cast.anna), desk["fire"].reference
    file = upload(anna, name="canary-plan.pdf", type="application/pdf", content=b"%PDF")
    add_note(anna, reference, text="secretcanary von Boris", attachment_ids=[file.id])
    for typed in ("secretcanary", "secret*", "canary-plan.pdf", "has:file", "from:anna", "language:de"):
        assert _found(cast, desk, typed, cast.clara) == set(), typed
    assert _found(cast, desk, "secretcanary", cast.anna) == {"fire"}
    assert _found(cast, desk, "canary-plan.pdf", cast.anna) == {"fire"}
    assert _found(cast, desk, "has:file", cast.anna) == {"fire"}
    assert _found(cast, desk, "from:anna", cast.anna) == {"fire"}
    (hit,) = search(cast.actor(cast.clara), "fire").hits
    assert "secretcanary" not in str(hit)


def test_an_answer_is_found_with_its_place_shown(cast: Cast, desk: dict[str, Ticket]) -> None:
    message = reply_to_ticket(cast.actor(cast.anna), desk["cat"].reference, text="Мы нашли вашу кошку в подвале.")
    (hit,) = search(cast.actor(cast.clara), "кошки подвал").hits
    assert hit.message_id == message.id
    assert [piece for piece, is_marked in hit.snippet if is_marked] == ["кошку", "подвале"]


def test_people_are_found_by_those_who_see_them(cast: Cast, desk: dict[str, Ticket]) -> None:
    def people(person: Person, typed: str) -> list[str]:
        return [hit.subject for hit in search(cast.actor(person), typed).people]

    assert people(cast.vera, "clara") == ["Clara"]
    assert people(cast.vera, "clara@customer-a.test") == ["Clara"]
    assert people(cast.vera, "customer-a.test") == ["Clara"]
    assert people(cast.dmitri, "clara") == []
    assert people(cast.clara, "clara") == ["Clara"]


def test_changes_are_found_at_once(cast: Cast, desk: dict[str, Ticket]) -> None:
    vera, reference = cast.actor(cast.vera), desk["fire"].reference
    change_subject(vera, reference, subject="Scanner smokes")
    assert _found(cast, desk, "scanners burns") == {"fire"}
    assert _found(cast, desk, '"on fire"') == set()
    tag_ticket(vera, reference, tags=["Hardware"])
    assert _found(cast, desk, "hardware") == _found(cast, desk, "tag:hardware") == {"fire"}
    untag_ticket(vera, reference, tags=["hardware"])
    assert _found(cast, desk, "hardware") == _found(cast, desk, "tag:hardware") == set()
    change_requester(vera, reference, requester_id=cast.dmitri.id)
    assert _found(cast, desk, "requester:dmitri") == {"fire", "other"}
    assign_ticket(vera, reference, assignee_id=cast.anna.id)
    assert _found(cast, desk, "assignee:anna") == _found(cast, desk, "assignee:me", cast.anna) == {"fire"}
    override_priority(vera, reference, priority=1, reason="Nothing works")
    assert _found(cast, desk, "priority:urgent") == _found(cast, desk, "приоритет:срочный") == {"fire"}
    change_person(SYSTEM, cast.dmitri.id, name="Dmitri Orlov")
    assert [hit.subject for hit in search(vera, "orlov").people] == ["Dmitri Orlov"]


def test_trash_is_not_found(cast: Cast, desk: dict[str, Ticket]) -> None:
    vera = cast.actor(cast.vera)
    trash_ticket(vera, desk["fire"].reference)
    assert _found(cast, desk, "fire") == set()
    restore_ticket(vera, desk["fire"].reference)
    assert _found(cast, desk, "fire") == {"fire"}


def _index() -> set[tuple[object, ...]]:
    """The whole index without the ids of its entries."""
    joined = (
        "SELECT ticket_id, message_id, person_id, language, lexemes::text FROM search_entry"
        if is_postgres()
        else "SELECT ticket_id, message_id, person_id, language, words, extras"
        " FROM search_entry JOIN search_text ON search_text.rowid = search_entry.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(joined)
        return set(cursor.fetchall())


def test_rebuilt_equals_kept(cast: Cast, desk: dict[str, Ticket]) -> None:
    vera = cast.actor(cast.vera)
    add_note(vera, desk["fire"].reference, text="Noted.")
    change_subject(vera, desk["cat"].reference, subject="Новые кошки")
    tag_ticket(vera, desk["cat"].reference, tags=["cats"])
    kept = _index()
    steps = list(rebuild())
    assert steps[-1] == (len(steps), len(steps))
    assert _index() == kept
    Entry.objects.filter(ticket=desk["cat"]).delete()
    assert len(list(rebuild(resume=True))) == 2
    assert _index() == kept


def test_erased_rows_leave_nothing_in_the_index(cast: Cast, desk: dict[str, Ticket]) -> None:
    Entry.objects.filter(ticket=desk["fire"]).delete()
    with connection.cursor() as cursor:
        table = "search_entry" if is_postgres() else "search_text"
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] == Entry.objects.count()


@pytest.mark.parametrize(("size", "few"), [(4, 0), (4, 5_000), (16, 0), (40, 5_000), (200, 0)])
def test_pages_follow_each_other_without_gap_or_repeat(
    cast: Cast, desk: dict[str, Ticket], monkeypatch: pytest.MonkeyPatch, size: int, few: int
) -> None:
    monkeypatch.setattr(window, "SIZE", size)
    monkeypatch.setattr(window, "_WIDER", 2)
    monkeypatch.setattr(window, "_FEW", few)
    made = {cast.ticket(f"Zebra number {number}", "Stripes.").reference for number in range(20)}
    hidden = {cast.ticket("Zebra of Dmitri", "Hidden.", requester=cast.dmitri).reference for _ in range(20)}
    seen: list[str] = []
    cursor = None
    while True:
        page = search(cast.actor(cast.clara), "zebra", cursor=cursor, limit=3)
        seen += [hit.number for hit in page.hits]
        cursor = page.next
        if cursor is None:
            break
    assert set(seen) == made
    assert len(seen) == len(made) or size < 40  # each ticket has two entries; a later window may show the other
    assert not set(seen) & hidden


@pytest.mark.parametrize("cursor", ["x", "-1.0.0", "1.0", "9" * 40 + ".0.0", "1.0.0.0", "½.0.0"])
def test_an_unknown_cursor_is_the_beginning(cast: Cast, desk: dict[str, Ticket], cursor: str) -> None:
    assert [hit.number for hit in search(cast.actor(cast.vera), "fire", cursor=cursor).hits] == ["ACME-1"]


def test_problems_are_said(cast: Cast, desk: dict[str, Ticket]) -> None:
    page = search(cast.actor(cast.vera), "colour:red")
    assert [problem.code for problem in page.query.problems] == ["unknown_filter"]
    assert page.hits == []


def test_the_number_of_queries_does_not_grow(
    cast: Cast, desk: dict[str, Ticket], django_assert_max_num_queries
) -> None:
    for number in range(10):
        cast.ticket(f"Zebra {number}", "Stripes and printer.")
    vera = cast.actor(cast.vera)
    with django_assert_max_num_queries(6):
        assert len(search(vera, "printer", limit=100).hits) == 12


def test_a_completed_ticket_is_not_open(cast: Cast, desk: dict[str, Ticket]) -> None:
    change_status(cast.actor(cast.vera), desk["fire"].reference, status="completed", resolution="solved")
    assert _found(cast, desk, "status:completed") == {"fire"}
    assert "fire" not in _found(cast, desk, "status:open")


def test_newer_is_first_between_equals(cast: Cast, desk: dict[str, Ticket]) -> None:
    old, new = cast.ticket("Zebra", "Stripes."), cast.ticket("Zebra", "Stripes.")
    Ticket.objects.filter(pk=old.pk).update(updated_at=clock.now() - timedelta(days=90))
    hits: list[Hit] = search(cast.actor(cast.vera), "zebra").hits
    assert [hit.id for hit in hits] == [new.id, old.id]
    assert hits[0].score > hits[1].score


def test_somebody_new_is_found_at_once_and_only_a_later_change_makes_a_job(cast: Cast) -> None:
    by_address = add_person(SYSTEM, name="Elena Petrova", email="elena@customer-a.test")
    by_name = add_person(SYSTEM, name="Elias")
    assert Entry.objects.filter(person__in=[by_address, by_name]).count() == 2
    assert not Job.objects.filter(payload__contains="tickets_are_found_by_new_name").exists()
    add_address(SYSTEM, by_name.id, address="elias@customer-a.test")
    assert Job.objects.filter(payload__contains="tickets_are_found_by_new_name").count() == 1


def test_persons_indexed_before_they_were_apart_are_found(cast: Cast) -> None:
    parting = import_module("tuki.search.migrations.0005_persons_apart")
    change_person(SYSTEM, cast.anna.id, name="Anna d'Orléans")
    kept = _index()
    editor = connection.SchemaEditorClass(connection)
    parting.join_persons(None, editor)
    assert _index() != kept
    parting.part_persons(None, editor)
    assert _index() == kept
    assert [hit.subject for hit in search(cast.actor(cast.vera), "orleans").people] == ["Anna d'Orléans"]


def test_a_word_of_a_person_is_no_word_of_a_ticket(cast: Cast) -> None:
    add_person(SYSTEM, name="Zebra", email="zebra@customer-a.test")
    page = search(cast.actor(cast.vera), "zebra")
    assert page.hits == [] and [hit.subject for hit in page.people] == ["Zebra"]
    cast.ticket("Zebra", "Stripes.")
    page = search(cast.actor(cast.vera), "zebra")
    assert [hit.subject for hit in page.hits + page.people] == ["Zebra", "Zebra"]
    assert [hit.number for hit in search(cast.actor(cast.vera), "-zebra").hits] == []
    assert Entry.objects.filter(id__in=matching(Not(Word("zebra"))), ticket=None).count() == 0


@pytest.mark.parametrize(("frequent", "size"), [(1, 40), (2, 40), (9, 20), (40, 20), (9, 250)])
def test_the_newest_are_found_whether_a_word_is_frequent_or_rare(cast: Cast, frequent: int, size: int) -> None:
    made = [cast.ticket("Zebra" if number % frequent == 0 else "Horse", "Nothing.").id for number in range(120)]
    wanted = Entry.objects.filter(ticket__in=made[::frequent]).order_by("-id").values_list("id", flat=True)
    found = newest(Word("zebra"), limit=size)
    assert [entry.entry_id for entry in found] == list(wanted[:size])
    rest = newest(Word("zebra"), limit=1_000, before=found[-1].entry_id)
    assert [entry.entry_id for entry in rest] == list(wanted[size:])


@pytest.mark.parametrize(("every", "size"), [(2, 20), (9, 4), (9, 250), (200, 3)])
def test_the_newest_phrases_are_found_among_their_words(cast: Cast, every: int, size: int) -> None:
    texts = ["Horse before zebra.", "Zebra horse."]
    made = [cast.ticket("Stripes", texts[number % every == 1]).id for number in range(60)]
    phrase = parse_query('"zebra horse"').root
    assert phrase is not None
    wanted = Entry.objects.filter(ticket__in=made[1::every]).exclude(message=None).order_by("-id")
    ids = list(wanted.values_list("id", flat=True))
    found = newest(phrase, limit=size)
    assert [entry.entry_id for entry in found] == ids[:size]
    rest = newest(phrase, limit=1_000, before=found[-1].entry_id)
    assert [entry.entry_id for entry in rest] == ids[size:]
    assert len(search(cast.actor(cast.vera), '"zebra horse"', limit=100).hits) == len(ids)
