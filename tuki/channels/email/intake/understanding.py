"""What one mail says, worked out in the guarded process: no database, no settings, no clock."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence

import msgspec

from tuki.channels.email.digests import message_id_of
from tuki.channels.email.nature import (
    Bounce,
    Complaint,
    Kind,
    Nature,
    confirmed_by,
    nature_of,
    read_bounce,
    read_complaint,
)
from tuki.channels.email.quoting import split_reply, split_reply_html
from tuki.channels.email.reading import Mail, read_mail
from tuki.kernel.html import clean_html

REPORTS = (Kind.BOUNCE, Kind.DELAY, Kind.REPORT, Kind.COMPLAINT)
_KEY_BYTES = 16


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A raw mail with what the desk knows besides: the envelope's sender, its own addresses and web hosts."""

    raw: bytes
    envelope_from: str | None = None
    own_addresses: Sequence[str] = ()
    own_hosts: Sequence[str] = ()


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """A mail and what follows from it alone.

    `text` is what its writer wrote. `html` is clean, and its inline images point at `/files/` and the file's key;
    `keys` are new unguessable names of the mail's files, in their order.
    """

    mail: Mail
    message_id: str
    nature: Nature
    bounce: Bounce | None
    complaint: Complaint | None
    text: str
    html: str
    keys: Sequence[str]
    marks: Sequence[str]


def answer(content: bytes) -> Understood:
    """The answer to an encoded `Question`."""
    return understand(msgspec.msgpack.decode(content, type=Question))


def understand(question: Question, mail: Mail | None = None) -> Understood:
    """Reads the mail, unless it is given, and works out what it says. Linear in its size; never raises on its own."""
    mail = read_mail(question.raw) if mail is None else mail
    nature = _nature(mail, question)
    is_report = nature.kind in REPORTS
    bounce = read_bounce(question.raw) if is_report else None
    nature = confirmed_by(nature, bounce, mail.header("content-type"))
    keys = [secrets.token_urlsafe(_KEY_BYTES) for _ in mail.files]
    inline = {each.content_id: key for each, key in zip(mail.files, keys, strict=True) if each.content_id}
    html, html_marks = shown_html(mail.html, inline, own_hosts=question.own_hosts, subject=mail.subject)
    return Understood(
        mail=mail,
        message_id=message_id_of(question.raw, mail.message_id),
        nature=nature,
        bounce=bounce,
        complaint=read_complaint(question.raw) if is_report else None,
        text=shown_text(mail),
        html=html,
        keys=keys,
        marks=(*_marks(mail, nature), *html_marks),
    )


def shown_text(mail: Mail) -> str:
    """What the person wrote, a mail that they handed on included; all of it when nothing else is left."""
    reply = split_reply(mail.text, subject=mail.subject)
    own = "\n\n".join(part for part in (reply.text, reply.forwarded) if part)
    return own or mail.text.strip()


def shown_html(
    html: str | None,
    keys: Mapping[str, str],
    *,
    own_hosts: Sequence[str],
    subject: str = "",
    proxy: Callable[[str], str] | None = None,
) -> tuple[str, list[str]]:
    """Clean HTML with the quotation folded away, and marks of what was odd in it.

    The quotation is split off before cleaning; each part is cleaned by itself and balanced, and between them stands
    nothing of the sender's. `keys` maps content ids to the keys of their files; images of other hosts are shown only
    through `proxy`, which turns their address into ours.
    """
    if not html:
        return "", []
    parts = split_reply_html(html, subject=subject)
    inline = {content_id: f"/files/{key}" for content_id, key in keys.items()}
    cleaned = [
        clean_html(part, inline=inline, remote_images=proxy is not None, proxy=proxy, own_hosts=own_hosts)
        for part in (parts.html, parts.quoted_html)
        if part
    ]
    shown = cleaned[0].html if cleaned else ""
    if len(cleaned) > 1:
        shown += f'<details class="quoted"><summary>•••</summary>{cleaned[1].html}</details>'
    marks = {
        "remote_images": any(each.remote_images for each in cleaned),
        "suspicious_links": any(each.suspicious_links for each in cleaned),
        "rich": "<img" in shown or "<table" in shown,
        "html_cut": any(each.truncated for each in cleaned),
    }
    return shown, [name for name, is_so in marks.items() if is_so]


def _nature(mail: Mail, question: Question) -> Nature:
    content_type = mail.header("content-type")
    if mail.calendar:
        content_type = f"text/calendar; method={mail.calendar[0].method}"
    return nature_of(
        mail.headers,
        envelope_from=question.envelope_from,
        subject=mail.subject,
        content_type=content_type,
        text=mail.text,
        own_addresses=question.own_addresses,
    )


def _marks(mail: Mail, nature: Nature) -> list[str]:
    marks = {
        "signed": mail.signed,
        "encrypted": mail.encrypted,
        "calendar": bool(mail.calendar),
        "no_answer": not nature.may_answer,
    }
    return [name for name, is_so in marks.items() if is_so]
