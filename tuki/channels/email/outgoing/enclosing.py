"""Files of an answer: images within the text as related parts, all others as attachments."""

from __future__ import annotations

import re
from email.message import EmailMessage

import msgspec

from tuki.channels.email.outgoing.headers import header_text
from tuki.kernel import files
from tuki.kernel.filenames import safe_name
from tuki.tickets.models import Message

_TYPE = re.compile(r"(application|audio|font|image|text|video)/([a-z0-9][a-z0-9.+-]{0,80})")
_CONTENT_ID = re.compile(r"[A-Za-z0-9._@+-]{1,200}")


class Enclosed(msgspec.Struct, frozen=True):
    """A file as it goes into a mail; `content` is None when it is missing in the store."""

    key: str
    name: str
    type: str
    content: bytes | None
    content_id: str


def files_of(message: Message) -> list[Enclosed]:
    """The message's files with their bytes, in the order in which they were added."""
    return [
        Enclosed(
            key=each.key,
            name=header_text(safe_name(each.name), 255),
            type=each.type.lower(),
            content=files.read(each.file.digest),
            content_id=each.content_id if _CONTENT_ID.fullmatch(each.content_id) else each.key,
        )
        for each in message.attachments.select_related("file").order_by("id")
    ]


def inline_addresses(enclosed: list[Enclosed]) -> dict[str, str]:
    """How HTML may name an image of the same message → the `cid:` address (RFC 2392) under which it leaves."""
    return {
        address: f"cid:{each.content_id}"
        for each in enclosed
        if each.type.startswith("image/")
        for address in (f"cid:{each.content_id}", f"/files/{each.key}")
    }


def add_files(mail: EmailMessage, enclosed: list[Enclosed], html: str) -> None:
    """Images that the HTML shows become part of it; everything else hangs on the mail."""
    shown = [each for each in enclosed if f"cid:{each.content_id}" in html]
    page = mail.get_body(("html",))
    for each in shown:
        assert page is not None
        main, sub = _type_of(each)
        page.add_related(each.content, main, sub, cid=f"<{each.content_id}>", filename=each.name, disposition="inline")
    for each in enclosed:
        if each not in shown:
            main, sub = _type_of(each)
            mail.add_attachment(each.content, main, sub, filename=each.name)


def _type_of(each: Enclosed) -> tuple[str, str]:
    match = _TYPE.fullmatch(each.type.partition(";")[0].strip())
    return (match[1], match[2]) if match else ("application", "octet-stream")
