"""The root of all addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tuki.desk import files

handler400 = "tuki.ui.refusals.bad_request"
handler403 = "tuki.ui.refusals.denied"
handler404 = "tuki.ui.refusals.not_found"
handler500 = "tuki.ui.refusals.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("ui/", include("tuki.ui.urls")),
    path("desk/", include("tuki.desk.urls")),
    path("portal/", include("tuki.portal.urls")),
    path("", include("tuki.api.urls")),
    path("", include("tuki.desk.signin.urls")),
    path("", include("tuki.desk.wizard.urls")),
    path("files/<str:key>", files.file, name="file"),
    path("messages/<int:message_id>/frame", files.frame, name="frame"),
    path("messages/<int:message_id>/image", files.remote_image, name="remote-image"),
    path("messages/<int:message_id>/raw", files.raw, name="raw"),
]
