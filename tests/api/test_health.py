"""What machines are told: health with reasons, figures for those who may have them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from tuki.kernel import checks, clock, health
from tuki.kernel.models import Job, JobState

FROM_OUTSIDE = {"REMOTE_ADDR": "192.0.2.7"}


def codes(response) -> list[str]:
    return sorted(each["code"] for problems in response.json()["checks"].values() for each in problems)


def test_a_healthy_desk_says_so(cast, client, monkeypatch):
    monkeypatch.setattr("tuki.kernel.checks.LEAST_FREE_SHARE", 0.0)
    monkeypatch.setattr("tuki.kernel.checks.LEAST_FREE_BYTES", 0)
    response = client.get("/health")
    assert {"database", "jobs", "disk", "clock"} <= set(response.json()["checks"])
    assert not {"database_unreachable", "jobs_parked", "jobs_late", "disk_low", "disk_full"} & set(codes(response))


def test_parked_and_late_jobs_are_told(cast, client):
    Job.objects.create(kind="a", state=JobState.PARKED, due_at=clock.now(), error="SECRET of a customer")
    response = client.get("/health")
    assert "jobs_parked" in codes(response) and b"SECRET" not in response.content
    Job.objects.create(kind="a", due_at=clock.now() - timedelta(minutes=3))
    response = client.get("/health")
    assert response.status_code == 503 and "jobs_late" in codes(response) and response.json()["status"] == "broken"


def test_after_a_start_overdue_jobs_are_told_once_workers_had_time(cast, client, monkeypatch):
    Job.objects.create(kind="a", due_at=clock.now() - timedelta(days=3))
    started = clock.now()
    monkeypatch.setattr(checks, "_serving_since", started)
    for later, is_told in ((0, False), (119, False), (120, True), (9999, True), (-60, True)):
        with clock.at(started + timedelta(seconds=later)):
            assert ("jobs_late" in codes(client.get("/health"))) is is_told, later
    checks.serving_since(None)
    assert [each.code for each in checks.jobs_run()] == ["jobs_late"]


def test_a_lane_that_is_worked_at_is_behind_and_not_dead(cast, client, monkeypatch):
    monkeypatch.setattr(checks, "LOOK_SECONDS", 0)
    for _ in range(3):
        Job.objects.create(kind="a", lane="slow", due_at=clock.now() - timedelta(minutes=3))
    running = {"state": JobState.LEASED, "leased_until": clock.now() + timedelta(seconds=20)}
    Job.objects.create(kind="a", lane="slow", due_at=clock.now(), **running)
    response = client.get("/health")
    assert response.status_code == 200 and "jobs_behind" in codes(response)
    assert "3 jobs" in response.content.decode()

    Job.objects.create(kind="a", lane="mail-in", due_at=clock.now() - timedelta(minutes=3))
    assert "jobs_late" in codes(client.get("/health"))


def test_a_full_disk_and_a_wrong_clock_are_told(cast, client, monkeypatch):
    monkeypatch.setattr("tuki.kernel.checks.LEAST_FREE_SHARE", 1.0)
    assert "disk_low" in codes(client.get("/health"))
    monkeypatch.setattr("tuki.kernel.checks.LEAST_FREE_BYTES", 2**62)
    monkeypatch.setattr(clock, "now", lambda real=clock.now: real() - timedelta(hours=2))
    found = client.get("/health")
    assert found.status_code == 503 and {"disk_full", "clock_behind"} <= set(codes(found))


def test_a_check_that_fails_stops_no_other(cast, client, monkeypatch):
    def broken():
        raise RuntimeError(f"password in {settings.SECRET_KEY}")

    monkeypatch.setitem(health._checks, "disk", broken)
    response = client.get("/health")
    assert response.status_code == 503 and response.json()["checks"]["disk"][0]["code"] == "check_failed"
    assert settings.SECRET_KEY.encode() not in response.content and "jobs" in response.json()["checks"]


def test_a_check_is_registered_once():
    with pytest.raises(ValueError, match="twice"):
        health.health_check("jobs")(list)


def test_figures_are_for_this_machine_and_for_tokens_that_reach_them(cast, api, client):
    cast.ticket()
    here = client.get("/metrics")
    assert here.status_code == 200 and 'tuki_tickets_open{status="new"} 1.0' in here.content.decode()
    assert client.get("/metrics", **FROM_OUTSIDE).status_code == 401
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 401
    made = api.anna.post("/tokens", {"name": "prometheus", "scopes": ["metrics:read"]}).data["token"]
    narrow = api.anna.post("/tokens", {"name": "reader", "scopes": ["tickets:read"]}).data["token"]
    for token, status in ((made, 200), (narrow, 403), ("token-of-clara", 403)):
        assert (
            client.get("/metrics", headers={"Authorization": f"Bearer {token}"}, **FROM_OUTSIDE).status_code == status
        )


def test_figures_count_jobs_and_problems(cast, client):
    Job.objects.create(kind="a", lane="slow", state=JobState.PARKED, due_at=clock.now())
    text = client.get("/metrics").content.decode()
    assert 'tuki_jobs{lane="slow",state="parked"} 1.0' in text
    assert 'tuki_problems{check="jobs",code="jobs_parked"} 1.0' in text
