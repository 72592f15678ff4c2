"""What a rehearsal left out, in plain words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuki.automation.models import Rehearsal
from tuki.automation.rehearsing.limits import left_out_of
from tuki.tickets.facts import FACTS

_SENTENCES: dict[str, Promise] = {
    "people": _("What people would have done otherwise: they are taken to have done what they did, answers included."),
    "limits": _(
        "The rule's limits: beyond %(tickets)s tickets or %(mails)s mails within an hour it would have been held "
        "and would have asked. The numbers count everything."
    ),
    "mails": _(
        "Mails that no rule may write: to machines, to addresses that nobody reads, and more than five a day to the "
        "same person. They are counted as if they had gone out."
    ),
    "refusals": _(
        "Steps that the desk would have refused, for example a status that the workflow does not lead to from there. "
        "They are taken as done."
    ),
    "returns": _("Where tickets that are returned would have gone: they are taken to stay with their team."),
    "other_rules": _("Other rules: they did what they did, and do not answer to what this one would have changed."),
    "promises": _(
        "Promises by the policies and calendars of today, on tickets as they really went: what this rule would have "
        "changed moves no promise."
    ),
    "policies": _("All else as it is today: the other policies, calendars and priorities, not those of that time."),
    "hearing": _(
        "Who hears of warnings and escalations: teams, leads and roles are those of today, and who switched such mails "
        "off is counted too."
    ),
    "today": _("These facts are taken as they are today, for tickets do not keep what they were: %(facts)s."),
    "departments": _("Tickets of departments in which you may not rehearse: they are not in the numbers."),
}


def left_out_words(row: Rehearsal) -> list[str]:
    """Each in a sentence, for the reader."""
    values = {"tickets": row.definition.get("most_tickets", ""), "mails": row.definition.get("most_mails", "")}
    return [
        str(_SENTENCES[each.code]) % (values | {"facts": ", ".join(str(FACTS[code].label) for code in each.facts)})
        for each in left_out_of(row)
    ]
