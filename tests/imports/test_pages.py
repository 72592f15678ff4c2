"""The pages: a table is given, its columns are named, it comes in, all without script."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.browsing import browser
from tests.imports.tables import SMALL, begun, brought_in
from tuki.imports.models import TableImport
from tuki.kernel.jobs.running import run_due
from tuki.tickets.models import Ticket

pytestmark = pytest.mark.django_db
PAGE = "/desk/settings/imports"


def form_of(html: str) -> dict[str, list[str]]:
    """What a browser would send of the mapping form as it stands."""
    form = re.search(r'<form class="form wide".*?</form>', html, re.S)
    assert form
    sent: dict[str, list[str]] = {}
    for name, body in re.findall(r'<select class="input" id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', form[0], re.S):
        sent[name] = re.findall(r'<option value="([^"]*)" selected>', body)
    for name, value in re.findall(r'<input type="hidden" name="(word-[^"]+)" value="([^"]*)">', form[0]):
        sent[name] = [value]
    for name in re.findall(r'type="checkbox" name="([^"]+)" value="1" checked', form[0]):
        sent[name] = ["1"]
    return sent


def test_from_the_file_to_the_tickets(cast):
    vera = browser(cast.vera)
    table = SimpleUploadedFile("old.csv", SMALL.encode())
    given = {"file": table, "source": "Old desk", "department": str(cast.support.id)}
    answer = vera.post(PAGE, given)
    assert answer.status_code == 302, answer.content.decode()
    where = answer.headers["Location"]
    page = vera.get(where).content.decode()
    assert "VPN is down" in page and "Карл" in page
    sent = form_of(page)
    assert sent["column-key"] == ["0"] and sent["value-status-0"] == ["new"]
    answer = vera.post(where, sent | {"way": "start", "zone": "Europe/Oslo"})
    assert answer.status_code == 302, answer.content.decode()
    assert TableImport.objects.get().state == "running"
    run_due("slow")
    assert "Everything was brought in." in vera.get(where).content.decode()
    assert Ticket.objects.count() == 2
    assert "old.csv" in vera.get(PAGE).content.decode()


def test_what_is_wrong_stands_beside_its_field(cast):
    vera = browser(cast.vera)
    answer = vera.post(PAGE, {"source": "", "department": "0"})
    assert answer.status_code == 422
    broken = SimpleUploadedFile("x.csv", b"nothing")
    answer = vera.post(PAGE, {"source": "x", "department": str(cast.support.id), "file": broken})
    assert answer.status_code == 422 and "This is no table" in answer.content.decode()
    run = begun(cast, SMALL.encode())
    answer = vera.post(f"{PAGE}/{run.id}", {"column-key": "0", "way": "start"})
    assert answer.status_code == 422 and "Say which column this is." in answer.content.decode()
    assert TableImport.objects.get().state == "mapping"


def test_cases_set_aside_are_shown_with_their_reason(cast):
    run = brought_in(cast, (SMALL + "A-9,New,<b>soon</b>,,Olga,,,3,x\n").encode())
    page = browser(cast.vera).get(f"{PAGE}/{run.id}").content.decode()
    assert "A-9" in page and "&lt;b&gt;soon" in page and "<b>soon" not in page


def test_only_who_may_import_sees_the_pages(cast):
    run = begun(cast, SMALL.encode())
    for address in (PAGE, f"{PAGE}/{run.id}", f"{PAGE}/{run.id}/progress"):
        assert browser(cast.anna).get(address).status_code == 403
        assert browser(cast.vera).get(address).status_code == 200
    assert browser(cast.anna).post(f"{PAGE}/{run.id}/start").status_code == 403
