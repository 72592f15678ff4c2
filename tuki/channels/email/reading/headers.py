"""Split a header block into fields, in linear time, whatever it holds (RFC 5322 section 2.2)."""

import re
from dataclasses import dataclass, field

from tuki.channels.email.reading import limits

_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:(.*)", re.DOTALL)
_MBOX_LINE = re.compile(rb">?From (?![ \t]*:)")
_SECOND_BLOCK = re.compile(rb"(?:content-type|mime-version|content-transfer-encoding):[ \t]", re.IGNORECASE)
_BLANK_LINE = re.compile(rb"\n\r?\n")
_KNOWN = re.compile(
    rb"(?:content-|mime-version|x-|received|return-path|from|to|cc|bcc|subject|date|message-id|in-reply-to|references"
    rb"|reply-to|sender|delivered-to|list-|dkim-|arc-|authentication-|resent-|auto-submitted|precedence|importance"
    rb"|user-agent|thread-|envelope-|errors-to|organi[sz]ation|priority|lines|status|comments|keywords)",
    re.IGNORECASE,
)
_PART_FIELD = re.compile(rb"content-|mime-version|x-", re.IGNORECASE)


@dataclass(slots=True)
class HeaderBlock:
    """The fields of one part: names as sent, values unfolded but still bytes; and where the body begins."""

    fields: list[tuple[str, bytes]] = field(default_factory=list)
    body_start: int = 0
    defects: set[str] = field(default_factory=set)
    _first: dict[str, bytes] = field(default_factory=dict)

    def add(self, name: bytes, value: bytes) -> None:
        """Keep one field; of several with one name, `first` gives the first that is not blank."""
        key = name.decode("ascii")
        self.fields.append((key, value))
        if not self._first.get(key.lower()):
            self._first[key.lower()] = value

    def first(self, name: str) -> bytes:
        """The first non-blank value of the lower-case `name`, or b""."""
        return self._first.get(name, b"")

    def all(self, name: str) -> list[bytes]:
        """Every value of the lower-case `name`, in order."""
        return [value for key, value in self.fields if key.lower() == name] if name in self._first else []


def split_headers(raw: bytes, start: int, end: int, *, is_part: bool = False) -> HeaderBlock:
    """Read the header block of `raw[start:end]`.

    Tolerates an mbox "From " line, leading blank lines of a whole mail, bare line feeds, lines that are no
    header, and a missing blank line before the body. A part (`is_part`) whose first lines only look like
    headers ("Note: …") has no headers at all, so that its text is not lost.
    """
    block = HeaderBlock(body_start=start)
    if not is_part:
        start = _skip_mail_start(raw, start, end)
    block_end, body_start = _find_blank_line(raw, start, end)
    block.body_start = body_start
    cut = min(block_end, start + limits.HEADER_BYTES)
    if cut < block_end:
        block.defects.add("headers_cut")
    _read_lines(block, raw[start:cut].split(b"\n"), start)
    if not is_part and block.fields and not block.first("content-type"):
        _read_second_block(block, raw, end)
    if is_part and block.fields and not any(_PART_FIELD.match(name.encode()) for name, _ in block.fields):
        return HeaderBlock(body_start=start, defects={"part_without_headers"})
    if not block.fields and block_end > start and block.body_start == body_start:
        block.body_start = start
    return block


def _read_second_block(block: HeaderBlock, raw: bytes, end: int) -> None:
    """Some gateways put a blank line before the MIME fields: they are read as headers, not as the text."""
    start = block.body_start
    if _SECOND_BLOCK.match(raw, start, end):
        block.defects.add("headers_split")
        block_end, block.body_start = _find_blank_line(raw, start, end)
        _read_lines(block, raw[start : min(block_end, start + limits.HEADER_BYTES)].split(b"\n"), start)


def _skip_mail_start(raw: bytes, start: int, end: int) -> int:
    while start < end and raw[start] in b"\r\n \t":
        line_end = raw.find(b"\n", start, end)
        if line_end < 0 or raw[start:line_end].strip():
            break
        start = line_end + 1
    if _MBOX_LINE.match(raw, start, end):
        line_end = raw.find(b"\n", start, end)
        start = end if line_end < 0 else line_end + 1
    return start


def _find_blank_line(raw: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the header block ends and where the body starts."""
    if raw.startswith(b"\n", start, end):
        return start, start + 1
    if raw.startswith(b"\r\n", start, end):
        return start, start + 2
    match = _BLANK_LINE.search(raw, start, end)
    return (match.start() + 1, match.end()) if match else (end, end)


def _read_lines(block: HeaderBlock, lines: list[bytes], offset: int) -> None:
    name, pieces = b"", list[bytes]()
    for number, line in enumerate(lines):
        if line[:1] in (b" ", b"\t") and name:
            pieces.append(line.rstrip(b"\r"))
        elif (match := _FIELD.match(line)) is not None:
            if name:
                block.add(name, _unfold(pieces))
            if len(block.fields) >= limits.HEADERS:
                block.defects.add("headers_cut")
                name = b""
                break
            name, pieces = match[1], [match[2].rstrip(b"\r")]
        elif line.strip():
            block.defects.add("header_line_broken")
            if _is_body_line(line, lines, number, has_fields=bool(name)):
                block.defects.add("blank_line_missing")
                block.body_start = offset
                break
            pieces.append(b" " + line.strip())
        offset += len(line) + 1
    if name:
        block.add(name, _unfold(pieces))


def _unfold(pieces: list[bytes]) -> bytes:
    value = pieces[0] if len(pieces) == 1 else b"".join(pieces)
    return value.strip(b" \t\r\n\0")


def _is_body_line(line: bytes, lines: list[bytes], number: int, *, has_fields: bool) -> bool:
    """Whether a line that is no header begins the body: true unless well-known headers follow it."""
    if line.startswith(b"--"):
        return True
    following = lines[number + 1 : number + 50]
    known = any(_KNOWN.match(later) and _FIELD.match(later) for later in following)
    return not known or (not has_fields and not following)
