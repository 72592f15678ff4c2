"""ISO-2022-JP as Japanese mailers write it (RFC 1468 and Microsoft's additions, code page 50221)."""

import re

_SEGMENT = re.compile(rb"\x1b(\$@|\$B|\$\(D|\(B|\(J|\(I)")


def decode_iso2022_jp(content: bytes) -> str:
    """Decode, with the vendor characters of row 13 (①, ㈱) and half-width kana that Python's codec refuses.

    Bytes above 0x7F in a one-byte segment are read as Shift-JIS, which is what such mails hold.
    """
    try:
        return content.decode("iso2022_jp")
    except UnicodeDecodeError:
        pass
    pieces = _SEGMENT.split(content)
    text = [pieces[0].decode("cp932", "replace")]
    for escape, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        text.append(_decode_segment(escape, piece))
    return "".join(text)


def _decode_segment(escape: bytes, piece: bytes) -> str:
    if escape in (b"$@", b"$B"):
        return "".join(_decode_two_byte_run(run) for run in re.split(rb"([\r\n]+)", piece))
    if escape == b"$(D":
        # JIS X 0212 is the three-byte plane of EUC-JP.
        pairs = (piece[at : at + 2] for at in range(0, len(piece) - 1, 2))
        return b"".join(b"\x8f" + bytes(byte | 0x80 for byte in pair) for pair in pairs).decode("euc_jp", "replace")
    if escape == b"(I":
        return bytes(byte | 0x80 if 0x21 <= byte <= 0x5F else byte for byte in piece).decode("cp932", "replace")
    return piece.decode("cp932", "replace")


def _decode_two_byte_run(run: bytes) -> str:
    """JIS row and cell to Shift-JIS by the usual arithmetic, then decode with Microsoft's table."""
    if run[:1] in (b"\r", b"\n"):
        return run.decode("ascii")
    shifted = bytearray()
    for at in range(0, len(run) - 1, 2):
        row, cell = run[at], run[at + 1]
        if not (0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E):
            shifted += run[at : at + 2]
            continue
        lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
        trail = cell + (0x1F if cell < 0x60 else 0x20) if row % 2 else cell + 0x7E
        shifted += bytes((lead, trail))
    return shifted.decode("cp932", "replace")
