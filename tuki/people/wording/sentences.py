"""One sentence per event of people and settings; the subject (who did it) stands before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tuki.kernel.events import Event
from tuki.kernel.telling import Filling, Ref, Told, names, tells
from tuki.people import events
from tuki.people.models import Brand, Organisation, Role, Team
from tuki.people.queries import departments, names_of
from tuki.people.wording.roles import role_name


@names("person")
def _persons(ids: list[int]) -> Mapping[int, str]:
    return names_of(ids)


@names("department")
def _departments(ids: list[int]) -> Mapping[int, str]:
    known = departments()
    return {id_: known[id_].name for id_ in ids if id_ in known}


@names("brand")
def _brands(ids: list[int]) -> Mapping[int, str]:
    return dict(Brand.objects.filter(id__in=ids).values_list("id", "name"))


@names("organisation")
def _organisations(ids: list[int]) -> Mapping[int, str]:
    return dict(Organisation.objects.filter(id__in=ids).values_list("id", "name"))


@names("team")
def _teams(ids: list[int]) -> Mapping[int, str]:
    return dict(Team.objects.filter(id__in=ids).values_list("id", "name"))


@names("role")
def _roles(ids: list[int]) -> Mapping[int, str]:
    rows = Role.objects.filter(id__in=ids).values_list("id", "code", "name")
    return {id_: role_name(code, name) for id_, code, name in rows}


def _about(kind: str, template: Any, icon: str) -> Any:
    """A sentence that needs only the name of what it is about."""
    return lambda event: Told(template, {"name": Ref(kind, event.subject)}, icon)


_PLAIN: dict[type[Event], tuple[str, Any, str]] = {
    events.BrandAdded: ("brand", _("added the brand %(name)s"), "plus"),
    events.DepartmentAdded: ("department", _("added the department %(name)s"), "plus"),
    events.DepartmentAddressesChanged: ("department", _("changed the addresses of %(name)s"), "mail"),
    events.TeamChanged: ("team", _("changed the team %(name)s"), "users"),
    events.TeamLeadChanged: ("team", _("changed the lead of the team %(name)s"), "users"),
    events.OrganisationAdded: ("organisation", _("added the organisation %(name)s"), "building-2"),
    events.OrganisationChanged: ("organisation", _("changed the organisation %(name)s"), "building-2"),
    events.PersonAdded: ("person", _("added %(name)s"), "user-plus"),
    events.PersonChanged: ("person", _("changed the profile of %(name)s"), "user"),
    events.AddressAdded: ("person", _("added an address to %(name)s"), "at-sign"),
    events.AddressRemoved: ("person", _("removed an address from %(name)s"), "at-sign"),
    events.AddressVerified: ("person", _("saw an address of %(name)s verified"), "mail-check"),
    events.AddressFailing: ("person", _("noted that mail to %(name)s comes back"), "mail-x"),
    events.PersonDeactivated: ("person", _("deactivated %(name)s"), "user-x"),
    events.PersonReactivated: ("person", _("reactivated %(name)s"), "user-check"),
    events.RoleChanged: ("role", _("changed the role %(name)s"), "shield"),
    events.RoleRemoved: ("role", _("removed the role %(name)s"), "shield"),
    events.RolesGranted: ("person", _("changed the roles of %(name)s"), "shield-check"),
    events.PasswordSet: ("person", _("set a new password for %(name)s"), "key-round"),
    events.SignedIn: ("person", _("signed in as %(name)s"), "log-in"),
    events.SignInFailed: ("person", _("failed to sign in as %(name)s"), "circle-alert"),
    events.SignedOut: ("person", _("ended a session of %(name)s"), "log-out"),
    events.SecondFactorAdded: ("person", _("added a second factor for %(name)s"), "shield-check"),
    events.SecondFactorRemoved: ("person", _("removed a second factor of %(name)s"), "shield"),
    events.TokenMade: ("person", _("made an API token for %(name)s"), "key-round"),
    events.TokenRevoked: ("person", _("revoked an API token of %(name)s"), "key-round"),
    events.LinkSent: ("person", _("sent a one-time link to %(name)s"), "link"),
}

for _type, (_kind, _template, _icon) in _PLAIN.items():
    tells(_type)(_about(_kind, _template, _icon))


@tells(events.BrandChanged)
def _brand(event: events.BrandChanged) -> Told:
    values: dict[str, Filling] = {"name": Ref("brand", event.subject), "fields": ", ".join(event.changes)}
    return Told(_("changed the brand %(name)s: %(fields)s"), values, "pencil")


@tells(events.DepartmentChanged)
def _department(event: events.DepartmentChanged) -> Told:
    values: dict[str, Filling] = {"name": Ref("department", event.subject), "fields": ", ".join(event.changes)}
    return Told(_("changed the department %(name)s: %(fields)s"), values, "pencil")
