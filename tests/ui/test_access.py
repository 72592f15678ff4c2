"""The guard of every URL: who gets in, who is sent to sign in, and how a no looks."""

import json

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tuki.kernel.actors import Actor, ActorKind
from tuki.kernel.refusals import Conflict, Invalid, NotFound, Refused, TooMany
from tuki.ui.access import home_of, open_to
from tuki.ui.refusals import RefusalPages, broken, csrf_failed

STAFF = Actor(kind=ActorKind.PERSON, id=1, is_staff=True, access={"people.see": None})
CONTACT = Actor(kind=ActorKind.PERSON, id=2)


def outcome(view, actor=None, method="GET", headers=None, path="/desk/x?a=1"):
    """The status of calling a view, or the code of its refusal."""
    request = RequestFactory().generic(method, path, headers=headers or {})
    request.actor = actor
    try:
        return view(request)
    except (NotFound, Refused) as refusal:
        return refusal.code


def opened(*who, **values):
    return open_to(*who, **values)(lambda request: HttpResponse("in"))


@pytest.mark.parametrize(
    ("who", "nobody", "contact", "staff"),
    [(("anyone",), "in", "in", "in"), (("token",), "in", "in", "in"), (("anonymous",), "in", "/portal/", "/desk/"),
     (("signed-in",), "/login", "in", "in"), (("staff",), "/login", "not_found", "in"),
     (("customer",), "/login", "in", "not_found"), (("staff", "customer"), "/login", "in", "in"),
     (("anonymous", "staff"), "in", "not_found", "in")],
)  # fmt: skip
def test_each_declaration_lets_in_whom_it_names(who, nobody, contact, staff):
    def seen(actor):
        answer = outcome(opened(*who), actor)
        if isinstance(answer, str):
            return answer
        return answer.content.decode() or answer["Location"].partition("?")[0]

    assert (seen(None), seen(CONTACT), seen(STAFF)) == (nobody, contact, staff)


def test_a_permission_is_demanded_on_top():
    assert outcome(opened("staff", permission="people.see"), STAFF).status_code == 200
    assert outcome(opened("staff", permission="settings.change"), STAFF) == "not_allowed"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"])
def test_only_declared_methods_pass(method):
    answer = outcome(opened("anyone"), method=method)
    assert answer.status_code == 405 and answer["Allow"] == "GET, HEAD"
    assert outcome(opened("anyone", methods=("POST",))).status_code == 405


def test_anonymous_pages_lead_to_the_sign_in_and_back():
    assert outcome(opened("staff"))["Location"] == "/login?next=%2Fdesk%2Fx%3Fa%3D1"
    assert outcome(opened("staff", methods=("POST",)), method="POST")["Location"] == "/login"
    fragment = outcome(opened("staff"), headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (401, "/login")
    assert outcome(opened("staff"), path="/api/v1/tickets").status_code == 401
    assert outcome(opened("staff"), headers={"Accept": "application/json"}).status_code == 401


@pytest.mark.parametrize("who", [(), ("admin",), ("staff", "everyone")])
def test_a_declaration_of_nonsense_is_refused_at_once(who):
    with pytest.raises(ValueError, match="open to one or more"):
        open_to(*who)


def test_everybody_has_a_place_to_begin():
    assert [home_of(actor) for actor in (STAFF, CONTACT, None)] == ["/desk/", "/portal/", "/login"]


REFUSALS = [NotFound(), Refused("not_allowed"), Conflict("changed_meanwhile"), Invalid("required", field="name"),
            TooMany("too_many_tries", retry_after_seconds=7)]  # fmt: skip


def refused(refusal, **headers):
    request = RequestFactory().get("/desk/x", headers=headers)
    return RefusalPages(lambda _: HttpResponse()).process_exception(request, refusal)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_a_refusal_is_a_page_a_fragment_or_a_problem(refusal):
    page = refused(refusal, Accept="text/html")
    assert page.status_code == refusal.status and refusal.sentence in page.content.decode()
    assert page.content.decode().count("<h1>") == 1
    fragment = refused(refusal, **{"HX-Request": "true"})
    assert "<html" not in fragment.content.decode() and fragment["HX-Retarget"] == "#toasts"
    problem = refused(refusal, Accept="application/json")
    assert problem["Content-Type"] == "application/problem+json"
    body = json.loads(problem.content)
    assert (body["code"], body["status"]) == (refusal.code, refusal.status)
    assert body.get("field") == getattr(refusal, "field", None)
    assert page.get("Retry-After") == ("7" if refusal.status == 429 else None)


def test_other_faults_tell_nothing_of_the_inside():
    request = RequestFactory().get("/x")
    assert refused(RuntimeError("secret-canary")) is None
    for answer, status in ((broken(request), 500), (csrf_failed(request, "secret-canary"), 403)):
        assert answer.status_code == status and "secret-canary" not in answer.content.decode()
