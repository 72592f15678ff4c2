"""G13: a full disk is a temporary refusal; nothing acknowledged is lost, and it works again when there is space."""

from __future__ import annotations

import contextlib
import errno
import os
import smtplib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import SYSTEM
from tests.kills.mails import Mail
from tests.serving import Desk, serving, wait_until
from tuki.channels.email import listeners
from tuki.people.commands.desk import add_brand, add_department

SIZE = "48m"


@pytest.mark.kill
def test_full_then_free_again(tmp_path: Path):
    with _small_disk(tmp_path / "disk") as disk:
        if disk is None:
            return  # only root may mount; the test below shows the same answer without a disk of its own
        with serving(disk / "home") as desk:
            desk.deliver(Mail(0).sender, Mail(0).content)
            ballast, refusals = disk / "ballast", []
            for number in range(1, 8):
                _fill(ballast)
                refusals.append(_refusal(desk, Mail(number)))
            codes = {code for code in refusals if code}
            ballast.unlink()
            assert wait_until(lambda: _refusal(desk, Mail(100)) == 0, seconds=60), desk.log()
            taken = {0, 100} | {number for number, code in enumerate(refusals, start=1) if code == 0}
            assert wait_until(lambda: len(_found(desk)) == len(taken), seconds=60), desk.log()
            assert _found(desk) == {Mail(number).message_id for number in taken}
    assert codes
    assert codes <= {450, 451, 452}


@pytest.mark.django_db(transaction=True)
def test_no_space_is_said_to_the_sender_as_such():
    def keep(deliveries: object) -> list[int]:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    brand = add_brand(SYSTEM, code="main", name="Acme", prefix="ACME")
    add_department(SYSTEM, brand_id=brand.id, name="Support", address="support@desk.test")
    doors = listeners.start(lmtp="127.0.0.1:0", keep=keep)
    try:
        with (
            smtplib.LMTP(*doors.addresses["lmtp"], timeout=20) as client,
            pytest.raises(smtplib.SMTPDataError) as error,
        ):
            client.sendmail("clara@customer-a.test", ["support@desk.test"], Mail(1).content)
    finally:
        doors.stop()
    assert error.value.smtp_code == 452


@contextlib.contextmanager
def _small_disk(folder: Path) -> Iterator[Path | None]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if os.getuid() or subprocess.run(mount, capture_output=True).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _fill(ballast: Path) -> None:
    """Takes all the space there is, also what the desk has given back since it was last taken."""
    with contextlib.suppress(OSError), ballast.open("ab", buffering=0) as stream:
        while True:
            stream.write(b"\0" * 4096)


def _refusal(desk: Desk, mail: Mail) -> int:
    """The code with which a mail was refused; 0 when it was taken, 451 for a connection that broke off."""
    try:
        desk.deliver(mail.sender, mail.content)
    except smtplib.SMTPResponseException as error:
        return error.smtp_code
    except smtplib.SMTPRecipientsRefused as error:
        return next(iter(error.recipients.values()))[0]
    except (OSError, smtplib.SMTPException):
        return 451
    return 0


def _found(desk: Desk) -> set[str]:
    return {row["message_id"] for row in desk.all_of("/messages")}
