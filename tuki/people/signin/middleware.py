"""Who asks: puts the signed-in person on every request."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from tuki.kernel.reference import begin_unit, end_unit
from tuki.people.agents.states import come_back
from tuki.people.signin.sessions import SignedIn as Session
from tuki.people.signin.sessions import note_activity, signed_in

# Sent by our scripts with what they fetch on their own: live fragments, presence, counts.
BACKGROUND = "HTTP_X_BACKGROUND"
LONGEST_TOKEN = 200


class SignIn:
    """Sets `id`, `actor` (or None), `session_id`, `person_name` and `signed_in` of the request.

    A request with a session cookie costs one query, one without costs none. A request for a host that is not
    ours ends here (DisallowedHost, 400): no page is made for a name that somebody else points at us.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        unit = begin_unit()
        try:
            return self._answer(request)
        finally:
            end_unit(unit)

    def _answer(self, request: Any) -> HttpResponseBase:
        request.id = secrets.token_hex(8)
        request.get_host()
        who = _who(request)
        request.signed_in = who
        request.actor = who.actor if who else None
        request.session_id = who.session_id if who else None
        request.person_name = who.name if who else ""
        return self.get_response(request)

    def process_view(self, request: Any, view: Callable[..., Any], args: object, kwargs: object) -> None:
        """Notes activity, unless a script asked by itself or the view declares that no person need be there."""
        who = request.signed_in
        if who and not (BACKGROUND in request.META or getattr(view, "is_passive", False)):
            note_activity(who)
            if who.actor.is_staff and who.state.ends_with_a_page:
                request.signed_in = who._replace(state=come_back(who.actor))


def _who(request: Any) -> Session | None:
    token = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not token or len(token) > LONGEST_TOKEN:
        return None
    return signed_in(token, cause=f"request:{request.id}")
