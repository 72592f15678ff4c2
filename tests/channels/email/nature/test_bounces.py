"""F065, F066, F077: bounces in every form, delays, complaints; and mails that only speak of a bounce."""

import json
from email import message_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuki.channels.email.nature import read_bounce, read_complaint

from .mails import MAIL, NOTICE, delivery_report, nature, raw_mail

FLUFL = MAIL / "bounces-flufl"
EXPECTED = json.loads((FLUFL / "expected.json").read_text())
# An ordinary answer written in Outlook; the corpus holds it because it once broke a detector.
ORDINARY = "groupwise_03.txt"


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_real_bounces_name_their_addresses(name: str) -> None:
    bounce = read_bounce((FLUFL / name).read_bytes())
    assert (bounce is None) == (name == ORDINARY)
    recipients = bounce.recipients if bounce else ()
    assert sorted(r.address for r in recipients if r.permanent) == sorted(EXPECTED[name]["permanent"])
    assert sorted(r.address for r in recipients if not r.permanent) == sorted(EXPECTED[name]["temporary"])


REPORT_MAILS = sorted((MAIL / "mime-rubymail" / "multipart_report_emails").glob("*.eml"))
REPORT_MAILS.append(MAIL / "rt" / "emails" / "multipart-report")


@pytest.mark.parametrize("path", REPORT_MAILS, ids=lambda path: path.name)
def test_delivery_reports_are_read(path) -> None:
    bounce = read_bounce(path.read_bytes())
    assert bounce is not None
    assert all(recipient.permanent and recipient.status for recipient in bounce.recipients)
    assert bounce.recipients
    assert bounce.original_message_id is not None


OTHER_MAIL = sorted(
    path
    for folder in ("plain_emails", "attachment_emails", "mime_emails", "multi_charset", "rfc2822")
    for path in (MAIL / "mime-rubymail" / folder).glob("*.eml")
)


@pytest.mark.parametrize("path", OTHER_MAIL, ids=lambda path: path.name)
def test_ordinary_mails_are_no_bounces(path) -> None:
    assert read_bounce(path.read_bytes()) is None


def test_fields_of_a_delivery_report() -> None:
    status = (
        "Original-Recipient: rfc822;bob@customer.example\nFinal-Recipient: rfc822; bob@mailbox.internal.example\n"
        "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1\n unknown user\n"
    )
    bounce = read_bounce(delivery_report(status))
    assert bounce is not None
    (recipient,) = bounce.recipients
    assert recipient.address == "bob@customer.example"
    assert (recipient.permanent, recipient.status) == (True, "5.1.1")
    assert recipient.diagnostic == "smtp; 550 5.1.1 unknown user"
    assert bounce.original_message_id == "<ticket-7@desk.example>"
    assert bounce.original_recipient == "bob@customer.example"
    assert not bounce.is_delay


@pytest.mark.parametrize(
    ("action", "permanent"), [("failed", True), ("Failure", True), ("error", True), ("delayed", False)]
)
def test_action_tells_failed_from_delayed(action: str, permanent: bool) -> None:
    bounce = read_bounce(delivery_report(f"Final-Recipient: rfc822; b@c.example\nAction: {action}\nStatus: 4.4.7\n"))
    assert bounce is not None
    assert [recipient.permanent for recipient in bounce.recipients] == [permanent]
    assert bounce.is_delay is not permanent


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_report_of_success_is_no_bounce(action: str) -> None:
    report = delivery_report(f"Final-Recipient: rfc822; b@c.example\nAction: {action}\nStatus: 2.0.0\n")
    assert read_bounce(report) is None


FREE_FORMS = {
    "colon": "<bob@customer.example>:\nNo such mailbox here.",
    "label": "Undeliverable Address: bob@customer.example\nReason: mailbox full",
    "intended": "Intended recipient: <bob@customer.example>",
    "sentence": "Your message could not be delivered to bob@customer.example because the mailbox is full.",
    "unable": "Sorry, unable to deliver your message to bob@customer.example for the following reason:\n552 full",
    "mailbox": "User's mailbox is full: <bob@customer.example>\nUnable to deliver mail.",
    "addressed": "A message addressed to 'bob@customer.example' failed.",
    "no such user": "bob@customer.example - no such user here.\nThere is no user by that name.",
    "bullets": "The following recipients could not be reached:\n\n   * bob@customer.example\n",
    "dashes": "This is a delivery failure notification message.\n\n-- bob@customer.example\n",
    "listed": "Failed addresses follow:\n   bob@customer.example ... unknown host\n",
    "expanded": "The following addresses had permanent errors\n(expanded from: <bob@customer.example>)\n",
    "smtp": "Could not deliver message:\nRecipient: [SMTP:bob@customer.example]\nReason: 550",
    "russian": "Не удалось доставить сообщение:\n\n<bob@customer.example>: ящик переполнен",
    "german": "Ihre Nachricht konnte nicht zugestellt werden:\n\nbob@customer.example\n    550 unbekannt",
}


@pytest.mark.parametrize("form", FREE_FORMS.values(), ids=FREE_FORMS.keys())
def test_free_forms(form: str) -> None:
    returned = "--- Original message follows.\n\nMessage-ID: <ticket-7@desk.example>\nTo: x@customer.example\n"
    raw = raw_mail(
        {
            "From": "Mail System <MAILER-DAEMON@mx.customer.example>",
            "Subject": "Undelivered mail",
            "Content-Type": "text/plain; charset=utf-8",
        },
        f"Hi. This is the mail program.\n\n{form}\n\n{returned}",
    )
    bounce = read_bounce(raw)
    assert bounce is not None
    assert [(r.address, r.permanent) for r in bounce.recipients] == [("bob@customer.example", True)]
    assert bounce.original_message_id == "<ticket-7@desk.example>"


