"""What stands in a mail that leaves, and what never does (faults F124, F126, F127, F143, F144)."""

from __future__ import annotations

import re

import pytest

from tests.cast import SYSTEM
from tuki.channels.email.quoting import split_reply
from tuki.kernel import files
from tuki.kernel.actors import channel
from tuki.people.commands.desk import change_brand, change_department, set_department_addresses
from tuki.people.commands.persons import add_person, change_person
from tuki.tickets.commands.receive import receive_message
from tuki.tickets.commands.reply import add_note, reply_to_ticket
from tuki.tickets.commands.watch import propose_cc
from tuki.tickets.commands.writing import Writing
from tuki.tickets.models import Attachment

DOOR = channel("mail", "test")
INJECTIONS = [
    "a\r\nBcc: evil@x.test",
    "a\nBcc: evil@x.test",
    "a\rBcc: evil@x.test",
    "a\r\n\r\nbody",
    "a\u2028Bcc: evil@x.test",
    "a\u2029Bcc: evil@x.test",
    "a\x85Bcc: evil@x.test",
    "a\x0bBcc: evil@x.test",
    "a\x0cBcc: evil@x.test",
    "a\0b",
    "=?utf-8?q?a=0D=0ABcc:_evil@x.test?=",
    "%0d%0aBcc: evil@x.test",
    'a, b@x.test" <evil@x.test>',
    "a; evil@x.test",
    "<evil@x.test>",
    "evil@x.test,",
    "(comment) evil@x.test",
    "a" * 5_000,
    "\u202eevil",
    "Имя" * 60,
]


def _answer(desk, post, sink, ticket, text="We come.", **values):
    before = len(sink.taken)
    message = reply_to_ticket(desk.actor(desk.anna), ticket.reference, text=text, **values)
    post()
    assert len(sink.taken) == before + 1
    return message, sink.taken[-1]


@pytest.mark.parametrize("evil", INJECTIONS)
def test_subjects_and_names_stay_in_their_place(desk, sink, post, evil):
    change_person(SYSTEM, desk.anna.id, name=evil[:150])
    change_brand(SYSTEM, desk.brand.id, name=evil[:100])
    _, taken = _answer(desk, post, sink, desk.ticket(subject=evil))
    head = taken.content.partition(b"\r\n\r\n")[0].decode()
    names = re.findall(r"^([A-Za-z-]+):", head, re.MULTILINE)
    assert sorted(names) == sorted(
        ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
        + [name for name in ("In-Reply-To", "References") if name in names]
    )
    assert [each.addr_spec for each in taken.mail["From"].addresses] == ["support@desk.test"]
    assert [each.addr_spec for each in taken.mail["To"].addresses] == ["clara@customer-a.test"]
    assert len(taken.mail["Reply-To"].addresses) == 1
    assert taken.recipients == ["clara@customer-a.test"]
    assert all(len(line) <= 998 for line in taken.content.split(b"\r\n"))
    assert b"\n" not in taken.content.replace(b"\r\n", b"")


def test_only_needed_headers_and_nothing_of_inside(desk, sink, post):
    ticket = desk.ticket()
    add_note(desk.actor(desk.anna), ticket.reference, text="secret-canary", mentions=[])
    _, taken = _answer(desk, post, sink, ticket)
    raw = taken.content
    assert b"canary" not in raw
    assert b"anna@" not in raw
    assert b"boris" not in raw.lower()
    assert not re.findall(rb"^(X-[A-Za-z-]+|Received|Bcc|User-Agent):", raw, re.MULTILINE)


def test_the_quotation_is_the_public_message_before(desk, sink, post):
    ticket = desk.ticket(text="First words.")
    anna = desk.actor(desk.anna)
    _answer(desk, post, sink, ticket, text="Our first answer.")
    add_note(anna, ticket.reference, html="<p>canary-one</p>")
    receive_message(
        DOOR,
        ticket.id,
        writing=Writing(text="canary-two of a stranger", channel="mail"),
        author_id=None,
        is_verified=False,
    )
    _, taken = _answer(desk, post, sink, ticket, text="Our second answer.")
    assert "> Our first answer." in taken.text
    assert "First words" not in taken.text
    assert b"canary" not in taken.content


def test_mails_thread(desk, sink, post):
    long = f"<{'x' * 90}@mail.customer-a.test>"
    ticket = desk.ticket(text="Hello")
    ticket.messages.update(rfc_message_id=long)
    _, first = _answer(desk, post, sink, ticket)
    assert first.mail["In-Reply-To"] == long
    receive_message(
        DOOR,
        ticket.id,
        writing=Writing(text="And now?", channel="mail", rfc_message_id="<evil\r\nX: y@x.test>"),
        author_id=desk.clara.id,
        is_verified=True,
    )
    _, second = _answer(desk, post, sink, ticket)
    assert second.mail["References"].split() == [long, first.mail["Message-ID"]]
    for _ in range(12):
        _, last = _answer(desk, post, sink, ticket)
    references = last.mail["References"].split()
    assert len(references) == 10
    assert references[0] == long
    assert references[-1] == sink.taken[-2].mail["Message-ID"]


@pytest.mark.parametrize("language", ["en", "ru", "nb", "fi", "de", "uk"])
def test_our_own_quotation_is_known_when_it_comes_back(desk, sink, post, language):
    change_person(SYSTEM, desk.clara.id, language=language)
    _, taken = _answer(desk, post, sink, desk.ticket(text="It burns."), text="We come.")
    ours = taken.text
    line = next(line for line in ours.splitlines() if line.endswith(":"))
    assert "Clara" in line
    answer = f"Thanks a lot.\n\n{line}\n" + "\n".join(f"> {each}" for each in ours.splitlines())
    assert split_reply(answer).text.strip() == "Thanks a lot."
    assert "It burns" not in split_reply(ours).text


