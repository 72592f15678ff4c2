"""A query narrows a list as the search finds: words, filters, and notes only for those who read them."""

from __future__ import annotations

import pytest

from tests.queries import same_queries_for
from tuki.kernel import clock
from tuki.live.commands.presence import mark_read, mark_unread
from tuki.search.narrowing import narrowed
from tuki.search.queries import search
from tuki.tickets.commands.reply import add_note, reply_to_ticket
from tuki.tickets.commands.tags import tag_ticket
from tuki.tickets.models import Ticket
from tuki.tickets.queries import visible_to


@pytest.fixture
def desk(cast):
    """Three tickets: a fire with a note about a landlord, a leak, and a fire in another department."""
    fire = cast.ticket("Printer on fire", "It burns.")
    leak = cast.ticket("Water", "A pipe leaks in the cellar.")
    other = cast.ticket("Stove", "Another fire.", department=cast.billing)
    anna = cast.actor(cast.anna)
    add_note(anna, fire.reference, text="The landlord knows.")
    tag_ticket(anna, leak.reference, tags=["plumbing"])
    cast.fire, cast.leak, cast.other = fire.reference, leak.reference, other.reference
    return cast


def found(desk, person, text):
    actor = desk.actor(person)
    return {each.reference for each in narrowed(visible_to(actor), actor, text)}


def test_words_and_filters(desk):
    assert found(desk, desk.anna, "fire") == {desk.fire}
    assert found(desk, desk.vera, "fire") == {desk.fire, desk.other}
    assert found(desk, desk.anna, "leaking") == {desk.leak}
    assert found(desk, desk.anna, "tag:plumbing") == {desk.leak}
    assert found(desk, desk.anna, "tag:plumbing OR printer") == {desk.leak, desk.fire}
    assert found(desk, desk.anna, "fire tag:plumbing") == set()
    assert found(desk, desk.anna, "-tag:plumbing") == {desk.fire}
    assert found(desk, desk.anna, "") == {desk.fire, desk.leak}
    assert found(desk, desk.anna, "unicorn") == set()


def test_notes_stay_with_those_who_read_them(desk):
    assert found(desk, desk.anna, "landlord") == {desk.fire}
    assert found(desk, desk.clara, "fire") == {desk.fire, desk.other}
    assert found(desk, desk.clara, "landlord") == set()
    assert found(desk, desk.clara, "landlord OR tag:none") != set()
    assert found(desk, desk.dmitri, "fire") == set()


def test_unread_is_ones_own(desk):
    """`is:unread`: of what one has not read the last message, each for oneself."""
    anna, both = desk.actor(desk.anna), {desk.fire, desk.leak}
    assert found(desk, desk.anna, "is:unread") == both
    mark_read(anna, Ticket.objects.get(reference=desk.leak).id, upto=clock.now())
    assert found(desk, desk.anna, "is:unread") == {desk.fire} == found(desk, desk.anna, "is:unread fire")
    assert found(desk, desk.anna, "-is:unread") == {desk.leak}
    assert found(desk, desk.vera, "is:unread") == both | {desk.other}
    reply_to_ticket(desk.actor(desk.vera), desk.leak, text="A plumber comes.")
    assert found(desk, desk.anna, "is:unread") == both and found(desk, desk.anna, "is:unread plumber") == {desk.leak}
    mark_read(anna, Ticket.objects.get(reference=desk.leak).id, upto=clock.now())
    mark_unread(anna, desk.leak)
    assert found(desk, desk.anna, "is:unread") == both
    assert [hit.number for hit in search(anna, "is:unread plumber").hits] == [desk.leak]


def test_the_cost_does_not_grow(desk):
    actor = desk.actor(desk.vera)

    def read() -> None:
        list(narrowed(visible_to(actor), actor, "fire is:unread").values_list("id"))

    same_queries_for(1, 3, make=lambda number: desk.ticket(f"Fire {number}"), read=read)
