"""Files of messages, and mails as they were sent: only for who may read the message, shown only when that is safe."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tuki.kernel import files
from tuki.kernel.filenames import content_disposition, served_type
from tuki.kernel.refusals import NotFound
from tuki.tickets.models import Attachment, Message
from tuki.tickets.queries import messages_visible_to
from tuki.ui.access import SignedInRequest, open_to

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


@open_to("staff", "customer")
def frame(request: SignedInRequest, message_id: int) -> HttpResponse:
    """A message's cleaned HTML as a document of its own, for the sandboxed frame."""
    message: Message | None = messages_visible_to(request.actor).filter(pk=message_id).first()
    if message is None or not message.html:
        raise NotFound()
    return render(request, "desk/tickets/frame.html", {"message": message})


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
    served = served_type(row.name, row.type, content[:4096])
    return HttpResponse(
        content,
        content_type=served.type,
        headers={
            "Content-Disposition": content_disposition(row.name, inline=served.inline),
            "Content-Security-Policy": SANDBOX,
            "X-Content-Type-Options": "nosniff",
        },
    )
