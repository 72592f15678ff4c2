"""What a token for programs may be limited to: the one list of scopes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid, Refused

SCOPES: Mapping[str, str | Promise] = {
    "tickets:read": _("Read tickets, messages and their files."),
    "tickets:write": _("Open tickets, answer and change them."),
    "people:read": _("Read persons and organisations."),
    "people:write": _("Add and change persons and organisations."),
    "mail:read": _("Read the journal of mail and the mails as they came."),
    "mail:write": _("Try mails of the journal again."),
    "events:read": _("Read the event log."),
    "reports:read": _("Read reports and exports."),
    "metrics:read": _("Read figures of the whole desk for monitoring."),
    "settings:read": _("Read departments, services and other settings."),
    "settings:write": _("Change settings."),
}


def checked_scopes(scopes: Iterable[str]) -> list[str]:
    """The scopes in order, each once; refuses `unknown_scope`."""
    wanted = sorted(set(scopes))
    for scope in wanted:
        if scope not in SCOPES:
            raise Invalid("unknown_scope", field="scopes", name=scope)
    return wanted


def insist_scope(actor: Actor, scope: str) -> None:
    """Refuses `scope_missing` when the actor came with a token that is limited to other scopes."""
    if scope not in SCOPES:
        raise LookupError(f"scope {scope} is not declared")
    if actor.scopes is not None and scope not in actor.scopes:
        raise Refused("scope_missing", name=scope)
