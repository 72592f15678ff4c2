"""Addresses of the desk, by resource."""

from __future__ import annotations

from django.urls import include, path

from tuki.desk.audit import views as audit
from tuki.desk.board import views as board
from tuki.desk.clocks import notices, why
from tuki.desk.ledger import views as ledger
from tuki.desk.lists import views as lists
from tuki.desk.people import values
from tuki.desk.people import views as people
from tuki.desk.rights import views as rights
from tuki.desk.searching import views as searching
from tuki.desk.states import views as states
from tuki.desk.tickets import changing, lines, opening, page, writing
from tuki.desk.workflows import views as workflows

app_name = "desk"

TICKET = "tickets/<str:reference>"

urlpatterns = [
    path("", lists.home, name="home"),
    path("trash", lists.trash, name="trash"),
    path("notices", notices.notices, name="notices"),
    path("notices/seen", notices.seen, name="notices-seen"),
    path("unanswered", lists.unanswered, name="unanswered"),
    path("lists/<str:view>", lists.tickets, name="tickets"),
    path("tickets/new", opening.new, name="new-ticket"),
    path("tickets/create", opening.create, name="create-ticket"),
    path("tickets/bulk", changing.bulk, name="bulk"),
    path(TICKET, page.ticket, name="ticket"),
    path(f"{TICKET}/talk", page.talk, name="talk"),
    path(f"{TICKET}/side", page.side, name="side"),
    path(f"{TICKET}/peek", page.peek, name="peek"),
    path(f"{TICKET}/clocks", why.clocks, name="clocks"),
    path(f"{TICKET}/way", workflows.way, name="way"),
    path("approvals", workflows.approvals, name="approvals"),
    path("approvals/<int:approval_id>/grant", workflows.grant, name="grant-approval"),
    path("approvals/<int:approval_id>/decline", workflows.decline, name="decline-approval"),
    path("approvals/<int:approval_id>/withdrawal", workflows.withdrawal, name="approval-withdrawal"),
    path(f"{TICKET}/messages", writing.write, name="messages"),
    path(f"{TICKET}/draft", writing.draft, name="draft"),
    path(f"{TICKET}/presence", writing.presence, name="presence"),
    path(f"{TICKET}/assignment", changing.assignment, name="assignment"),
    path(f"{TICKET}/line", lines.line, name="line"),
    path(f"{TICKET}/escalation", lines.escalation, name="escalation"),
    path(f"{TICKET}/return", lines.giving_back, name="return"),
    path(f"{TICKET}/team", lines.team, name="team-of-ticket"),
    path(f"{TICKET}/status", changing.status, name="status"),
    path(f"{TICKET}/department", changing.department, name="department"),
    path(f"{TICKET}/priority", changing.priority, name="priority"),
    path(f"{TICKET}/urgency", changing.urgency, name="urgency"),
    path(f"{TICKET}/impact", changing.impact, name="impact"),
    path(f"{TICKET}/category", changing.category, name="category"),
    path(f"{TICKET}/kind", changing.kind, name="kind"),
    path(f"{TICKET}/subject", changing.subject, name="subject"),
    path(f"{TICKET}/requester", changing.requester, name="requester"),
    path(f"{TICKET}/tags", changing.tags, name="tags"),
    path(f"{TICKET}/watchers", changing.watchers, name="watchers"),
    path(f"{TICKET}/links", changing.links, name="links"),
    path(f"{TICKET}/trash", changing.trash, name="trash-ticket"),
    path(f"{TICKET}/restore", changing.restore, name="restore"),
    path(f"{TICKET}/unread", changing.unread, name="unread"),
    path("state", states.own, name="own-state"),
    path("agents/<int:person_id>/state", states.of_agent, name="agent-state"),
    path("board", board.board, name="board"),
    path("board/columns", board.columns, name="board-columns"),
    path("board/assignment", board.assignment, name="board-assignment"),
    path("board/escalations", board.escalations, name="escalations"),
    path("people", people.persons, name="people"),
    path("people/new", people.new_person, name="new-person"),
    path("people/<int:person_id>", people.person, name="person"),
    path("people/<int:person_id>/profile", people.change, name="change-person"),
    path("people/<int:person_id>/addresses", people.addresses, name="person-addresses"),
    path("organisations", people.organisations, name="organisations"),
    path("organisations/new", people.edit_organisation, name="new-organisation"),
    path("organisations/<int:organisation_id>", people.organisation, name="organisation"),
    path("people/<int:person_id>/value", values.person_value, name="person-value"),
    path("organisations/<int:organisation_id>/value", values.organisation_value, name="organisation-value"),
    path("organisations/<int:organisation_id>/change", people.edit_organisation, name="edit-organisation"),
    path("search", searching.results, name="search"),
    path("palette", searching.palette, name="palette"),
    path("settings/access", rights.access, name="access"),
    path("settings/", include("tuki.desk.settings.urls")),
    path("", include("tuki.desk.calendars.urls")),
    path("", include("tuki.desk.policies.urls")),
    path("", include("tuki.desk.automation.urls")),
    path("", include("tuki.desk.rules.urls")),
    path("", include("tuki.desk.rehearsals.urls")),
    path("ledger", ledger.entries, name="ledger"),
    path("ledger/<int:journal_id>", ledger.entry, name="ledger-entry"),
    path("ledger/<int:journal_id>/original", ledger.original, name="ledger-original"),
    path("ledger/<int:journal_id>/retry", ledger.retry, name="ledger-retry"),
    path("ledger/<int:journal_id>/ticket", ledger.wanted, name="ledger-wanted"),
    path("log", audit.log, name="log"),
    path("log/verify", audit.verify, name="verify-log"),
    path("log/export", audit.export, name="export-log"),
    path("messages/<int:message_id>/take-back", writing.take_back, name="take-back"),
    path("messages/<int:message_id>/confirm", writing.confirm, name="confirm"),
]
