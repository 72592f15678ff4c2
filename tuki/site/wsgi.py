"""Django as a WSGI application, behind its static files."""

from __future__ import annotations

import re
from wsgiref.headers import Headers

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from tuki.ui.headers import ALWAYS, HSTS

# Names made by tuki.ui.static_storage: twelve characters of the content's hash before the ending.
_NAMED_BY_CONTENT = re.compile(r"\.[0-9a-f]{12}\.[a-z0-9]+$")


def _add_headers(headers: Headers, path: str, url: str) -> None:
    for name, value in ALWAYS.items():
        if name != "Cache-Control":
            headers[name] = value
    if settings.IS_SECURE:
        headers["Strict-Transport-Security"] = HSTS


application = WhiteNoise(
    get_wsgi_application(),
    root=settings.STATIC_ROOT,
    prefix=settings.STATIC_URL,
    allow_all_origins=False,
    immutable_file_test=lambda path, url: bool(_NAMED_BY_CONTENT.search(url)),
    add_headers_function=_add_headers,
)
