"""The content of an opaquely signed S/MIME mail: CMS SignedData (RFC 5652, section 5) in BER or DER."""

from collections.abc import Iterator

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_DEPTH = 20


class _BrokenEncodingError(ValueError):
    pass


def signed_content(content: bytes) -> bytes | None:
    """The signed content within `content`, or None when it is encrypted, detached or broken.

    The signature is not checked here: the text is only made readable.
    """
    try:
        return _signed_content(content)
    except (_BrokenEncodingError, IndexError):
        return None


def _signed_content(content: bytes) -> bytes | None:
    info = list(_children(content, *_single(content, 0, len(content), 0x30)))
    if len(info) < 2 or content[info[0][1] : info[0][2]] != _SIGNED_DATA:
        return None
    signed_data = _single(content, info[1][1], info[1][2], 0x30)
    for tag, start, end in _children(content, *signed_data):
        if tag != 0x30:
            continue
        encapsulated = list(_children(content, start, end))
        if len(encapsulated) < 2 or encapsulated[1][0] != 0xA0:
            return None
        return b"".join(_octets(content, encapsulated[1][1], encapsulated[1][2], 0))
    return None


def _single(content: bytes, start: int, end: int, tag: int) -> tuple[int, int]:
    for found, inner_start, inner_end in _children(content, start, end):
        if found == tag:
            return inner_start, inner_end
    raise _BrokenEncodingError


def _octets(content: bytes, start: int, end: int, depth: int) -> Iterator[bytes]:
    """The pieces of an OCTET STRING, which BER may cut into constructed ones."""
    if depth > _DEPTH:
        raise _BrokenEncodingError
    for tag, inner_start, inner_end in _children(content, start, end):
        if tag == 0x04:
            yield content[inner_start:inner_end]
        elif tag == 0x24:
            yield from _octets(content, inner_start, inner_end, depth + 1)


def _children(content: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(tag, start, end) of the contents of each element between `start` and `end`."""
    at = start
    while at < end:
        tag, inner_start, length = _header(content, at)
        if tag == 0 and length == 0:
            return
        if length is None:
            inner_end = _end_of_indefinite(content, inner_start, end)
            yield tag, inner_start, inner_end
            at = inner_end + 2
        else:
            if inner_start + length > end:
                raise _BrokenEncodingError
            yield tag, inner_start, inner_start + length
            at = inner_start + length


def _header(content: bytes, at: int) -> tuple[int, int, int | None]:
    tag, first = content[at], content[at + 1]
    if tag & 0x1F == 0x1F:
        raise _BrokenEncodingError  # tags of several bytes do not occur here
    if first < 0x80:
        return tag, at + 2, first
    if first == 0x80:
        return tag, at + 2, None
    size = first & 0x7F
    if size > 4:
        raise _BrokenEncodingError
    return tag, at + 2 + size, int.from_bytes(content[at + 2 : at + 2 + size], "big")


def _end_of_indefinite(content: bytes, start: int, end: int) -> int:
    """Where the end-of-contents mark of an element of indefinite length stands; counts, does not recurse."""
    at, open_elements = start, 1
    while at + 1 < end:
        tag, inner_start, length = _header(content, at)
        if tag == 0 and length == 0:
            open_elements -= 1
            if open_elements == 0:
                return at
            at += 2
        elif length is None:
            open_elements += 1
            at = inner_start
        else:
            at = inner_start + length
    raise _BrokenEncodingError
