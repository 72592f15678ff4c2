"""Compressed RTF (MS-OXRTFCP): an LZ77 variant whose window begins with usual RTF words."""

import struct

_WINDOW_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
_HEADER = struct.Struct("<II4sI")
_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_MAX_BYTES = 5_000_000


def decompress_rtf(content: bytes) -> bytes:
    """The RTF within; at most 5 MB of it, as far as a damaged stream goes; b"" for anything else."""
    if len(content) < _HEADER.size:
        return b""
    _, size, kind, _ = _HEADER.unpack_from(content)
    if kind == _PLAIN:
        return content[_HEADER.size : _HEADER.size + size]
    return _inflate(content, min(size, _MAX_BYTES)) if kind == _COMPRESSED else b""


def _inflate(content: bytes, size: int) -> bytes:
    window = bytearray(_WINDOW_START.ljust(_WINDOW, b"\0"))
    write = len(_WINDOW_START)
    out = bytearray()
    at = _HEADER.size
    while at < len(content) and len(out) < size:
        control = content[at]
        at += 1
        for bit in range(8):
            is_reference = bool(control >> bit & 1)
            token = content[at : at + 1 + is_reference]
            if len(token) < 1 + is_reference:
                return bytes(out[:size])
            at += len(token)
            if is_reference:
                offset, length = token[0] << 4 | token[1] >> 4, (token[1] & 15) + 2
                if offset == write:
                    return bytes(out[:size])  # the mark of the end
            else:
                offset, length = -1, 1
            for step in range(length):
                byte = token[0] if offset < 0 else window[(offset + step) % _WINDOW]
                out.append(byte)
                window[write] = byte
                write = (write + 1) % _WINDOW
    return bytes(out[:size])
