"""The priority matrix as a grid of plain fields."""

import re

import pytest

from tests.browsing import browser
from tests.cast import SYSTEM
from tuki.catalogue.commands.matrix import set_matrix
from tuki.catalogue.models import PriorityMatrix
from tuki.catalogue.priorities import BUILTIN_MATRIX, LEVELS, read_matrix
from tuki.catalogue.queries import matrix_for
from tuki.kernel.jobs.running import run_due
from tuki.tickets.commands.priority import override_priority

AT = "/desk/settings/priorities"


@pytest.fixture
def vera(cast):
    return browser(cast.vera)


def grid(rows, **more):
    return {f"cell-{u}-{i}": str(rows[u - 1][i - 1]) for u in LEVELS for i in LEVELS} | more


def test_the_grid_shows_what_holds(vera):
    page = vera.get(AT).text
    chosen = re.findall(r'<option value="(\d)" selected>', page.split('class="matrix"')[1].split("</table>")[0])
    assert [int(each) for each in chosen] == [level for row in BUILTIN_MATRIX.rows for level in row]


def test_a_preview_counts_and_keeps_nothing(cast, vera):
    cast.ticket()
    page = vera.post(AT, grid([[1] * 5] * 5, way="preview")).text
    assert "1 open ticket would get another priority." in page
    assert not PriorityMatrix.objects.exists()
    assert page.split('class="matrix"')[1].count('value="1" selected') == 25


def test_saving_moves_open_tickets_and_shows_how_far(cast, vera):
    plain, fixed = cast.ticket(), cast.ticket()
    override_priority(cast.actor(cast.anna), fixed.reference, priority=2, reason="I said so")
    assert vera.post(AT, grid([[1] * 5] * 5)).headers["location"] == f"{AT}?done=saved"
    assert "<progress" in vera.get(f"{AT}/progress").text
    assert 'hx-trigger="every 2s"' in vera.get(AT).text
    run_due("slow")
    plain.refresh_from_db()
    fixed.refresh_from_db()
    assert (plain.priority, fixed.priority) == (1, 2)
    shown = vera.get(f"{AT}/progress").text
    assert "1 open tickets looked at, 1 changed" in shown
    assert "every 2s" not in shown


@pytest.mark.parametrize("wrong", [{"cell-1-1": "9"}, {"cell-5-5": ""}, {"cell-3-3": "x"}])
def test_a_cell_that_is_no_priority_is_refused(vera, wrong):
    assert vera.post(AT, grid(BUILTIN_MATRIX.rows) | wrong).status_code == 422
    assert not PriorityMatrix.objects.exists()


def test_a_brand_gets_its_own_and_gives_it_back(cast, vera):
    brand = cast.brand.id
    vera.post(AT, grid([[4] * 5] * 5, brand=str(brand)))
    assert matrix_for(brand) == read_matrix([[4] * 5] * 5)
    assert matrix_for(None) == BUILTIN_MATRIX
    vera.post(f"{AT}/removal", {"brand": str(brand)})
    assert matrix_for(brand) == BUILTIN_MATRIX
    assert vera.get(f"{AT}?brand=99999").status_code == 404


def test_others_neither_see_nor_change_it(cast):
    for person, status in ((cast.anna, 403), (cast.clara, 404)):
        client = browser(person)
        assert client.get(AT).status_code == status
        assert client.get(f"{AT}/progress").status_code == status
        assert client.post(AT, grid([[1] * 5] * 5)).status_code == status
    assert not PriorityMatrix.objects.exists()


def test_its_versions_can_be_taken_up_again(cast, vera):
    row = set_matrix(SYSTEM, definition=read_matrix([[2] * 5] * 5))
    vera.post(AT, grid([[1] * 5] * 5))
    page = vera.get(f"/desk/settings/versions/priority_matrix/{row.id}")
    assert page.status_code == 200
    vera.post(f"/desk/settings/versions/priority_matrix/{row.id}/1/restoration")
    assert matrix_for(None) == read_matrix([[2] * 5] * 5)


def test_versions_are_linked_before_anything_was_changed(cast, vera):
    assert f'href="{AT}/versions"' in vera.get(AT).text
    unchanged = vera.get(f"{AT}/versions").text
    assert "Not changed yet." in unchanged and "The matrix is as the desk came." in unchanged
    assert f'href="{AT}/versions?brand={cast.brand.id}"' in vera.get(f"{AT}?brand={cast.brand.id}").text
    assert "It follows the matrix of the whole desk." in vera.get(f"{AT}/versions?brand={cast.brand.id}").text
    row = set_matrix(SYSTEM, definition=read_matrix([[1] * 5] * 5))
    assert vera.get(f"{AT}/versions").headers["location"] == f"/desk/settings/versions/priority_matrix/{row.id}"
    assert browser(cast.anna).get(f"{AT}/versions").status_code == 403
