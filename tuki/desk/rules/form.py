"""A rule as its form gives it."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import QueryDict

from tuki.automation.actions import read_steps, written_steps
from tuki.automation.rules.definition import RuleDefinition
from tuki.automation.rules.promises import RULE_FACTS
from tuki.desk.automation.steps import posted_steps, raw_steps
from tuki.desk.conditions import posted_conditions
from tuki.desk.rules.examples import posted_examples, without_blanks
from tuki.desk.settings.forms import Errors, number
from tuki.kernel.refusals import Invalid

BLANK = RuleDefinition(name="", triggers=["opened"])


def posted_definition(post: QueryDict) -> RuleDefinition:
    """What stands in the form; whether it makes sense is for `read_rule` to say."""
    return RuleDefinition(
        name=post.get("name", "").strip(),
        triggers=post.getlist("triggers"),
        conditions=posted_conditions(post, RULE_FACTS),
        steps=_steps(post),
        examples=posted_examples(post),
        most_tickets=number(post.get("most_tickets", ""), 0) or 0,
        most_mails=number(post.get("most_mails", ""), 0) or 0,
        is_last="is_last" in post,
        departments=sorted({id_ for each in post.getlist("departments") if (id_ := number(each)) is not None}),
    )


def cleaned(definition: RuleDefinition) -> RuleDefinition:
    """Without what examples were offered and nobody filled in."""
    return msgspec.structs.replace(definition, examples=[without_blanks(each) for each in definition.examples])


def shown_errors(errors: Errors) -> Errors:
    """Refusals name places of the definition; conditions and examples also show them as a whole."""
    found: Errors = dict(errors)
    for field, sentence in errors.items():
        head = field.partition(".")[0].partition("[")[0]
        if head != "steps" or field.endswith("]"):
            found.setdefault(head, sentence)
    return found


def _steps(post: QueryDict) -> list[dict[str, Any]]:
    """With ids and codes of their own type where they can be read."""
    raw = raw_steps(posted_steps(post))
    try:
        return written_steps(read_steps(raw))
    except Invalid:
        return raw
