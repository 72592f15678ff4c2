"""G4: answers leave while processes are killed: none is lost, none is repeated more often than something was killed."""

from __future__ import annotations

import urllib.error
from pathlib import Path

import pytest

from tests.kills import size
from tests.kills.killing import Killer
from tests.serving import Desk, serving, wait_until
from tests.sink import Sink

ANSWERS, KILLS = size(60, 1000), size(8, 100)
CLARA = "clara@customer-a.test"


@pytest.mark.kill
def test_no_answer_is_lost_and_repeats_carry_the_same_message_id(tmp_path: Path):
    with Sink(pause_seconds=0.1) as sink, serving(tmp_path / "home", TUKI_SMTP_URL=sink.url) as desk:
        numbers = [_opened(desk, number) for number in range(ANSWERS)]
        for number in numbers:
            desk.api("POST", f"/tickets/{number}/messages", {"kind": "reply", "text": f"Answer to {number}."})
        with Killer(desk, victims=("cli worker", "cli worker", ""), seed=2) as killer:
            assert wait_until(lambda: len(killer.kills) >= KILLS, seconds=KILLS * 30)
        assert wait_until(lambda: len(_answers(sink)) == ANSWERS, seconds=180), desk.log()
        sent = sink.message_ids(to=CLARA)
    assert _answers(sink) == set(numbers)
    repeats = sum(count - 1 for count in sent.values())
    assert repeats <= len(killer.kills)


def _opened(desk: Desk, number: int) -> str:
    body = {"subject": f"Question {number}", "text": "How?", "department": "Support", "requester": CLARA}
    try:
        return str(desk.api("POST", "/tickets", body)["number"])
    except urllib.error.HTTPError as error:
        raise AssertionError(error.read().decode()) from error


def _answers(sink: Sink) -> set[str]:
    """The tickets whose answer has come."""
    found = set()
    for _, content in list(sink.mails):
        text = content.decode(errors="replace")
        if "Answer to " in text:
            found.add(text.split("Answer to ", 1)[1].split(".", 1)[0])
    return found
