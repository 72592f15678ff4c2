"""Texts of mails that the desk writes by itself: the table, editing with a preview, and the built-in ones again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from tuki.channels.email.definitions import MAIL_TEXT
from tuki.channels.email.models import MailTemplate
from tuki.channels.email.outgoing.commands.templates import reset_template, set_template
from tuki.channels.email.outgoing.texts import PLACEHOLDERS, Text, filled, text_for
from tuki.channels.email.outgoing.wording import TEXT_NAMES
from tuki.desk.settings.forms import Errors, errors_of, number, posted
from tuki.desk.settings.pages import LANGUAGES, go, settings_page
from tuki.kernel.refusals import NotFound, Refusal
from tuki.people.models import Brand
from tuki.people.permissions import SETTINGS
from tuki.ui.access import SignedInRequest, open_to

EXAMPLES = {
    "ticket.reference": "ACME-1042",
    "ticket.subject": "Printer on fire",
    "ticket.address": "https://desk.example/portal/tickets/ACME-1042",
    "ticket.earlier": "ACME-815",
    "ticket.status": "In progress",
    "promise.name": "Resolve",
    "promise.due": "2026-03-02 14:20",
    "rule.name": "Nightly reminders",
    "rule.reached": "mails caused: 50",
    "rule.address": "https://desk.example/desk/settings/rules/7",
    "department.name": "Support",
    "desk.name": "Acme Support",
    "close.days": "3",
    "actor.name": "Boris",
    "message.text": "It burns again.",
    "link.address": "https://desk.example/link/…",
    "link.minutes": "60",
    "link.code": "123456",
}


@open_to("staff", permission=SETTINGS)
def texts(request: SignedInRequest) -> HttpResponse:
    """Every text in every language, and which were changed. One query besides the frame's."""
    changed_texts = MailTemplate.objects.filter(brand=None, is_builtin=False)
    changed = set(changed_texts.values_list("code", "language"))
    off = set(changed_texts.filter(is_active=False).values_list("code", "language"))
    rows = [
        (code, name, [(tag, (code, tag) in changed, (code, tag) in off) for tag, _name in LANGUAGES])
        for code, name in ((each, TEXT_NAMES.get(each, each)) for each in PLACEHOLDERS)
    ]
    return settings_page(request, "texts", {"rows": rows, "languages": LANGUAGES})


@open_to("staff", permission=SETTINGS, methods=("GET", "POST"))
def change(request: SignedInRequest, code: str, language: str) -> HttpResponse:
    """One text, for all brands or for `?brand=`; the button `preview` shows it filled and keeps nothing."""
    _insist_known(code, language)
    brand = _brand(request)
    present = text_for(code, language, brand.id if brand else None)
    if request.method != "POST":
        return _form(request, code, language, brand, present)
    given = posted(request, ("subject", "body"))
    text = Text(given["subject"], given["body"], "active" in request.POST)
    if request.POST.get("way") == "preview":
        return _form(request, code, language, brand, text)
    try:
        set_template(
            request.actor,
            code=code,
            language=language,
            subject=text.subject,
            body=text.body,
            is_active=text.is_active,
            brand_id=brand.id if brand else None,
        )
    except Refusal as refusal:
        return _form(request, code, language, brand, text, errors_of(refusal))
    return go("texts")


@open_to("staff", permission=SETTINGS, methods=("POST",))
def reset(request: SignedInRequest, code: str, language: str) -> HttpResponse:
    """The built-in text again; for a brand the text for all."""
    _insist_known(code, language)
    brand = _brand(request)
    reset_template(request.actor, code=code, language=language, brand_id=brand.id if brand else None)
    return go("texts", done="reset")


def _form(
    request: SignedInRequest,
    code: str,
    language: str,
    brand: Brand | None,
    text: Text,
    errors: Errors | None = None,
) -> HttpResponse:
    row = MailTemplate.objects.filter(code=code, language=language, brand=brand).first()
    context: dict[str, Any] = {
        "code": code,
        "tag": language,
        "language_name": dict(LANGUAGES)[language],
        "name": TEXT_NAMES.get(code, code),
        "brand": brand,
        "brands": list(Brand.objects.order_by("id").values_list("id", "name")),
        "text": text,
        "placeholders": sorted(PLACEHOLDERS[code]),
        "preview": filled(code, text, EXAMPLES, language=language),
        "is_changed": row is not None and not row.is_builtin,
        "row": row,
        "versions_of": MAIL_TEXT,
    }
    return settings_page(request, "text", context, errors=errors)


def _insist_known(code: str, language: str) -> None:
    if code not in PLACEHOLDERS or language not in dict(LANGUAGES):
        raise NotFound()


def _brand(request: SignedInRequest) -> Brand | None:
    asked = request.POST.get("brand") or request.GET.get("brand", "")
    if not asked:
        return None
    brand = Brand.objects.filter(pk=number(asked)).first()
    if brand is None:
        raise NotFound()
    return brand
