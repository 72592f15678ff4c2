"""Tables of the room people."""

from tuki.people.models.access import Grant, Role
from tuki.people.models.desk import Brand, Department, DepartmentAddress, Team, TeamMember
from tuki.people.models.person import AddressKind, Organisation, OrganisationDomain, Person, PersonAddress
from tuki.people.models.signin import ApiToken, OneTimeLink, Passkey, RecoveryCode, Session, Totp

__all__ = [
    "AddressKind",
    "ApiToken",
    "Brand",
    "Department",
    "DepartmentAddress",
    "Grant",
    "OneTimeLink",
    "Organisation",
    "OrganisationDomain",
    "Passkey",
    "Person",
    "PersonAddress",
    "RecoveryCode",
    "Role",
    "Session",
    "Team",
    "TeamMember",
    "Totp",
]
