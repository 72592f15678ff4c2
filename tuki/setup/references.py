"""Whether the parts of a file fit together, and fit the desk: names that are twice or nowhere, addresses taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tuki.channels.email.mailboxes.address import read_mailbox_url
from tuki.people.addresses import ascii_domain, normal_address
from tuki.people.roles import BUILTIN
from tuki.setup.complaints import Complaint, Nonsense
from tuki.setup.known import Known
from tuki.setup.reading import DeskFile, Item

Complaints = Iterator[Complaint]


def insist_fitting(desk: DeskFile, known: Known) -> None:
    """Raises `Nonsense` with everything that contradicts itself, or names what is neither in the file nor in the
    desk."""
    checks: list[Callable[[DeskFile, Known], Complaints]] = [
        _brands, _departments, _twice, _addresses, _roles, _persons, _categories, _contacts, _teams, _mailboxes,
        _accounts,
    ]  # fmt: skip
    complaints = [each for check in checks for each in check(desk, known)]
    if complaints:
        raise Nonsense(desk.name, complaints)


def brand_of(item: Item, desk: DeskFile, known: Known) -> str:
    """The brand that an item names, else the first one of the desk, else of the file; empty when there is none."""
    first = next(iter(known.brands), "") or next((each.code for each in desk.all("brand")), "")
    return item.get("brand", first)


def _brands(desk: DeskFile, known: Known) -> Complaints:
    codes = known.brands.keys() | {each.code for each in desk.all("brand")}
    prefixes = {prefix: code for code, prefix in known.brands.items()}
    for brand in desk.all("brand"):
        prefix = brand.values["prefix"].upper()
        if known.brands.get(brand.code, prefix) != prefix:
            old = known.brands[brand.code]
            yield Complaint(brand.line_of("prefix"), f"the prefix of {brand.code} is {old} and stays so; write {old}")
        elif prefixes.setdefault(prefix, brand.code) != brand.code:
            yield Complaint(brand.line_of("prefix"), f"prefix {prefix} belongs to {prefixes[prefix]}; take another one")
        if len(brand.code) > 32:
            yield Complaint(brand.line, "the code of a brand is longer than 32 characters; shorten it")
    for table in ("department", "template", "priority_matrix"):
        for item in desk.all(table):
            if "brand" in item.values and item.values["brand"] not in codes:
                yield _unknown(item, "brand", item.values["brand"], f"add [brand.{item.values['brand']}]")
            elif table == "department" and not codes:
                yield Complaint(item.line, "there is no brand yet; add [brand.main] with name and prefix")


def _departments(desk: DeskFile, known: Known) -> Complaints:
    parents: dict[str, str] = {}
    names = _department_names(desk, known)
    for each in desk.all("department"):
        if "parent" not in each.values or each.values["parent"] == "":
            continue
        parents[each.values["name"]] = each.values["parent"]
        if each.values["parent"] not in names:
            yield _unknown(each, "parent", each.values["parent"], "add a [[department]] of this name")
        elif each.values["name"] in _above(each.values["name"], parents):
            yield Complaint(each.line_of("parent"), "this department would stand below itself; name another parent")


def _twice(desk: DeskFile, known: Known) -> Complaints:
    yield from _doubles(desk, "department", lambda each: (brand_of(each, desk, known), each.values["name"]), "name")
    for table in ("organisation", "team", "mail_account", "calendar", "policy"):
        yield from _doubles(desk, table, lambda each: each.values["name"], "name")
    yield from _doubles(desk, "priority_matrix", lambda each: each.get("brand", ""), "rows")
    yield from _doubles(desk, "category", lambda each: (each.get("parent", ""), each.values["name"]), "name")
    yield from _doubles(desk, "tier", lambda each: each.values["code"], "code")
    yield from _doubles(desk, "role", lambda each: each.values["code"], "code")
    yield from _doubles(desk, "mailbox", lambda each: _folder(each), "imap")
    texts = ("brand", "code", "language")
    yield from _doubles(desk, "template", lambda each: tuple(each.get(key, "") for key in texts), "code")
    seen: dict[str, int] = {}
    for each in [*desk.all("person"), *desk.all("contact")]:
        first = seen.setdefault(each.get("token", ""), each.line_of("token"))
        if "token" in each.values and first != each.line_of("token"):
            yield Complaint(each.line_of("token"), f"this token stands on line {first} too; take another one")
    domains: dict[str, int] = {}
    for each in desk.all("organisation"):
        for domain in map(ascii_domain, each.get("domains", [])):
            if domains.setdefault(domain, each.line) != each.line:
                yield Complaint(each.line_of("domains"), f"{domain} belongs to another organisation; leave it out here")


def _addresses(desk: DeskFile, known: Known) -> Complaints:
    """An address belongs to one department or one person."""
    owners = dict(known.own_addresses)
    for each in desk.all("department"):
        for key, address in _written(each):
            owner = owners.setdefault(normal_address(address), each.values["name"])
            if owner != each.values["name"]:
                yield Complaint(each.line_of(key), f"{address} is the address of {owner}; take another one")
            elif normal_address(address) in known.persons:
                yield Complaint(each.line_of(key), f"{address} is the address of a person; take another one")
    seen: dict[str, int] = {}
    for each in [*desk.all("person"), *desk.all("contact")]:
        normal = normal_address(each.values["email"])
        if normal in owners:
            yield Complaint(each.line_of("email"), f"{normal} is the address of {owners[normal]}; take another one")
        if (first := seen.setdefault(normal, each.line_of("email"))) != each.line_of("email"):
            yield Complaint(each.line_of("email"), f"{normal} stands on line {first} too; remove one of them")


def _roles(desk: DeskFile, known: Known) -> Complaints:
    for each in desk.all("role"):
        code = each.values["code"]
        if not (code.isascii() and code.replace("_", "").isalnum()):
            yield Complaint(each.line_of("code"), f"{code!r} is no code; take Latin letters, digits and _")


def _persons(desk: DeskFile, known: Known) -> Complaints:
    roles = known.roles | BUILTIN.keys() | {each.values["code"] for each in desk.all("role")}
    names = _department_names(desk, known)
    for each in desk.all("person"):
        if ("role" in each.values) == ("grants" in each.values):
            yield Complaint(each.line, 'a person needs role or grants, not both; add role = "agent", for example')
        for key, role, department in _grants(each):
            if role not in roles:
                yield _unknown(each, key, role, f"take one of {', '.join(sorted(roles))}")
            if department and department not in names:
                place = key if key == "grants" else "departments"
                yield _unknown(each, place, department, "add a [[department]] of this name")
        yield from _inactive(each)


def _contacts(desk: DeskFile, known: Known) -> Complaints:
    organisations = known.organisations | {each.values["name"] for each in desk.all("organisation")}
    for each in desk.all("contact"):
        name = each.get("organisation", "")
        if name and name not in organisations:
            yield _unknown(each, "organisation", name, "add an [[organisation]] of this name")
        if known.persons.get(normal_address(each.values["email"])):
            yield Complaint(each.line_of("email"), "this is an agent; write [[person]] instead of [[contact]]")
        yield from _inactive(each)


def _categories(desk: DeskFile, known: Known) -> Complaints:
    for each in desk.all("category"):
        if each.get("department") and each.values["department"] not in _department_names(desk, known):
            yield _unknown(each, "department", each.values["department"], "add a [[department]] of this name")


def _teams(desk: DeskFile, known: Known) -> Complaints:
    agents = {each for each, is_staff in known.persons.items() if is_staff}
    agents |= {normal_address(each.values["email"]) for each in desk.all("person")}
    for each in desk.all("team"):
        if each.get("department") and each.values["department"] not in _department_names(desk, known):
            yield _unknown(each, "department", each.values["department"], "add a [[department]] of this name")
        for member in each.get("members", []):
            if normal_address(member) not in agents:
                yield _unknown(each, "members", member, "add a [[person]] with this address")
        lead = each.get("lead", "")
        if lead and not _belongs(lead, each, known):
            yield _unknown(each, "lead", lead, "take one of the members")


def _belongs(address: str, team: Item, known: Known) -> bool:
    """Whether somebody is a member of the team as the file says it, else as the desk has it."""
    named = team.values.get("members")
    members = known.team_members.get(team.values["name"], set()) if named is None else map(normal_address, named)
    return normal_address(address) in set(members)


def _mailboxes(desk: DeskFile, known: Known) -> Complaints:
    for each in desk.all("mailbox"):
        if each.values["department"] not in _department_names(desk, known):
            yield _unknown(each, "department", each.values["department"], "add a [[department]] of this name")
        has_way_in = read_mailbox_url(each.values["imap"]).password or each.get("account")
        if not has_way_in and _folder(each) not in known.mailboxes:
            yield Complaint(
                each.line_of("imap"),
                "the address has no password; write imaps://login:password@host/INBOX, or name a mail account",
            )


def _accounts(desk: DeskFile, known: Known) -> Complaints:
    names = known.mail_accounts | {each.values["name"] for each in desk.all("mail_account")}
    for each in [*desk.all("mailbox"), *desk.all("outgoing")]:
        if each.get("account") and each.values["account"] not in names:
            yield _unknown(each, "account", each.values["account"], "add a [[mail_account]] of this name")


def _inactive(each: Item) -> Complaints:
    if each.get("active") is False and "token" in each.values:
        yield Complaint(each.line_of("token"), "who is not active has no token; remove it, or write active = true")


def _grants(each: Item) -> Iterator[tuple[str, str, str]]:
    if "role" in each.values:
        for department in each.get("departments") or [""]:
            yield "role", each.values["role"], department
    for grant in each.get("grants", []):
        yield "grants", grant["role"], grant.get("department", "")


def _written(department: Item) -> Iterator[tuple[str, str]]:
    if "address" in department.values:
        yield "address", department.values["address"]
    for each in department.get("more_addresses", []):
        yield "more_addresses", each


def _folder(mailbox: Item) -> str:
    return read_mailbox_url(mailbox.values["imap"]).shown


def _department_names(desk: DeskFile, known: Known) -> set[str]:
    pairs = known.departments | {(brand_of(each, desk, known), each.values["name"]) for each in desk.all("department")}
    return {name for _brand, name in pairs} | {f"{brand}/{name}" for brand, name in pairs}


def _above(name: str, parents: dict[str, str]) -> set[str]:
    found: set[str] = set()
    while name in parents and parents[name] not in found:
        name = parents[name]
        found.add(name)
    return found


def _doubles(desk: DeskFile, table: str, name_of: Callable[[Item], object], key: str) -> Complaints:
    seen: dict[object, int] = {}
    for each in desk.all(table):
        first = seen.setdefault(name_of(each), each.line_of(key))
        if first != each.line_of(key):
            yield Complaint(each.line_of(key), f"this {table} stands on line {first} already; remove one of them")


def _unknown(item: Item, key: str, name: str, advice: str) -> Complaint:
    return Complaint(item.line_of(key), f"there is no {key.removesuffix('s')} {name!r}; {advice}")
