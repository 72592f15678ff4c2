"""Names in the environment: a misspelt setting is refused with the right name, a foreign one is named in the log."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Iterable, Mapping

from tuki.site.environment import WrongSetting

PREFIX = "TUKI_"
KNOWN = (
    "TUKI_HOME",
    "TUKI_DATABASE_URL",
    "TUKI_BASE_URL",
    "TUKI_SMTP_URL",
    "TUKI_SECRET_KEY_FILE",
    "TUKI_MAIL_CERTIFICATE",
    "TUKI_MAIL_KEY",
    "TUKI_TRUSTED_PROXIES",
    "TUKI_API_REQUESTS_PER_MINUTE",
    "TUKI_LOG",
)
NOT_SUPPORTED = {
    "TUKI_FILES_URL": "is not supported by this version: files lie in TUKI_HOME. Leave it out",
}
NOT_NEEDED = {"TUKI_REDIS_URL": "the database does its work"}
ALIKE = 0.7  # difflib's ratio of what follows the prefix: HOEM and BASEURL are misspelt, PORT is somebody else's


def refuse_misspelt(given: Mapping[str, str]) -> None:
    """Refuses a set name that is not read but looks like one that is (`WrongSetting`).

    Names that look like none are left: others set such names too, as Kubernetes does (`TUKI_SERVICE_HOST`) for a
    service called tuki. What this version does without (`NOT_NEEDED`) is told, not refused.
    """
    for name in _not_read(given):
        if name in NOT_NEEDED:
            continue
        if name in NOT_SUPPORTED:
            raise WrongSetting(name, NOT_SUPPORTED[name])
        near = nearest(name)
        if near:
            raise WrongSetting(name, f"there is no such setting. Did you mean {near}?")


def tell_unknown(given: Mapping[str, str]) -> None:
    """Warns of what is set and not read, with the names that are."""
    log = logging.getLogger("tuki.settings")
    set_in_vain = _not_read(given)
    for name in set_in_vain:
        if name in NOT_NEEDED:
            log.warning("%s is not used by this version: %s.", name, NOT_NEEDED[name])
    if unknown := [name for name in set_in_vain if name not in NOT_NEEDED]:
        log.warning("Not read, no such setting: %s. Known: %s", ", ".join(unknown), ", ".join(KNOWN))


def nearest(name: str) -> str:
    """The known setting that a name looks like in any letter case, else nothing."""
    endings = {each.removeprefix(PREFIX): each for each in (*KNOWN, *NOT_SUPPORTED, *NOT_NEEDED)}
    near = difflib.get_close_matches(name.upper().removeprefix(PREFIX), endings, n=1, cutoff=ALIKE)
    return endings[near[0]] if near else ""


def _not_read(given: Mapping[str, str]) -> list[str]:
    return sorted(name for name in _ours(given) if given[name] and name not in KNOWN)


def _ours(given: Mapping[str, str]) -> Iterable[str]:
    return (name for name in given if name.upper().startswith(PREFIX))
