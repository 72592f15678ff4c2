"""The words of a file's content. Runs in the guarded process: whatever a file does, it does it there."""

from __future__ import annotations

import io
import itertools
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator

import msgspec
from charset_normalizer import from_bytes
from lxml import etree, html
from pypdf import PdfReader

from tuki.search.files.formats import Format, Question

MOST_LETTERS = 200_000
MOST_PAGES = 300
MOST_SECONDS = 3.0  # of CPU time; what was read by then is found
MOST_MEMBERS = 2_000
MOST_UNPACKED = 64_000_000  # bytes of all the parts that are read
_SAMPLE = 100_000
_PARTS = ("word/document.xml", "word/footnotes.xml", "xl/sharedStrings.xml", "xl/worksheets/", "content.xml")
_BLOCKS = ("p", "div", "br", "li", "td", "th", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article")
_SILENT = ("script", "style", "head", "noscript", "template")


class Bomb(Exception):
    """An archive that unpacks to more than we read, or brings entities of its own."""


def answer(question: bytes) -> str:
    """What the guarded process answers to an encoded `Question`."""
    asked = msgspec.msgpack.decode(question, type=Question)
    return words_of(asked.format, asked.content)


def words_of(format_: Format, content: bytes) -> str:
    """At most `MOST_LETTERS` of the text, or what `MOST_SECONDS` give, pieces parted by line ends. Raises whatever the
    file provokes."""
    found, length = [], 0
    ends = time.process_time() + MOST_SECONDS
    for piece in _READERS[format_](content):
        found.append(piece)
        length += len(piece) + 1
        if length >= MOST_LETTERS or time.process_time() > ends:
            break
    return "\n".join(found).replace("\0", "")[:MOST_LETTERS]


def _text(content: bytes) -> Iterator[str]:
    yield _decoded(content[: 4 * MOST_LETTERS])


def _html(content: bytes) -> Iterator[str]:
    tree = html.document_fromstring(_decoded(content[: 20 * MOST_LETTERS]) or "<p>")
    etree.strip_elements(tree, *_SILENT, etree.Comment, with_tail=False)
    for element in tree.iter(*_BLOCKS):
        element.tail = f"\n{element.tail or ''}"
    yield str(tree.text_content())


def _pdf(content: bytes) -> Iterator[str]:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        reader.decrypt("")
    return (page.extract_text() for page in itertools.islice(reader.pages, MOST_PAGES))


def _office(content: bytes) -> Iterator[str]:
    """ECMA-376: runs of text are `t`, whatever the part; a cell's number is `v` unless it points to a shared string."""
    for part in _parts(content):
        line: list[str] = []
        for element in _ended(part):
            name = _local(element)
            if name == "t" or (name == "v" and element.getparent().get("t") != "s"):
                line.append(element.text or "")
            elif name in ("tab", "br", "c"):
                line.append(" ")
            elif name in ("p", "si", "row"):
                yield "".join(line).strip()
                line = []


def _opendocument(content: bytes) -> Iterator[str]:
    """ISO/IEC 26300: paragraphs and headings hold all text."""
    for part in _parts(content):
        for element in _ended(part):
            if _local(element) in ("p", "h"):
                yield "".join(element.itertext())


def _parts(content: bytes) -> Iterator[bytes]:
    """The parts of an archive that hold text; raises `Bomb`, before unpacking where the archive is honest."""
    left = MOST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS:
            raise Bomb
        chosen = [each for each in members if each.filename.startswith(_PARTS)]
        if sum(each.file_size for each in chosen) > left:
            raise Bomb
        for each in chosen:
            with archive.open(each) as stream:
                part = stream.read(left + 1)
            left -= len(part)
            if left < 0:
                raise Bomb
            yield part


def _ended(part: bytes) -> Iterable[etree._Element]:
    """Elements as they end. A document type is no part of these formats and only brings entities."""
    if b"<!DOCTYPE" in part[:4096].upper():
        raise Bomb
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    for _event, element in etree.iterparse(io.BytesIO(part), events=("end",), **options):
        yield element


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(content[:_SAMPLE]).best()
        return content.decode(best.encoding if best else "latin-1", "replace")


_READERS: dict[Format, Callable[[bytes], Iterator[str]]] = {
    "text": _text,
    "html": _html,
    "pdf": _pdf,
    "office": _office,
    "opendocument": _opendocument,
}
