"""Brands, departments, roles and teams of a file."""

from __future__ import annotations

from tuki.kernel.actors import Actor
from tuki.people.addresses import normal_address
from tuki.people.commands.desk import (
    add_brand,
    add_department,
    change_brand,
    change_department,
    name_lead,
    set_department_addresses,
    set_team,
)
from tuki.people.commands.roles import set_role
from tuki.people.models import Brand, Department, DepartmentAddress, PersonAddress, Team, TeamMember
from tuki.people.queries import main_brand
from tuki.setup.reading import Item


def brand(actor: Actor, item: Item) -> None:
    """One `[brand.CODE]`."""
    row = Brand.objects.filter(code=item.code).first() or add_brand(
        actor, code=item.code, name=item.values["name"], prefix=item.values["prefix"]
    )
    fields = ("name", "language", "time_zone", "close_after_days", "reopens_closed", "reopen_within_days")
    change_brand(actor, row.id, **item.chosen(**{name: name for name in fields}))


def department(actor: Actor, item: Item) -> None:
    """One `[[department]]`; of its addresses the file names all, the main one first."""
    brand_id = brand_named(item.get("brand", ""))
    name = item.values["name"]
    row = Department.objects.filter(brand_id=brand_id, name=name).first() or add_department(
        actor, brand_id=brand_id, name=name, signature=item.get("signature", ""), address=item.get("address", "")
    )
    values = item.chosen(signature="signature", is_active="active")
    if "parent" in item.values:
        values["parent_id"] = department_named(item.values["parent"]) if item.values["parent"] else None
    change_department(actor, row.id, **values)
    if "address" in item.values or "more_addresses" in item.values:
        set_department_addresses(actor, row.id, addresses=_addresses(item, row))


def role(actor: Actor, item: Item) -> None:
    """One `[[role]]`."""
    set_role(actor, code=item.values["code"], name=item.values["name"], listed=sorted(set(item.values["permissions"])))


def team(actor: Actor, item: Item) -> None:
    """One `[[team]]`; without `members`, `department` or `lead` those stay as they are, and `lead = ""` is nobody."""
    row = Team.objects.filter(name=item.values["name"]).first()
    place = row.department_id if row else None
    if "department" in item.values:
        place = department_named(item.values["department"])
    if "members" in item.values:
        normals = [normal_address(each) for each in item.values["members"]]
        rows = PersonAddress.objects.filter(kind="email", normal__in=normals)
        members = list(rows.values_list("person_id", flat=True))
    else:
        members = list(TeamMember.objects.filter(team=row).values_list("person_id", flat=True)) if row else []
    kept = set_team(actor, name=item.values["name"], line=item.values["line"], member_ids=members, department_id=place)
    if "lead" in item.values:
        lead = PersonAddress.objects.filter(kind="email", normal=normal_address(item.values["lead"])).first()
        name_lead(actor, kept.id, person_id=lead.person_id if lead else None)


def parents_first(items: list[Item]) -> list[Item]:
    """Departments in an order in which every parent comes before what is below it."""
    waiting, sorted_items = list(items), []
    while waiting:
        names = {each.values["name"] for each in waiting}
        ready = [each for each in waiting if each.get("parent", "") not in names]
        sorted_items += ready
        waiting = [each for each in waiting if each not in ready]
    return sorted_items


def brand_named(code: str) -> int:
    """The id of a brand; of the first one when none is named."""
    row = Brand.objects.filter(code=code).first() if code else main_brand()
    assert row is not None  # insist_fitting has looked
    return row.id


def department_named(name: str) -> int:
    """The id of a department by its name, or by brand and name (`main/Support`) where several brands have it."""
    found = Department.objects.order_by("brand_id", "id").values_list("id", flat=True)
    code, _, rest = name.partition("/")
    row = found.filter(name=name).first() or found.filter(brand__code=code, name=rest).first()
    assert row is not None  # insist_fitting has looked
    return row


def _addresses(item: Item, row: Department) -> list[str]:
    kept = DepartmentAddress.objects.filter(department=row).order_by("-is_main", "id").values_list("address", flat=True)
    main = item.get("address") or next(iter(kept), "")
    more = item.get("more_addresses", [])
    return [each for each in dict.fromkeys([main, *more]) if each]
