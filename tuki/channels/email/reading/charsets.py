"""Bytes to text: the charsets of mail, their many names, and what to do when the label lies."""

import codecs
import re
from functools import lru_cache

from tuki.channels.email.reading.detection import guess_charset
from tuki.channels.email.reading.iso2022 import decode_iso2022_jp

# Supersets that senders really mean (WHATWG Encoding Standard), and names Python does not know.
_MEANT = {
    "ascii": "ascii",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "iso2022_jp_1": "iso2022_jp",
    "iso2022_jp_2": "iso2022_jp",
    "iso2022_jp_3": "iso2022_jp",
    "iso2022_jp_ext": "iso2022_jp",
    "iso2022_jp_2004": "iso2022_jp",
}
_ALIASES = {
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "ks-c-5601": "cp949",
    "ks-c-5601-1987": "cp949",
    "ks-c-5601-1989": "cp949",
    "x-windows-949": "cp949",
    "windows-949": "cp949",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-ms-cp932": "cp932",
    "sjis": "cp932",
    "x-euc-jp": "euc_jp",
    "eucjp-ms": "euc_jp",
    "x-gbk": "gb18030",
    "x-euc-cn": "gb18030",
    "gb-2312-80": "gb18030",
    "chinesebig5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "windows-874": "cp874",
    "koi": "koi8_r",
    "koi8": "koi8_r",
    "koi8-ru": "koi8_u",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "unicode-1-1-utf-7": "utf_7",
    "x-unicode-2-0-utf-7": "utf_7",
    "unicode-1-1-utf-8": "utf_8",
    "x-unicode-2-0-utf-8": "utf_8",
    "utf8mb4": "utf_8",
    "unicode": "utf_16",
    "cp50220": "iso2022_jp",
    "cp50221": "iso2022_jp",
    "iso-2022-jp-ms": "iso2022_jp",
    "hz-gb-2312": "hz",
}
_FAMILY = re.compile(
    r"(?:x-)?(?:(?:windows|win|cp|ibm|dos|cs)-?(?P<page>\d{3,4})|iso-?8859-?(?P<iso>\d{1,2})"
    r"|koi8-?(?P<koi>[ru])|utf-?(?P<utf>8|7|16|32)(?P<order>[bl]e)?)"
)
_NOT_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_SELF_PROVING = frozenset(
    {"cp932", "euc_jp", "cp949", "gb18030", "big5hkscs", "euc_jis_2004", "hz", "utf_7", "iso2022_kr", "johab"}
)
_ODD_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_WORD = re.compile(rb"[\x80-\xff]{4,40}")  # no Western word has so many accents on end
_CYRILLIC = frozenset({"cp1251", "koi8_r", "cp866", "iso8859-5", "mac_cyrillic"})
_WINDOWS_OF = {"iso8859-2": "cp1250", "iso8859-7": "cp1253", "iso8859-8": "cp1255", "iso8859-13": "cp1257"}
_WINDOWS_ONLY = re.compile(rb"[\x80-\x84\x86-\x9f]")  # control characters in ISO 8859, letters and quotes in Windows
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF16_PATTERN = {1: "utf_16_le", 0: "utf_16_be"}


@lru_cache(maxsize=512)
def charset_codec(label: str) -> str | None:
    """The Python codec meant by a charset label as found in mail, or None for an unknown label."""
    name = label.strip().strip("\"'").lower().replace("_", "-").replace(" ", "")[:60]
    if name in _ALIASES:
        return _ALIASES[name]
    codec = _python_codec(name)
    if codec is None and (match := _FAMILY.match(name)):
        page, iso, koi, utf = match["page"], match["iso"], match["koi"], match["utf"]
        codec = _python_codec(
            (page and f"cp{page}") or (iso and f"iso8859-{iso}") or (koi and f"koi8-{koi}")
            or f"utf-{utf}{match['order'] or ''}"
        )  # fmt: skip
    return codec


def _python_codec(name: str) -> str | None:
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    canonical = found.name.replace("-", "_") if not found.name.startswith("iso8859") else found.name
    if canonical in _NOT_CHARSETS or not getattr(found, "_is_text_encoding", True):
        return None
    return _MEANT.get(canonical, canonical)


