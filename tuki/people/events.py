"""What the room people announces."""

from tuki.kernel.events import Event, event


@event("brand.added", stream="brand", changes_reference=True)
class BrandAdded(Event):
    """A brand began."""

    code: str
    prefix: str


@event("brand.changed", stream="brand", changes_reference=True)
class BrandChanged(Event):
    """Fields of a brand changed: name → [old, new]."""

    changes: dict[str, list[str]]


@event("department.added", stream="department", changes_reference=True)
class DepartmentAdded(Event):
    """A department began."""

    brand_id: int
    parent_id: int | None


@event("department.changed", stream="department", changes_reference=True)
class DepartmentChanged(Event):
    """Fields of a department changed: name → [old, new]."""

    changes: dict[str, list[str]]


@event("department.addresses_changed", stream="department", changes_reference=True)
class DepartmentAddressesChanged(Event):
    """The department is reached by other mail addresses."""

    old: list[str]
    new: list[str]


@event("team.changed", stream="team", changes_reference=True)
class TeamChanged(Event):
    """A team was added or changed."""

    line: int
    member_ids: list[int]


@event("team.lead_changed", stream="team", changes_reference=True)
class TeamLeadChanged(Event):
    """Somebody else, or nobody, leads the team."""

    old: int | None
    new: int | None


@event("organisation.added", stream="organisation")
class OrganisationAdded(Event):
    """An organisation became known."""


@event("organisation.changed", stream="organisation")
class OrganisationChanged(Event):
    """Which fields of an organisation changed."""

    fields: list[str]


@event("person.added", stream="person", begins_stream=True)
class PersonAdded(Event):
    """Somebody became known."""

    is_staff: bool
    organisation_id: int | None


@event("person.changed", stream="person")
class PersonChanged(Event):
    """Which fields of a person changed; the values stay in the row, so that they can be erased."""

    fields: list[str]


@event("person.address_added", stream="person")
class AddressAdded(Event):
    """Somebody has one more address."""

    address_id: int


@event("person.address_removed", stream="person")
class AddressRemoved(Event):
    """An address no longer belongs to somebody."""

    address_id: int


@event("person.address_verified", stream="person")
class AddressVerified(Event):
    """Somebody proved to read mail at an address."""

    address_id: int


@event("person.address_failing", stream="person")
class AddressFailing(Event):
    """Mail to an address came back for good."""

    address_id: int


@event("person.deactivated", stream="person", changes_reference=True)
class PersonDeactivated(Event):
    """Somebody can no longer sign in; their history stays."""


@event("person.reactivated", stream="person", changes_reference=True)
class PersonReactivated(Event):
    """Somebody can sign in again."""


@event("role.changed", stream="role")
class RoleChanged(Event):
    """A role holds other permissions."""

    old: list[str]
    new: list[str]


@event("role.removed", stream="role")
class RoleRemoved(Event):
    """A role is gone."""


@event("person.roles_granted", stream="person", changes_reference=True)
class RolesGranted(Event):
    """Somebody's grants are now these: [role id, department id or null]."""

    old: list[list[int | None]]
    new: list[list[int | None]]


@event("person.password_set", stream="person")
class PasswordSet(Event):
    """Somebody has a new password; their other sessions ended."""


@event("person.signed_in", stream="person")
class SignedIn(Event):
    """Somebody signed in; `way` is password, passkey, link or code."""

    session_id: int
    way: str


@event("person.sign_in_failed", stream="person")
class SignInFailed(Event):
    """A try to sign in as somebody failed."""

    way: str


@event("person.signed_out", stream="person")
class SignedOut(Event):
    """A session ended by its person or an administrator."""

    session_id: int


@event("person.second_factor_added", stream="person")
class SecondFactorAdded(Event):
    """Somebody protects their sign-in by `factor`: totp or passkey."""

    factor: str


@event("person.second_factor_removed", stream="person")
class SecondFactorRemoved(Event):
    """Somebody no longer uses `factor`."""

    factor: str


@event("person.token_made", stream="person")
class TokenMade(Event):
    """A key for programs was made."""

    token_id: int
    scopes: list[str]


@event("person.token_revoked", stream="person")
class TokenRevoked(Event):
    """A key for programs no longer works."""

    token_id: int


@event("person.link_sent", stream="person")
class LinkSent(Event):
    """A one-time link was made for somebody."""

    link_id: int
    purpose: str
