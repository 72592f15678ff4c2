"""What kind of answer a request wants: a page, a fragment of one, or data."""

from django.http import HttpRequest


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("hx-request") == "true"


def wants_data(request: HttpRequest) -> bool:
    """Whether a program asks: under `/api/`, or naming JSON and not HTML as what it accepts."""
    accept = request.headers.get("accept", "")
    return request.path.startswith("/api/") or ("json" in accept and "text/html" not in accept)
