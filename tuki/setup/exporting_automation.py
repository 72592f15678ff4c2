"""Reply templates and macros as the desk file says them; what is personal stays with its person."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation

from tuki.automation.actions import portable_steps
from tuki.automation.definitions import macro_definition
from tuki.automation.models import Macro, ReplyTemplate
from tuki.setup.toml_writing import written


def templates_and_macros() -> Iterator[str]:
    """Those of teams and of everybody. Two queries, and some for the names in steps."""
    for row in ReplyTemplate.objects.filter(person=None).select_related("team").order_by("id"):
        team = row.team.name if row.team else None
        yield written("reply_template", {"name": row.name, "team": team, "texts": row.texts})
    with translation.override("en"):
        for each in Macro.objects.filter(person=None).select_related("team").order_by("id"):
            team = each.team.name if each.team else None
            steps = portable_steps(macro_definition(each).steps)
            yield written("macro", {"name": each.name, "team": team, "steps": steps})
