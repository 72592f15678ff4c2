"""Changing the texts that the desk writes by itself."""

from __future__ import annotations

from tuki.channels.email.definitions import MAIL_TEXT, MailTextDefinition, mail_text_definition
from tuki.channels.email.models import MailTemplate
from tuki.channels.email.outgoing.events import MailTextChanged
from tuki.channels.email.outgoing.texts import LANGUAGES, PLACEHOLDERS, Text, builtin_text, placeholders_in, text_for
from tuki.kernel.actors import Actor, system
from tuki.kernel.command import announce, command
from tuki.kernel.html import plain_line, visible_text
from tuki.kernel.refusals import Invalid, NotFound
from tuki.kernel.versions import keep_beginning, keep_version
from tuki.people.commands.insisting import insist_holds
from tuki.people.models import Brand
from tuki.people.permissions import SETTINGS

LONGEST_BODY = 20_000


@command
def set_template(
    actor: Actor,
    *,
    code: str,
    language: str,
    subject: str,
    body: str,
    is_active: bool = True,
    brand_id: int | None = None,
) -> Text:
    """The text of this code and language, for one brand or for all. Nothing to do when it is so already.

    Announces `mail_text.changed`. Refuses `unknown_text`, `unknown_language`, `required`, `unknown_placeholder`.
    """
    insist_holds(actor, SETTINGS)
    _insist_known(code, language, brand_id)
    text = Text(plain_line(subject, 200), visible_text(body).strip()[:LONGEST_BODY], is_active)
    for field, source in (("subject", text.subject), ("body", text.body)):
        if not source:
            raise Invalid("required", field=field)
        if unknown := placeholders_in(source) - PLACEHOLDERS[code]:
            raise Invalid("unknown_placeholder", field=field, name=sorted(unknown)[0])
    if text == text_for(code, language, brand_id):
        return text
    before = text_for(code, language, brand_id)
    row, is_new = MailTemplate.objects.update_or_create(
        brand_id=brand_id,
        code=code,
        language=language,
        defaults={"subject": text.subject, "body": text.body, "is_active": is_active, "is_builtin": False},
    )
    if is_new:
        keep_beginning(system("built in"), MAIL_TEXT, row.id, _definition(before))
    keep_version(actor, MAIL_TEXT, row.id, mail_text_definition(row), is_told=True)
    announce(actor, MailTextChanged(subject=brand_id or 0, code=code, language=language, is_builtin=False))
    return text


@command
def switch_template(actor: Actor, *, code: str, is_active: bool, brand_id: int | None = None) -> None:
    """Whether mails of this code are written at all, in every language; the words stay as they are."""
    for language in LANGUAGES:
        _insist_known(code, language, brand_id)
        text = text_for(code, language, brand_id)
        set_template(
            actor,
            code=code,
            language=language,
            subject=text.subject,
            body=text.body,
            is_active=is_active,
            brand_id=brand_id,
        )


@command
def reset_template(actor: Actor, *, code: str, language: str, brand_id: int | None = None) -> Text:
    """The built-in text (for a brand: the text for all) is in force again. Nothing to do when it is already."""
    insist_holds(actor, SETTINGS)
    _insist_known(code, language, brand_id)
    row = MailTemplate.objects.filter(brand_id=brand_id, code=code, language=language, is_builtin=False).first()
    if row is None:
        return text_for(code, language, brand_id)
    row.is_builtin = True
    row.save(update_fields=["is_builtin"])
    announce(actor, MailTextChanged(subject=brand_id or 0, code=code, language=language, is_builtin=True))
    text = builtin_text(code, language) if brand_id is None else text_for(code, language, None)
    keep_version(actor, MAIL_TEXT, row.id, _definition(text), is_told=True)
    return text


def _definition(text: Text) -> MailTextDefinition:
    """A text that is in force without having been changed."""
    return MailTextDefinition(subject=text.subject, body=text.body, is_active=text.is_active, is_builtin=True)


def _insist_known(code: str, language: str, brand_id: int | None) -> None:
    if code not in PLACEHOLDERS:
        raise Invalid("unknown_text", field="code")
    if language not in LANGUAGES:
        raise Invalid("unknown_language", field="language")
    if brand_id is not None and not Brand.objects.filter(pk=brand_id).exists():
        raise NotFound()
