"""Addresses for these tests: the room alone, whatever else the site serves."""

from django.urls import include, path

urlpatterns = [path("ui/", include("tuki.ui.urls"))]
