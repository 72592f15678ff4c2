"""What a desk has already and a file may refer to without saying it again."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from tuki.channels.email.mailboxes.address import address_of
from tuki.channels.email.models import MailAccount, Mailbox
from tuki.people.addresses import normal_address
from tuki.people.models import Brand, Department, DepartmentAddress, Organisation, PersonAddress, Role, TeamMember


class Known(msgspec.Struct):
    """Names in the desk. `persons` maps an address in its normal form to whether it is an agent's; `mailboxes` are
    addresses without password; `team_members` are normal addresses by the team's name."""

    brands: dict[str, str] = {}
    departments: set[tuple[str, str]] = set()
    organisations: set[str] = set()
    roles: set[str] = set()
    persons: dict[str, bool] = {}
    own_addresses: dict[str, str] = {}
    mailboxes: set[str] = set()
    mail_accounts: set[str] = set()
    team_members: dict[str, set[str]] = {}


def known_now() -> Known:
    """The desk as it is; costs nine queries."""
    people = PersonAddress.objects.filter(kind="email").values_list("normal", "person__is_staff")
    members: dict[str, set[str]] = defaultdict(set)
    for team, address in TeamMember.objects.values_list("team__name", "person__addresses__normal"):
        members[team].add(address)
    own = DepartmentAddress.objects.values_list("normal", "department__name")
    return Known(
        brands=dict(Brand.objects.order_by("id").values_list("code", "prefix")),
        departments=set(Department.objects.values_list("brand__code", "name")),
        organisations=set(Organisation.objects.values_list("name", flat=True)),
        roles=set(Role.objects.values_list("code", flat=True)),
        persons=dict(people),
        own_addresses={normal_address(normal): name for normal, name in own},
        mailboxes={address_of(each).shown for each in Mailbox.objects.all()},
        mail_accounts=set(MailAccount.objects.values_list("name", flat=True)),
        team_members=members,
    )
