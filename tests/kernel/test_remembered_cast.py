"""The cast that is put back is the cast that commands make."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.models import Model

from tests.cast import Cast, make_cast
from tests.remembered import Remembered, all_rows
from tuki.kernel.chain import breaks_everywhere
from tuki.tickets.permissions import SEE


@pytest.fixture
def kept(db: None) -> tuple[Remembered[Cast], dict[type[Model], int]]:
    """A memory that has made its cast in a database rolled back since, and how many rows that left in each table."""
    kept = Remembered(make_cast)
    with transaction.atomic():
        kept()
        counted = _counted()
        transaction.set_rollback(True)
    return kept, counted


def test_what_is_put_back_is_what_was_made(kept):
    again, counted = kept
    assert all_rows().keys() < counted.keys()
    cast = again()
    assert _counted() == counted
    assert cast.actor(cast.anna).areas(SEE) == frozenset({cast.support.id})


def test_the_desk_goes_on_from_there(kept):
    again, _ = kept
    assert again().ticket().reference == "ACME-1"
    assert breaks_everywhere() == []


def _counted() -> dict[type[Model], int]:
    return {model: len(rows) for model, rows in all_rows().items()}
