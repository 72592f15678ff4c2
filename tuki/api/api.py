"""The whole API: all routes, mounted, answering refusals as problem documents."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from tuki import __version__
from tuki.api import (  # noqa: F401  each of these declares its routes
    agents,
    automation,
    brands,
    calendars,
    categories,
    customers,
    departments,
    due,
    events,
    files,
    imports,
    mail,
    mail_accounts,
    mailboxes,
    me,
    notifications,
    organisations,
    people,
    policies,
    priorities,
    rehearsals,
    rights,
    rules,
    sample,
    searching,
    versions,
    work,
    workflows,
)
from tuki.api.openapi import components
from tuki.api.refusals import TokenNeeded, problem
from tuki.api.routes import router, structs
from tuki.api.tickets import changing, clocks, lines, listing, messages, opening, relations  # noqa: F401  as above
from tuki.kernel.refusals import NotFound, Refusal

api = NinjaAPI(title="Tuki", version=__version__, urls_namespace="api", openapi_url=None, docs_url=None)
api.add_router("", router)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    return problem(request, refusal)


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(request, TokenNeeded())


@api.exception_handler(Http404)
@api.exception_handler(ValidationError)
def _no_such_address(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(request, NotFound())


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The description of the API (OpenAPI 3.1)."""
    found = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    found["components"] = {**found["components"], "schemas": components(structs)}
    return found
