"""What makes no sense is refused before anything reads it."""

from __future__ import annotations

import pytest

from tests.browsing import browser


@pytest.mark.parametrize(
    ("address", "status"),
    [("/desk/people?q=a%00b", 400), ("/desk/log?actor=%00", 400), ("/desk/lists/open?status=%00", 400),
     ("/desk/tickets/A%00B", 404), ("/desk/lists/%00", 404), ("/portal/tickets/A%00B", 404)],
)  # fmt: skip
def test_a_nul_in_an_address_is_refused(cast, address: str, status: int) -> None:
    assert browser(cast.vera).get(address).status_code == status


def test_a_nul_in_a_form_is_refused_and_nothing_changed(cast) -> None:
    vera = browser(cast.vera)
    answer = vera.post(f"/desk/people/{cast.clara.id}/profile", {"name": "Cla\0ra"})
    assert answer.status_code == 400 and "Nothing was changed" in answer.text
    cast.clara.refresh_from_db()
    assert cast.clara.name == "Clara"
