"""Addresses of calendars, below `/desk/`."""

from __future__ import annotations

from django.urls import path

from tuki.desk.calendars import calculator, pages

ONE = "settings/calendars/<int:calendar_id>"

urlpatterns = [
    path("settings/calendars", pages.calendars, name="calendars"),
    path("settings/calendars/new", pages.new, name="new-calendar"),
    path(ONE, pages.calendar, name="calendar"),
    path(f"{ONE}/change", pages.change, name="change-calendar"),
    path(f"{ONE}/default", pages.default, name="calendar-default"),
    path(f"{ONE}/retirement", pages.retirement, name="calendar-retirement"),
    path(f"{ONE}/return", pages.return_, name="calendar-return"),
    path("sla/calculator", calculator.calculator, name="sla-calculator"),
]
