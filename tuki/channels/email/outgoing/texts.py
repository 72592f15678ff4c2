"""The desk's own texts: built in for six languages, changed by administrators, filled by listed placeholders."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path

import msgspec

from tuki.channels.email.models import MailTemplate
from tuki.channels.email.outgoing.outbox import Written
from tuki.channels.email.outgoing.wrapping import page
from tuki.kernel.html import plain_line, text_to_html, visible_text
from tuki.kernel.reference import reference

LANGUAGES = ("en", "ru", "nb", "fi", "de", "uk")
_PLACEHOLDER = re.compile(r"\{([a-z_]{1,24}(?:\.[a-z_]{1,24})?)\}")
_NORWEGIAN = frozenset({"no", "nn"})

_TICKET = frozenset({"ticket.reference", "ticket.subject", "ticket.address", "department.name", "desk.name"})
_AGENT = _TICKET | {"actor.name"}
_PROMISE = frozenset({"promise.name", "promise.due"})
# What may stand in each text; a text of a kind that is not here does not exist.
PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "acknowledgement": _TICKET,
    "follow_up_opened": _TICKET | {"ticket.earlier"},
    "completed": _TICKET | {"close.days"},
    "closed": _TICKET,
    "status_changed": _TICKET | {"ticket.status"},
    "verification": frozenset({"desk.name", "link.address"}),
    "sign_in_link": frozenset({"desk.name", "link.address", "link.minutes", "link.code"}),
    "password_link": frozenset({"desk.name", "link.address", "link.minutes"}),
    "invitation": frozenset({"desk.name", "link.address", "actor.name"}),
    "agent_assigned": _AGENT,
    "agent_approval": _AGENT | {"ticket.status"},
    "agent_mentioned": _AGENT,
    "agent_time_warning": _TICKET | _PROMISE,
    "agent_time_breach": _TICKET | _PROMISE,
    "agent_rule_held": frozenset({"rule.name", "rule.reached", "rule.address", "desk.name"}),
    "outside_time": frozenset({"ticket.reference", "ticket.subject", "desk.name"}) | _PROMISE,
    "agent_message": _AGENT | {"message.text"},
    "test": frozenset({"desk.name"}),
}
# Sent unless an administrator turns them on: a mail at every step teaches people to ignore all of them.
INACTIVE_AT_FIRST = frozenset({"closed", "status_changed"})


class Text(msgspec.Struct, frozen=True):
    """A subject and a body with placeholders."""

    subject: str
    body: str
    is_active: bool = True


def builtin_text(code: str, language: str) -> Text:
    """The text that the product brings."""
    entry = _table(language)[code]
    return Text(entry["subject"], entry["body"].strip(), code not in INACTIVE_AT_FIRST)


def text_for(code: str, language: str, brand_id: int | None) -> Text:
    """The text in force: the brand's own, else the desk's, else the built-in one."""
    changed = _changed_texts()
    return (
        changed.get((code, language, brand_id)) or changed.get((code, language, None)) or builtin_text(code, language)
    )


@reference
def _changed_texts() -> dict[tuple[str, str, int | None], Text]:
    """What administrators changed, by code, language and brand (None: every brand)."""
    return {
        (row.code, row.language, row.brand_id): Text(row.subject, row.body, row.is_active)
        for row in MailTemplate.objects.filter(is_builtin=False)
    }


def phrase(name: str, language: str) -> str:
    """A short piece of a mail that nobody changes."""
    return _table(fitting_language(language))["phrases"][name]


def fitting_language(*wanted: str) -> str:
    """The first of the wanted languages in which we have texts (`nn-NO` → `nb`), else English."""
    for tag in wanted:
        primary = tag.lower().replace("_", "-").partition("-")[0]
        primary = "nb" if primary in _NORWEGIAN else primary
        if primary in LANGUAGES:
            return primary
    return "en"


def placeholders_in(source: str) -> set[str]:
    """The placeholders that a text names."""
    return set(_PLACEHOLDER.findall(source))


def filled(code: str, text: Text, values: Mapping[str, str], *, language: str) -> Written:
    """The text with its values. What is not on the list of `code`, or has no value, becomes nothing.

    Values are put in once and are never read as placeholders or HTML; only our own addresses become links.
    """
    known = {name: visible_text(value) for name, value in values.items() if name in PLACEHOLDERS[code]}
    return Written(
        subject=plain_line(_PLACEHOLDER.sub(lambda m: known.get(m[1], ""), text.subject), 250),
        text=_PLACEHOLDER.sub(lambda m: known.get(m[1], ""), text.body).strip() + "\n",
        html=page(
            _PLACEHOLDER.sub(lambda m: _as_html(m[1], known.get(m[1], "")), text_to_html(text.body)),
            language=language,
        ),
        language=language,
    )


def _as_html(name: str, value: str) -> str:
    shown = escape(value).replace("\n", "<br>\n")
    return f'<a href="{escape(value)}">{shown}</a>' if name.endswith(".address") and value else shown


@lru_cache(maxsize=len(LANGUAGES))
def _table(language: str) -> Mapping[str, Mapping[str, str]]:
    path = Path(__file__).parent / "built_in_texts" / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
