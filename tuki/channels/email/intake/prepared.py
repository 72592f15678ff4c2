"""What can be known from one mail alone, before the database is asked: words, safe HTML, files, nature."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

import msgspec
from django.conf import settings

from tuki.channels.email.digests import body_digest, message_id_of
from tuki.channels.email.nature import (
    Bounce,
    Complaint,
    Kind,
    Nature,
    nature_of,
    read_bounce,
    read_complaint,
)
from tuki.channels.email.quoting import split_reply, split_reply_html
from tuki.channels.email.reading import Mail, MailFile
from tuki.kernel import files
from tuki.kernel.html import clean_html
from tuki.kernel.secrets import random_token
from tuki.search.language import LANGUAGES, languages_of
from tuki.tickets.commands.files import NewFile

_REPORTS = (Kind.BOUNCE, Kind.DELAY, Kind.REPORT, Kind.COMPLAINT)
_LANGUAGE_SAMPLE = 2_000
_LANGUAGE_NEEDS = 40


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """A mail ready to be placed. `html` is clean; its inline images point at the keys of `files`."""

    mail: Mail
    message_id: str
    body_digest: str
    nature: Nature
    bounce: Bounce | None
    complaint: Complaint | None
    text: str
    full_text: str
    html: str
    language: str
    files: tuple[NewFile, ...]
    marks: tuple[str, ...]


def prepare(raw: bytes, mail: Mail, *, envelope_from: str | None, own_addresses: Collection[str]) -> Prepared:
    """Everything that one mail says. Writes its files to disk, synced; refuses `disk_full`."""
    nature = _nature(mail, envelope_from, own_addresses)
    is_report = nature.kind in _REPORTS
    text = shown_text(mail)
    new_files = _write_files(mail.files)
    html, html_marks = shown_html(mail.html, {each.content_id: each.key for each in new_files})
    return Prepared(
        mail=mail,
        message_id=message_id_of(raw, mail.message_id),
        body_digest=body_digest(raw),
        nature=nature,
        bounce=read_bounce(raw) if is_report else None,
        complaint=read_complaint(raw) if is_report else None,
        text=text,
        full_text=mail.text,
        html=html,
        language=_language(text),
        files=new_files,
        marks=(*_marks(mail, nature), *html_marks),
    )


def shown_text(mail: Mail) -> str:
    """What the person wrote, a mail that they handed on included; all of it when nothing else is left."""
    reply = split_reply(mail.text, subject=mail.subject)
    own = "\n\n".join(part for part in (reply.text, reply.forwarded) if part)
    return own or mail.text.strip()


def shown_html(html: str | None, keys: dict[str, str], *, remote_images: bool = False) -> tuple[str, list[str]]:
    """Clean HTML with the quotation folded away, and marks of what was odd in it.

    The quotation is split off before cleaning; each part is cleaned by itself and balanced, and between them stands
    nothing of the sender's. `keys` maps content ids to the keys of their files.
    """
    if not html:
        return "", []
    parts = split_reply_html(html)
    inline = {content_id: f"/files/{key}" for content_id, key in keys.items() if content_id}
    own_hosts = [host] if (host := urlsplit(settings.BASE_URL).hostname) else []
    cleaned = [
        clean_html(part, inline=inline, remote_images=remote_images, own_hosts=own_hosts)
        for part in (parts.html, parts.quoted_html)
    ]
    shown, quoted = (each.html for each in cleaned)
    if quoted:
        shown = f'{shown}<details class="quoted"><summary>•••</summary>{quoted}</details>'
    marks = {
        "remote_images": any(each.remote_images for each in cleaned),
        "suspicious_links": any(each.suspicious_links for each in cleaned),
        "html_cut": any(each.truncated for each in cleaned),
    }
    return shown, [name for name, is_so in marks.items() if is_so]


def _nature(mail: Mail, envelope_from: str | None, own_addresses: Collection[str]) -> Nature:
    content_type = mail.header("content-type")
    if mail.calendar:
        content_type = f"text/calendar; method={mail.calendar[0].method}"
    return nature_of(
        mail.headers,
        envelope_from=envelope_from,
        subject=mail.subject,
        content_type=content_type,
        text=mail.text,
        own_addresses=own_addresses,
    )


def _write_files(mail_files: tuple[MailFile, ...]) -> tuple[NewFile, ...]:
    written = files.write_all([each.content for each in mail_files])
    return tuple(
        NewFile(
            key=random_token(),
            written=content,
            name=each.name,
            type=each.type,
            content_id=each.content_id or "",
            is_inline=each.inline,
        )
        for each, content in zip(mail_files, written, strict=True)
    )


def _language(text: str) -> str:
    """The likeliest of the desk's languages, empty for a text too short to tell."""
    sample = text[:_LANGUAGE_SAMPLE]
    if sum(map(str.isalpha, sample)) < _LANGUAGE_NEEDS:
        return ""
    enabled = [code for code, _ in settings.LANGUAGES if code in LANGUAGES]
    return next(iter(languages_of(sample, enabled)), "")


def _marks(mail: Mail, nature: Nature) -> list[str]:
    marks = {
        "signed": mail.signed,
        "encrypted": mail.encrypted,
        "calendar": bool(mail.calendar),
        "no_answer": not nature.may_answer,
    }
    return [name for name, is_so in marks.items() if is_so]
