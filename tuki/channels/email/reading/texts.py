"""The text of one text part: transfer encoding, embedded files, charset, and the format of its lines."""

import html as html_entities
import re
from dataclasses import dataclass

from tuki.channels.email.reading.charsets import decode_text
from tuki.channels.email.reading.embedded import take_embedded_files
from tuki.channels.email.reading.html_text import html_to_text
from tuki.channels.email.reading.mail import MailFile
from tuki.channels.email.reading.structure import Part, Reading, part_content

_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_ENRICHED_PARAMETER = re.compile(r"<param>.*?(?:</param>|$)", re.IGNORECASE | re.DOTALL)
_ENRICHED_COMMAND = re.compile(r"<(<)|</?[A-Za-z0-9-]{1,60}>")


@dataclass(frozen=True, slots=True)
class BodyText:
    """One part read as text; `markup` is the HTML when the part is HTML; `files` stood within its lines; `is_cut`:
    there is more of it."""

    plain: str
    markup: str | None
    files: tuple[MailFile, ...]
    is_cut: bool = False

    def text(self) -> str:
        """The part for a reader; HTML is only rendered here, as it costs most of a mail's time."""
        return self.plain if self.markup is None else html_to_text(self.markup)


def read_text_part(part: Part, reading: Reading) -> BodyText:
    """Read a part as text, as far as the mail's limit of text allows; `text_cut` is noted when there is more."""
    content = _content(part, reading)
    files: tuple[MailFile, ...] = ()
    if part.type != "text/html":
        content, files = take_embedded_files(content)
    is_cut = len(content) > reading.text_bytes_left
    if is_cut:
        reading.defects.add("text_cut")
        content = content[: reading.text_bytes_left]
    reading.text_bytes_left -= len(content)
    label = part.parameters.get("charset", "")
    if part.type == "text/html":
        if not label and (match := _META_CHARSET.search(content, 0, 4_000)):
            label = match[1].decode("ascii")
        markup = _decode(content, label, reading)
        return BodyText("", markup, files, is_cut)
    text = _decode(content, label, reading)
    if part.type in ("text/enriched", "text/richtext"):
        text = enriched_to_text(text)
    elif part.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
    return BodyText(text, None, files, is_cut)


def _content(part: Part, reading: Reading) -> bytes:
    if not part.type.startswith("multipart/"):
        return part_content(part, reading)
    start, end = part.preamble if part.preamble != (0, 0) else (part.start, part.end)
    return part.raw[start:end]


def _decode(content: bytes, label: str, reading: Reading) -> str:
    text, believed = decode_text(content, label)
    if not believed:
        reading.defects.add("charset_guessed")
    return text


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Join the soft-broken lines of format=flowed text (RFC 3676), keeping quote marks and the `-- ` line."""
    pieces: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        signature = content == "-- "
        soft = content.endswith(" ") and not signature
        if soft and delete_space:
            content = content[:-1]
        if depth == open_depth and not signature:
            pieces.append(content)
        else:
            pieces.append("\n" if pieces else "")
            pieces.append(f"{'>' * depth} {content}" if depth else content)
        open_depth = depth if soft else -1
    return "".join(pieces)


def enriched_to_text(text: str) -> str:
    """Drop the commands of text/enriched (RFC 1896): `<<` is `<`, n line ends in a row are n-1."""
    text = _ENRICHED_PARAMETER.sub("", text)
    text = re.sub(r"\n+", lambda match: match[0][1:] or " ", text)
    return _ENRICHED_COMMAND.sub(lambda match: match[1] or "", text)


def text_as_html(text: str) -> str:
    """Plain text as an HTML block that keeps its lines."""
    return f'<div style="white-space: pre-wrap">{html_entities.escape(text)}</div>'
