"""Whole pages that are kept: drawn anew only when something that they show differs.

What differs at most looks, such as the rows of a list, stands *apart*: a seal holds its place in the kept page, and it
is put in last, with the token of the forms. A kept page sees its context and nothing of the request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template
from markupsafe import Markup

from tuki.kernel.secrets import random_token
from tuki.ui.form_tokens import SEAL, Page, token_for
from tuki.ui.kept import content_of, kept_by
from tuki.ui.theme import chosen_theme

MOST_CUT = 100
_SEAL = SEAL.encode()


def kept_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    apart: Mapping[str, Sequence[bytes]],
    about: Any = None,
) -> bytes:
    """The page; `apart` are names of the template with the pieces, drawn already, by which the page is not kept.

    `about` is the content of the whole context where somebody has it already.
    """
    seals = {name: _seal(name) for name, pieces in apart.items() if pieces}
    beside = {**dict.fromkeys(apart, ""), **seals, "theme": chosen_theme(request)}
    key = template, about or content_of(context), content_of(beside)
    page = kept_by(key, lambda: _page(template).draw(context | beside))
    around, gaps = _cut(page, tuple(seals.values()))
    pieces: dict[str, Sequence[bytes]] = {seal: apart[name] for name, seal in seals.items()}
    filled = ((*pieces[seal], after) for seal, after in zip(gaps, around[1:], strict=True))
    whole = b"".join([around[0], *chain.from_iterable(filled)])
    return whole.replace(_SEAL, token_for(request).encode()) if _SEAL in whole else whole


@lru_cache(maxsize=MOST_CUT)
def _cut(page: str, seals: tuple[str, ...]) -> tuple[list[bytes], list[str]]:
    """What stands around the seals, and which seals those are, in their order."""
    parts = re.split(f"({'|'.join(seals)})", page) if seals else [page]
    return [part.encode() for part in parts[::2]], parts[1::2]


def _page(template: str) -> Page:
    page: Any = get_template(template)
    found: Page = page
    return found


@lru_cache(maxsize=64)
def _seal(name: str) -> Markup:
    return Markup(random_token())  # noqa: S704  letters and digits
