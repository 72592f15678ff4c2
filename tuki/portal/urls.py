"""Addresses of the portal."""

from django.urls import path

from tuki.portal import promises, views

app_name = "portal"

urlpatterns = [
    path("", views.requests, name="requests"),
    path("tickets/new", views.new, name="new"),
    path("tickets/<str:reference>", views.one, name="request"),
    path("tickets/<str:reference>/messages", views.answer, name="answer"),
    path("tickets/<str:reference>/promises", promises.promises, name="promises"),
    path("tickets/<str:reference>/urgency", views.urgency, name="urgency"),
    path("tickets/<str:reference>/confirmation", views.confirm, name="confirm"),
    path("tickets/<str:reference>/rejection", views.reject, name="reject"),
]
