"""The room's two pages: keeping the choice of colours, and the showroom of components."""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from tuki.ui.access import open_to
from tuki.ui.samples import sample_context
from tuki.ui.theme import keep_theme

SHOWROOM = ("components", "list", "ticket", "portal", "plain")


@open_to("anyone", methods=("POST",))
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps `theme` (light, dark, or empty for the system's choice); a script gets 204, a form goes back."""
    wanted = request.POST.get("theme", "")
    response = HttpResponse(status=204) if "x-requested-with" in request.headers else _back(request)
    keep_theme(request, response, wanted)
    return response


def _back(request: HttpRequest) -> HttpResponse:
    came_from = request.headers.get("referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(came_from)
        return HttpResponseRedirect(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return HttpResponseRedirect("/")


@open_to("anyone")
def showroom(request: HttpRequest, page: str = "components") -> HttpResponse:
    """All components with believable contents, in four languages and both themes; or one of the model pages."""
    if page not in SHOWROOM:
        raise Http404
    return render(request, f"ui/showroom/{page}.html", sample_context())
