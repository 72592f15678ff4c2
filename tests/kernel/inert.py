"""What HTML must not hold after cleaning, judged by a parser of its own (lexbor), after parsing it twice."""

import json
import os
import re
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

SHARED = Path(os.environ.get("TUKI_SHARED") or Path(__file__).parents[3] / "shared")
SECURITY = SHARED / "data" / "security"

ACTIVE = {
    "script",
    "style",
    "form",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "base",
    "link",
    "meta",
}
ACTIVE |= {
    "svg",
    "math",
    "template",
    "input",
    "button",
    "select",
    "textarea",
    "noscript",
    "video",
    "audio",
    "marquee",
}
ADDRESS = re.compile(r"(?:https?://[^/\s]|mailto:|tel:)", re.IGNORECASE)
RASTER = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+\Z")


def faults(html: str) -> list[str]:
    """What is wrong with cleaned HTML; parsed, written out and parsed again, as mutation attacks need."""
    once = LexborHTMLParser(f"<body><div>{html}</div>")
    twice = LexborHTMLParser(once.html or "")
    return [fault for tree in (once, twice) for node in tree.css("body *") for fault in _faults(node)]


def _faults(node) -> list[str]:
    found = [f"<{node.tag}>"] if node.tag in ACTIVE else []
    for name, value in node.attributes.items():
        value = value or ""
        if name.startswith(("on", "data-", "hx-", "x-", "aria-")) or name in {
            "id",
            "class",
            "name",
            "srcset",
            "background",
        }:
            found.append(f"{node.tag} {name}={value}")
        if name == "href" and not ADDRESS.match(value):
            found.append(f"{node.tag} {name}={value}")
        if name == "src" and not (value.startswith("/files/") or RASTER.match(value)):
            found.append(f"{node.tag} {name}={value}")
        if name == "style" and re.search(
            r"url|expression|@|\\|position|z-index|behavior|binding|javascript", value, re.I
        ):
            found.append(f"{node.tag} {name}={value}")
        if name in {"action", "formaction", "xlink:href", "srcdoc", "ping", "manifest"}:
            found.append(f"{node.tag} {name}={value}")
    return found


def shown_text(html: str) -> str:
    """The text that a reader sees."""
    tree = LexborHTMLParser(f"<body><div>{html}</div>")
    for node in tree.css("script, style, title, template, iframe, noembed, noframes, xmp, noscript"):
        node.decompose()
    return tree.body.text(separator=" ") if tree.body else ""


def dompurify_cases() -> list[dict]:
    return json.loads((SECURITY / "html-dompurify" / "expect.json").read_text())


def payload_lines(folder: str) -> list[str]:
    """Every line of the payload files in `folder`."""
    files = sorted((SECURITY / "payloads" / folder).iterdir())
    text = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)
    return [line for line in text.split("\n") if line.strip()]


def naughty_strings() -> list[str]:
    return json.loads((SECURITY / "naughty-strings" / "blns.json").read_text())
