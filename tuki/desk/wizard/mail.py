"""The step of the wizard that connects the desk with mail: each half is tested, kept untested, or left for later."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from tuki.channels.email.commands.mailbox import add_mailbox, change_mailbox
from tuki.channels.email.mailboxes.trying import try_mailbox, try_outgoing
from tuki.channels.email.models import Mailbox
from tuki.channels.email.outgoing.commands.server import set_outgoing_server
from tuki.channels.email.outgoing.server import current_server
from tuki.desk.settings.forms import Errors, errors_of
from tuki.desk.settings.mail_forms import (
    MAILBOX_FIELDS,
    SERVER_FIELDS,
    account_given,
    accounts_offered,
    mailbox_address,
    mailbox_fate,
    mailbox_given,
    server_given,
    server_url,
)
from tuki.desk.wizard.entering import show_step, to
from tuki.kernel.refusals import Refusal
from tuki.people.models import Department
from tuki.ui.access import SignedInRequest

UNTESTED = "untested"


def mail_step(request: SignedInRequest, token: str) -> HttpResponse:
    """Saves the halves that were filled in, after a test unless the other button was pressed."""
    department = Department.objects.order_by("id")[0]
    mailbox = Mailbox.objects.filter(department=department).order_by("id").first()
    server = current_server()
    context: dict[str, Any] = {
        "department": department,
        "accounts": accounts_offered(),
        "box": mailbox_given(request, mailbox),
        "server": server_given(request, server),
        "has_password": mailbox is not None,
        "has_server_password": bool(server and server.parsed.password),
    }
    if request.method != "POST":
        return show_step(request, token, "wizard-mail", context)
    errors: Errors = {}
    is_tested = request.POST.get("way") != UNTESTED
    if context["box"]["box_host"]:
        errors |= _prefixed(
            "box_", MAILBOX_FIELDS, _kept_mailbox(request, context["box"], department, mailbox, is_tested)
        )
    if context["server"]["smtp_host"]:
        errors |= _prefixed("smtp_", SERVER_FIELDS, _kept_server(request, context["server"], is_tested))
    if errors:
        return show_step(request, token, "wizard-mail", context, errors=errors)
    return to("wizard-agents", token)


def _kept_mailbox(
    request: SignedInRequest, given: dict[str, str], department: Department, row: Mailbox | None, is_tested: bool
) -> Errors:
    try:
        address = mailbox_address(given, row, request.POST.get("box_password", ""))
        if is_tested:
            try_mailbox(request.actor, address)
        after = mailbox_fate(given)
        if row is None:
            add_mailbox(request.actor, department_id=department.id, address=address, after=after)
        else:
            change_mailbox(request.actor, row.id, department_id=department.id, address=address, after=after)
    except Refusal as refusal:
        return errors_of(refusal)
    return {}


def _kept_server(request: SignedInRequest, given: dict[str, str], is_tested: bool) -> Errors:
    account_id = account_given(given["smtp_account"])
    try:
        url = server_url(given, current_server(), request.POST.get("smtp_password", ""))
        if is_tested:
            try_outgoing(request.actor, url, account_id=account_id)
        set_outgoing_server(request.actor, url=url, account_id=account_id)
    except Refusal as refusal:
        return errors_of(refusal)
    return {}


def _prefixed(prefix: str, fields: tuple[str, ...], errors: Errors) -> Errors:
    """Two forms stand on one page, so the names of their fields differ by a prefix."""
    known = {*fields, f"{prefix}password"}
    return {prefix + (field if prefix + field in known else "host"): words for field, words in errors.items()}
