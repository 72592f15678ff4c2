"""Tables of the room people."""

from tuki.people.models.access import Grant, Role
from tuki.people.models.agents import AbsenceRule, AgentProfile, AgentSkill, AgentState, PauseReason, Skill, State
from tuki.people.models.customers import CustomerValue, Standing, Tier
from tuki.people.models.desk import Brand, Department, DepartmentAddress, Team, TeamMember
from tuki.people.models.person import AddressKind, Organisation, OrganisationDomain, Person, PersonAddress
from tuki.people.models.signin import ApiToken, OneTimeLink, Passkey, RecoveryCode, Session, Totp

__all__ = [
    "AbsenceRule",
    "AddressKind",
    "AgentProfile",
    "AgentSkill",
    "AgentState",
    "ApiToken",
    "Brand",
    "CustomerValue",
    "Department",
    "DepartmentAddress",
    "Grant",
    "OneTimeLink",
    "Organisation",
    "OrganisationDomain",
    "Passkey",
    "PauseReason",
    "Person",
    "PersonAddress",
    "RecoveryCode",
    "Role",
    "Session",
    "Skill",
    "Standing",
    "State",
    "Team",
    "TeamMember",
    "Tier",
    "Totp",
]
