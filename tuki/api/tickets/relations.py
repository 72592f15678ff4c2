"""What hangs on a ticket: links to other tickets, watchers and cc."""

from __future__ import annotations

from typing import Literal

import msgspec

from tuki.api.naming import known_person
from tuki.api.refusals import Malformed
from tuki.api.routes import Routes
from tuki.api.shapes import Address, Code, Id, Input, Items, PersonRef
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import NotFound
from tuki.tickets.commands.link import link_tickets, unlink_tickets
from tuki.tickets.commands.watch import add_cc_to_ticket, confirm_cc, unwatch_ticket, watch_ticket
from tuki.tickets.queries import ticket_for
from tuki.tickets.queries.conversation import followers_of, links_of
from tuki.tickets.queries.seeing import sees_notes

routes = Routes("tickets")
READ, WRITE = "tickets:read", "tickets:write"
Kind = Literal["relates", "duplicates", "blocks", "caused_by", "follows", "child_of", "parent_of"]


class LinkShape(msgspec.Struct):
    """Another ticket; `outgoing`: this ticket relates to (duplicates, blocks …) it, else the other way round."""

    number: str
    subject: str
    status: str
    kind: str
    outgoing: bool


class Link(Input):
    """The other ticket's number, and how this one stands to it."""

    other: Code
    kind: Kind = "relates"


class WatcherShape(msgspec.Struct):
    """An agent who reads along (watcher), or somebody outside who gets our replies (cc) once confirmed."""

    person: PersonRef
    kind: str
    is_confirmed: bool


class NewWatcher(Input):
    """Either an agent (`me`, id or mail address) or, as `cc`, the mail address of somebody outside."""

    person: Id | Address | None = None
    cc: Address | None = None


class GivenWatcher(Input):
    """Who no longer follows: `me`, an id or a mail address."""

    person: Id | Address


@routes.get("/tickets/{reference:number}/links", scope=READ, answer=Items[LinkShape])
def list_links(actor: Actor, number: str) -> Items[LinkShape]:
    """Linked tickets that the caller may see; the others are not even counted."""
    linked = links_of(actor, ticket_for(actor, number))
    return Items([LinkShape(e.reference, e.subject, e.status, e.kind, e.is_outgoing) for e in linked], None)


@routes.post("/tickets/{reference:number}/links", scope=WRITE, body=Link, answer=Items[LinkShape])
def link(actor: Actor, body: Link, number: str) -> Items[LinkShape]:
    """Links two tickets that the caller may both see."""
    link_tickets(actor, number, other=body.other, kind=body.kind)
    return list_links(actor, number)


@routes.delete("/tickets/{reference:number}/links", scope=WRITE, given=Link, answer=Items[LinkShape])
def unlink(actor: Actor, body: Link, number: str) -> Items[LinkShape]:
    """Ends a link (`?other=ACME-2&kind=relates`, or the same as a body)."""
    unlink_tickets(actor, number, other=body.other, kind=body.kind)
    return list_links(actor, number)


@routes.get("/tickets/{reference:number}/watchers", scope=READ, answer=Items[WatcherShape])
def list_watchers(actor: Actor, number: str) -> Items[WatcherShape]:
    """Who follows the ticket; customers see the confirmed cc only."""
    followers = followers_of(ticket_for(actor, number))
    if not sees_notes(actor):
        followers = [each for each in followers if each.kind == "cc" and each.is_confirmed]
    shapes = [
        WatcherShape(PersonRef(each.person_id, each.name, each.address), each.kind, each.is_confirmed)
        for each in followers
    ]
    return Items(shapes, None)


@routes.post("/tickets/{reference:number}/watchers", scope=WRITE, body=NewWatcher, answer=Items[WatcherShape])
def watch(actor: Actor, body: NewWatcher, number: str) -> Items[WatcherShape]:
    """An agent follows the ticket, or somebody outside becomes (or is confirmed as) cc."""
    ticket = ticket_for(actor, number)
    if (body.person is None) == (body.cc is None):
        raise Malformed("required", field="person")
    if body.cc is not None:
        add_cc_to_ticket(actor, number, address=body.cc)
        return list_watchers(actor, number)
    person_id = known_person(actor, body.person or 0, field="person")
    if any(each.person_id == person_id and each.kind == "cc" for each in followers_of(ticket)):
        confirm_cc(actor, number, person_id=person_id)
    else:
        watch_ticket(actor, number, person_id=person_id)
    return list_watchers(actor, number)


@routes.delete("/tickets/{reference:number}/watchers", scope=WRITE, given=GivenWatcher, answer=Items[WatcherShape])
def unwatch(actor: Actor, body: GivenWatcher, number: str) -> Items[WatcherShape] | None:
    """Somebody no longer follows the ticket."""
    ticket_for(actor, number)
    unwatch_ticket(actor, number, person_id=known_person(actor, body.person, field="person"))
    try:
        return list_watchers(actor, number)
    except NotFound:
        return Items([], None)
