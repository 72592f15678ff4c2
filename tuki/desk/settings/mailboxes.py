"""Mailboxes: the list with their state, adding and changing after a test, pausing, removing."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuki.channels.email.commands.mailbox import (
    add_mailbox,
    change_mailbox,
    pause_mailbox,
    remove_mailbox,
    resume_mailbox,
)
from tuki.channels.email.definitions import MAILBOX
from tuki.channels.email.fetching.wording import told_failure
from tuki.channels.email.mailboxes.address import address_of
from tuki.channels.email.mailboxes.trying import try_mailbox
from tuki.channels.email.models import Mailbox
from tuki.desk.settings.forms import Errors, errors_of, number
from tuki.desk.settings.mail_forms import MAILBOX_FIELDS, accounts_offered, mailbox_address, mailbox_fate, mailbox_given
from tuki.desk.settings.pages import go, settings_page
from tuki.kernel.refusals import Invalid, NotFound, Refusal
from tuki.people.models import Department
from tuki.people.permissions import SETTINGS
from tuki.ui.access import SignedInRequest, open_to

TEST, SAVE_UNTESTED = "test", "untested"


@open_to("staff", permission=SETTINGS)
def mailboxes(request: SignedInRequest) -> HttpResponse:
    """Every mailbox, when it was last looked into, and what is wrong. One query."""
    found = Mailbox.objects.select_related("department").order_by("department__name", "id")
    rows = [
        {
            "id": each.id,
            "address": address_of(each).shown,
            "department": each.department.name,
            "checked_at": each.checked_at,
            "failing_since": each.failing_since,
            "failure": told_failure(each.failure),
            "is_active": each.is_active,
        }
        for each in found
    ]
    return settings_page(request, "mailboxes", {"rows": rows})


@open_to("staff", permission=SETTINGS, methods=("GET", "POST"))
def new(request: SignedInRequest) -> HttpResponse:
    """One more mailbox."""
    return _handled(request, None)


@open_to("staff", permission=SETTINGS, methods=("GET", "POST"))
def change(request: SignedInRequest, mailbox_id: int) -> HttpResponse:
    """Another server, folder, department or fate of read mails."""
    return _handled(request, _mailbox(mailbox_id))


@open_to("staff", permission=SETTINGS, methods=("POST",))
def pause(request: SignedInRequest, mailbox_id: int) -> HttpResponse:
    """Nothing is fetched for now."""
    pause_mailbox(request.actor, mailbox_id)
    return go("mailboxes", done="paused")


@open_to("staff", permission=SETTINGS, methods=("POST",))
def resumption(request: SignedInRequest, mailbox_id: int) -> HttpResponse:
    """Mail is fetched again."""
    resume_mailbox(request.actor, mailbox_id)
    return go("mailboxes", done="resumed")


@open_to("staff", permission=SETTINGS, methods=("POST",))
def removal(request: SignedInRequest, mailbox_id: int) -> HttpResponse:
    """The desk forgets the mailbox; its mails stay."""
    remove_mailbox(request.actor, mailbox_id)
    return go("mailboxes", done="removed")


def _handled(request: SignedInRequest, row: Mailbox | None) -> HttpResponse:
    """The form: `way` is test (nothing is kept), untested, or else a test and then keeping."""
    given = mailbox_given(request, row)
    chosen = request.POST.get("department", row.department_id if row else "")
    if request.method != "POST":
        return _form(request, row, given, chosen)
    way = request.POST.get("way", "")
    try:
        address = mailbox_address(given, row, request.POST.get("box_password", ""))
        count = 0 if way == SAVE_UNTESTED else try_mailbox(request.actor, address)
        if way == TEST:
            return _form(request, row, given, chosen, found=_found(count))
        department_id, after = _department(str(chosen)), mailbox_fate(given)
        if row is None:
            add_mailbox(request.actor, department_id=department_id, address=address, after=after)
        else:
            change_mailbox(request.actor, row.id, department_id=department_id, address=address, after=after)
    except Refusal as refusal:
        return _form(request, row, given, chosen, _named(errors_of(refusal)), status=refusal.status)
    return go("mailboxes", done="saved" if row else "added")


def _form(
    request: SignedInRequest,
    row: Mailbox | None,
    given: dict[str, str],
    chosen: object,
    errors: Errors | None = None,
    *,
    found: str = "",
    status: int = 200,
) -> HttpResponse:
    departments = Department.objects.filter(is_active=True).order_by("name", "id")
    context: dict[str, Any] = {
        "mailbox": row,
        "title": address_of(row).shown if row else _("New mailbox"),
        "given": given,
        "chosen": chosen,
        "accounts": accounts_offered(),
        "departments": list(departments.values_list("id", "name")),
        "found": found,
        "versions_of": MAILBOX,
    }
    return settings_page(request, "mailbox", context, errors=errors, status=status)


def _found(count: int) -> str:
    words = ngettext("The server lets us in; %(count)s mail lies there.",
                     "The server lets us in; %(count)s mails lie there.", count)  # fmt: skip
    return words % {"count": count}


def _named(errors: Errors) -> Errors:
    """Refusals name the commands' fields; these are the form's."""
    known = {*MAILBOX_FIELDS, "box_password"}
    return {f"box_{name}" if f"box_{name}" in known else name: words for name, words in errors.items()}


def _department(text: str) -> int:
    department_id = number(text)
    if department_id is None or not Department.objects.filter(pk=department_id).exists():
        raise Invalid("required", field="department")
    return department_id


def _mailbox(mailbox_id: int) -> Mailbox:
    row = Mailbox.objects.filter(pk=mailbox_id).first()
    if row is None:
        raise NotFound()
    return row
