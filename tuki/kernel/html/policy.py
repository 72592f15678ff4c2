"""What may stay in cleaned HTML: elements, attributes, and what becomes of the rest."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tuki.kernel.html.styles import LAYOUT_PROPERTIES, TEXT_PROPERTIES
from tuki.kernel.html.tokens import End, Start, Text, Token, names

_TEXT_ELEMENTS = names(
    "a abbr b blockquote br cite code dd del dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark "
    "ol p pre q s samp small span strong sub sup table tbody td tfoot th thead tr u ul var wbr"
)
_LAYOUT_ELEMENTS = names("bdi caption col colgroup figcaption figure font rp rt ruby time tt")

_TEXT_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "*": frozenset({"dir", "lang", "style"}),
    "a": frozenset({"href", "title"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "ol": frozenset({"start", "type"}),
    "li": frozenset({"value"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
    "abbr": frozenset({"title"}),
}
_CELL = frozenset({"align", "valign", "bgcolor", "width", "height", "nowrap", "colspan", "rowspan"})
_LAYOUT_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    **_TEXT_ATTRIBUTES,
    "table": frozenset({"align", "bgcolor", "border", "cellpadding", "cellspacing", "width", "height"}),
    "tr": frozenset({"align", "valign", "bgcolor"}),
    "td": _CELL,
    "th": _CELL | {"scope"},
    "col": frozenset({"span", "width"}),
    "colgroup": frozenset({"span", "width"}),
    "font": frozenset({"color", "face", "size"}),
    "time": frozenset({"datetime"}),
    **dict.fromkeys(("div", "p", "h1", "h2", "h3", "h4", "h5", "h6"), frozenset({"align"})),
}

# Elements without meaning outside their document become the nearest harmless one.
_RENAMED = {
    **dict.fromkeys(
        names("address article aside body center fieldset footer form header hgroup main nav section"), "div"
    ),
    **dict.fromkeys(("listing", "xmp", "plaintext", "textarea"), "pre"),
    **dict.fromkeys(("dir", "menu"), "ul"),
    "acronym": "abbr",
    "big": "span",
    "image": "img",
    "strike": "s",
}
# Elements whose content is not for readers; all others are unwrapped: the tag goes, the text stays.
_DROPPED = frozenset({"script", "style", "title", "template", "iframe", "noembed", "noframes"})
_CENTRED = "text-align:center"


@dataclass(frozen=True)
class Policy:
    """Elements, attributes per element (`*` for all) and style properties that may stay."""

    elements: frozenset[str]
    attributes: Mapping[str, frozenset[str]]
    properties: frozenset[str]

    def allows(self, element: str, attribute: str) -> bool:
        return attribute in self.attributes["*"] or attribute in self.attributes.get(element, frozenset())


# Mail from outside: enough for newsletters and Word. What we write ourselves: running text, lists, tables,
# images.
FOREIGN = Policy(_TEXT_ELEMENTS | _LAYOUT_ELEMENTS, _LAYOUT_ATTRIBUTES, TEXT_PROPERTIES | LAYOUT_PROPERTIES)
OWN = Policy(_TEXT_ELEMENTS, _TEXT_ATTRIBUTES, TEXT_PROPERTIES)


def apply(policy: Policy, tokens: Iterable[Token]) -> Iterator[Token]:
    """Rename, unwrap and drop elements; attributes are not looked at here."""
    dropped: str | None = None
    for token in tokens:
        if dropped:
            if isinstance(token, End) and token.name == dropped:
                dropped = None
        elif isinstance(token, Text):
            yield token
        elif token.name in _DROPPED:
            dropped = token.name if isinstance(token, Start) else None
        elif (name := _RENAMED.get(token.name)) is None:
            if token.name in policy.elements:
                yield token
        elif name in policy.elements:
            yield Start(name, _attributes(token)) if isinstance(token, Start) else End(name)


def _attributes(token: Start) -> dict[str, str]:
    if token.name == "center":
        return {"style": _CENTRED}
    if token.name == "body" and "bgcolor" in token.attributes:
        colour = f"background-color:{token.attributes['bgcolor']};"
        return token.attributes | {"style": colour + token.attributes.get("style", "")}
    return token.attributes
