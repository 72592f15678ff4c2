"""Addresses of rules, below `/desk/`."""

from __future__ import annotations

from django.urls import path

from tuki.desk.rules import log, pages

ONE = "settings/rules/<int:rule_id>"
FIRING = "firings/<int:firing_id>"

urlpatterns = [
    path("settings/rules", pages.rules, name="rules"),
    path("settings/rules/new", pages.new, name="new-rule"),
    path(ONE, pages.change, name="rule"),
    path(f"{ONE}/activation", pages.activation, name="rule-activation"),
    path(f"{ONE}/deactivation", pages.deactivation, name="rule-deactivation"),
    path(f"{ONE}/place", pages.place, name="rule-place"),
    path(f"{ONE}/release", pages.release, name="rule-release"),
    path(f"{ONE}/removal", pages.removal, name="rule-removal"),
    path(f"{ONE}/log", log.log, name="rule-log"),
    path(f"{ONE}/undo", log.undo_all, name="undo-rule"),
    path(f"{ONE}/undo/stop", log.stop, name="stop-undo"),
    path(f"{ONE}/undo/progress", log.progress, name="undo-progress"),
    path(FIRING, log.firing, name="firing"),
    path(f"{FIRING}/undo", log.undo, name="undo-firing"),
]