def decode_text(content: bytes, label: str = "") -> tuple[str, bool]:
    """Decode `content` said to be in charset `label`; the second value says whether the label was believed.

    Never raises. A label is not believed when it is unknown, when the bytes are not valid in it, or when
    bytes labelled as a one-byte charset are valid UTF-8 (which chance does not make). What is no text is
    dropped: control characters, lone surrogates.
    """
    text, believed = _decode(content, label)
    if "\ufeff" in text:
        text = text.replace("\ufeff", "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return clean_text(text), believed


def clean_text(text: str) -> str:
    """Drop NUL and other control characters (tab and line feed stay) and make lone surrogates visible."""
    if _ODD_CHARACTERS.search(text) is None:
        return text
    return _ODD_CHARACTERS.sub(lambda match: "\ufffd" if match[0] >= "\ud800" else "", text)


def _decode(content: bytes, label: str) -> tuple[str, bool]:
    codec = charset_codec(label) if label else None
    if content[:3] == codecs.BOM_UTF8:
        return content[3:].decode("utf-8", "replace"), codec == "utf_8"
    if content[:2] in _WIDE_MARKS and len(content) % 2 == 0 and (wide := _strict(content, "utf_16")) is not None:
        return wide, codec == "utf_16"
    if codec is not None and codec.startswith(("utf_16", "utf_32")):
        return _decode_wide(content, codec)
    if codec == "iso2022_jp" and b"\x1b" not in content and (text := _strict(content, "utf-8")) is not None:
        return text, content.isascii()
    if codec == "iso2022_jp" or (codec in (None, "ascii") and b"\x1b$" in content):
        return decode_iso2022_jp(content), codec == "iso2022_jp"
    if content.isascii() and codec not in ("utf_7", "hz", "iso2022_kr"):
        return _decode_seven_bit(content), True
    if codec in _SELF_PROVING:
        return _strict_or_guess(content, codec)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(content, codec)
    if codec in ("koi8_r", "koi8_u") and len(_HIGH.findall(content[:100])) <= 2:
        return content.decode(codec), True  # two Russian letters may look like one letter of UTF-8
    return text, codec in ("utf_8", None)


def _strict(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None


def _decode_seven_bit(content: bytes) -> str:
    """ASCII, or UTF-16 without a mark that shows by every second byte being NUL."""
    if b"\0" in content[:200] and len(content) >= 4:
        sample = content[:200]
        for offset, codec in _UTF16_PATTERN.items():
            if sample[offset::2].count(0) > 0.9 * (len(sample) // 2) and sample[1 - offset :: 2].count(0) == 0:
                return content.decode(codec, "replace")
    return content.decode("ascii")


def _decode_wide(content: bytes, codec: str) -> tuple[str, bool]:
    if codec.startswith("utf_16") and b"\0" not in content[:200] and content.isascii():
        return content.decode("ascii"), False
    if codec == "utf_16" and content[:2] not in _WIDE_MARKS:
        little = content[1:200:2].count(0) >= content[0:200:2].count(0)
        codec = "utf_16_le" if little else "utf_16_be"
    return content.decode(codec, "replace").removeprefix("\ufeff"), True


def _strict_or_guess(content: bytes, codec: str) -> tuple[str, bool]:
    for attempt in (codec, "utf-8"):
        if (text := _strict(content, attempt)) is not None:
            return text, attempt == codec
    text = content.decode(codec, "replace")
    if text.count("\ufffd") * 50 <= len(text):
        return text, True
    guess = guess_charset(content)
    return content.decode(guess, "replace"), False


def _not_utf8(content: bytes, codec: str | None) -> tuple[str, bool]:
    if codec == "utf_8":
        text = content.decode("utf-8", "replace")
        good = sum(1 for character in text[:20_000] if character > "\x7f" and character != "\ufffd")
        if good >= text[:20_000].count("\ufffd"):
            return text, True
    if codec in (None, "ascii", "utf_8"):
        return content.decode(guess_charset(content), "replace"), False
    if codec == "cp1252" and (guess := _cyrillic_codec(content)):
        return content.decode(guess, "replace"), False
    if codec in _WINDOWS_OF and _WINDOWS_ONLY.search(content):
        return content.decode(_WINDOWS_OF[codec], "replace"), False
    return content.decode(codec, "replace"), True


def _cyrillic_codec(content: bytes) -> str | None:
    """The Cyrillic charset of a text that is called Western, when its words are written in nothing but high bytes."""
    sample = content[:4_000]
    words = _HIGH_WORD.findall(sample)
    if len(words) < 3 or sum(map(len, words)) * 10 < len(_HIGH.findall(sample)) * 6:
        return None
    guess = guess_charset(content)
    return guess if guess in _CYRILLIC else None
