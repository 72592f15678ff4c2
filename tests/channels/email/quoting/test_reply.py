"""What must stay: answers between quotations, near misses of every sign, and every line in some part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuki.channels.email.quoting import Reply, split_reply

ATTRIBUTION = "On Mon, 3 Jun 2024 at 10:15, Anna <anna@desk.example> wrote:"

NEAR_MISSES = {
    "on in prose": "On the surface, this looks like a quote.\n\nOn average it is not:\nsee yourself.",
    "own earlier letter": "On 12.05.2024 at 10:30 I wrote:\n\nThe printer burns.\n\nIt still does.",
    "ich schrieb": "Am 12.05.2024 um 10:30 schrieb ich:\n\nDer Drucker brennt.\n\nEr brennt noch.",
    "verb inside": "On 12.05.2024 at 10:30 bob@example.org wrote the following to us:\n\nThe printer burns.",
    "address and number": "I have 2 questions about bob@example.org:\n\nWho is he?\nWhat does he want?",
    "dates": "It failed at these times:\n2024-01-15 14:30:25\n15.01.2024 14:30\nPlease look.",
    "travel": "Please book:\n\nFrom: Oslo\nTo: Bergen\nDate: 12.05.2024\n\nThank you",
    "form mail": "From: Clara <clara@example.org>\nSubject: Printer\nTo: desk\n\nIt burns.",
    "fields": "Name: Clara\nTo: me\nDate: today\n\nIt burns.",
    "two labels": "Remember:\nFrom: anna@desk.example\nthat is all I know",
    "original without dashes": "Hello\n\nOriginal message\nis what I am looking for.",
    "forwarded in prose": "Hello\n\nForwarded message was empty.\nPlease send again.",
    "sent from a place": "Hello\n\nSent from my desk, which is easier than my telephone.\nBye",
    "sent from in prose": "The note was sent from my iPhone app to all users.\nNobody got it.",
    "table": "Service Expires\n----------------\nmail.example.org 27\nwww.example.org 28\n\nPlease renew, thanks.",
    "pipe table": "See:\n| a | b |\n|---|---|\n| 1 | 2 |\nwhich is wrong",
    "prompt": "I run\nmysql> select 1;\nmysql> select 2;",
    "menu": "Please click File\n> Options\n> Save",
    "fence": "Look:\n```\n-- \nFrom: a@b.example\nSent: x\nSubject: y\n> q\n```\nWrong?",
    "regards": "Thanks\n\nBest regards\nClara",
    "single dash name": "It works.\n\n—\nClara",
    "leading quote": "> Which printer?\n\nThe one on floor 2.",
    "long below dashes": "Part one\n--\n" + "\n".join(f"Line {n} of the second part." for n in range(30)),
}


@pytest.mark.parametrize("text", NEAR_MISSES.values(), ids=NEAR_MISSES.keys())
def test_near_miss_stays_whole(text: str) -> None:
    reply = split_reply(text)
    assert reply.text == text
    assert not reply.quoted + reply.signature + reply.forwarded


def test_answers_between_quotations_keep_their_context() -> None:
    answers = "> Is it on?\n\nYes.\n\n> Is it hot?\n\nVery."
    for top in ("", "Hi Anna,\n\n", "See my answers below.\n\n"):
        reply = split_reply(f"{top}{ATTRIBUTION}\n{answers}\n\n> Anna")
        assert reply.text == f"{top}{answers}"
        assert reply.quoted.startswith(ATTRIBUTION)
        assert reply.quoted.endswith("> Anna")


@pytest.mark.parametrize("top", ["Hi Anna,", "Здравствуйте, Анна!", "Hei", "Hallo Anna,", "see below", "Ответы ниже."])
def test_answer_below_the_only_quotation_stays_after_a_greeting(top: str) -> None:
    reply = split_reply(f"{top}\n\n{ATTRIBUTION}\n> Is it on?\n\nYes, since Monday.")
    assert reply.text.startswith(top)
    assert reply.text.endswith("> Is it on?\n\nYes, since Monday.")


def test_answer_below_without_anything_above_drops_the_quotation() -> None:
    reply = split_reply(f"{ATTRIBUTION}\n> Is it on?\n\nYes, since Monday.")
    assert reply.text == "Yes, since Monday."
    assert reply.quoted == f"{ATTRIBUTION}\n> Is it on?"


def test_question_below_the_quotation_is_no_footer() -> None:
    reply = split_reply(f"Yes, it is on.\n\n{ATTRIBUTION}\n> Is it on?\n\nCan you come?")
    assert reply.text.endswith("Can you come?")


def test_long_text_below_the_quotation_is_no_footer() -> None:
    below = "\n".join(f"Step {number} did not help." for number in range(9))
    assert split_reply(f"Yes, it is on.\n\n{ATTRIBUTION}\n> Is it on?\n\n{below}").text.endswith(below)


def test_wrapped_quotation_is_no_answer_but_a_short_answer_is() -> None:
    long = "> Please tell us what happened before the printer began to burn and"
    wrapped = f"It burns.\n\n{ATTRIBUTION}\n{long}\nwhat you did\n> then"
    assert split_reply(wrapped).text == "It burns."
    answered = f"{ATTRIBUTION}\n{long} what you did?\nnothing\n> And then?\nI ran"
    assert "nothing" in split_reply(answered).text


def test_signature_delimiters() -> None:
    for delimiter in ("-- ", "--"):
        reply = split_reply(f"It burns.\n{delimiter}\nClara\nExample Ltd")
        assert (reply.text, reply.signature) == ("It burns.", f"{delimiter}\nClara\nExample Ltd")
    ruled = split_reply("It burns.\n\n—————\nClara Berg\nclara@example.org")
    assert ruled.text == "It burns."


def test_only_quotation_leaves_no_text() -> None:
    reply = split_reply("> a\n> b\n")
    assert (reply.text, reply.quoted) == ("", "> a\n> b")


MARKER = "## Please reply above this line ##"


@pytest.mark.parametrize("prefix", ["", "> ", "*"])
def test_all_below_the_reply_marker_is_quoted(prefix: str) -> None:
    reply = split_reply(f"It burns.\n\n{ATTRIBUTION}\n{prefix}{MARKER}\nour words", marker=MARKER)
    assert reply.text == "It burns."
    assert reply.quoted.endswith("our words")
    assert MARKER in reply.quoted


def test_answer_below_the_reply_marker_is_kept() -> None:
    reply = split_reply(f"{ATTRIBUTION}\n> {MARKER}\n> Is it on?\n\nYes.", marker=MARKER)
    assert reply.text == "Yes."


def test_marker_is_not_looked_for_unless_given() -> None:
    assert "below" in split_reply(f"above\n{MARKER}\nbelow").text
    assert "below" in split_reply("above\n\nbelow", marker=" ").text


def test_line_ends_are_made_one_kind() -> None:
    assert split_reply("a\r\nb\rc\n").text == "a\nb\nc"


HOSTILE = ["(" * 200_000, "> " * 100_000, "On 3.6.2024 10:15\n" * 20_000, f"{ATTRIBUTION}\n> q\nt\n" * 10_000]
HOSTILE += ["--\n" * 50_000, "From: a@b.example\n" * 20_000, "http://" + "a" * 200_000, "```\n" * 50_001]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_hostile_text_loses_nothing(text: str) -> None:
    reply = split_reply(text)
    parts = (reply.text, reply.quoted, reply.signature, reply.forwarded)
    assert sum(len("".join(part.split())) for part in parts) == len("".join(text.split()))


LINES = ["text", "", "> quote", ATTRIBUTION, "--", "-- ", "Sent from my iPhone", "_____", "From: a@b.example"]
LINES += ["Sent: today", "Subject: x", "-----Original Message-----", "| pipe", "```", "Anna> q", "Hi,", "is it?"]


@given(st.lists(st.sampled_from(LINES), max_size=25))
def test_every_line_goes_to_some_part(lines: list[str]) -> None:
    reply = split_reply("\n".join(lines))
    parts = "\n".join((reply.text, reply.quoted, reply.signature, reply.forwarded)).split("\n")
    assert sorted(line.strip() for line in parts if line.strip()) == sorted(
        line.strip() for line in lines if line.strip()
    )


@given(st.text(max_size=300))
def test_any_text_is_split_without_loss(text: str) -> None:
    reply = split_reply(text, subject="FW: x", marker="##")
    assert isinstance(reply.text, str)
    assert set("".join((reply.text, reply.quoted, reply.signature)).split()) <= set(
        text.replace("\u2028", "\n").split()
    )


def test_nothing_is_split_off_a_text_with_more_lines_than_a_letter_has() -> None:
    """G26: millions of short lines cost what reading them costs, and every one is shown."""
    text = "see\n" + "-- \n" * 60_000 + "end"
    assert split_reply(text) == Reply(text)
