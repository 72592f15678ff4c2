"""Which parts are the mail's text, which its HTML, and which are files (after RFC 8621, section 4.1.4)."""

from dataclasses import dataclass, field

from tuki.channels.email.reading.structure import SMIME_TYPES, Part

_MEDIA = ("image/", "audio/", "video/")
_ENRICHED = ("text/enriched", "text/richtext")
_NEVER_BODY = ("text/calendar", "text/x-vcalendar", "text/vcard", "text/x-vcard", "text/directory")


@dataclass(slots=True)
class Bodies:
    """The parts of one mail in order: the plain and the HTML reading of its body, and its files."""

    text: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)
    multiparts: list[Part] = field(default_factory=list)


def choose_bodies(root: Part) -> Bodies:
    """Sort the leaves of the tree: of alternatives each reading takes its own, mixed parts all show."""
    bodies = Bodies()
    _sort([root], "", bodies.text, bodies.html, bodies, in_alternative=False)
    return bodies


def _sort(
    parts: list[Part],
    multipart: str,
    text: list[Part] | None,
    html: list[Part] | None,
    bodies: Bodies,
    *,
    in_alternative: bool,
) -> None:
    text_before = len(text) if text is not None else -1
    html_before = len(html) if html is not None else -1
    root = _root_of_related(parts) if multipart == "related" else None
    for index, part in enumerate(parts):
        if part.type.startswith("multipart/") and part.children:
            bodies.multiparts.append(part)
            inner = part.type.partition("/")[2]
            nested_in = in_alternative or inner == "alternative"
            _sort(part.children, inner, text, html, bodies, in_alternative=nested_in)
            continue
        if part.type in SMIME_TYPES and part.message is not None:
            _sort([part.message], "", text, html, bodies, in_alternative=in_alternative)
        kind = _body_kind(part, index, parts, multipart, root)
        if not kind or kind == "media":
            bodies.files.append(part)
            continue
        if multipart == "alternative":
            _add(text if kind == "text" else html, part)
            continue
        if in_alternative and kind == "text":
            html = None
        elif in_alternative:
            text = None
        _add(text, part)
        _add(html, part)
    if multipart == "alternative" and text is not None and html is not None:
        _share(text, text_before, html, html_before)


def _add(target: list[Part] | None, part: Part) -> None:
    if target is not None:
        target.append(part)


def _share(text: list[Part], text_before: int, html: list[Part], html_before: int) -> None:
    """An alternative that came in one form only serves both readings."""
    if len(text) == text_before:
        text.extend(html[html_before:])
    elif len(html) == html_before:
        html.extend(text[text_before:])


def _root_of_related(parts: list[Part]) -> Part | None:
    """The part that the others belong to (RFC 2387): the first, or where that is no text, the first text."""
    readable = ("text/html", "text/plain", "multipart/")
    return next((part for part in parts if part.type.startswith(readable) and part.disposition != "attachment"), None)


def _body_kind(part: Part, index: int, siblings: list[Part], multipart: str, root: Part | None) -> str:
    """text, html, media (shown where it stands, yet a file) or nothing for a file."""
    if part.type.startswith("multipart/"):  # no part of it could be found
        return "text"
    if part.type.startswith(_MEDIA):
        return "media"
    if part.disposition == "attachment" or not part.type.startswith("text/"):
        return ""
    if multipart == "related" and part is not root:
        return ""
    if index > 0 and part.name and multipart != "related":
        return ""
    if part.type == "text/html":
        return "html"
    if part.type == "text/plain" or _stands_for_text(part, siblings, multipart):
        return "text"
    return ""


def _stands_for_text(part: Part, siblings: list[Part], multipart: str) -> bool:
    """Other kinds of text are the body when nothing else is."""
    if part.type in _NEVER_BODY:
        return False
    others = (other for other in siblings if other is not part)
    if part.type in _ENRICHED:
        return not any(other.type.startswith(("text/plain", "text/html", "multipart/")) for other in others)
    return multipart == "" and not part.name
