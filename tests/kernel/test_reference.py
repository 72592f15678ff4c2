"""Reference data are kept in the process, and never a request longer than they are true."""

from __future__ import annotations

import pytest

from tests.cast import SYSTEM
from tuki.catalogue.models import Kind
from tuki.catalogue.queries import active_kinds
from tuki.kernel import reference
from tuki.kernel.command import command
from tuki.kernel.models import DeskValue
from tuki.people.commands.desk import add_department, change_brand
from tuki.people.queries import departments, main_brand


def test_what_is_kept_costs_one_query_for_its_version(cast, django_assert_num_queries):
    active_kinds()
    with django_assert_num_queries(1):
        assert "incident" in active_kinds()


def test_within_a_request_the_version_is_read_once(cast, django_assert_num_queries):
    active_kinds()
    main_brand()
    unit = reference.begin_unit()
    with django_assert_num_queries(1):
        active_kinds()
        main_brand()
        active_kinds()
    reference.end_unit(unit)


def test_a_change_is_seen_at_once(cast):
    assert main_brand().name == "Acme Support"
    change_brand(SYSTEM, cast.brand.id, name="Acme Care")
    assert main_brand().name == "Acme Care"
    added = add_department(SYSTEM, brand_id=cast.brand.id, name="Stores")
    assert added.id in departments()


def test_a_change_within_a_request_is_seen_after_it_in_the_same_request(cast):
    unit = reference.begin_unit()
    assert main_brand().name == "Acme Support"
    change_brand(SYSTEM, cast.brand.id, name="Acme Care")
    assert main_brand().name == "Acme Care"
    reference.end_unit(unit)


def test_a_change_by_another_process_is_seen(cast):
    assert "incident" in active_kinds()
    Kind.objects.filter(code="incident").update(is_active=False)
    assert "incident" in active_kinds()
    DeskValue.objects.filter(name=reference.NAME).update(value="written by another process")
    assert "incident" not in active_kinds()


def test_what_a_refused_command_changed_is_forgotten(cast):
    @command
    def change_and_fail(actor):
        change_brand(actor, cast.brand.id, name="Never")
        assert main_brand().name == "Never"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail(SYSTEM)
    assert main_brand().name == "Acme Support"
