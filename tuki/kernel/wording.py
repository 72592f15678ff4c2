"""Sentences of the kernel's own refusals and events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tuki.kernel.refusals import declare
from tuki.kernel.telling import Ref, Told, names, tells
from tuki.kernel.versions import SettingChanged, versioned_kinds

declare("not_found", _("This does not exist, or you may not see it."))
declare("not_allowed", _("You may not do this here."))
declare("changed_meanwhile", _("Somebody changed this meanwhile. Look at it again, then repeat."))
declare("invalid", _("This value is not possible here."))
declare("required", _("This is needed."))
declare("request_reused", _("The same request key came with another content. Nothing was changed."))
declare("too_many_tries", _("Too many tries. Wait a little, then try again."))
declare(
    "too_many_files", _("That is more files than one person may store in a day. It was not stored; go on tomorrow.")
)
declare("file_too_large", _("The file is larger than %(limit)s. It was not stored."))
declare("disk_full", _("There is no space left to store this. Nothing was changed; try again later."))
declare("still_used", _("Still used by: %(names)s. Change that first."))
declare("version_unreadable", _("This version was written by an older release and can no longer be read."))
declare("condition_shape", _("A condition is one test, or all, any or not of others."))
declare("condition_too_large", _("This condition is too large. Split it into several."))
declare("unknown_fact", _("Nothing called %(name)s can be asked here."))
declare("unknown_operator", _("This cannot be compared by %(name)s."))
declare("condition_value", _("This value does not fit what is asked."))


@tells(SettingChanged)
def _setting_changed(event: SettingChanged) -> Told:
    return Told(
        _("changed %(setting)s, version %(number)s"),
        {"setting": Ref("setting", (event.setting, event.object_id)), "number": event.number},
        "settings",
    )


@names("setting")
def _settings(ids: list[tuple[str, int]]) -> Mapping[tuple[str, int], str]:
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, object_id in ids:
        by_kind[kind].append(object_id)
    found = {}
    for kind, object_ids in by_kind.items():
        if declared := versioned_kinds().get(kind):
            titles = declared.titles(object_ids)
            for each in object_ids:
                name = titles.get(each, str(each))
                values = {"kind": declared.label, "name": name}
                found[kind, each] = gettext("%(kind)s “%(name)s”") % values if name else str(declared.label)
    return found
