"""Other people's ids in every place where an id can stand: as if they did not exist (F101–F106, F108, F109)."""

from __future__ import annotations

import random
from urllib.parse import quote

from tests.api.test_access import DECLARED, operations
from tests.api.world import make_world
from tuki.tickets.commands.files import upload
from tuki.tickets.models import Message, Ticket

SWAPS = 2000
OPEN = ("/departments", "/categories", "/workflows", "/kinds")  # of the whole desk, for everybody


def test_two_thousand_swapped_ids_give_nothing_away(cast, api):
    """Dmitri and Boris try ids of Clara's things, and ids of nothing: the same answers, and nothing is changed."""
    world = make_world(cast)
    own = cast.ticket("Dmitri's own", requester=cast.dmitri)
    before = (list(Ticket.objects.order_by("id").values_list()), Message.objects.count())
    named = {name: each for name, each in DECLARED.items() if "{" in each[0] and not each[0].startswith(OPEN)}
    nothing = {"ticket": "ACME-9999", "file": "A" * 22, "draft": "B" * 22, "versioned": world.versioned}
    rng, names, tried = random.Random(7), sorted(named), 0
    nobodys: dict[tuple[str, str], tuple[int, object]] = {}
    while tried < SWAPS:
        name = rng.choice(names)
        address, body, _ = named[name]
        knows_people = not address.startswith(("/tickets", "/messages", "/files"))
        who = "dmitri" if knows_people else rng.choice(["dmitri", "boris"])
        if (who, name) not in nobodys:
            absent = {**dict.fromkeys(vars(world), 987654), **nothing}
            answer = getattr(api, who).call(operations()[name], address.format_map(absent), body)
            nobodys[who, name] = (answer.status_code, answer.data)
        names_of_swap = {**vars(world), "message": rng.choice([world.message, world.note, world.held])}
        answer = getattr(api, who).call(operations()[name], address.format_map(names_of_swap), body)
        assert (answer.status_code, answer.data) == nobodys[who, name], name
        assert answer.status_code in (403, 404), name
        tried += 1
    assert before == (list(Ticket.objects.order_by("id").values_list()), Message.objects.count())
    assert own.reference in api.dmitri.get("/tickets").content.decode()


def test_links_to_hidden_tickets_are_refused_and_not_shown(cast, api):
    """F106: neither at linking nor afterwards is a hidden ticket's subject told."""
    mine, hidden = cast.ticket("mine"), cast.ticket("hidden subject", department=cast.billing)
    refused = api.anna.post(f"/tickets/{mine.reference}/links", {"other": hidden.reference})
    assert refused.status_code == 404 and refused.data == api.anna.post(
        f"/tickets/{mine.reference}/links", {"other": "ACME-9999"}
    ).data  # fmt: skip
    assert api.vera.post(f"/tickets/{mine.reference}/links", {"other": hidden.reference}).status_code == 200
    assert api.anna.get(f"/tickets/{mine.reference}/links").data["items"] == []
    assert len(api.vera.get(f"/tickets/{mine.reference}/links").data["items"]) == 1


def test_files_of_others_are_not_attached(cast, api):
    """F103, F104: an upload belongs to its uploader until a message has it, and to that message afterwards."""
    ticket = cast.ticket()
    annas = upload(cast.actor(cast.anna), name="a.txt", type="text/plain", content=b"a").key
    stolen = api.clara.post(f"/tickets/{ticket.reference}/messages", {"text": "t", "files": [annas]})
    assert (stolen.status_code, stolen.data["code"]) == (422, "unknown_attachment")
    taken = api.anna.post(f"/tickets/{ticket.reference}/messages", {"kind": "note", "text": "t", "files": [annas]})
    assert [file["id"] for file in taken.data["files"]] == [annas]
    again = api.anna.post(f"/tickets/{ticket.reference}/messages", {"kind": "note", "text": "t", "files": [annas]})
    assert again.data["code"] == "unknown_attachment"


def test_fields_that_no_route_offers_are_refused(cast, api):
    """F109: nothing is set that is not declared."""
    for name in (
        "owner", "assignee", "assignee_id", "status", "is_internal", "created_by", "opened_at", "organisation",
        "is_staff", "role", "brand", "number", "id", "sla", "tenant_id", "requester_id", "is_public", "version",
    ):  # fmt: skip
        response = api.clara.post("/tickets", {"subject": "s", "text": "t", name: 1})
        assert response.status_code == 400 and response.data["field"] == name
        assert api.clara.patch(f"/people/{cast.clara.id}", {name: True}).status_code == 400, name
    assert api.clara.patch(f"/people/{cast.clara.id}", {"organisation": None}).status_code == 403
    assert api.clara.patch(f"/people/{cast.clara.id}", {"sees_organisation": True}).status_code == 403
    cast.clara.refresh_from_db()
    assert not cast.clara.is_staff and not cast.clara.sees_organisation and Ticket.objects.count() == 0


def test_unknown_parameters_and_orders_are_refused(api):
    """F108, F118: no filter or order but the declared ones."""
    for query in (
        "assignee__password__startswith=s", "text__contains=x", "order=assignee__password", "sort_method=delete",
        "requester__email=x", "internal_note=1", "view=__class__", "fields=password", "format=xml", "page=2",
        "limit=0", "limit=x", "limit=5&limit=6", "cursor=x", "cursor=%00",
    ):  # fmt: skip
        assert api.anna.get(f"/tickets?{query}").status_code in (400, 422), query


def test_odd_values_of_filters_are_harmless(cast, api):
    """F140: nothing but a refusal or an empty list."""
    cast.ticket()
    names = ("status", "department", "assignee", "priority", "kind", "tag", "requester", "organisation")
    for value in ("'", "1 OR 1=1", "1; DROP TABLE x", "$.a", "[]", "-1", "9" * 30, "0x1", "%", "_", "é", "\\"):
        for name in names:
            response = api.anna.get(f"/tickets?{name}={quote(value)}")
            assert response.status_code in (200, 422) and not response.data.get("items"), (name, value)
