"""What the reader is to hear in the desk itself: of time that runs out, and of rules that wait for a decision."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from tuki.automation.commands.noticing import see_rule_notices
from tuki.automation.rules.notices import MOST_SHOWN, reached
from tuki.automation.rules.notices import notices_of as rule_notices
from tuki.desk.calendars.sums import moment_time
from tuki.desk.clocks.why import reader_zone
from tuki.desk.frame import page
from tuki.desk.settings.forms import number
from tuki.sla.clocks.notices import PAGE, ShownNotice, notices_of, see_notices
from tuki.sla.clocks.wording import name_of
from tuki.ui.access import SignedInRequest, open_to
from tuki.ui.formats import sentence


@open_to("staff")
def notices(request: SignedInRequest) -> HttpResponse:
    """Own notices, newest first; `?before=` for older ones of clocks, `?rules_before=` for older ones of rules."""
    before, rules_before = (number(request.GET.get(name, "")) for name in ("before", "rules_before"))
    rows = notices_of(request.actor, before=before) if rules_before is None else []
    of_rules = rule_notices(request.actor, before=rules_before) if before is None else []
    context = {
        "notices": [(each, _words(each)) for each in rows[:PAGE]],
        "of_rules": [(each, reached(each.limit, each.reached)) for each in of_rules[:MOST_SHOWN]],
        "older_rules": f"?rules_before={of_rules[MOST_SHOWN - 1].id}" if len(of_rules) > MOST_SHOWN else None,
        "older": f"?before={rows[PAGE - 1].id}" if len(rows) > PAGE else None,
        "is_new": not all(each.is_seen for each in rows) or not all(each.is_seen for each in of_rules),
    }
    return page(request, "desk/clocks/notices.html", context, current=reverse("desk:notices"))


@open_to("staff", methods=("POST",))
def seen(request: SignedInRequest) -> HttpResponse:
    """All of them were seen."""
    see_notices(request.actor)
    see_rule_notices(request.actor)
    return HttpResponseRedirect(reverse("desk:notices"))


def _words(notice: ShownNotice) -> Markup:
    words = {
        "sla.warned": _("Time is running out: %(promise)s, due %(due)s"),
        "sla.breached": _("Late: %(promise)s was due %(due)s"),
    }.get(notice.kind, _("Still late: %(promise)s was due %(due)s"))
    due = moment_time(notice.due_at, reader_zone()) if notice.due_at else ""
    return sentence(words, promise=name_of(notice.target, notice.party), due=due)
