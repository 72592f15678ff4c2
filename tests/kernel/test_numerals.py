"""Whole numbers as they come from forms, addresses and programs."""

from __future__ import annotations

import pytest

from tests.browsing import browser
from tuki.kernel.numerals import LARGEST, whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), (str(LARGEST), LARGEST)])
def test_digits_are_a_number(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text", ["", " 1", "-1", "+1", "1.0", "1e3", "0x1", "1_000", "²", "٣", "９", str(LARGEST + 1), "9" * 5_000]
)
def test_anything_else_is_none(text: str) -> None:
    assert whole_number(text) is None


def test_it_may_be_bounded() -> None:
    assert (whole_number("8", most=8), whole_number("9", most=8)) == (8, None)


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5_000, "²"])
def test_numbers_that_no_database_holds_break_no_page(cast, number: str) -> None:
    vera, clara, ticket = browser(cast.vera), browser(cast.clara), cast.ticket()
    given = {"subject": "s", "text": "t", "category": number, "department": number, "urgency": number}
    answers = [
        vera.get("/desk/people", {"after": f"a|{number}"}),
        vera.get("/desk/board", {"team": number}),
        vera.get("/desk/log", {"actor": number, "before": number}),
        vera.get("/desk/settings/access", {"person": number, "permission": "tickets.see", "department": number}),
        vera.post(
            "/desk/tickets/create",
            given | {"requester": "clara@customer-a.test", "kind": "", "impact": number, "tags": ""},
        ),
        vera.post(f"/desk/tickets/{ticket.reference}/messages", {"mode": "reply", "text": "t", "seen": number}),
        vera.post(f"/desk/people/{cast.clara.id}/addresses", {"remove": number}),
        clara.post("/portal/tickets/new", given),
    ]
    assert [each.status_code for each in answers if each.status_code >= 500] == []
