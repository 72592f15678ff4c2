"""Foreign HTML → HTML that is safe to show: our own reading and writing first, nh3 (ammonia) as the last
word."""

import html
import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

import nh3

from tuki.kernel.html import policy as policies
from tuki.kernel.html.addresses import LINK_SCHEMES, SuspiciousLink
from tuki.kernel.html.lines import visible_text
from tuki.kernel.html.nesting import balance
from tuki.kernel.html.tokens import Token, read_tokens
from tuki.kernel.html.writing import Images, Writer

log = logging.getLogger(__name__)

MAX_HTML = 4_000_000


@dataclass(frozen=True)
class CleanHtml:
    """Cleaned HTML; nothing may edit `html` afterwards.

    `remote_images` counts images of other hosts that the source asks for, shown or not; `truncated` says
    that the source was longer than 4,000,000 characters and its end is missing here.
    """

    html: str
    remote_images: int = 0
    suspicious_links: tuple[SuspiciousLink, ...] = ()
    truncated: bool = False


def clean_html(
    html: str,
    *,
    inline: Mapping[str, str] | None = None,
    remote_images: bool = False,
    proxy: Callable[[str], str] | None = None,
    own_hosts: Collection[str] = (),
) -> CleanHtml:
    """Clean the HTML of a stranger. Never raises; linear time.

    `inline` maps a content id to the address of that image with us; other `cid:` images go. Remote images
    lose their address unless `remote_images` is true; then `proxy`, if given, turns each address into the
    one to load it from. Backgrounds are never loaded. Links and images that lead to `own_hosts`, and all
    relative addresses, go. Links open apart, without referrer, and show in their title where they lead.
    """
    images = Images(inline or {}, remote_images, proxy or (lambda address: address))
    return _clean(html, policies.FOREIGN, images, frozenset(host.lower() for host in own_hosts))


def clean_own_html(html: str, *, inline: Mapping[str, str] | None = None, remote_images: bool = False) -> CleanHtml:
    """Clean what our own people write or paste (replies, articles, signatures): a smaller list than for mail.

    `inline` maps an image address as written (`/files/7`, `cid:…`) to the address to keep.
    """
    images = Images(inline or {}, remote_images, lambda address: address)
    return _clean(html, policies.OWN, images, frozenset())


def outline(source: str, policy: policies.Policy) -> Iterable[Token]:
    """The balanced tokens of `source` with only the elements of `policy`."""
    return balance(policies.apply(policy, read_tokens(visible_text(source))))


def _clean(source: str, policy: policies.Policy, images: Images, own_hosts: frozenset[str]) -> CleanHtml:
    truncated = len(source) > MAX_HTML
    source = source[:MAX_HTML]
    try:
        writer = Writer(policy, images, own_hosts)
        written = writer.write(outline(source, policy))
        cleaned = _last_word(written, policy, writer.given_addresses)
    # A fault in here must not hide a message: its source as text is always safe to show.
    except Exception:
        log.exception("HTML could not be cleaned and is shown as text")
        return CleanHtml(f"<pre>{html.escape(source)}</pre>", truncated=truncated)
    return CleanHtml(cleaned, writer.remote_images, tuple(writer.suspicious_links), truncated)


def _last_word(written: str, policy: policies.Policy, given: Collection[str]) -> str:
    def keep(element: str, attribute: str, value: str) -> str | None:
        if attribute == "src":
            return value if value in given else None
        if attribute == "href":
            return value if value.partition(":")[0].lower() in LINK_SCHEMES else None
        return value

    return nh3.clean(
        written,
        tags=set(policy.elements),
        clean_content_tags={"script", "style"},
        attributes={element: set(names) for element, names in policy.attributes.items()},
        attribute_filter=keep,
        filter_style_properties=set(policy.properties),
        url_schemes=set(LINK_SCHEMES) | {"cid", "data"},
        url_relative=lambda address: address if address in given else None,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}, "img": {"referrerpolicy": "no-referrer"}},
    )
