"""The cast that is put back is the cast that commands make."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.cast import make_cast
from tests.remembered import Remembered, all_rows
from tuki.kernel.chain import breaks_everywhere
from tuki.tickets.permissions import SEE


@pytest.fixture
def kept(db: None) -> Remembered:
    """A memory that has made its cast in a database rolled back since."""
    kept = Remembered(make_cast)
    with transaction.atomic():
        kept()
        kept.counted = {model: len(rows) for model, rows in all_rows().items()}  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    return kept


def test_what_is_put_back_is_what_was_made(kept: Remembered) -> None:
    assert all_rows().keys() < kept.counted.keys()
    cast = kept()
    assert {model: len(rows) for model, rows in all_rows().items()} == kept.counted
    assert cast.actor(cast.anna).areas(SEE) == frozenset({cast.support.id})


def test_the_desk_goes_on_from_there(kept: Remembered) -> None:
    assert kept().ticket().reference == "ACME-1"
    assert breaks_everywhere() == []
