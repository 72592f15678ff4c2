"""The example goes by the API, for those who change settings."""

from __future__ import annotations


def test_only_who_changes_settings_takes_the_example_out(cast, api):
    asked = [getattr(api, who).post("/sample/removal") for who in ("anonymous", "clara", "dmitri", "anna", "boris")]
    assert [each.status_code for each in asked] == [401, 403, 403, 403, 403]
    nothing = {"tickets": 0, "people": 0, "settings": 0, "unassigned": 0, "kept": []}
    done = api.vera.post("/sample/removal")
    assert (done.status_code, done.data) == (200, nothing)
