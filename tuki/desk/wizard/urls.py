"""Addresses of the first-run wizard; the token in them is the key."""

from __future__ import annotations

from django.urls import path

from tuki.desk.wizard import views

urlpatterns = [
    path("setup/<str:token>", views.begin, name="wizard"),
    path("setup/<str:token>/brand", views.brand, name="wizard-brand"),
    path("setup/<str:token>/department", views.department, name="wizard-department"),
    path("setup/<str:token>/mail", views.mail, name="wizard-mail"),
    path("setup/<str:token>/agents", views.agents, name="wizard-agents"),
    path("setup/<str:token>/end", views.end, name="wizard-end"),
]
