"""The desk as a file: what `tuki apply` reads, without secrets. Applying it to the same desk changes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from tuki.catalogue.categories import category_tree
from tuki.catalogue.queries import kept_matrices
from tuki.channels.email.mailboxes.address import address_of, after_text
from tuki.channels.email.models import MailAccount, Mailbox, MailTemplate, OutgoingServer
from tuki.channels.email.outgoing.server import CONTEXT, read_smtp_url
from tuki.kernel.secrets import keyring
from tuki.people.models import Brand, Department, DepartmentAddress, Role, Team, TeamMember
from tuki.people.roles import BUILTIN
from tuki.setup.exporting_automation import templates_and_macros
from tuki.setup.exporting_people import people
from tuki.setup.exporting_sla import calendars
from tuki.setup.exporting_work import assignment_table, skills_and_pauses
from tuki.setup.policy_tables import policies
from tuki.setup.rule_tables import rules
from tuki.setup.toml_writing import bare_or_quoted, written
from tuki.setup.workflow_tables import kind_tables, workflow_tables

HEAD = """\
# This desk, as `tuki apply` reads it. Passwords, tokens and the passwords of mail servers are not here;
# where a line begins with #, write the secret and remove the # to set it.
"""


def export_desk(*, with_contacts: bool = True) -> str:
    """The whole file. Costs some twelve queries, however many rows there are."""
    names = department_names()
    parts = [*_desk(names), *kind_tables(), *workflow_tables()]
    parts += [*_categories(names), *_matrices(), *calendars(), *skills_and_pauses()]
    parts += [*people(names, with_contacts=with_contacts), *_teams(names)]
    parts += [*policies(), *templates_and_macros(), *rules(), *_mail_accounts(), *_mail(names)]
    return HEAD + "".join(f"\n{part}" for part in parts)


def department_names() -> dict[int, str]:
    """How the file refers to each department: by name, with the brand's code before it where the name is not enough."""
    rows = list(Department.objects.values_list("id", "name", "brand__code"))
    count = Counter(name for _id, name, _code in rows)
    return {id_: name if count[name] == 1 else f"{code}/{name}" for id_, name, code in rows}


def _desk(names: dict[int, str]) -> Iterator[str]:
    for brand in Brand.objects.order_by("id"):
        table = {
            "name": brand.name,
            "prefix": brand.prefix,
            "language": brand.language,
            "time_zone": brand.time_zone,
            "close_after_days": brand.close_after_days,
            "reopens_closed": brand.reopens_closed,
            "reopen_within_days": brand.reopen_within_days,
        }
        yield written(f"brand.{bare_or_quoted(brand.code)}", table, form="coded")
    addresses: dict[int, list[str]] = defaultdict(list)
    for id_, address in DepartmentAddress.objects.order_by("-is_main", "id").values_list("department_id", "address"):
        addresses[id_].append(address)
    for each in Department.objects.select_related("brand").order_by("id"):
        own = addresses[each.id]
        table = {
            "name": each.name,
            "brand": each.brand.code,
            "parent": names[each.parent_id] if each.parent_id else None,
            "address": own[0] if own else None,
            "more_addresses": own[1:] or None,
            "signature": each.signature or None,
            "active": None if each.is_active else False,
        }
        yield written("department", table)
    for role in Role.objects.order_by("id"):
        if (role.name, sorted(role.permissions)) != _builtin(role.code):
            table = {"code": role.code, "name": role.name, "permissions": sorted(role.permissions)}
            yield written("role", table)


def _builtin(code: str) -> tuple[str, list[str]]:
    name, listed = BUILTIN.get(code, ("", []))
    return name, sorted(listed)


def _categories(names: dict[int, str]) -> Iterator[str]:
    tree = category_tree()
    for row in tree.values():
        says = row.definition
        table = {
            "name": says.name,
            "parent": "/".join(tree[each].definition.name for each in row.path[:-1]) or None,
            "names": [f"{code}: {name}" for code, name in sorted(says.names.items())] or None,
            "position": says.position or None,
            "department": names[says.department_id] if says.department_id else None,
            "active": None if says.is_active else False,
        }
        yield written("category", table)


def _matrices() -> Iterator[str]:
    brands = dict(Brand.objects.values_list("id", "code"))
    for brand_id, matrix in sorted(kept_matrices().items(), key=lambda each: each[0] or 0):
        rows = [" ".join(map(str, row)) for row in matrix.rows]
        yield written("priority_matrix", {"brand": brands[brand_id] if brand_id else None, "rows": rows})


def _teams(names: dict[int, str]) -> Iterator[str]:
    members: dict[int, list[str]] = defaultdict(list)
    rows = TeamMember.objects.exclude(person__email="").order_by("person__email")
    for team_id, address in rows.values_list("team_id", "person__email"):
        members[team_id].append(address)
    for team in Team.objects.select_related("lead").order_by("id"):
        place = names[team.department_id] if team.department_id else None
        table = {"name": team.name, "line": team.line, "department": place, "members": members[team.id]}
        table["lead"] = (team.lead.email or None) if team.lead else None
        table["assignment"] = assignment_table(team.id)
        yield written("team", table)


def _mail_accounts() -> Iterator[str]:
    for account in MailAccount.objects.order_by("id"):
        plain = ("tenant", "authorize_url", "token_url", "scope")
        table = {
            "name": account.name,
            "provider": account.provider,
            "client_id": account.client_id,
            **{key: getattr(account, key) or None for key in plain},
        }
        kept = {"client_secret": account.sealed_client_secret, "refresh_token": account.sealed_refresh_token}
        yield written("mail_account", table, secrets={key: "…" for key, sealed in kept.items() if sealed})


def _mail(names: dict[int, str]) -> Iterator[str]:
    for mailbox in Mailbox.objects.select_related("account").order_by("id"):
        table = {
            "department": names[mailbox.department_id],
            "account": mailbox.account.name if mailbox.account else None,
            "imap": address_of(mailbox).shown,
            "after": after_text(mailbox),
            "active": None if mailbox.is_active else False,
        }
        yield written("mailbox", table)
    for server in OutgoingServer.objects.select_related("account"):
        yield _outgoing(server)
    for text in MailTemplate.objects.filter(is_builtin=False).select_related("brand").order_by("id"):
        table = {
            "code": text.code,
            "language": text.language,
            "brand": text.brand.code if text.brand else None,
            "subject": text.subject,
            "body": text.body,
            "active": text.is_active,
        }
        yield written("template", table)


def _outgoing(server: OutgoingServer) -> str:
    """An address with a password is a secret; it stands there as a comment, without the password."""
    url = keyring().unseal(server.sealed_url, context=CONTEXT) if server.sealed_url else ""
    account = {"account": server.account.name} if server.account else {}
    limit = {**account, "hourly_limit": server.hourly_limit}
    if not url:
        return written("outgoing", limit, form="single")
    parsed = read_smtp_url(url)
    if parsed.password:
        shown = parsed.shown.replace(f"{parsed.login}@", f"{parsed.login}:…@")
        return written("outgoing", limit, form="single", secrets={"smtp": shown})
    return written("outgoing", {"smtp": url, **limit}, form="single")
