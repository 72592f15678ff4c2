"""Addresses of the settings, below `/desk/settings/`."""

from __future__ import annotations

from django.urls import path

from tuki.desk.settings import agents, brands, departments, index, mailboxes, outgoing, roles, teams, texts, versions

urlpatterns = [
    path("", index.sections, name="settings"),
    path("brands", brands.brands, name="brands"),
    path("brands/new", brands.new, name="new-brand"),
    path("brands/<int:brand_id>", brands.change, name="brand"),
    path("departments", departments.departments, name="departments"),
    path("departments/new", departments.new, name="new-department"),
    path("departments/<int:department_id>", departments.change, name="department-settings"),
    path("teams", teams.teams, name="teams"),
    path("teams/new", teams.new, name="new-team"),
    path("teams/<int:team_id>", teams.change, name="team"),
    path("agents", agents.agents, name="agents"),
    path("agents/new", agents.new, name="new-agent"),
    path("agents/<int:person_id>", agents.agent, name="agent"),
    path("agents/<int:person_id>/invitation", agents.invitation, name="agent-invitation"),
    path("agents/<int:person_id>/sign-out", agents.sign_out, name="agent-sign-out"),
    path("agents/<int:person_id>/deactivation", agents.deactivation, name="agent-deactivation"),
    path("agents/<int:person_id>/reactivation", agents.reactivation, name="agent-reactivation"),
    path("roles", roles.roles, name="roles"),
    path("roles/new", roles.new, name="new-role"),
    path("roles/<str:code>", roles.change, name="role"),
    path("roles/<str:code>/removal", roles.removal, name="role-removal"),
    path("mailboxes", mailboxes.mailboxes, name="mailboxes"),
    path("mailboxes/new", mailboxes.new, name="new-mailbox"),
    path("mailboxes/<int:mailbox_id>", mailboxes.change, name="mailbox"),
    path("mailboxes/<int:mailbox_id>/pause", mailboxes.pause, name="mailbox-pause"),
    path("mailboxes/<int:mailbox_id>/resumption", mailboxes.resumption, name="mailbox-resumption"),
    path("mailboxes/<int:mailbox_id>/removal", mailboxes.removal, name="mailbox-removal"),
    path("outgoing", outgoing.server, name="outgoing"),
    path("outgoing/test", outgoing.test, name="outgoing-test"),
    path("outgoing/stop", outgoing.stop, name="outgoing-stop"),
    path("outgoing/release", outgoing.release, name="outgoing-release"),
    path("outgoing/<int:outgoing_id>/retry", outgoing.retry, name="outgoing-retry"),
    path("outgoing/<int:outgoing_id>/cancellation", outgoing.cancellation, name="outgoing-cancellation"),
    path("versions/<str:kind>/<int:object_id>", versions.versions, name="versions"),
    path(
        "versions/<str:kind>/<int:object_id>/<int:number>/restoration",
        versions.restoration,
        name="version-restoration",
    ),
    path("texts", texts.texts, name="texts"),
    path("texts/<str:code>/<str:language>", texts.change, name="text"),
    path("texts/<str:code>/<str:language>/reset", texts.reset, name="text-reset"),
]
