"""Addresses of policies, below `/desk/`."""

from __future__ import annotations

from django.urls import path

from tuki.desk.policies import pages

ONE = "settings/policies/<int:policy_id>"

urlpatterns = [
    path("settings/policies", pages.policies, name="policies"),
    path("settings/policies/new", pages.new, name="new-policy"),
    path("settings/policies/progress", pages.progress, name="recounting"),
    path(ONE, pages.change, name="policy"),
    path(f"{ONE}/place", pages.place, name="policy-place"),
    path(f"{ONE}/retirement", pages.retirement, name="policy-retirement"),
    path(f"{ONE}/return", pages.return_, name="policy-return"),
]
