"""Brands and departments as the forms of wizard and settings give them: all fields or none."""

from __future__ import annotations

from typing import Any

from tuki.kernel.actors import Actor
from tuki.kernel.command import command
from tuki.kernel.refusals import Invalid
from tuki.people.commands.desk import (
    add_brand,
    add_department,
    change_brand,
    change_department,
    set_department_addresses,
)
from tuki.people.models import Brand, Department
from tuki.sla.commands.calendars import add_default_calendar
from tuki.tickets.commands.prefix import change_prefix


@command
def set_up_brand(actor: Actor, brand_id: int | None, *, code: str, name: str, prefix: str, **values: Any) -> Brand:
    """The brand with these fields: a new one, called `code`, when there is no id.

    The first brand brings the first calendar.

    Announces `brand.added` or `brand.changed`; refuses `required` and what `add_brand`, `change_brand` and
    `change_prefix` refuse.
    """
    if not name.strip():
        raise Invalid("required", field="name")
    if brand_id is None:
        brand_id = add_brand(actor, code=code, name=name, prefix=prefix).id
        add_default_calendar(actor, zone=values.get("time_zone", "UTC"), language=values.get("language", "en"))
    else:
        change_prefix(actor, brand_id, prefix=prefix)
    return change_brand(actor, brand_id, name=" ".join(name.split())[:120], **values)


@command
def set_up_department(
    actor: Actor,
    department_id: int | None,
    *,
    brand_id: int,
    name: str,
    signature: str,
    addresses: list[str],
    parent_id: int | None = None,
    is_active: bool = True,
) -> Department:
    """The department with these fields: a new one when there is no id.

    Announces `department.added` or `department.changed`, and `department.addresses_changed`. Refuses `required`,
    `name_taken`, `department_circle`, `address_taken`, and `invalid` for a parent of another brand.
    """
    name = " ".join(name.split())[:120]
    if not name:
        raise Invalid("required", field="name")
    if Department.objects.filter(brand_id=brand_id, name=name).exclude(pk=department_id).exists():
        raise Invalid("name_taken", field="name")
    if parent_id is not None and not Department.objects.filter(pk=parent_id, brand_id=brand_id).exists():
        raise Invalid("invalid", field="parent_id")
    if department_id is None:
        department_id = add_department(actor, brand_id=brand_id, name=name).id
    values = {"name": name, "parent_id": parent_id, "signature": signature, "is_active": is_active}
    department = change_department(actor, department_id, **values)
    set_department_addresses(actor, department_id, addresses=addresses)
    return department
