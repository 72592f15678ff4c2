"""Names of settings: a misspelt one is refused with the right name, others are told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.test_starting import ROOT, tuki
from tuki.site import named
from tuki.site.environment import WrongSetting


@pytest.mark.parametrize(
    ("misspelt", "right"),
    [
        ("TUKI_HOEM", "TUKI_HOME"),
        ("TUKI_DATABASEURL", "TUKI_DATABASE_URL"),
        ("TUKI_SMTP_URI", "TUKI_SMTP_URL"),
        ("TUKI_SECRET_KEY", "TUKI_SECRET_KEY_FILE"),
        ("TUKI_LOGS", "TUKI_LOG"),
        ("tuki_home", "TUKI_HOME"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_right_one(misspelt: str, right: str):
    with pytest.raises(WrongSetting) as refused:
        named.refuse_misspelt({misspelt: "x"})
    assert str(refused.value) == f"{misspelt}: there is no such setting. Did you mean {right}?"
    assert refused.value.code == 78


def test_what_this_version_does_not_support_is_refused_with_what_to_do():
    with pytest.raises(WrongSetting, match=r"^TUKI_FILES_URL: is not supported by this version: .* Leave it out$"):
        named.refuse_misspelt({"TUKI_FILES_URL": "s3://files"})
    named.refuse_misspelt({"TUKI_FILES_URL": ""})


def test_what_this_version_does_without_is_told(caplog: pytest.LogCaptureFixture):
    given = {"TUKI_REDIS_URL": "redis://127.0.0.1"}
    named.refuse_misspelt(given)
    named.tell_unknown(given)
    assert caplog.messages == ["TUKI_REDIS_URL is not used by this version: the database does its work."]
    with pytest.raises(WrongSetting, match="TUKI_REDIS_URL"):
        named.refuse_misspelt({"TUKI_REDISURL": "redis://127.0.0.1"})


def test_names_that_others_set_are_told_and_not_refused(caplog: pytest.LogCaptureFixture):
    theirs = {"TUKI_SERVICE_HOST": "10.0.0.1", "TUKI_PORT": "tcp://10.0.0.1", "TUKI_HOME": "/x", "PATH": "/bin"}
    named.refuse_misspelt(theirs)
    named.tell_unknown(theirs)
    (told,) = caplog.messages
    assert told.startswith("Not read, no such setting: TUKI_PORT, TUKI_SERVICE_HOST. Known: TUKI_HOME, ")
    caplog.clear()
    named.tell_unknown({"TUKI_HOME": "/x"})
    assert not caplog.messages


def test_a_start_with_a_misspelt_name_ends_in_one_line(tmp_path: Path):
    done = tuki(tmp_path, "setup", TUKI_DATABSE_URL="postgres://x@127.0.0.1:1/y")
    assert (done.returncode, done.stdout) == (78, "")
    assert done.stderr == "tuki: TUKI_DATABSE_URL: there is no such setting. Did you mean TUKI_DATABASE_URL?\n"


def test_every_setting_that_is_read_is_known_and_documented():
    site = ROOT / "tuki" / "site"
    read = {name for path in site.glob("*.py") for name in re.findall(r'environ\.get\("(TUKI_\w+)"', path.read_text())}
    assert read == set(named.KNOWN)
    documented = (ROOT / "docs" / "operators.md").read_text()
    assert [name for name in named.KNOWN if f"| `{name}`" not in documented and f", `{name}`" not in documented] == []
