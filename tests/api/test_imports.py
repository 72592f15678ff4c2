"""A table of another desk over the API: given, mapped, run, its faults read, taken back and restored."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.imports.tables import SMALL
from tuki.api.api import schema
from tuki.kernel.jobs.running import run_due
from tuki.tickets.models import Ticket

FAULTY = SMALL + "A-9,New,soon,,Olga,,,3,x\n"


def given(program, content: str = FAULTY, **fields: Any) -> Any:
    """The answer to a table that is sent as a form."""
    form = {"file": SimpleUploadedFile("old.csv", content.encode()), "source": "Old desk"} | fields
    headers = {"Authorization": f"Bearer {program.token}"}
    return Client().post("/api/v1/imports", form, headers=headers)


def test_from_the_table_to_tickets_and_back(cast, api):
    answer = given(api.vera, department=cast.support.id)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["state"], made["row_count"], made["header"][0]) == ("mapping", 6, "number")
    assert made["mapping"]["columns"]["key"] == [0]
    address = f"/imports/{made['id']}"
    table = api.vera.get(f"{address}/table").data
    assert table["words"]["status"] == {"New": 3, "Active": 1, "Resolved": 1, "Closed": 1}
    assert table["making"] == {"tickets": 3, "requesters": 2, "teams": ["Network", "Сервис"], "categories": [],
                               "agents": []}  # fmt: skip
    change = {"zone": "Europe/Oslo", "columns": {**made["mapping"]["columns"], "text": ["short_description", 4]}}
    mapped = api.vera.patch(address, change).data
    assert (mapped["mapping"]["zone"], mapped["mapping"]["columns"]["text"]) == ("Europe/Oslo", [8, 4])
    assert api.vera.post(f"{address}/run").data["state"] == "running"
    run_due("slow")
    found = api.vera.get(address).data
    assert (found["state"], found["opened_count"], found["faulty_count"], found["done_count"]) == ("done", 2, 1, 3)
    assert api.vera.get(f"{address}/faults").data == {
        "items": [{"key": "A-9", "row": 7, "code": "case_time_unreadable",
                   "reason": "The time in row 7 cannot be read: soon"}],
        "next": None,
    }  # fmt: skip
    assert api.vera.post(f"{address}/trash").data["state"] == "trashing"
    assert api.vera.post(f"{address}/run").data["code"] == "import_runs"
    run_due("slow")
    assert api.vera.get(address).data["state"] == "trashed"
    assert Ticket.objects.filter(trashed_at=None).count() == 0
    api.vera.delete(f"{address}/trash")
    run_due("slow")
    assert api.vera.get(address).data["state"] == "done"
    assert Ticket.objects.filter(trashed_at=None).count() == 2


def test_a_run_is_stopped(cast, api):
    address = f"/imports/{given(api.vera, department=cast.support.id).json()['id']}"
    api.vera.post(f"{address}/run")
    assert api.vera.delete(f"{address}/run").data["state"] == "stopped"
    run_due("slow")
    assert not Ticket.objects.exists()
    assert [each["state"] for each in api.vera.get("/imports").data["items"]] == ["stopped"]


@pytest.mark.parametrize(
    ("content", "fields", "status", "code", "field"),
    [
        ("nothing", {}, 422, "table_unreadable", "file"),
        (SMALL, {"source": " "}, 422, "required", "source"),
        (SMALL, {"department": 999_999}, 404, "not_found", None),
        (SMALL, {"department": "x"}, 400, "malformed", "department"),
        (SMALL, {"more": "x"}, 400, "malformed", "more"),
    ],
)
def test_what_makes_no_sense_is_refused(cast, api, content, fields, status, code, field):
    answer = given(api.vera, content, **({"department": cast.support.id} | fields))
    assert (answer.status_code, answer.json()["code"], answer.json().get("field")) == (status, code, field)
    assert api.vera.get("/imports").data["items"] == []


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"columns": {"key": ["nonsense"]}}, "unknown_column", "key"),
        ({"columns": {"key": [0]}}, "column_needed", "opened_at"),
        ({"values": {"status": {"New": "nowhere"}}}, "unknown_value", "values.status"),
        ({"zone": "Europe/Atlantis"}, "unknown_zone", "zone"),
        ({"date_format": "%Q"}, "unknown_date_format", "date_format"),
        ({"delimiter": "xx"}, "invalid", "delimiter"),
    ],
)
def test_a_mapping_without_sense_is_refused_by_its_place(cast, api, change, code, field):
    made = given(api.vera, department=cast.support.id).json()
    refused = api.vera.patch(f"/imports/{made['id']}", change).data
    assert (refused["code"], refused["field"]) == (code, field)
    assert api.vera.get(f"/imports/{made['id']}").data["mapping"] == made["mapping"]


def test_the_form_is_described():
    form = schema()["paths"]["/api/v1/imports"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert set(form["properties"]) == {"file", "source", "department"}
    assert form["required"] == ["file", "source", "department"]
