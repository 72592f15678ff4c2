"""What machines ask about the desk: does it work (`/health`), and how much of everything (`/metrics`)."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from tuki.api.bearer import actor_of
from tuki.api.refusals import TokenNeeded, problem
from tuki.kernel.health import Problem, Severity, run_checks
from tuki.kernel.refusals import Refused
from tuki.people.signin.network import client_address
from tuki.people.signin.scopes import insist_scope
from tuki.ui.access import Request, open_to

SCOPE = "metrics:read"


@open_to("anyone", passive=True)
def health(request: Request) -> HttpResponse:
    """200 while nothing is broken, else 503; the reasons by check, with no secret and no personal datum in them."""
    found = run_checks()
    is_broken = any(each.severity is Severity.ERROR for problems in found.values() for each in problems)
    body = {
        "status": "broken" if is_broken else "warning" if any(found.values()) else "ok",
        "checks": {name: [_reason(each) for each in problems] for name, problems in found.items()},
    }
    content = msgspec.json.encode(body)
    return HttpResponse(content, status=503 if is_broken else 200, content_type="application/json")


@open_to("anyone", passive=True)
def metrics(request: Request) -> HttpResponse:
    """For Prometheus: from this machine itself, or with a token that reaches `metrics:read`."""
    if not _is_from_here(request):
        actor = actor_of(request)
        if actor is None:
            return problem(request, TokenNeeded())
        insist_scope(actor, SCOPE)
        if not actor.is_staff:
            raise Refused("not_allowed")
    from tuki.api.metrics import CONTENT_TYPE, exposition  # with prometheus_client: 2 MB

    return HttpResponse(exposition(), content_type=CONTENT_TYPE)


def _reason(each: Problem) -> dict[str, Any]:
    return {"code": each.code, "severity": each.severity.value, "sentence": str(each.sentence)}


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a program on this machine asks by itself, and not a proxy on this machine for somebody else."""
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    try:
        return ip_address(client_address(request)).is_loopback
    except ValueError:
        return False