def test_signatures_of_agent_and_department(desk, sink, post):
    change_person(SYSTEM, desk.anna.id, signature="Anna Example\nTel. 123")
    change_department(SYSTEM, desk.support.id, signature="Acme <Support> Team")
    _, taken = _answer(desk, post, sink, desk.ticket())
    assert "We come.\n\nAnna Example\nTel. 123\nAcme <Support> Team\n" in taken.text
    assert "Acme &lt;Support&gt; Team" in taken.html


def test_html_is_cleaned_and_has_a_text_beside_it(desk, sink, post):
    html = '<p>Hello <b>you</b></p><script>alert(1)</script><img src="https://x.test/t.png" onerror="a()">'
    _, taken = _answer(desk, post, sink, desk.ticket(), text="", html=html)
    assert "<b>you</b>" in taken.html
    assert not re.search(r"script|onerror|x\.test", taken.html)
    assert taken.text.startswith("Hello you")
    assert taken.mail.get_content_type() == "multipart/alternative"


def _attach(desk, name, content, type_, content_id=""):
    return Attachment.objects.create(
        key=f"key{Attachment.objects.count()}",
        uploader=desk.anna,
        file=files.store(content),
        name=name,
        type=type_,
        size=len(content),
        content_id=content_id,
        is_inline=bool(content_id),
        created_at=desk.anna.created_at,
    ).id


def test_files_leave_with_the_answer(desk, sink, post):
    ids = [
        _attach(desk, "Счёт\r\nX-Evil: 1.pdf", b"%PDF-1", "application/pdf"),
        _attach(desk, "../../etc/passwd", b"root\n", "text/plain; charset=evil"),
        _attach(desk, "mail.eml", b"From: x\n\ny", "message/rfc822"),
        _attach(desk, "=?utf-8?q?a=0D=0AX-Evil:_1?=", b"\0\xff", "multipart/../x"),
    ]
    _, taken = _answer(desk, post, sink, desk.ticket(), attachment_ids=ids)
    attached = list(taken.mail.iter_attachments())
    assert [each.get_content_type() for each in attached] == [
        "application/pdf",
        "text/plain",
        "application/octet-stream",
        "application/octet-stream",
    ]
    assert [each.get_payload(decode=True) for each in attached] == [b"%PDF-1", b"root\n", b"From: x\n\ny", b"\0\xff"]
    names = [each.get_filename() for each in attached]
    assert names[0].startswith("Счёт")
    assert names[1] == "passwd"
    assert not any(set("\r\n/\\") & set(name) for name in names)
    assert b"\nX-Evil" not in taken.content


def test_an_image_within_the_text_is_part_of_it(desk, sink, post):
    image = _attach(desk, "plan.png", b"\x89PNG", "image/png", content_id="plan@desk.test")
    ticket = desk.ticket()
    html = '<p>See <a href="https://x.test/a">this</a></p><img src="cid:plan@desk.test"><img src="cid:other">'
    message, taken = _answer(desk, post, sink, ticket, text="", html=html, attachment_ids=[image])
    mail = taken.mail
    assert f'src="/files/{message.attachments.get().key}"' in message.html
    assert 'src="cid:plan@desk.test"' in taken.html
    assert "cid:other" not in taken.html
    assert "See this <https://x.test/a>" in taken.text
    related = [part for part in mail.walk() if part["Content-ID"]]
    assert [part["Content-ID"] for part in related] == ["<plan@desk.test>"]
    assert list(mail.iter_attachments()) == []


def test_a_missing_file_fails_the_mail_and_says_so(desk, sink, post):
    file_id = _attach(desk, "plan.pdf", b"%PDF-gone", "application/pdf")
    files.path_of(Attachment.objects.get().file.digest).unlink()
    reply_to_ticket(desk.actor(desk.anna), desk.ticket().reference, text="See.", attachment_ids=[file_id])
    post()
    from tuki.channels.email.models import OutgoingMail

    row = OutgoingMail.objects.get()
    assert row.state == "failed"
    assert "plan.pdf" in row.error
    assert sink.taken == []


def test_recipients_are_the_requester_and_confirmed_cc_only(desk, sink, post):
    ticket = desk.ticket()
    propose_cc(DOOR, ticket.id, address="attacker@x.test")
    propose_cc(DOOR, ticket.id, address="support@desk.test")
    _, taken = _answer(desk, post, sink, ticket, cc=["Colleague@customer-a.test"])
    assert sorted(taken.recipients) == ["Colleague@customer-a.test", "clara@customer-a.test"]
    assert taken.mail["To"] == "clara@customer-a.test"
    assert taken.mail["Cc"] == "Colleague@customer-a.test"
    assert b"attacker" not in taken.content


def test_addresses_beyond_ascii(desk, sink, post):
    set_department_addresses(SYSTEM, desk.support.id, addresses=["support@пример.test"])
    person = add_person(SYSTEM, name="Юлия", email="юлия@почта.test")
    _, taken = _answer(desk, post, sink, desk.ticket(requester=person))
    assert taken.recipients == ["юлия@xn--80a1acny.test"]
    assert "SMTPUTF8" in taken.options
    assert "юлия@xn--80a1acny.test" in taken.content.decode()
    assert "support+" in taken.sender
    assert taken.sender.endswith("@xn--e1afmkfd.test")
