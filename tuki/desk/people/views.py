"""People and organisations: lists, one person, one organisation, and changing them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tuki.desk.frame import page
from tuki.desk.lists.rows import drawn_together
from tuki.desk.people.values import organisation_panel, person_panel
from tuki.desk.signin.proving import proven
from tuki.kernel import log
from tuki.kernel.numerals import whole_number
from tuki.kernel.refusals import Invalid, NotFound, Refusal
from tuki.kernel.telling import tell
from tuki.people.commands.organisations import add_organisation, change_organisation
from tuki.people.commands.persons import add_address, add_person, change_person, remove_address
from tuki.people.models import Organisation, Person
from tuki.people.queries import organisations_visible_to, person_for
from tuki.people.queries.lists import organisations_page, persons_page
from tuki.tickets.queries.lists import page_of
from tuki.tickets.queries.seeing import visible_to
from tuki.ui.access import SignedInRequest, open_to


@open_to("staff", permission="people.see")
def persons(request: SignedInRequest) -> HttpResponse:
    """Everybody by name; `?q=`, `?who=agents|contacts`, `?after=`."""
    who, words = request.GET.get("who", ""), request.GET.get("q", "").strip()
    is_staff = {"agents": True, "contacts": False}.get(who)
    rows, following = persons_page(request.actor, words=words, is_staff=is_staff, after=request.GET.get("after", ""))
    context = {"rows": rows, "following": following, "words": words, "who": who}
    return page(request, "desk/people/persons.html", context, current=reverse("desk:people"))


@open_to("staff", permission="people.see")
def organisations(request: SignedInRequest) -> HttpResponse:
    """Organisations by name; `?q=`, `?after=`."""
    words = request.GET.get("q", "").strip()
    rows, following = organisations_page(request.actor, words=words, after=request.GET.get("after", ""))
    context = {"rows": rows, "following": following, "words": words}
    return page(request, "desk/people/organisations.html", context, current=reverse("desk:people"))


@open_to("staff")
def person(request: SignedInRequest, person_id: int) -> HttpResponse:
    """One person with addresses, tickets and history."""
    return _person(request, person_for(request.actor, person_id))


@open_to("staff", methods=("POST",))
def change(request: SignedInRequest, person_id: int) -> HttpResponse:
    """Name, language, time zone, organisation."""
    found = person_for(request.actor, person_id)
    organisation = request.POST.get("organisation", "")
    try:
        change_person(
            request.actor,
            person_id,
            name=request.POST.get("name", ""),
            language=request.POST.get("language", ""),
            time_zone=request.POST.get("time_zone", ""),
            organisation_id=_organisation_id(request, organisation),
            sees_organisation=bool(request.POST.get("sees_organisation")),
        )
    except Invalid as wrong:
        return _person(request, found, errors=wrong.by_field, status=wrong.status)
    return HttpResponseRedirect(reverse("desk:person", args=[person_id]))


@open_to("staff", methods=("POST",))
def addresses(request: SignedInRequest, person_id: int) -> HttpResponse:
    """`add`: a mail address; `remove`: the id of one. At one's own, who sits there proves it first: a mail to an
    address signs in."""
    is_own = person_id == request.actor.id
    return (proven(_change_addresses) if is_own else _change_addresses)(request, person_id)


def _change_addresses(request: SignedInRequest, person_id: int) -> HttpResponse:
    found = person_for(request.actor, person_id)
    try:
        if address := request.POST.get("add", "").strip():
            add_address(request.actor, person_id, address=address)
        if (removed := whole_number(request.POST.get("remove", ""))) is not None:
            remove_address(request.actor, person_id, address_id=removed)
    except Invalid as wrong:
        return _person(request, found, errors={"add": wrong.sentence}, status=wrong.status)
    return HttpResponseRedirect(reverse("desk:person", args=[person_id]))


@open_to("staff", permission="people.edit", methods=("GET", "POST"))
def new_person(request: SignedInRequest) -> HttpResponse:
    """Adds a contact."""
    given = {name: request.POST.get(name, "") for name in ("name", "email", "organisation", "language")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = add_person(
                request.actor,
                name=given["name"],
                email=given["email"],
                language=given["language"],
                organisation_id=_organisation_id(request, given["organisation"]),
            )
            return HttpResponseRedirect(reverse("desk:person", args=[made.id]))
        except Refusal as refusal:
            errors = refusal.by_field
    context = {"given": given, "errors": errors, "organisations": _organisation_names(request)}
    return page(
        request, "desk/people/new_person.html", context, current=reverse("desk:people"), status=422 if errors else 200
    )


@open_to("staff", permission="people.see")
def organisation(request: SignedInRequest, organisation_id: int) -> HttpResponse:
    """One organisation with its contacts and tickets."""
    found = organisations_visible_to(request.actor).filter(pk=organisation_id).first()
    if found is None:
        raise NotFound()
    return _organisation(request, found)


@open_to("staff", permission="people.edit", methods=("GET", "POST"))
def edit_organisation(request: SignedInRequest, organisation_id: int | None = None) -> HttpResponse:
    """Adds an organisation, or changes its name, domains and notes."""
    found = Organisation.objects.filter(pk=organisation_id).first() if organisation_id else None
    if organisation_id and found is None:
        raise NotFound()
    given = {name: request.POST.get(name, "") for name in ("name", "domains", "notes")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            saved = _save_organisation(request, found, given)
            return HttpResponseRedirect(reverse("desk:organisation", args=[saved.id]))
        except Invalid as wrong:
            errors = wrong.by_field
    elif found:
        domains = "\n".join(found.domains.order_by("domain").values_list("domain", flat=True))
        given = {"name": found.name, "domains": domains, "notes": found.notes}
    context = {"found": found, "given": given, "errors": errors}
    return page(
        request,
        "desk/people/edit_organisation.html",
        context,
        current=reverse("desk:people"),
        status=422 if errors else 200,
    )


def _person(
    request: SignedInRequest, found: Person, *, errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    tickets = page_of(visible_to(request.actor).filter(requester=found), size=20)
    context: dict[str, Any] = {
        "person": found,
        "addresses": list(found.addresses.order_by("id")),
        "rows": drawn_together(request.actor, tickets.rows),
        "older": tickets.older,
        "history": tell(log.events_of("person", found.id))[-30:][::-1],
        "organisations": _organisation_names(request),
        "value": person_panel(request.actor, found),
        "can_edit": request.actor.holds("people.manage_agents" if found.is_staff else "people.edit"),
        "errors": errors or {},
    }
    return page(request, "desk/people/person.html", context, current=reverse("desk:people"), status=status)


def _organisation(request: SignedInRequest, found: Organisation) -> HttpResponse:
    tickets = page_of(visible_to(request.actor).filter(organisation=found), size=20)
    context = {
        "organisation": found,
        "domains": list(found.domains.order_by("domain").values_list("domain", flat=True)),
        "contacts": list(found.contacts.order_by("name", "id").values("id", "name", "email")[:100]),
        "rows": drawn_together(request.actor, tickets.rows),
        "value": organisation_panel(request.actor, found.id),
        "can_edit": request.actor.holds("people.edit"),
    }
    return page(request, "desk/people/organisation.html", context, current=reverse("desk:people"))


def _save_organisation(request: SignedInRequest, found: Organisation | None, given: dict[str, str]) -> Organisation:
    domains = given["domains"].replace(",", " ").split()
    if found is None:
        return add_organisation(request.actor, name=given["name"], domains=domains, notes=given["notes"])
    return change_organisation(request.actor, found.id, name=given["name"], domains=domains, notes=given["notes"])


def _organisation_names(request: SignedInRequest) -> list[str]:
    """Suggestions for the field; what is typed is looked up by name."""
    return list(organisations_visible_to(request.actor).order_by("name").values_list("name", flat=True)[:50])


def _organisation_id(request: SignedInRequest, name: str) -> int | None:
    if not name.strip():
        return None
    found = organisations_visible_to(request.actor).filter(name=name.strip()).values_list("id", flat=True).first()
    if found is None:
        raise Invalid("unknown_organisation", field="organisation", name=name.strip())
    return found
