"""Categories in a tree: adding, moving, naming, and what tickets do with them."""

from __future__ import annotations

import msgspec
import pytest
from django.utils import translation

from tests.browsing import browser
from tests.cast import SYSTEM
from tests.commands import run_command
from tuki.catalogue.categories import (
    DEEPEST,
    CategoryDefinition,
    categories_below,
    categories_to_choose,
    category_named,
    category_path,
    category_tree,
)
from tuki.catalogue.commands.category import VERSIONS, add_category, redefine_category
from tuki.catalogue.models import Category
from tuki.kernel.log import from_row
from tuki.kernel.models import EventRow
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.kernel.telling import tell
from tuki.kernel.versions import restore_version, versions_of
from tuki.search.queries import search
from tuki.setup.applying import apply_content
from tuki.setup.exporting import export_desk
from tuki.tickets.commands.change import change_category
from tuki.tickets.models import Ticket
from tuki.tickets.queries.lists import filtered
from tuki.tickets.queries.views import in_view


def category(name: str, parent: Category | None = None, **values) -> Category:
    return add_category(SYSTEM, definition=CategoryDefinition(name=name, parent_id=parent and parent.id, **values))


@pytest.fixture
def tree(cast):
    hardware = category("Hardware", names={"ru": "Оборудование"})
    printers = category("Printers", hardware, names={"ru": "Принтеры"}, position=2)
    laptops = category("Laptops", hardware, position=1)
    return hardware, printers, laptops, category("Software")


def test_the_tree_is_read_in_order_and_in_the_readers_language(tree):
    hardware, printers, laptops, software = (each.id for each in tree)
    assert list(category_tree()) == [hardware, laptops, printers, software]
    assert category_path(printers) == "Hardware › Printers"
    with translation.override("ru"):
        assert category_path(printers) == "Оборудование › Принтеры"
        assert category_path(laptops) == "Оборудование › Laptops"
    assert categories_below([hardware]) == [hardware, laptops, printers]
    assert category_named("hardware/PRINTERS") == printers
    assert category_named("Printers") is None


def test_what_stands_below_something_not_offered_is_not_offered(tree, cast):
    hardware, printers, _laptops, software = tree
    ticket = cast.ticket(category_id=printers.id)
    redefine_category(SYSTEM, hardware.id, definition=CategoryDefinition(name="Hardware", is_active=False))
    assert categories_to_choose() == ((software.id, "Software"),)
    with pytest.raises(Invalid, match="unknown_category"):
        cast.ticket(category_id=printers.id)
    anna = cast.actor(cast.anna)
    assert change_category(anna, ticket.reference, category_id=printers.id).category_id == printers.id
    with pytest.raises(Invalid, match="unknown_category"):
        change_category(anna, ticket.reference, category_id=hardware.id)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": " "}, "required"),
        ({"name": "Software"}, "name_taken"),
        ({"name": "x", "parent_id": 0}, "unknown_category"),
        ({"name": "x", "department_id": 0}, "unknown_department"),
    ],
)
def test_what_makes_no_category_is_refused(tree, values, code):
    with pytest.raises(Invalid, match=code):
        add_category(SYSTEM, definition=CategoryDefinition(**values))
    assert Category.objects.count() == 4


def test_no_circle_and_no_abyss(tree):
    hardware, printers, _laptops, software = tree
    with pytest.raises(Invalid, match="category_circle"):
        redefine_category(SYSTEM, hardware.id, definition=CategoryDefinition(name="Hardware", parent_id=printers.id))
    below = printers
    for depth in range(2, DEEPEST):
        below = category(f"Level {depth}", below)
    with pytest.raises(Invalid, match="category_too_deep"):
        category("Too deep", below)
    with pytest.raises(Invalid, match="category_too_deep"):
        redefine_category(SYSTEM, hardware.id, definition=CategoryDefinition(name="Hardware", parent_id=software.id))


def test_a_change_can_be_taken_back(cast, tree):
    vera, printers = cast.actor(cast.vera), tree[1]
    before = category_tree()[printers.id].definition
    redefine_category(vera, printers.id, definition=msgspec.structs.replace(before, name="Copiers", parent_id=None))
    assert category_path(printers.id) == "Copiers"
    assert [each.number for each in versions_of(vera, VERSIONS, printers.id)] == [2, 1]
    restore_version(vera, VERSIONS, printers.id, number=1)
    assert category_tree()[printers.id].definition == before


@pytest.mark.parametrize("who", ["anna", "clara"])
def test_only_who_edits_the_catalogue_changes_it(cast, tree, who):
    actor = cast.actor(getattr(cast, who))
    with pytest.raises(Refused, match="not_allowed"):
        add_category(actor, definition=CategoryDefinition(name="Mine"))
    with pytest.raises(Refused, match="not_allowed"):
        redefine_category(actor, tree[0].id, definition=CategoryDefinition(name="Mine"))
    with pytest.raises(NotFound):
        redefine_category(SYSTEM, 0, definition=CategoryDefinition(name="Mine"))


