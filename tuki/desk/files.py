"""Files and mails as they were sent: only for who may read the message, shown only when that is safe."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuki.channels.email.queries import html_with_images, raw_of_message
from tuki.kernel import files
from tuki.kernel.filenames import content_disposition, served_type, sniff_image
from tuki.kernel.outgoing import OutgoingFailed, OutgoingRefused, fetch
from tuki.kernel.refusals import NotFound
from tuki.kernel.secrets import equal, keyring
from tuki.tickets.models import Attachment, Message
from tuki.tickets.queries import messages_visible_to
from tuki.ui.access import SignedInRequest, open_to

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
FRAME = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'self'; base-uri 'none'"
)


@open_to("staff", "customer")
def frame(request: SignedInRequest, message_id: int) -> HttpResponse:
    """A message's cleaned HTML as a document of its own, for the sandboxed frame; `?images=1` with remote images."""
    message: Message | None = messages_visible_to(request.actor).filter(pk=message_id).first()
    if message is None or not message.html:
        raise NotFound()
    wants_images = request.GET.get("images") == "1" and request.actor.is_staff
    html = (
        html_with_images(request.actor, message_id, proxy=lambda url: _proxied(message_id, url))
        if wants_images
        else message.html
    )
    response = render(request, "desk/tickets/frame.html", {"message": message, "html": html})
    response.headers["Content-Security-Policy"] = FRAME
    return response


@open_to("staff", passive=True)
def remote_image(request: SignedInRequest, message_id: int) -> HttpResponse:
    """Fetches an image that a mail names, without the reader's cookies or network; only addresses that we signed."""
    url = request.GET.get("u", "")
    if not equal(request.GET.get("s", ""), _signature(message_id, url)):
        raise NotFound()
    if not messages_visible_to(request.actor).filter(pk=message_id).exists():
        raise NotFound()
    try:
        answer = fetch("GET", url, redirects=3)
    except (OutgoingRefused, OutgoingFailed):
        raise NotFound() from None
    type_ = sniff_image(answer.body[:64])
    if answer.status != 200 or type_ is None:
        raise NotFound()
    return HttpResponse(answer.body, content_type=type_, headers={"Content-Security-Policy": SANDBOX})


@open_to("staff")
def raw(request: SignedInRequest, message_id: int) -> HttpResponse:
    """The mail byte for byte as it came, as a download."""
    content = raw_of_message(request.actor, message_id)
    return _download(content, f"message-{message_id}.eml", "message/rfc822")


@open_to("staff", "customer")
def file(request: SignedInRequest, key: str) -> HttpResponse:
    """Raster images and plain text are shown, everything else is a download; nothing runs in our origin."""
    row = Attachment.objects.select_related("file").filter(key=key, message__isnull=False).first()
    if row is None or not messages_visible_to(request.actor).filter(pk=row.message_id).exists():
        raise NotFound()
    content = files.read(row.file.digest)
    if content is None:
        text = _("The file is missing in the store. Tell your administrator: %(name)s") % {"name": row.name}
        return HttpResponse(text, status=410, content_type="text/plain; charset=utf-8")
    return _download(content, row.name, row.type)


def _download(content: bytes, name: str, claimed: str) -> HttpResponse:
    served = served_type(name, claimed, content[:4096])
    return HttpResponse(
        content,
        content_type=served.type,
        headers={
            "Content-Disposition": content_disposition(name, inline=served.inline),
            "Content-Security-Policy": SANDBOX,
            "X-Content-Type-Options": "nosniff",
        },
    )


def _proxied(message_id: int, url: str) -> str:
    query = urlencode({"u": url, "s": _signature(message_id, url)})
    return f"{reverse('remote-image', args=[message_id])}?{query}"


def _signature(message_id: int, url: str) -> str:
    return hmac.new(keyring().derive("remote-image"), f"{message_id}:{url}".encode(), hashlib.sha256).hexdigest()