def test_listed_header_names_the_recipients() -> None:
    raw = raw_mail({"X-Failed-Recipients": "b@c.example, d@e.example", "Subject": "x"}, "It failed.")
    bounce = read_bounce(raw)
    assert bounce is not None
    assert [recipient.address for recipient in bounce.recipients] == ["b@c.example", "d@e.example"]


NO_BOUNCES = {
    "question": ({"Subject": "Re: Undelivered Mail"}, "What is this?\n\n> " + NOTICE.replace("\n", "\n> ")),
    "forward": (
        {"Subject": "Fwd: Undelivered Mail"},
        f"Please help.\n\n---------- Forwarded message ---------\nFrom: MAILER-DAEMON@x.example\n\n{NOTICE}",
    ),
    "pasted": ({"Subject": "Mail delivery failed"}, f"Hello,\n\nthis comes every day since Monday:\n\n{NOTICE}"),
    "postmaster writes": ({"From": "postmaster@c.example", "Subject": "Printer"}, "The printer burns."),
    "vacation": ({"Return-Path": "<>", "Subject": "Automatic reply: x"}, "I am away until Monday."),
    "plain": ({"Subject": "Printer"}, "The printer burns."),
}


@pytest.mark.parametrize(("headers", "body"), NO_BOUNCES.values(), ids=NO_BOUNCES.keys())
def test_speaking_of_a_bounce_is_none(headers: dict[str, str], body: str) -> None:
    assert read_bounce(raw_mail(headers, body)) is None


def test_bounce_attached_by_a_person_is_none() -> None:
    report = delivery_report("Final-Recipient: rfc822; b@c.example\nAction: failed\nStatus: 5.1.1\n").decode()
    body = f"--o\nContent-Type: text/plain\n\nWhat is this?\n--o\nContent-Type: message/rfc822\n\n{report}\n--o--\n"
    raw = raw_mail({"Subject": "Fwd: Undelivered", "Content-Type": "multipart/mixed; boundary=o"}, body)
    assert read_bounce(raw) is None


@pytest.mark.parametrize("name", sorted(set(EXPECTED) - {ORDINARY}))
def test_nature_agrees_that_bounces_are_never_answered(name: str) -> None:
    message = message_from_bytes((FLUFL / name).read_bytes())
    part = next((p for p in message.walk() if p.get_content_maintype() == "text"), None)
    payload = part.get_payload(decode=True) if part is not None else b""
    found = nature(
        *[(header, str(value)) for header, value in message.items()],
        envelope_from=None,
        subject=str(message["Subject"] or ""),
        content_type=str(message["Content-Type"] or "text/plain"),
        text=payload.decode("latin-1") if isinstance(payload, bytes) else "",
    )
    assert not found.may_answer
    assert found.kind in ("bounce", "delay")


COMPLAINT = (
    "--b\nContent-Type: text/plain\n\nThis is an email abuse report.\n"
    "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: Generator/1.0\nVersion: 1\n"
    "Original-Mail-From: <support@desk.example>\nOriginal-Rcpt-To: <clara@customer.example>\n"
    "Source-IP: 192.0.2.1\n\n"
    "--b\nContent-Type: message/rfc822\n\nFrom: support@desk.example\n"
    "Message-ID: <ticket-7@desk.example>\n\nHi\n--b--\n"
)


def test_complaint_is_read() -> None:
    report = {"Content-Type": 'multipart/report; report-type="feedback-report"; boundary=b', "Subject": "FW: Hi"}
    complaint = read_complaint(raw_mail(report, COMPLAINT))
    assert complaint is not None
    assert complaint.feedback_type == "abuse"
    assert complaint.recipients == ("clara@customer.example",)
    assert complaint.original_message_id == "<ticket-7@desk.example>"
    assert complaint.original_mail_from == "support@desk.example"
    assert (complaint.source_ip, complaint.user_agent) == ("192.0.2.1", "Generator/1.0")


def test_other_mail_is_no_complaint() -> None:
    assert read_complaint(raw_mail({"Subject": "Complaint"}, "Feedback-Type: abuse")) is None
    attached = {"Content-Type": "multipart/mixed; boundary=b", "Subject": "See this"}
    assert read_complaint(raw_mail(attached, COMPLAINT)) is None
    assert read_complaint(delivery_report("Final-Recipient: rfc822; b@c.example\nAction: failed\n")) is None


@given(st.binary(max_size=400))
def test_any_bytes_are_survived(raw: bytes) -> None:
    head = b"From: MAILER-DAEMON@x.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n"
    bounce = read_bounce(head + b"\n--b\n" + raw)
    assert bounce is None or all("@" in recipient.address for recipient in bounce.recipients)
    assert read_complaint(raw) is None or b"feedback" in raw.lower()


def test_deeply_nested_report_is_survived() -> None:
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(5000))
    assert read_bounce(("From: MAILER-DAEMON@x.example\n" + nested).encode()) is None


@pytest.mark.parametrize(("encoding", "nul"), [("8bit", b"\0"), ("quoted-printable", b"=00")])
def test_no_nul_of_a_bounce_reaches_the_database(encoding: str, nul: bytes) -> None:
    raw = (
        b"From: MAILER-DAEMON@example.org\nSubject: Undelivered Mail Returned to Sender\n"
        b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: " + encoding.encode() + b"\n\n"
        b"I'm afraid I wasn't able to deliver your message.\n\n"
        b"<clara@customer.example>:\n    550 5.2.2 over" + nul + b" quota\n"
    )
    bounce = read_bounce(raw)
    assert bounce is not None
    assert [(each.address, "\0" in (each.diagnostic or "\0")) for each in bounce.recipients] == [
        ("clara@customer.example", False)
    ]
