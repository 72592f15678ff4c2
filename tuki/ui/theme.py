"""Light, dark, or as the reader's system says: kept in a cookie that only the server reads and writes."""

from django.http import HttpRequest, HttpResponse

THEMES = ("light", "dark")
YEAR_SECONDS = 365 * 86400


def cookie_name(request: HttpRequest) -> str:
    """`__Host-` binds a cookie to this host alone, and browsers accept it on secure connections only."""
    return "__Host-theme" if request.is_secure() else "theme"


def chosen_theme(request: HttpRequest | None) -> str:
    """`light`, `dark`, or nothing where the reader's system decides."""
    theme = request.COOKIES.get(cookie_name(request), "") if request else ""
    return theme if theme in THEMES else ""


def keep_theme(request: HttpRequest, response: HttpResponse, theme: str) -> None:
    """Writes the choice into the response; anything but light or dark forgets it."""
    kept = theme if theme in THEMES else ""
    response.set_cookie(
        cookie_name(request),
        kept,
        max_age=YEAR_SECONDS if kept else 0,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
