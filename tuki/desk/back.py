"""Back to the page from which a form was sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse


def back(request: HttpRequest, otherwise: str = "") -> HttpResponseRedirect:
    """To the page that the browser names, when it is one of the desk's; else `otherwise`, or the desk's first page."""
    named = request.headers.get("referer", "")
    inside = named.startswith(f"{request.scheme}://{request.get_host()}/desk/")
    return HttpResponseRedirect(named if inside else otherwise or reverse("desk:home"))
