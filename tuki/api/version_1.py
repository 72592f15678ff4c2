"""Addresses of version 1 of the API, loaded when the first of them is asked for: they take a second and 25 MB.

HEAD answers like GET, and a method that an address does not take is a problem document.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from tuki.api.api import api, schema
from tuki.api.refusals import MethodNotAllowed, problem
from tuki.ui.access import Request, open_all_to, open_to

METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE")


@open_to("anyone")
def openapi(request: Request) -> HttpResponse:
    """What the API offers, for programs that make clients."""
    return HttpResponse(msgspec.json.encode(schema()), content_type="application/json")


def _answering(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @functools.wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = response.headers["Allow"].split(", ")
            return problem(request, MethodNotAllowed([*allowed, "HEAD"] if "GET" in allowed else allowed))
        return response

    return answering


def _patterns() -> list[URLPattern]:
    """Those of django-ninja without its start page, what is asked for most first: Django tries one after the other."""
    patterns = [
        URLPattern(each.pattern, _answering(each.callback), each.default_args, each.name)
        for each in api.urls[0]
        if isinstance(each, URLPattern) and each.name != "api-root"
    ]
    open_all_to(patterns, "token", methods=METHODS)
    return sorted(patterns, key=lambda each: not str(each.pattern).startswith("tickets"))


urlpatterns = [path("openapi.json", openapi, name="openapi"), *_patterns()]
