"""Balanced tokens → canonical HTML: every name from our lists, every value checked and quoted anew."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import NamedTuple
from urllib.parse import unquote

from tuki.kernel.html.addresses import SuspiciousLink, host_of, image_data, link_address, place_of, suspicion
from tuki.kernel.html.nesting import VOID
from tuki.kernel.html.policy import Policy
from tuki.kernel.html.styles import clean_style, remote_images
from tuki.kernel.html.tokens import End, Start, Text, Token

MAX_SUSPICIOUS = 100
_MAX_VALUE = 500
_LINK_TEXT = 300
_RUN = 5_000
_MARKUP = re.compile("[&<>]")


@dataclass(frozen=True)
class Images:
    """Where images may come from: `inline` addresses of ours, other hosts if `remote`, by way of `proxy`."""

    inline: Mapping[str, str]
    remote: bool
    proxy: Callable[[str], str]


class _OpenLink(NamedTuple):
    piece: int
    attributes: dict[str, str]
    text: list[str]


class Writer:
    """Writes one document; afterwards knows its remote images, suspicious links and the image addresses
    given out."""

    def __init__(self, policy: Policy, images: Images, own_hosts: frozenset[str]) -> None:
        self.remote_images = 0
        self.suspicious_links: list[SuspiciousLink] = []
        self.given_addresses: set[str] = set()
        self._policy = policy
        self._images = images
        self._own_hosts = own_hosts
        self._pieces: list[str] = []
        self._link: _OpenLink | None = None

    def write(self, tokens: Iterable[Token]) -> str:
        for token in tokens:
            if isinstance(token, Text):
                self._text(token.data)
            elif isinstance(token, Start):
                self._start(token)
            else:
                self._end(token)
        return "".join(self._pieces)

    def _text(self, data: str) -> None:
        self._pieces.append(_written(data))
        if self._link and len(self._link.text) < _LINK_TEXT:
            self._link.text.append(data[:_LINK_TEXT])

    def _start(self, token: Start) -> None:
        if not token.attributes and token.name not in ("a", "img"):
            self._pieces.append(f"<{token.name}>")
            return
        self._note_backgrounds(token.attributes)
        kept = {
            name: value[:_MAX_VALUE]
            for name, value in token.attributes.items()
            if name not in {"style", "href", "src"} and self._policy.allows(token.name, name)
        }
        style = clean_style(token.attributes.get("style", ""), self._policy.properties)
        if style:
            kept["style"] = style
        if token.name == "a":
            # The title needs the text of the link: the tag is written when the link ends.
            self._link = _OpenLink(len(self._pieces), kept | self._target(token), [])
        elif token.name == "img":
            self._image(token, kept)
            return
        self._pieces.append(_tag(token.name, kept))

    def _end(self, token: End) -> None:
        if token.name == "a" and self._link:
            self._pieces[self._link.piece] = _tag("a", self._judged(self._link))
            self._link = None
        if token.name not in VOID:
            self._pieces.append(f"</{token.name}>")

    def _target(self, token: Start) -> dict[str, str]:
        address = link_address(token.attributes.get("href", ""))
        return {} if address is None or host_of(address) in self._own_hosts else {"href": address}

    def _judged(self, link: _OpenLink) -> dict[str, str]:
        address = link.attributes.get("href")
        if address is None:
            return {name: value for name, value in link.attributes.items() if name != "title"}
        doubt = suspicion(address, "".join(link.text))
        if doubt and len(self.suspicious_links) < MAX_SUSPICIOUS:
            self.suspicious_links.append(doubt)
        return link.attributes | {"title": place_of(address)}

    def _image(self, token: Start, kept: dict[str, str]) -> None:
        source = self._image_source(token.attributes.get("src", ""))
        if source:
            self.given_addresses.add(source)
            kept["src"] = source
        if source or kept.get("alt"):
            self._pieces.append(_tag("img", kept))

    def _image_source(self, raw: str) -> str | None:
        raw = raw.strip()
        content_id = raw[4:] if raw[:4].lower() == "cid:" else raw
        for key in (raw, content_id, unquote(content_id)):
            if key in self._images.inline:
                return self._images.inline[key]
        if raw[:5].lower() == "data:":
            return image_data(raw)
        if raw.startswith("//"):
            raw = f"https:{raw}"
        address = link_address(raw)
        host = host_of(address) if address else ""
        if address is None or not host or host in self._own_hosts:
            return None
        self.remote_images += 1
        return self._images.proxy(address) if self._images.remote else None

    def _note_backgrounds(self, attributes: Mapping[str, str]) -> None:
        self.remote_images += remote_images(attributes.get("style", ""))
        for name in ("background", "srcset", "poster", "lowsrc", "dynsrc"):
            if "//" in attributes.get(name, ""):
                self.remote_images += 1


def _written(data: str) -> str:
    if not _MARKUP.search(data):  # as most texts are
        return data
    # The parser behind takes quadratic time over the ampersands of one text node; a comment, which it drops,
    # begins a new node.
    if data.count("&") < _RUN:
        return escape(data, quote=False)
    runs = (data[start : start + _RUN] for start in range(0, len(data), _RUN))
    return "<!---->".join(escape(run, quote=False) for run in runs)


def _tag(name: str, attributes: Mapping[str, str]) -> str:
    written = "".join([f' {key}="{escape(value)}"' for key, value in sorted(attributes.items())])
    return f"<{name}{written}>"
