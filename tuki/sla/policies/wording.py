"""What is said of policies: refusals and names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuki.kernel.refusals import declare

declare("unknown_calendar_id", _("There is no calendar %(id)s that could be used here."))
declare("bad_promise", _("A promise is 1 to %(most)s working minutes, or nothing."))
declare("promise_twice", _("Each promise is made once."))
declare("promises_nothing", _("This policy promises nothing. Give at least one time."))
declare("agreement_twice", _("Each line and each vendor has one agreement."))
declare("agreement_needs_name", _("An agreement needs a name of at most 80 characters."))
declare("vendor_status", _("A vendor's time counts in statuses that wait for a third party."))
declare("bad_address", _("%(address)s is no mail address."))
declare("bad_step", _("A step comes after 1 to 99 percent of the time, or some minutes before or after it is due."))
declare("unknown_receiver", _("Nobody is known as %(name)s."))
declare("step_tells_nobody", _("Say who is told: one to ten receivers."))
declare("unknown_stage", _("Clocks cannot pause in this stage."))

RECEIVER_NAMES = {
    "assignee": pgettext_lazy("who is told", "the assignee"),
    "team": pgettext_lazy("who is told", "everybody of the team"),
    "lead": pgettext_lazy("who is told", "the lead of the team"),
    "manager": pgettext_lazy("who is told", "managers of the department"),
    "next_line": pgettext_lazy("who is told", "the team of the next line"),
    "vendor": pgettext_lazy("who is told", "the vendor"),
}
