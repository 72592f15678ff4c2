"""Prepared queries and inserts do what Django's own do."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DataError, IntegrityError, transaction

from tuki.channels.email.models import OutgoingMail
from tuki.kernel import clock
from tuki.kernel.database.inserting import insert, insert_all
from tuki.kernel.database.prepared import Prepared, Slot, Slots
from tuki.kernel.database.sqlite.moments import moment_of
from tuki.kernel.database.updating import PreparedUpdate
from tuki.kernel.models import Job, Lease
from tuki.people.models import Person

NOON = datetime(2026, 11, 1, 12, 0, 0, 5, UTC)


def test_objects_are_those_of_the_query(cast):
    asked = Prepared(lambda: Person.objects.filter(pk=Slot("person_id")))
    found = asked.first(person_id=cast.clara.id)
    assert found == cast.clara
    assert found.created_at == Person.objects.get(pk=cast.clara.id).created_at
    assert found.organisation == cast.customer_a
    assert asked.first(person_id=0) is None


def test_rows_follow_the_values_of_each_call(cast):
    asked = Prepared(
        lambda: (
            Person.objects.filter(id__in=Slots("ids"), created_at__lte=Slot("until"))
            .order_by("id")
            .values_list("name", "organisation__name")
        )
    )
    now = clock.now()
    assert asked.all(ids=[cast.anna.id, cast.clara.id], until=now) == [("Anna", None), ("Clara", "Customer A")]
    assert asked.all(ids=(cast.dmitri.id,), until=now) == [("Dmitri", "Customer B")]
    assert asked.all(ids=[], until=now) == []
    assert asked.all(ids=[cast.anna.id], until=NOON.replace(year=1999)) == []


def test_moments_are_compared_as_moments_not_as_text(db):
    Lease.objects.create(name="a", holder="x", until=NOON)
    asked = Prepared(lambda: Lease.objects.filter(until__gt=Slot("now")).values_list("until"))
    assert asked.all(now=NOON) == []
    assert asked.all(now=NOON.replace(microsecond=4)) == [(NOON,)]


def test_a_moment_that_says_its_zone_is_read_as_well():
    """What a driver wrote by itself before moments were kept without their zone."""
    written = NOON.replace(tzinfo=None).isoformat(" ")
    assert moment_of(written) == moment_of(f"{written}+00:00") == NOON


def test_a_typed_word_is_a_value_and_no_statement(cast):
    asked = Prepared(lambda: Person.objects.filter(name=Slot("name")).values_list("id"))
    assert asked.all(name="Anna' OR '1'='1") == []


def test_an_inserted_row_is_what_django_reads(cast):
    row = OutgoingMail(
        kind="reply", rfc_message_id="<1@desk.test>", recipients={"clara@customer-a.test": ""}, due_at=NOON,
        created_at=NOON, department=cast.support,
    )  # fmt: skip
    insert(row)
    read = OutgoingMail.objects.get(pk=row.pk)
    assert (read.recipients, read.due_at, read.department, read.sent_at) == (row.recipients, NOON, cast.support, None)
    row.state = "sent"
    row.save()
    assert OutgoingMail.objects.get().state == "sent"


def test_rows_get_their_keys_in_order_and_the_defaults_of_the_database(db):
    rows = [Job(kind="test", payload=str(number), due_at=NOON) for number in range(70)]
    insert_all(rows)
    assert [Job.objects.get(pk=row.pk).payload for row in rows] == [str(number) for number in range(70)]
    assert Job.objects.filter(created_at=None).count() == 0


def test_many_rows_are_what_django_reads(cast):
    rows = [
        OutgoingMail(
            kind="reply", rfc_message_id=f"<{number}@desk.test>", recipients={"a": 'quote " and \\ back'}, due_at=NOON,
            created_at=NOON, text=text, department=cast.support if number else None, sent_at=NOON if number else None,
        )
        for number, text in enumerate(['{"not": "json"}', "{},\\ NULL", "Ёж\n"])
    ]  # fmt: skip
    insert_all(rows)
    for row in rows:
        read = OutgoingMail.objects.get(pk=row.pk)
        for name in ("recipients", "due_at", "text", "department", "sent_at", "rfc_message_id"):
            assert getattr(read, name) == getattr(row, name)


def test_a_text_that_is_too_long_is_never_cut(cast):
    rows = [Job(kind="k" * length, due_at=NOON) for length in (4, 400)]
    try:
        with transaction.atomic():
            insert_all(rows)
    except DataError:
        kept = []  # PostgreSQL refuses them, SQLite keeps texts of any length
    else:
        kept = [len(each) for each in Job.objects.order_by("id").values_list("kind", flat=True)]
    assert kept in ([], [4, 400])


def test_a_key_that_is_there_is_left_out_only_when_asked(db):
    insert(Job(kind="test", key="once", due_at=NOON))
    insert_all(
        [Job(kind="test", key="once", due_at=NOON), Job(kind="test", key="other", due_at=NOON)], ignore_conflicts=True
    )
    assert sorted(Job.objects.values_list("key", flat=True)) == ["once", "other"]
    with pytest.raises(IntegrityError):
        insert(Job(kind="test", key="once", due_at=NOON))


def test_texts_are_listed_as_ids_are(cast):
    asked = Prepared(lambda: Person.objects.filter(name__in=Slots("names", of="text")).order_by("name"))
    assert asked.all(names=["Clara", "Anna", "' OR 1=1"]) == [cast.anna, cast.clara]
    assert asked.all(names=[]) == []


def test_an_update_changes_the_named_fields_of_its_rows_only(cast):
    rows = [
        OutgoingMail(kind="reply", rfc_message_id=f"<{number}@desk.test>", recipients={}, due_at=NOON, created_at=NOON)
        for number in range(2)
    ]
    insert_all(rows)
    update = PreparedUpdate(
        lambda: OutgoingMail.objects.filter(pk=Slot("mail_id"), state="waiting"),
        "state", "recipients", "sent_at", "person_id",
    )  # fmt: skip
    recipients = {"clara@customer-a.test": "550 %s 'no'"}
    new = {"state": "sent", "recipients": recipients, "sent_at": NOON, "person_id": cast.clara.id}
    assert update.run(new, mail_id=rows[0].id) == 1
    assert update.run(new, mail_id=rows[0].id) == 0
    changed, other = OutgoingMail.objects.order_by("id")
    assert (changed.state, changed.recipients, changed.sent_at, changed.person) == (
        "sent", recipients, NOON, cast.clara,
    )  # fmt: skip
    assert (other.state, other.recipients, other.sent_at, other.person) == ("waiting", {}, None, None)
    assert update.run(new | {"sent_at": None, "person_id": None}, mail_id=other.id) == 1
    other.refresh_from_db()
    assert (other.sent_at, other.person) == (None, None)
