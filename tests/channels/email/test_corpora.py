"""Real and broken mail through the whole pipeline (goals G5, G6, G8; faults F019, F020, F057)."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Iterable
from email.utils import make_msgid
from pathlib import Path

import pytest

from tests.channels.email.mails import DOOR, mail, read_all
from tuki.channels.email.commands.journal import Delivery, journal_many
from tuki.channels.email.intake.wording import REASONS
from tuki.channels.email.models import Journal, OutgoingMail
from tuki.channels.email.outgoing.reply_address import reply_address
from tuki.channels.email.reading import read_mail
from tuki.kernel import files
from tuki.tickets.commands.reply import reply_to_ticket
from tuki.tickets.models import Ticket

SHARED = Path(os.environ.get("TUKI_SHARED", Path(__file__).parents[4] / "shared"))
MAIL = SHARED / "data" / "email"
MAIL_SUFFIXES = {"", ".eml", ".txt", ".msg", ".mbox"}
OUTCOMES = {"ticket", "automatic", "quarantined", "duplicate", "follow_up"}


def _corpus() -> list[Path]:
    """Every file that is a mail; texts of replies and expected values are not."""
    mails = [path for path in sorted(MAIL.rglob("*")) if path.is_file() and path.suffix in MAIL_SUFFIXES]
    return [
        path
        for path in mails
        if path.name not in {"LICENSE", "COPYING", "README", "README.md"}
        and not path.parent.name.startswith(("fixtures", "emails_", "trimmed", "elided", "embedded", "before"))
        and path.parts[len(MAIL.parts)] not in {"reply-trimmer", "reply-crisp", "tnef"}
    ]


@pytest.fixture(scope="module")
def corpus() -> list[tuple[Path, bytes]]:
    paths = _corpus()
    assert len(paths) > 200, "the corpora are missing; set TUKI_SHARED"
    return [(path, path.read_bytes()) for path in paths]


def test_g6_every_mail_of_the_corpora_becomes_something_and_stays_as_it_was(cast, corpus):
    ids = journal_many(DOOR, [Delivery(raw=raw, source="lmtp") for _, raw in corpus])
    read_all()
    rows = Journal.objects.select_related("raw", "message").in_bulk(ids)
    for (path, raw), id_ in zip(corpus, ids, strict=True):
        row = rows[id_]
        assert row.outcome in OUTCOMES, (path, row.outcome)
        assert row.outcome != "quarantined", (path, row.reason, row.detail)
        assert row.reason in REASONS, (path, row.reason)
        assert files.read(row.raw.digest) == raw, path
        if row.outcome == "ticket":
            said = read_mail(raw)
            assert bool(row.message.full_text.strip()) == bool(said.text.strip()), path
            assert row.message.attachments.count() == len(said.files), path


def test_bounces_of_the_corpora_open_no_ticket(cast, corpus):
    bounces = [(path, raw) for path, raw in corpus if "bounces-flufl" in path.parts]
    ids = journal_many(DOOR, [Delivery(raw=raw, source="lmtp", envelope_from="") for _, raw in bounces])
    read_all()
    rows = Journal.objects.in_bulk(ids)
    opened = [path.name for (path, _), id_ in zip(bounces, ids, strict=True) if rows[id_].outcome == "ticket"]
    assert opened == []
    assert not OutgoingMail.objects.exists()


def _mutated(raw: bytes, dice: random.Random) -> bytes:
    """The mail with one to four faults: bit flips, cuts, wrong boundaries, bare line ends, rubbish, NULs."""
    content = bytearray(raw)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(content) + 1)
        match dice.randrange(8):
            case 0:
                for _ in range(dice.randint(1, 20)):
                    if content:
                        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
            case 1:
                del content[at:]
            case 2:
                del content[:at]
            case 3:
                content = bytearray(bytes(content).replace(b"boundary=", b"boundary=x", 1))
            case 4:
                content = bytearray(bytes(content).replace(b"\n", dice.choice([b"\r", b"\r\n", b"\n\n"])))
            case 5:
                content[at:at] = dice.randbytes(dice.randint(1, 200))
            case 6:
                content[at:at] = b"\0" * dice.randint(1, 50)
            case _:
                content[at:at] = b"=?utf-8?b?////?= charset=x-none; \xff\xfe"
    return bytes(content)


def test_g5_f019_f020_mutated_mails_lose_nothing_and_stop_nothing(cast, corpus):
    dice = random.Random(20261122)
    broken = [_mutated(dice.choice(corpus)[1][:200_000], dice) for _ in range(500)]
    sentinels = [mail(f"Sentinel {number}.", subject=f"Sentinel {number}") for number in range(50)]
    deliveries = [
        Delivery(raw=raw, source="smtp")
        for number, raw in enumerate(broken)
        for raw in ([raw, sentinels[number // 10]] if number % 10 == 0 else [raw])
    ]
    ids = journal_many(DOOR, deliveries)
    read_all()
    rows = Journal.objects.select_related("raw").in_bulk(ids)
    for delivery, id_ in zip(deliveries, ids, strict=True):
        row = rows[id_]
        assert row.outcome in OUTCOMES, (row.outcome, row.reason)
        assert hashlib.sha256(files.read(row.raw.digest)).digest() == hashlib.sha256(delivery.raw).digest()
    assert Ticket.objects.filter(subject__startswith="Sentinel ").count() == len(sentinels)


def _follow_up(ticket: Ticket, dice: random.Random, ids: list[str]) -> dict[str, str]:
    """Headers of an answer, as good or as poor as mail programs send them."""
    noise = " ".join(make_msgid(domain="noise.test") for _ in range(dice.choice([0, 1, 5, 300])))
    known = dice.choice(ids)
    match dice.randrange(6):
        case 0:
            return {"In_Reply_To": known, "References": f"{noise} {known}".strip()}
        case 1:
            return {"References": f"{known} {noise}".strip()}
        case 2:
            return {"subject": f"{dice.choice(['Re', 'AW', 'SV', 'VS', 'Отв'])}: [{ticket.reference}] Printer"}
        case 3:
            return {"to": reply_address("support@desk.test", ticket.id)}
        case 4:
            return {"In_Reply_To": f"{known} (message from the desk)"}
        case _:
            return {"References": known.strip("<>"), "subject": f"Re: {ticket.reference}"}


def test_g8_f057_replies_find_their_ticket(cast):
    dice = random.Random(8)
    writers = [f"person{dice.randrange(100)}@customer-{dice.choice('ab')}.test" for _ in range(500)]
    firsts = _received(mail(f"Question {n}", from_=who, subject=f"Printer {n % 7}") for n, who in enumerate(writers))
    anna, follow_ups = cast.actor(cast.anna), []
    for who, first in zip(writers, firsts, strict=True):
        ids = [first.message.rfc_message_id]
        if dice.random() < 0.3:
            answer = reply_to_ticket(anna, first.ticket.reference, text="We look.")
            ids.append(OutgoingMail.objects.get(message=answer).rfc_message_id)
        follow_ups.append(mail("More.", from_=who, **_follow_up(first.ticket, dice, ids)))
    answers = _received(follow_ups)
    found = [row.ticket_id == first.ticket_id for row, first in zip(answers, firsts, strict=True)]
    wrong = [row for row, is_right in zip(answers, found, strict=True) if row.outcome == "follow_up" and not is_right]
    assert sum(found) >= 495
    assert wrong == []


def _received(mails: Iterable[bytes]) -> list[Journal]:
    """Journals mails at once and has them read; what became of each, in their order."""
    ids = journal_many(DOOR, [Delivery(raw=raw, source="lmtp") for raw in mails])
    read_all()
    rows = Journal.objects.select_related("message", "ticket").in_bulk(ids)
    return [rows[id_] for id_ in ids]
