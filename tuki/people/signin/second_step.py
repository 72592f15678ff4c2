"""The second step: codes that change every 30 seconds (TOTP, RFC 6238), and recovery codes for a lost phone."""

from __future__ import annotations

import base64
import os
from typing import NamedTuple

import pyotp
from django.conf import settings

from tuki.kernel import clock
from tuki.kernel.actors import Actor
from tuki.kernel.command import announce, command
from tuki.kernel.limits import forget, insist_pace
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.kernel.secrets import digest_token, equal, keyring
from tuki.people import events
from tuki.people.commands.insisting import insist_holds, locked_person
from tuki.people.models import Person, RecoveryCode, Totp
from tuki.people.permissions import MANAGE_AGENTS

STEP_SECONDS = 30
RECOVERY_CODES = 10
RECOVERY_BYTES = 10
PACE_OF_CODES = ((5, 900),)


class Setup(NamedTuple):
    """What an authenticator app needs: the secret in base32, and the same as an address for a QR code."""

    secret: str
    address: str


def has_second_step(person_id: int) -> bool:
    """Whether a password alone does not let this person in."""
    return Totp.objects.filter(person_id=person_id, confirmed_at__isnull=False).exists()


@command
def begin_totp(actor: Actor) -> Setup:
    """A fresh secret for the actor, in force once a code made from it is confirmed. Refuses `second_step_on`."""
    person = locked_person(actor.id or 0)
    if has_second_step(person.id):
        raise Refused("second_step_on")
    secret = pyotp.random_base32()
    sealed = keyring().seal(secret, context=_context(person.id))
    Totp.objects.update_or_create(
        person=person, defaults={"sealed_secret": sealed, "confirmed_at": None, "last_step": 0}
    )
    return Setup(secret, _address(person, secret))


def waiting_totp(actor: Actor) -> Setup | None:
    """The secret that waits for its first code, to show it again; None when none waits."""
    row = Totp.objects.select_related("person").filter(person_id=actor.id, confirmed_at=None).first()
    if row is None:
        return None
    secret = keyring().unseal(row.sealed_secret, context=_context(row.person_id))
    return Setup(secret, _address(row.person, secret))


def confirm_totp(actor: Actor, code: str) -> list[str]:
    """From now on the password alone is not enough; gives the recovery codes, once.

    Announces `person.second_factor_added`; refuses `code_wrong`, `too_many_tries`.
    """
    key = _pace_key(actor.id or 0)
    insist_pace(key, PACE_OF_CODES)
    codes = _confirm(actor, code)
    forget(key)
    return codes


@command
def make_recovery_codes(actor: Actor) -> list[str]:
    """Ten codes that each replace the second step once; those from before no longer work."""
    locked_person(actor.id or 0)
    if not has_second_step(actor.id or 0):
        raise NotFound()
    return _new_recovery_codes(actor.id or 0)


def insist_second_step(actor: Actor, code: str) -> None:
    """Takes a code of the app or a recovery code, each only once; at most five tries in 15 minutes.

    Refuses `code_wrong`, `too_many_tries`.
    """
    key = _pace_key(actor.id or 0)
    insist_pace(key, PACE_OF_CODES)
    use_code(actor, code)
    forget(key)


@command
def use_code(actor: Actor, code: str) -> None:
    """Uses up a code of the app or a recovery code; refuses `code_wrong`. Who calls it keeps the pace."""
    given = code.replace(" ", "").replace("-", "").upper()
    if not (_use_totp(actor.id or 0, given) or _use_recovery(actor.id or 0, given)):
        raise Invalid("code_wrong", field="code")


def remove_second_step(actor: Actor, code: str) -> None:
    """The password alone lets the actor in again. Announces `person.second_factor_removed`; refuses `code_wrong`."""
    insist_second_step(actor, code)
    _remove(actor, actor.id or 0)


@command
def remove_second_step_of(actor: Actor, person_id: int) -> None:
    """For somebody who lost their phone, by who manages agents; never one's own. Refuses `own_rights`."""
    insist_holds(actor, MANAGE_AGENTS)
    if actor.is_person and actor.id == person_id:
        raise Refused("own_rights")
    _remove(actor, person_id)


def recovery_codes_left(actor: Actor) -> int:
    """How many recovery codes of the actor are unused."""
    return RecoveryCode.objects.filter(person_id=actor.id, used_at=None).count()


@command
def _confirm(actor: Actor, code: str) -> list[str]:
    """Puts the waiting secret in force when the code comes from it."""
    person = locked_person(actor.id or 0)
    if has_second_step(person.id) or not _use_totp(person.id, code.replace(" ", ""), confirmed=False):
        raise Invalid("code_wrong", field="code")
    Totp.objects.filter(person=person).update(confirmed_at=clock.now())
    announce(actor, events.SecondFactorAdded(subject=person.id, factor="totp"))
    return _new_recovery_codes(person.id)


@command
def _remove(actor: Actor, person_id: int) -> None:
    """Deletes the secret and the recovery codes; refuses `not_found` where there are none."""
    locked_person(person_id)
    if not Totp.objects.filter(person_id=person_id).delete()[0]:
        raise NotFound()
    RecoveryCode.objects.filter(person_id=person_id).delete()
    announce(actor, events.SecondFactorRemoved(subject=person_id, factor="totp"))


def _use_totp(person_id: int, code: str, *, confirmed: bool = True) -> bool:
    """One step before and after the present one count too (clocks differ); a step is used at most once."""
    row = Totp.objects.filter(person_id=person_id, confirmed_at__isnull=not confirmed).first()
    if row is None or not (code.isascii() and code.isdigit()):
        return False
    codes = pyotp.TOTP(keyring().unseal(row.sealed_secret, context=_context(person_id)))
    present = int(clock.now().timestamp()) // STEP_SECONDS
    for step in (present - 1, present, present + 1):
        if equal(codes.generate_otp(step), code):
            fresh = Totp.objects.filter(person_id=person_id, last_step__lt=step)
            return fresh.update(last_step=step) == 1
    return False


def _use_recovery(person_id: int, code: str) -> bool:
    unused = RecoveryCode.objects.filter(person_id=person_id, digest=digest_token(code), used_at=None)
    return unused.update(used_at=clock.now()) == 1


def _new_recovery_codes(person_id: int) -> list[str]:
    RecoveryCode.objects.filter(person_id=person_id).delete()
    codes = [base64.b32encode(os.urandom(RECOVERY_BYTES)).decode() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(person_id=person_id, digest=digest_token(code)) for code in codes)
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def _address(person: Person, secret: str) -> str:
    host = settings.BASE_URL.partition("://")[2]
    return pyotp.TOTP(secret).provisioning_uri(name=person.email or person.name, issuer_name=f"Tuki {host}")


def _context(person_id: int) -> str:
    return f"totp:{person_id}"


def _pace_key(person_id: int) -> str:
    return f"signin:code:{person_id}"
