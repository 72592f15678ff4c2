"""What a form asks happens as a whole, and once for each page that was drawn, however often it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.requests import fingerprint, first_result, keep_result

TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the field's name


@command
def once(actor: Actor, request: HttpRequest, do: Callable[[], str]) -> str:
    """Runs `do` in one transaction: all of it happens, or nothing. `do` gives the address to go on to.

    The same content sent again from the same page (a key pressed twice, a browser that tries again) changes nothing
    and gets the first address; of two at once the second waits for the first. What was refused is not remembered.
    """
    if TOKEN not in request.POST:
        return do()
    sent = fingerprint(_content(request))
    if (address := first_result(f"page:{actor.id}:{sent}", sent)) is not None:
        return address
    address = do()
    keep_result(f"page:{actor.id}:{sent}", address)
    return address


def _content(request: HttpRequest) -> bytes:
    """The form as it was sent: the token, which is another on each page that is drawn, its fields and its files."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    files = [(name, each.name, _digest(each)) for name, many in request.FILES.lists() for each in many]
    return repr((request.path, fields, files)).encode()


def _digest(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
