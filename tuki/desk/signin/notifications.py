"""What one wants to hear by mail, on the page of one's own account."""

from __future__ import annotations

from django.http import HttpResponse

from tuki.channels.email.outgoing.choices import USUAL
from tuki.channels.email.outgoing.commands.notifications import choose_notifications
from tuki.desk.signin.account import account_page, done
from tuki.kernel.refusals import Refusal
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff", methods=("POST",))
def notifications(request: SignedInRequest) -> HttpResponse:
    """Keeps the choices."""
    chosen = {code: request.POST[code] for code in USUAL if code in request.POST}
    try:
        choose_notifications(request.actor, choices=chosen, is_quiet=bool(request.POST.get("quiet")))
    except Refusal as refusal:
        return account_page(request, refusal=refusal, where="notifications")
    return done("notifications")
