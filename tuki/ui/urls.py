"""Addresses of the look itself: the choice of colours and the living page of components."""

from django.urls import path

from tuki.ui import views

app_name = "ui"
urlpatterns = [
    path("theme", views.theme, name="theme"),
    path("showroom", views.showroom, name="showroom"),
    path("showroom/<slug:page>", views.showroom, name="showroom_page"),
]
