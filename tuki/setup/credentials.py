"""Which passwords of a file are new, and their hashes."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password

from tuki.people.addresses import normal_address
from tuki.people.models import PersonAddress
from tuki.setup.reading import DeskFile


def new_hashes(desk: DeskFile) -> dict[str, str]:
    """Address in its normal form → hash, for those whose password is not the one of the file already."""
    wanted = {
        normal_address(each.values["email"]): each.values["password"]
        for each in [*desk.all("person"), *desk.all("contact")]
        if "password" in each.values
    }
    rows = PersonAddress.objects.filter(kind="email", normal__in=wanted).values_list("normal", "person__password")
    present = dict(rows)
    return {
        normal: make_password(password)
        for normal, password in wanted.items()
        if not (present.get(normal) and check_password(password, present[normal]))
    }
