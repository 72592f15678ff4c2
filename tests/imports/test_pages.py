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
    form = re.search(r'<form class="form columns-form".*?</form>', html, re.S)
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
    assert sent["column-0"] == ["key"] and sent["value-status-0"] == ["new"]
    assert "2 new tickets, 2 new requesters." in page
    assert "2: Network, Сервис" in page
    answer = vera.post(where, sent | {"way": "start", "zone": "Europe/Oslo"})
    assert answer.status_code == 302, answer.content.decode()
    assert TableImport.objects.get().state == "running"
    run_due("slow")
    assert "Everything was brought in." in vera.get(where).content.decode()
    assert Ticket.objects.count() == 2
    assert "old.csv" in vera.get(PAGE).content.decode()


def test_a_column_that_is_needed_is_asked_for_before_anything_is_counted(cast):
    vera = browser(cast.vera)
    table = SimpleUploadedFile("old.csv", b"Case ID;Wann\nX-1;03.08.2026 09:00\n")
    where = vera.post(PAGE, {"file": table, "source": "Old desk", "department": str(cast.support.id)}).headers[
        "Location"
    ]
    asked = "Say above which column this is: Opened at."
    page = vera.get(where).content.decode()
    assert asked in page and page.index(asked) < page.index("1 new ticket")
    answer = vera.post(where, form_of(page) | {"column-1": "opened_at", "way": "save"}, follow=True)
    assert answer.status_code == 200 and asked not in answer.content.decode()


def test_what_is_wrong_stands_beside_its_field(cast):
    vera = browser(cast.vera)
    answer = vera.post(PAGE, {"source": "", "department": "0"})
    assert answer.status_code == 422
    broken = SimpleUploadedFile("x.csv", b"nothing")
    answer = vera.post(PAGE, {"source": "x", "department": str(cast.support.id), "file": broken})
    assert answer.status_code == 422 and "This is no table" in answer.content.decode()
    run = begun(cast, SMALL.encode())
    answer = vera.post(f"{PAGE}/{run.id}", {"column-0": "key", "way": "start"})
    assert answer.status_code == 422 and "Opened at: Say which column this is." in answer.content.decode()
    assert TableImport.objects.get().state == "mapping"


def test_cases_set_aside_are_shown_with_their_reason(cast):
    run = brought_in(cast, (SMALL + "A-9,New,<b>soon</b>,,Olga,,,3,x\n").encode())
    page = browser(cast.vera).get(f"{PAGE}/{run.id}").content.decode()
    assert "A-9" in page and "&lt;b&gt;soon" in page and "<b>soon" not in page


def test_two_columns_say_one_text_in_their_order(cast):
    run = begun(cast, SMALL.encode())
    sent = {"column-0": "key", "column-2": "opened_at", "column-4": "text", "column-8": "text", "way": "save"}
    assert browser(cast.vera).post(f"{PAGE}/{run.id}", sent).status_code == 302
    run.refresh_from_db()
    assert run.mapping["columns"] == {"key": [0], "opened_at": [2], "text": [4, 8]}


def test_an_import_goes_into_the_trash_and_out_again(cast):
    vera, run = browser(cast.vera), brought_in(cast, SMALL.encode())
    where = f"{PAGE}/{run.id}"
    assert "All 2 tickets that this import opened go into the trash" in vera.get(f"{where}/trash").content.decode()
    assert Ticket.objects.filter(trashed_at=None).count() == 2
    assert vera.post(f"{where}/trash").status_code == 302
    assert "0 of 2" in vera.get(where).content.decode()
    run_due("slow")
    assert "lie in the trash" in vera.get(where).content.decode()
    assert Ticket.objects.filter(trashed_at=None).count() == 0
    assert vera.post(f"{where}/restore").status_code == 302
    run_due("slow")
    assert Ticket.objects.filter(trashed_at=None).count() == 2
    assert "Everything was brought in." in vera.get(where).content.decode()


def test_only_who_may_import_sees_the_pages(cast):
    run = begun(cast, SMALL.encode())
    for address in (PAGE, f"{PAGE}/{run.id}", f"{PAGE}/{run.id}/progress", f"{PAGE}/{run.id}/trash"):
        assert browser(cast.anna).get(address).status_code == 403
        assert browser(cast.vera).get(address).status_code == 200
    for way in ("start", "stop", "trash", "restore"):
        assert browser(cast.anna).post(f"{PAGE}/{run.id}/{way}").status_code == 403


def test_what_was_set_aside_is_counted_and_linked(cast):
    bad = "A-3,New,yesterday,,Olga,Network,,3,Broken\n"
    run = brought_in(cast, (SMALL + bad).encode())
    page = browser(cast.vera).get(f"{PAGE}/{run.id}").content.decode()
    assert "Everything was brought in." not in page
    assert "1 case was set aside; everything else was brought in." in page
    assert f'href="{PAGE}/{run.id}#faults"' in page and 'id="faults"' in page
