"""F068: mail that goes round in a ring is told."""

import pytest

from tuki.channels.email.nature import MOST_HOPS, too_many_hops

DESK = "support@desk.example"


@pytest.mark.parametrize(("hops", "loop"), [(0, False), (1, False), (MOST_HOPS, False), (MOST_HOPS + 1, True)])
def test_more_than_fifty_hops(hops: int, loop: bool) -> None:
    assert too_many_hops([("received", "from a by b")] * hops + [("Subject", "x")], DESK) is loop


@pytest.mark.parametrize("value", [DESK, "Support@Desk.Example", f"<{DESK}>", f" {DESK} "])
def test_delivered_to_us_before(value: str) -> None:
    headers = [("Delivered-To", value)]
    assert too_many_hops(headers, DESK)
    assert not too_many_hops(headers, DESK, own_deliveries_allowed=1)
    assert too_many_hops(headers * 2, DESK, own_deliveries_allowed=1)


@pytest.mark.parametrize("value", ["sales@desk.example", "support@desk.example.net", "xsupport@desk.example"])
def test_delivered_to_others_is_no_loop(value: str) -> None:
    assert not too_many_hops([("Delivered-To", value)] * 3, DESK)
