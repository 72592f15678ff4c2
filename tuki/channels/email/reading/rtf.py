"""The words of an RTF text (RTF 1.9), enough to read what Outlook put into a winmail.dat."""

import re

from tuki.channels.email.reading.charsets import charset_codec, clean_text

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.IGNORECASE,
)
_NOT_TEXT = frozenset(
    b"fonttbl colortbl stylesheet info pict header footer object listtable listoverridetable generator "
    b"xmlnstbl themedata colorschememapping datastore latentstyles fldinst mhtmltag".split()
)
_SIGNS = {
    b"par": "\n", b"line": "\n", b"tab": "\t", b"cell": " ", b"row": "\n", b"emdash": "—", b"endash": "–",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•",
}  # fmt: skip
_MAX_BYTES = 5_000_000
_DEPTH = 1_000


def rtf_to_text(content: bytes) -> str:
    """The visible text; an empty string for bytes that are no RTF."""
    if not content.startswith(b"{\\rtf"):
        return ""
    reader = _RtfReader()
    for token in _TOKEN.finditer(content[:_MAX_BYTES]):
        reader.feed(token)
    return clean_text("".join(reader.finish())).strip()


class _RtfReader:
    def __init__(self) -> None:
        self._out: list[str] = []
        self._pending = bytearray()
        self._codec = "cp1252"
        self._hidden: list[bool] = [False]
        self._skip = 0

    def feed(self, token: re.Match[bytes]) -> None:
        word, number, code, sign, brace, text = token.groups()
        if brace is not None:
            self._brace(brace)
        elif word is not None:
            self._word(word.lower(), int(number) if number else None)
        elif code is not None:
            self._write_bytes(bytes.fromhex(code.decode("ascii")))
        elif sign is not None:
            if sign == b"*":
                self._hidden[-1] = True  # a destination that may be ignored
            elif sign in b"\\{}":
                self._write_bytes(sign)
            elif sign == b"~":
                self._write(" ")
        elif text is not None:
            self._write_bytes(text)

    def finish(self) -> list[str]:
        self._flush()
        return self._out

    def _brace(self, brace: bytes) -> None:
        self._flush()
        if brace == b"{" and len(self._hidden) < _DEPTH:
            self._hidden.append(self._hidden[-1])
        elif brace == b"}" and len(self._hidden) > 1:
            self._hidden.pop()

    def _word(self, word: bytes, number: int | None) -> None:
        if word in _NOT_TEXT:
            self._hidden[-1] = True
        elif word == b"htmlrtf":  # RTF that only repeats the HTML (MS-OXRTFEX)
            self._hidden[-1] = number != 0
        elif word == b"ansicpg" and number:
            self._codec = charset_codec(f"cp{number}") or "cp1252"
        elif word == b"u" and number is not None:
            self._write(chr(number & 0xFFFF))
            self._skip = 1
        elif word in _SIGNS:
            self._write(_SIGNS[word])

    def _write(self, text: str) -> None:
        self._flush()
        if not self._hidden[-1]:
            self._out.append(text)

    def _write_bytes(self, content: bytes) -> None:
        if self._skip:
            content, self._skip = content[1:], 0  # the stand-in for readers without Unicode
        if not self._hidden[-1]:
            self._pending += content

    def _flush(self) -> None:
        if self._pending:
            self._out.append(self._pending.decode(self._codec, "replace"))
            self._pending = bytearray()
