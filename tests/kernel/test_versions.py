"""Versions of settings: kept once per change, told apart, and the way back."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from tests.browsing import browser
from tuki.kernel import versions
from tuki.kernel.command import command
from tuki.kernel.differences import differences
from tuki.kernel.events import Event
from tuki.kernel.log import events_of
from tuki.kernel.models import SettingVersion
from tuki.kernel.refusals import NotFound, Refused
from tuki.kernel.versions import SettingChanged, keep_version, restore_version, versioned, versions_of
from tuki.people.permissions import SETTINGS

pytestmark = pytest.mark.django_db


class Hours(msgspec.Struct, frozen=True):
    name: str
    days: list[str]
    rooms: list[dict[str, str]] = []


@command
def set_hours(actor, object_id, definition):
    """Stands for the command of a room that keeps a setting."""
    keep_version(actor, "hours", object_id, definition)
    HELD[object_id] = definition


HELD: dict[int, Hours] = {}


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    declare = versioned("hours", type=Hours, label="Hours", permission=SETTINGS, titles=lambda ids: {1: "Shop"})
    declare(set_hours)
    yield
    del versions._kinds["hours"]
    HELD.clear()


def test_a_change_is_kept_once_and_announced(cast):
    vera = cast.actor(cast.vera)
    set_hours(vera, 1, Hours("Shop", ["mon"]))
    set_hours(vera, 1, Hours("Shop", ["mon"]))
    set_hours(vera, 1, Hours("Shop", ["mon", "tue"]))
    found = versions_of(vera, "hours", 1)
    assert [(each.number, each.actor_id, each.definition["days"]) for each in found] == [
        (2, cast.vera.id, ["mon", "tue"]),
        (1, cast.vera.id, ["mon"]),
    ]
    first = SettingVersion.objects.get(kind="hours", number=1)
    announced: list[Event] = [entry.event for entry in events_of("setting", first.id)]
    assert [each.number for each in announced if isinstance(each, SettingChanged)] == [1, 2]


def test_an_earlier_version_holds_again_as_a_new_one(cast):
    vera = cast.actor(cast.vera)
    for days in (["mon"], ["tue"]):
        set_hours(vera, 1, Hours("Shop", days))
    restore_version(vera, "hours", 1, number=1)
    assert HELD[1].days == ["mon"]
    assert [(each.number, each.back_to) for each in versions_of(vera, "hours", 1)] == [(3, 1), (2, None), (1, None)]


def test_who_may_not_change_settings_sees_and_restores_nothing(cast):
    set_hours(cast.actor(cast.vera), 1, Hours("Shop", ["mon"]))
    anna = cast.actor(cast.anna)
    with pytest.raises(Refused):
        versions_of(anna, "hours", 1)
    with pytest.raises(Refused):
        restore_version(anna, "hours", 1, number=1)
    with pytest.raises(NotFound):
        restore_version(cast.actor(cast.vera), "hours", 1, number=9)
    with pytest.raises(NotFound):
        versions_of(anna, "nothing", 1)


def test_a_version_that_no_longer_reads_is_refused(cast):
    vera = cast.actor(cast.vera)
    set_hours(vera, 1, Hours("Shop", ["mon"]))
    SettingVersion.objects.filter(kind="hours").update(definition='{"days": 7}')
    with pytest.raises(Refused) as refused:
        restore_version(vera, "hours", 1, number=1)
    assert refused.value.code == "version_unreadable"
    assert HELD[1].days == ["mon"]


def test_differences_name_what_changed_and_nothing_else():
    old = {"name": "Shop", "days": ["mon"], "rooms": [{"code": "a", "size": 1}, {"code": "b", "size": 2}], "note": ""}
    new = {"name": "Shop", "days": ["mon", "tue"], "rooms": [{"code": "b", "size": 2}, {"code": "a", "size": 5}]}
    assert [(each.path, each.old, each.new) for each in differences(old, new)] == [
        (("days",), ["mon"], ["mon", "tue"]),
        (("rooms", "a", "size"), 1, 5),
    ]


def test_the_page_shows_author_and_difference_and_goes_back(cast):
    vera = cast.actor(cast.vera)
    for days in (["mon"], ["tue"]):
        set_hours(vera, 1, Hours("Shop", days))
    page = browser(cast.vera).get("/desk/settings/versions/hours/1")
    text = page.content.decode()
    assert "Vera" in text and "<del>mon</del>" in text and "<ins>tue</ins>" in text
    answer = browser(cast.vera).post("/desk/settings/versions/hours/1/1/restoration")
    assert answer.status_code == 302
    assert HELD[1].days == ["mon"]
    assert browser(cast.anna).get("/desk/settings/versions/hours/1").status_code == 403
    assert browser(cast.vera).get("/desk/settings/versions/hours/2").status_code == 404
