"""Addresses of the desk, by resource."""

from __future__ import annotations

from django.urls import path

from tuki.desk.lists import views as lists
from tuki.desk.tickets import changing, opening, page, writing

app_name = "desk"

TICKET = "tickets/<str:reference>"

urlpatterns = [
    path("", lists.home, name="home"),
    path("trash", lists.trash, name="trash"),
    path("lists/<str:view>", lists.tickets, name="tickets"),
    path("tickets/new", opening.new, name="new-ticket"),
    path("tickets/create", opening.create, name="create-ticket"),
    path("tickets/bulk", changing.bulk, name="bulk"),
    path(TICKET, page.ticket, name="ticket"),
    path(f"{TICKET}/talk", page.talk, name="talk"),
    path(f"{TICKET}/side", page.side, name="side"),
    path(f"{TICKET}/peek", page.peek, name="peek"),
    path(f"{TICKET}/messages", writing.write, name="messages"),
    path(f"{TICKET}/draft", writing.draft, name="draft"),
    path(f"{TICKET}/presence", writing.presence, name="presence"),
    path(f"{TICKET}/assignment", changing.assignment, name="assignment"),
    path(f"{TICKET}/status", changing.status, name="status"),
    path(f"{TICKET}/department", changing.department, name="department"),
    path(f"{TICKET}/priority", changing.priority, name="priority"),
    path(f"{TICKET}/kind", changing.kind, name="kind"),
    path(f"{TICKET}/subject", changing.subject, name="subject"),
    path(f"{TICKET}/requester", changing.requester, name="requester"),
    path(f"{TICKET}/tags", changing.tags, name="tags"),
    path(f"{TICKET}/watchers", changing.watchers, name="watchers"),
    path(f"{TICKET}/links", changing.links, name="links"),
    path(f"{TICKET}/trash", changing.trash, name="trash-ticket"),
    path(f"{TICKET}/restore", changing.restore, name="restore"),
    path(f"{TICKET}/unread", changing.unread, name="unread"),
    path("messages/<int:message_id>/take-back", writing.take_back, name="take-back"),
    path("messages/<int:message_id>/confirm", writing.confirm, name="confirm"),
]
