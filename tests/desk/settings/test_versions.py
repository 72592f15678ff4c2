"""From the versions of every kind of setting a way leads back to the setting."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tuki.desk.settings.versions import PLACES
from tuki.kernel.versions import versioned_kinds


@pytest.mark.parametrize("kind", sorted(versioned_kinds()))
def test_every_kind_has_its_place(kind):
    all_of_them, one = PLACES[kind]
    assert reverse(f"desk:{all_of_them}").startswith("/desk/")
    if one:
        assert reverse(f"desk:{one}", args=[1]).startswith("/desk/")
