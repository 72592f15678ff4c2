"""Kinds of tickets: adding, renaming, retiring and restoring them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tuki.catalogue.kinds import KindsDefinition, kinds_now
from tuki.catalogue.models import Kind
from tuki.catalogue.permissions import EDIT
from tuki.catalogue.queries import active_kinds
from tuki.catalogue.wording import KIND_NAMES
from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.html import plain_line
from tuki.kernel.reference import reference_changed
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.kernel.uses import insist_unused
from tuki.kernel.versions import keep_version, versioned
from tuki.people.commands.insisting import insist_holds

SETTING, ALL_KINDS = "kinds", 1
LONGEST_NAME = 120
_CODE = re.compile(r"[a-z][a-z0-9_]{0,31}")


@command
def add_kind(actor: Actor, *, code: str, names: Mapping[str, str]) -> Kind:
    """One more kind, after the others. Announces `setting.changed`.

    Refuses `not_allowed`, `name_taken` for a code in use, `invalid`, and `required` when it has no name.
    """
    insist_holds(actor, EDIT)
    if not _CODE.fullmatch(code):
        raise Invalid("invalid", field="code")
    rows = Kind.objects.select_for_update().order_by("position", "code")
    if rows.filter(pk=code).exists():
        raise Invalid("name_taken", field="code")
    last = rows.last()
    kind = Kind(code=code, position=last.position + 1 if last else 0)
    _name(kind, names)
    kind.save(force_insert=True)
    _keep(actor)
    return kind


@command
def rename_kind(actor: Actor, code: str, *, names: Mapping[str, str]) -> Kind:
    """A kind is called otherwise, by language; a language without a name shows the built-in or the first one.

    Announces `setting.changed`; nothing to do when it is called so. Refuses `not_allowed`, `not_found`, `required`.
    """
    insist_holds(actor, EDIT)
    kind = _locked(code)
    _name(kind, names)
    kind.save(update_fields=["name", "names"])
    _keep(actor)
    return kind


@command
def retire_kind(actor: Actor, code: str) -> Kind:
    """No new ticket is of this kind; those that are stay so. Announces `setting.changed`.

    Refuses `last_kind`, and `still_used` while rules or macros name it.
    """
    insist_holds(actor, EDIT)
    kind = _locked(code)
    if kind.is_active and Kind.objects.filter(is_active=True).count() == 1:
        raise Refused("last_kind")
    if kind.is_active:
        insist_unused("kind", [kind.code])
    return _set_active(actor, kind, is_active=False)


@command
def restore_kind(actor: Actor, code: str) -> Kind:
    """Tickets can be of this kind again. Announces `setting.changed`. Nothing to do when they can."""
    insist_holds(actor, EDIT)
    return _set_active(actor, _locked(code), is_active=True)


def kinds_titles(ids: list[int]) -> Mapping[int, str]:
    """What the one list of kinds is called."""
    return {each: str(_("Kinds of tickets")) for each in ids}


@versioned(
    SETTING,
    type=KindsDefinition,
    label=_("Kinds"),
    permission=EDIT,
    titles=kinds_titles,
    words={"kinds": _("Kinds"), "names": _("Name"), "is_active": _("Offered")},
)
def restore_kinds(actor: Actor, object_id: int, definition: KindsDefinition) -> None:
    """The kinds are called and offered again as they were; those that came later are retired."""
    said = {each.code: each for each in definition.kinds}
    if not any(each.is_active for each in definition.kinds):
        raise Refused("last_kind")
    offered = {each.code for each in definition.kinds if each.is_active}
    insist_unused("kind", [code for code in active_kinds() if code not in offered])
    order = {each.code: index for index, each in enumerate(definition.kinds)}
    for kind in Kind.objects.select_for_update():
        wanted = said.get(kind.code)
        kind.is_active = wanted is not None and wanted.is_active
        if wanted is not None:
            kind.names, kind.position = dict(wanted.names), order[kind.code]
        kind.save(update_fields=["is_active", "names", "position"])
    _keep(actor)


def _locked(code: str) -> Kind:
    kind = Kind.objects.select_for_update().filter(pk=code).first()
    if kind is None:
        raise NotFound()
    return kind


def _name(kind: Kind, names: Mapping[str, str]) -> None:
    """Sets the names that were given, cleaned; what is shown where a language has none is English or the first."""
    cleaned = {language: plain_line(name, LONGEST_NAME) for language, name in sorted(names.items())}
    kind.names = {language: name for language, name in cleaned.items() if name}
    if not kind.names and kind.code not in KIND_NAMES:
        raise Invalid("required", field="name")
    kind.name = kind.names.get("en") or next(iter(kind.names.values()), kind.name)


def _set_active(actor: Actor, kind: Kind, *, is_active: bool) -> Kind:
    if kind.is_active != is_active:
        kind.is_active = is_active
        kind.save(update_fields=["is_active"])
        _keep(actor)
    return kind


def _keep(actor: Actor) -> None:
    reference_changed()
    keep_version(actor, SETTING, ALL_KINDS, kinds_now())