def test_a_ticket_changes_its_category(cast, tree):
    ticket, printers = cast.ticket(), tree[1]
    anna = cast.actor(cast.anna)
    values = {"category_id": printers.id, "announces": ["ticket.category_changed"]}
    run_command(cast, change_category, anna, ticket.reference, **values)
    change_category(anna, ticket.reference, category_id=None)
    told = [line.what for line in tell(filter(None, map(from_row, EventRow.objects.order_by("id"))))]
    assert told[-2:] == ["changed the category to Hardware › Printers", "took the category Hardware › Printers off"]


def test_lists_and_search_find_what_stands_below(cast, tree):
    hardware, printers, _laptops, software = tree
    found, other, bare = cast.ticket(category_id=printers.id), cast.ticket(category_id=software.id), cast.ticket()
    anna = cast.actor(cast.anna)

    def listed(*values):
        tickets = filtered(in_view(anna, "open"), anna, {"category": values})
        return set(tickets.values_list("id", flat=True))

    assert listed(str(hardware.id)) == {found.id}
    assert listed("none") == {bare.id}
    assert listed("none", str(software.id)) == {bare.id, other.id}
    with pytest.raises(Invalid):
        listed("x")
    for words, wanted in (("category:hardware", found), ("категория:Принтеры", found), ("category:none", bare)):
        with translation.override("ru"):
            assert [hit.number for hit in search(anna, words).hits] == [wanted.reference], words


def test_settings_show_and_change_the_tree(cast, tree):
    vera, hardware = browser(cast.vera), tree[0]
    at = "/desk/settings/categories"
    assert "Printers" in vera.get(at).text
    given = {"name": "Phones", "name_fi": "Puhelimet", "parent": str(hardware.id), "position": "0", "active": "1"}
    assert vera.post(f"{at}/new", given | {"department": str(cast.billing.id)}).status_code == 302
    row = Category.objects.get(name="Phones")
    assert (row.parent_id, row.names, row.department_id) == (hardware.id, {"fi": "Puhelimet"}, cast.billing.id)
    vera.post(f"{at}/{row.id}", given | {"name": "Telephones", "parent": "", "active": ""})
    row.refresh_from_db()
    assert (row.name, row.parent_id, row.department_id) == ("Telephones", None, None)
    wrong = vera.post(f"{at}/{hardware.id}", {"name": "Hardware", "parent": str(tree[1].id)})
    assert wrong.status_code == 422 and "below itself" in wrong.text
    assert vera.get(f"{at}/99999").status_code == 404
    assert browser(cast.anna).get(at).status_code == 403


def test_a_customer_who_does_not_know_where_is_sent_by_category(cast, tree):
    printers = tree[1]
    before = category_tree()[printers.id].definition
    redefine_category(SYSTEM, printers.id, definition=msgspec.structs.replace(before, department_id=cast.billing.id))
    clara = browser(cast.clara)
    given = {"subject": "Ink", "text": "Empty.", "department": "", "category": str(printers.id)}
    clara.post("/portal/tickets/new", given)
    clara.post("/portal/tickets/new", given | {"subject": "Here", "department": str(cast.support.id)})
    departments = dict(Ticket.objects.values_list("subject", "department_id"))
    assert departments == {"Ink": cast.billing.id, "Here": cast.support.id}
    assert clara.post("/portal/tickets/new", given | {"category": ""}).status_code == 422


def test_a_file_says_the_tree_and_the_export_says_it_again(cast):
    text = (
        '[[category]]\nname = "Hardware"\nnames = ["ru: Оборудование"]\n'
        '[[category]]\nname = "Printers"\nparent = "Hardware"\ndepartment = "Billing"\nposition = 3\nactive = false\n'
        '[[priority_matrix]]\nrows = ["1 1 1 1 1", "2 2 2 2 2", "3 3 3 3 3", "4 4 4 4 4", "4 4 4 4 4"]\n'
    )
    told = apply_content(text.encode(), "desk.toml")
    assert "changed Category “Hardware › Printers”, version 1" in told and len(told) >= 3
    assert apply_content(text.encode(), "desk.toml") == []
    row = Category.objects.get(name="Printers")
    assert (category_path(row.id), row.position, row.is_active) == ("Hardware › Printers", 3, False)
    exported = export_desk()
    assert 'parent = "Hardware"' in exported and '"2 2 2 2 2"' in exported
    assert apply_content(exported.encode(), "export.toml") == []
