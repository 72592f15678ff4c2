"""Files written into the lines of a text: uuencode (POSIX) and yEnc."""

import re

from tuki.channels.email.reading import limits
from tuki.channels.email.reading.charsets import decode_text
from tuki.channels.email.reading.filenames import clean_file_name
from tuki.channels.email.reading.mail import MailFile
from tuki.channels.email.reading.transfer import decode_uu_lines

_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n(?=[ -`])", re.MULTILINE)
_UU_LINES = re.compile(rb"(?:[!-`][ -`]{1,90}+\r?\n)+(?:[` ]?[ \t]*\r?\n)?(?:end[ \t]*(?:\r?\n|$))?")
_YENC_BEGIN = re.compile(rb"^=ybegin [^\r\n]{0,200}?name=([^\r\n]{1,255})\r?\n", re.MULTILINE)
_YENC_END = re.compile(rb"^=yend[^\r\n]*(?:\r?\n|$)", re.MULTILINE)
_FILES = 50


def take_embedded_files(content: bytes) -> tuple[bytes, tuple[MailFile, ...]]:
    """The text without its embedded files, and the files. A yEnc block is kept as it stands, undecoded."""
    files: list[MailFile] = []
    if b"begin " in content:
        content = _take_uuencoded(content, files)
    if b"=ybegin " in content:
        content = _take_yenc(content, files)
    return content, tuple(files)


def _take_uuencoded(content: bytes, files: list[MailFile]) -> bytes:
    kept, at = [], 0
    for match in _UU_BEGIN.finditer(content):
        if match.start() < at or len(files) >= _FILES:
            continue
        lines = _UU_LINES.match(content, match.end())
        decoded = decode_uu_lines(lines[0]) if lines else b""
        if not decoded or lines is None:
            continue
        kept.append(content[at : match.start()])
        files.append(_file(match[1], decoded, "uuencode"))
        at = lines.end()
    return b"".join((*kept, content[at:])) if at else content


def _take_yenc(content: bytes, files: list[MailFile]) -> bytes:
    kept, at = [], 0
    for match in _YENC_BEGIN.finditer(content):
        if match.start() < at or len(files) >= _FILES:
            continue
        end = _YENC_END.search(content, match.end())
        stop = end.end() if end else len(content)
        kept.append(content[at : match.start()])
        files.append(_file(match[1] + b".yenc", content[match.start() : stop], "yenc"))
        at = stop
    return b"".join((*kept, content[at:])) if at else content


def _file(name: bytes, content: bytes, origin: str) -> MailFile:
    shown = clean_file_name(decode_text(name)[0][: limits.FILE_NAME_BYTES], "application/octet-stream")
    return MailFile(name=shown, type="application/octet-stream", content=content, origin=origin)
