"""Addresses for programs; the API itself comes when it is asked for."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from tuki.api.health import health, metrics
from tuki.api.later import Later

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("metrics", metrics, name="metrics"),
    Later("api/v1/", "tuki.api.version_1"),
]
