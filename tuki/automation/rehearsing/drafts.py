"""What may be rehearsed: each kind of draft with its definition, and the replay of one ticket's history under it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from tuki.automation.rehearsing.hearing import Hearers
from tuki.automation.rehearsing.laying import PASSING
from tuki.automation.rehearsing.promises import MISSED, PromiseReplay, Verdict, replay_promises, worst
from tuki.automation.rehearsing.rules import RuleReplay, Span, replay_rule
from tuki.automation.rules.definition import RuleDefinition, read_rule
from tuki.catalogue.priorities import MatrixDefinition
from tuki.catalogue.queries import kept_matrices
from tuki.kernel.conditions import comparisons_in
from tuki.kernel.log import Recorded
from tuki.kernel.refusals import Invalid
from tuki.sla.clocks.folding import Asking
from tuki.sla.clocks.keeping import lines
from tuki.sla.definition import CalendarDefinition, calendar_of
from tuki.sla.policies.book import Book, Policy, in_order
from tuki.sla.policies.definition import PolicyDefinition
from tuki.sla.policies.library import library, read_kept
from tuki.tickets.events import TicketOpened
from tuki.tickets.facts import Known, facts_of


class Found(msgspec.Struct, frozen=True):
    """What the draft would have made of one ticket, as it is kept; `counts` go into the summary."""

    before: str
    after: str
    mails: int
    detail: dict[str, Any]
    counts: dict[str, int]


class Stream(msgspec.Struct, frozen=True):
    """One ticket's events in order, and what is known of it besides."""

    entries: Sequence[Recorded]
    known: Known


class Draft(msgspec.Struct, frozen=True):
    """Something to be rehearsed: `replay` gives what it makes of a ticket, None when nothing; `asks_texts` whether the
    words of messages are needed."""

    replay: Callable[[Stream, Mapping[int, str]], Found | None]
    asks_texts: bool = False


def draft_of(kind: str, object_id: int | None, definition: Any, span: Span) -> Draft:
    """Reads a definition in its JSON form; refuses `invalid` for one of another form, and what reading it refuses."""
    try:
        return _READERS[kind](object_id, definition, span)
    except (KeyError, msgspec.ValidationError):
        raise Invalid("invalid", field="definition") from None


def _rule(object_id: int | None, definition: Any, span: Span) -> Draft:
    rule = read_rule(msgspec.convert(definition, RuleDefinition), rule_id=object_id or 0)
    asks_texts = any(each.fact in ("text", "first_text") for each in comparisons_in(rule.condition))

    books = library().present

    def replay(stream: Stream, texts: Mapping[int, str]) -> Found | None:
        found = replay_rule(rule, stream.entries, stream.known, span, texts, books)
        return _of_rule(found) if found.fired else None

    return Draft(replay, asks_texts)


def _of_rule(found: RuleReplay) -> Found:
    mails = sum(each.mails for each in found.fired)
    done = sum(not each.refused for each in found.fired)
    counts = {"touched": int(done > 0), "fired": done, "refused": len(found.fired) - done, "mails": mails}
    counts |= {f"changed:{fact}": 1 for each in found.fired for fact in each.changes if fact not in PASSING}
    for fact, (real, would) in found.loads.items():
        if real != would:
            counts[f"{fact}:{real}:before"] = 1
            counts[f"{fact}:{would}:after"] = 1
    detail = {"fired": [_plain(each) for each in found.fired[:20]], "times": len(found.fired)}
    return Found("", "", mails, detail, counts)


def _policy(object_id: int | None, definition: Any, span: Span) -> Draft:
    said = msgspec.convert(definition, PolicyDefinition)
    book = library().present
    policy = Policy(object_id or 0, said, read_kept(said.conditions), span.start)
    others = [each for each in book.policies if each.id != policy.id]
    drafted = Book(in_order([policy, *others]), book.calendars, book.default_calendar_id)
    return _promises(book, drafted, span)


def _calendar(object_id: int | None, definition: Any, span: Span) -> Draft:
    calendar = calendar_of(msgspec.convert(definition, CalendarDefinition))
    book = library().present
    changed = object_id if object_id is not None else book.default_calendar_id
    if changed is None:
        raise Invalid("invalid", field="object_id")
    drafted = Book(book.policies, {**book.calendars, changed: calendar}, book.default_calendar_id)
    return _promises(book, drafted, span)


def _matrix(object_id: int | None, definition: Any, span: Span) -> Draft:
    """Of the brand `object_id`, or of the whole desk but for brands that have their own."""
    book, others = library().present, set(kept_matrices()) - {None}

    def fits(stream: Stream) -> bool:
        opened = stream.entries[0].event
        brand_id = opened.brand_id if isinstance(opened, TicketOpened) else None
        return brand_id not in others if object_id is None else brand_id == object_id

    return _promises(book, book, span, msgspec.convert(definition, MatrixDefinition), fits)


def _promises(
    book: Book,
    drafted: Book,
    span: Span,
    matrix: MatrixDefinition | None = None,
    fits: Callable[[Stream], bool] = lambda _stream: True,
) -> Draft:
    hearers, by_team = Hearers(), lines()

    def replay(stream: Stream, _texts: Mapping[int, str]) -> Found | None:
        if not fits(stream):
            return None
        asking = Asking(lambda ticket: facts_of(ticket, stream.known, now=span.end), by_team)
        found = replay_promises(
            stream.entries, book, drafted, asking, since=span.start, at=span.end, heard=hearers, draft_matrix=matrix
        )
        return _of_promises(found) if found and (found.before or found.after) else None

    return Draft(replay)


def _of_promises(found: PromiseReplay) -> Found:
    before, after = worst(found.before), worst(found.after)
    counts = {"promised": 1, f"tickets:{before or 'none'}:{after or 'none'}": 1, "touched": int(found.is_touched)}
    counts |= {"mails_before": found.mails_before, "mails": found.mails_after}
    counts |= {"avoided": int(before == MISSED != after), "caused": int(after == MISSED != before)}
    for side, verdicts in (("before", found.before), ("after", found.after)):
        for each in verdicts:
            code = f"{each.target}:{each.state}:{side}"
            counts[code] = counts.get(code, 0) + 1
        if worst(verdicts) == "missed":
            counts[f"team_missed:{found.team_id}:{side}"] = 1
    detail = {"before": [_verdict(each) for each in found.before], "after": [_verdict(each) for each in found.after]}
    return Found(before, after, found.mails_after, detail, counts)


def _verdict(each: Verdict) -> dict[str, Any]:
    return msgspec.to_builtins(each._asdict())


def _plain(each: Any) -> dict[str, Any]:
    return msgspec.to_builtins(each, enc_hook=list)


_READERS: dict[str, Callable[[int | None, Any, Span], Draft]] = {
    "rule": _rule,
    "policy": _policy,
    "calendar": _calendar,
    "matrix": _matrix,
}
