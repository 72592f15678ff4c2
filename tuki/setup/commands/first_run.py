"""The first administrator, and the end of the first run."""

from __future__ import annotations

from tuki.kernel import clock
from tuki.kernel.actors import Actor, channel
from tuki.kernel.command import command
from tuki.kernel.refusals import Invalid, NotFound, Refused
from tuki.people.commands.insisting import insist_holds
from tuki.people.commands.persons import add_person, checked_password, store_password
from tuki.people.commands.roles import grant_roles
from tuki.people.models import OneTimeLink, Person
from tuki.people.permissions import SETTINGS
from tuki.setup.first_run import usable_link


def make_first_administrator(
    token: str, *, name: str, email: str, password: str, language: str = "", cause: str = ""
) -> Person:
    """Who holds the first-run link becomes administrator; the link is theirs from then on.

    Refuses `link_used` when there is an administrator or the link is over, `required`, `weak_password`, and what
    `add_person` refuses. Of two at once one wins. The password is hashed before any row is locked.
    """
    if usable_link(token) is None:
        raise Refused("link_used")
    if not email.strip():
        raise Invalid("required", field="email")
    if not name.strip():
        raise Invalid("required", field="name")
    encoded = checked_password(password)
    return _make(channel("first-run", cause), token, name=name, email=email, encoded=encoded, language=language)


@command
def _make(actor: Actor, token: str, *, name: str, email: str, encoded: str, language: str) -> Person:
    """Adds the person, makes them administrator and gives the link to them; see `make_first_administrator`."""
    link = usable_link(token)
    locked = OneTimeLink.objects.select_for_update().filter(pk=link.pk if link else 0, person=None).first()
    if locked is None:
        raise Refused("link_used")
    person = add_person(actor, name=name, email=email, language=language, is_staff=True)
    grant_roles(actor, person.id, roles=[("administrator", None)])
    store_password(actor, person.id, encoded=encoded)
    # After the password, which ends the person's links.
    OneTimeLink.objects.filter(pk=locked.pk).update(person=person)
    person.refresh_from_db()
    return person


@command
def finish_first_run(actor: Actor, token: str) -> None:
    """The wizard is over: its link no longer works. Refuses `not_found` to anybody but the one whose link it is."""
    insist_holds(actor, SETTINGS)
    link = usable_link(token)
    if link is None or link.person_id is None or link.person_id != actor.id:
        raise NotFound()
    OneTimeLink.objects.filter(pk=link.pk).update(used_at=clock.now())
