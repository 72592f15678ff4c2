"""Addresses of templates and macros, below `/desk/`."""

from __future__ import annotations

from django.urls import path

from tuki.desk.automation import macros, running, templates

urlpatterns = [
    path("templates", templates.templates, name="templates"),
    path("templates/new", templates.new, name="new-template"),
    path("templates/<int:template_id>", templates.change, name="template"),
    path("templates/<int:template_id>/removal", templates.removal, name="template-removal"),
    path("templates/<int:template_id>/favourite", templates.favourite, name="template-favourite"),
    path("macros", macros.macros, name="macros"),
    path("macros/new", macros.new, name="new-macro"),
    path("macros/<int:macro_id>", macros.change, name="macro"),
    path("macros/<int:macro_id>/removal", macros.removal, name="macro-removal"),
    path("tickets/<str:reference>/template", running.insert, name="insert-template"),
    path("tickets/<str:reference>/macros/<int:macro_id>", running.macro, name="run-macro"),
]
