"""The tree of parts of one mail (RFC 2046), found in the raw bytes without copying them, within limits."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tuki.channels.email.reading import limits
from tuki.channels.email.reading.cms import signed_content
from tuki.channels.email.reading.encoded_words import header_text
from tuki.channels.email.reading.headers import HeaderBlock, split_headers
from tuki.channels.email.reading.parameters import parse_parameters
from tuki.channels.email.reading.transfer import decode_transfer

_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_GUESSED_DELIMITER = re.compile(rb"(?:^|\n)--([^\r\n]{1,200}?)[ \t]*\r?\n(?=content-[a-z-]+:)", re.IGNORECASE)
_LINE_ENDS = b"\r\n"
MESSAGE_TYPES = frozenset({"message/rfc822", "message/global", "message/news"})
SMIME_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


@dataclass(slots=True)
class Part:
    """One entity: its headers, where its body stands in `raw`, a multipart's children or the inner mail."""

    raw: bytes
    headers: HeaderBlock
    start: int
    end: int
    type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    disposition: str = ""
    name: str = ""
    encoding: str = ""
    content_id: str | None = None
    children: list["Part"] = field(default_factory=list)
    message: "Part | None" = None
    preamble: tuple[int, int] = (0, 0)
    epilogue: tuple[int, int] = (0, 0)

    @property
    def body(self) -> bytes:
        """The bytes of the body as they stand in the mail, still encoded."""
        return self.raw[self.start : self.end]


@dataclass(slots=True)
class Reading:
    """What is counted and noted while one mail is read."""

    parts_left: int = limits.PARTS
    text_bytes_left: int = limits.TEXT_BYTES
    defects: set[str] = field(default_factory=set)
    rest: list[bytes] = field(default_factory=list)


def read_structure(raw: bytes, reading: Reading) -> Part:
    """The whole tree of a mail, nested mails and opaquely signed contents included."""
    return _read_part(raw, 0, len(raw), 0, "text/plain", reading, is_part=False)


def part_content(part: Part, reading: Reading) -> bytes:
    """The decoded bytes of a part."""
    content, fits = decode_transfer(part.body, part.encoding)
    if not fits:
        reading.defects.add("transfer_encoding_broken")
    return content


def _read_part(
    raw: bytes, start: int, end: int, depth: int, default_type: str, reading: Reading, *, is_part: bool
) -> Part:
    headers = split_headers(raw, start, end, is_part=is_part)
    reading.defects |= headers.defects
    part = Part(raw=raw, headers=headers, start=headers.body_start, end=end, type=default_type)
    if headers.fields:
        _read_content_headers(part, default_type, reading)
    if depth >= limits.DEPTH:
        if part.type.startswith("multipart/") or part.type in MESSAGE_TYPES:
            reading.defects.add("too_deep")
            part.type = "message/rfc822"
        return part
    if part.type.startswith("multipart/"):
        _read_children(part, depth, reading)
    elif part.type in MESSAGE_TYPES or part.type in SMIME_TYPES:
        _read_inner_mail(part, depth, reading)
    return part


def _read_content_headers(part: Part, default_type: str, reading: Reading) -> None:
    main, part.parameters = parse_parameters(part.headers.first("content-type"))
    if match := _TYPE.match(main):
        part.type = match[0]
    elif main:
        reading.defects.add("content_type_broken")
        part.type = "multipart/mixed" if "boundary" in part.parameters else default_type
    disposition, parameters = parse_parameters(part.headers.first("content-disposition"))
    part.disposition = disposition
    location = part.headers.first("content-location") if not part.type.startswith("text/") else b""
    part.name = parameters.get("filename") or parameters.get("name") or part.parameters.get("name") or ""
    part.name = part.name or part.parameters.get("filename") or header_text(location[:1_000]).rpartition("/")[2]
    part.encoding = part.headers.first("content-transfer-encoding")[:100].decode("ascii", "replace")
    content_id = header_text(part.headers.first("content-id")[:1_000]).strip().strip("<>").strip()
    part.content_id = content_id or None


def _read_inner_mail(part: Part, depth: int, reading: Reading) -> None:
    if part.type in SMIME_TYPES:
        signed = signed_content(part_content(part, reading))
        if signed is not None:
            part.message = _read_part(signed, 0, len(signed), depth + 1, "text/plain", reading, is_part=True)
        return
    if reading.parts_left <= 0:
        return
    reading.parts_left -= 1
    raw, start, end = part.raw, part.start, part.end
    if part.encoding.strip().lower() in ("base64", "quoted-printable"):
        raw = part_content(part, reading)  # forbidden by RFC 2046 section 5.2.1, and common
        start, end = 0, len(raw)
    part.message = _read_part(raw, start, end, depth + 1, "text/plain", reading, is_part=False)


def _read_children(part: Part, depth: int, reading: Reading) -> None:
    pieces = list(_split(part, reading))
    default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    for start, end in pieces:
        child = _read_part(part.raw, start, end, depth + 1, default, reading, is_part=True)
        if child.headers.fields or part.raw[start : min(end, start + 1_000)].strip():
            part.children.append(child)
    if not pieces:
        reading.defects.add("no_parts_found")


def _split(part: Part, reading: Reading) -> Iterator[tuple[int, int]]:
    """The ranges between the delimiter lines; notes preamble and epilogue on the part."""
    raw, end = part.raw, part.end
    boundary = part.parameters.get("boundary", "").encode("utf-8", "replace").rstrip()
    delimiters = _delimiters(raw, part.start, end, boundary) if boundary else iter(())
    first = next(delimiters, None)
    if first is None and (guess := _GUESSED_DELIMITER.search(raw, max(part.start - 1, 0), end)):
        reading.defects.add("boundary_guessed")
        delimiters = _delimiters(raw, part.start, end, guess[1].rstrip())
        first = next(delimiters, None)
    if first is None:
        part.preamble = (part.start, end)
        return
    part.preamble = (part.start, first[0])
    open_from, closed = first[1], first[2]
    for line_start, line_end, closing in delimiters:
        if reading.parts_left <= 0:
            break
        if closed and closing:
            continue
        if not closed:
            reading.parts_left -= 1
            yield open_from, _before_line_end(raw, open_from, line_start)
        open_from, closed = line_end, closing
    if reading.parts_left <= 0:
        reading.defects.add("too_many_parts")
        reading.rest.append(raw[open_from:end])
    elif closed:
        part.epilogue = (open_from, end)
    else:
        reading.defects.add("multipart_not_closed")
        reading.parts_left -= 1
        yield open_from, end


def _delimiters(raw: bytes, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """(start of line, start of next line, closes) of every delimiter line of `boundary`."""
    delimiter = b"--" + boundary
    at = raw.find(delimiter, start, end)
    while at >= 0:
        after = at + len(delimiter)
        if at == start or raw[at - 1] in _LINE_ENDS:
            tail = raw[after : min(after + 100, end)]
            line, newline, _ = tail.partition(b"\n")
            whole = bool(newline) or after + len(line) == end
            closing = line.startswith(b"--")
            if whole and not line[2 if closing else 0 :].strip():
                after += len(line) + len(newline)
                yield at, after, closing
        at = raw.find(delimiter, after, end)


def _before_line_end(raw: bytes, start: int, end: int) -> int:
    """The line end before a delimiter belongs to the delimiter (RFC 2046 section 5.1.1)."""
    if end > start and raw[end - 1] == 0x0A:
        end -= 1
    if end > start and raw[end - 1] == 0x0D:
        end -= 1
    return end
