"""Answering, noting, taking back, confirming and drafts."""

from __future__ import annotations

import re

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tuki.desk.tickets.page import show
from tuki.kernel.numerals import whole_number
from tuki.kernel.refusals import Conflict, Invalid, Refusal
from tuki.live.commands.presence import be_present, leave
from tuki.people.addresses import is_address
from tuki.people.models import Person
from tuki.tickets.commands.draft import save_draft
from tuki.tickets.commands.files import upload
from tuki.tickets.commands.receive import confirm_message
from tuki.tickets.commands.reply import add_note, reply_to_ticket, take_back_reply
from tuki.tickets.commands.status import change_status
from tuki.tickets.models import Message, ReplyType
from tuki.tickets.queries import ticket_for
from tuki.ui.access import SignedInRequest, open_to
from tuki.ui.commands.once import once

UNDO_SECONDS = 10
MENTION = re.compile(r"(?<![\w@])@(\w[\w.\-]{0,60}(?: \w[\w.\-]{0,60})?)")


@open_to("staff", methods=("POST",))
def write(request: SignedInRequest, reference: str) -> HttpResponse:
    """`mode` says whether it is a reply or a note; what was written survives a refusal."""
    found = ticket_for(request.actor, reference)
    mode, text = request.POST.get("mode", "note"), request.POST.get("text", "")
    again = {"text": text, "mode": mode, "reply_type": request.POST.get("reply_type", "")}
    try:
        address = once(request.actor, request, lambda: _written(request, reference, mode, text))
    except Conflict as conflict:
        return show(request, found, **again, collision=conflict.sentence, status=conflict.status)
    except Refusal as refusal:
        return show(request, found, **again, error=refusal.sentence, status=refusal.status)
    return HttpResponseRedirect(address)


@open_to("staff", methods=("POST",), passive=True)
def draft(request: SignedInRequest, reference: str) -> HttpResponse:
    """Keeps what is being written."""
    save_draft(
        request.actor,
        reference,
        kind=request.POST.get("mode", "reply"),
        text=request.POST.get("text", ""),
        fields={"cc": request.POST.get("cc", "")[:1000]},
        seen_message_id=_seen(request),
    )
    return HttpResponse(status=204)


@open_to("staff", methods=("POST",), passive=True)
def presence(request: SignedInRequest, reference: str) -> HttpResponse:
    """The page says at once and every 20 seconds that it is looked at, or that it is gone."""
    if request.POST.get("state") == "gone":
        leave(request.actor, reference)
    else:
        be_present(request.actor, reference, is_writing=request.POST.get("state") == "writing")
    return HttpResponse(status=204)


@open_to("staff", methods=("POST",))
def take_back(request: SignedInRequest, message_id: int) -> HttpResponse:
    """Takes a reply back; its text is in the composer again."""
    message = take_back_reply(request.actor, message_id)
    return HttpResponseRedirect(reverse("desk:ticket", args=[message.ticket.reference]) + "#composer")


@open_to("staff", methods=("POST",))
def confirm(request: SignedInRequest, message_id: int) -> HttpResponse:
    """Lets the message of an unverified sender into the conversation."""
    message = confirm_message(request.actor, message_id)
    return HttpResponseRedirect(reverse("desk:ticket", args=[message.ticket.reference]))


def _written(request: SignedInRequest, reference: str, mode: str, text: str) -> str:
    """The address of the message, with which the status changes as well."""
    files = [
        upload(request.actor, name=each.name or "", type=each.content_type or "", content=each.read()).id
        for each in request.FILES.getlist("files")
    ]
    message = _reply(request, reference, text, files) if mode == "reply" else _note(request, reference, text, files)
    _then_status(request, reference)
    return f"{reverse('desk:ticket', args=[message.ticket.reference])}#message-{message.id}"


def _seen(request: SignedInRequest) -> int | None:
    return whole_number(request.POST.get("seen", ""))


def _reply(request: SignedInRequest, reference: str, text: str, files: list[int]) -> Message:
    return reply_to_ticket(
        request.actor,
        reference,
        text=text,
        attachment_ids=files,
        cc=_addresses(request.POST.get("cc", "")),
        undo_seconds=UNDO_SECONDS,
        seen_message_id=_seen(request),
        reply_type=request.POST.get("reply_type") or ReplyType.ANSWER,
    )


def _note(request: SignedInRequest, reference: str, text: str, files: list[int]) -> Message:
    return add_note(request.actor, reference, text=text, attachment_ids=files, mentions=_mentioned(text))


def _then_status(request: SignedInRequest, reference: str) -> None:
    status, _, resolution = request.POST.get("status", "").partition(":")
    if status:
        change_status(request.actor, reference, status=status, resolution=resolution or None)


def _addresses(text: str) -> list[str]:
    found = [each.strip() for each in re.split(r"[,;\s]+", text) if each.strip()]
    if wrong := [each for each in found if not is_address(each)]:
        raise Invalid("invalid_address", field="cc", address=wrong[0])
    return found


def _mentioned(text: str) -> list[int]:
    """Agents whom the text names as @Anna or @Anna Nyberg; a first name counts when only one agent bears it."""
    wanted = {word.lower() for match in MENTION.findall(text) for word in (match, match.split()[0])}
    if not wanted:
        return []
    agents = list(Person.objects.filter(is_staff=True, is_active=True).values_list("id", "name"))
    firsts = [name.lower().split()[0] for _, name in agents if name]
    return [
        id_
        for id_, name in agents
        if name
        and (
            name.lower() in wanted or (name.lower().split()[0] in wanted and firsts.count(name.lower().split()[0]) == 1)
        )
    ]
