"""Addresses of rehearsals, below `/desk/`."""

from __future__ import annotations

from django.urls import path

from tuki.desk.rehearsals import pages

urlpatterns = [
    path("rehearsals", pages.rehearsals, name="rehearsals"),
    path("rehearsals/<int:rehearsal_id>", pages.rehearsal, name="rehearsal"),
    path("rehearsals/<int:rehearsal_id>/progress", pages.progress, name="rehearsal-progress"),
    path("rehearsals/<int:rehearsal_id>/stop", pages.stop, name="rehearsal-stop"),
    path("rehearsals/<int:rehearsal_id>/removal", pages.removal, name="rehearsal-removal"),
]
