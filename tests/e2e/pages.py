"""Every page there is, by its address with gaps; a gap is filled with the id of something that exists.

A new page has to be named here, or its address among those that answer with no page: a contract test looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

LISTS = (
    "/desk/lists/open", "/desk/lists/mine", "/desk/lists/due", "/desk/lists/unassigned", "/desk/unanswered",
    "/desk/notices", "/desk/approvals", "/desk/board", "/desk/board/escalations", "/desk/trash",
    "/desk/search?q=printer", "/desk/search?q=nothing-has-this-word",
)  # fmt: skip
TICKET = (
    "/desk/tickets/new", "/desk/tickets/{ticket}", "/desk/tickets/{portal}", "/desk/tickets/{ticket}/clocks",
    "/desk/tickets/{ticket}/line", "/desk/tickets/{ticket}/way", "/desk/tickets/{ticket}/macros/1", "/desk/firings/1",
)  # fmt: skip
PEOPLE = (
    "/desk/people", "/desk/people/new", "/desk/people/{contact}", "/desk/organisations", "/desk/organisations/new",
    "/desk/organisations/2", "/desk/organisations/2/change",
)  # fmt: skip
_SETTINGS = (
    "", "access", "agents", "agents/new", "agents/{agent}", "agents/{agent}/work", "brands", "brands/new",
    "brands/1", "calendars", "calendars/new", "calendars/1", "calendars/1/change", "categories", "categories/new",
    "categories/1", "departments", "departments/new", "departments/1", "imports", "imports/{import}",
    "imports/{import}/trash", "kinds", "kinds/new", "kinds/incident", "mail-accounts", "mail-accounts/new",
    "mail-accounts/{account}", "mailboxes", "mailboxes/new", "mailboxes/{mailbox}", "outgoing", "policies",
    "policies/new", "policies/1", "priorities", "priorities/versions", "roles", "roles/new", "roles/agent", "sample",
    "rules", "rules/new", "rules/1", "rules/1/log", "teams", "teams/new", "teams/1", "teams/1/assignment", "texts",
    "texts/acknowledgement/ru", "tiers", "versions/policy/1", "work", "workflows", "workflows/new", "workflows/1",
)  # fmt: skip
SETTINGS = tuple(f"/desk/settings/{each}" for each in _SETTINGS)
TOOLS = (
    "/desk/templates", "/desk/templates/new", "/desk/templates/1", "/desk/macros", "/desk/macros/new", "/desk/macros/1",
    "/desk/rehearsals", "/desk/rehearsals/{rehearsal}", "/desk/sla/calculator?minutes=2400", "/desk/ledger",
    "/desk/ledger/{mail}", "/desk/log",
)  # fmt: skip
ACCOUNT = ("/account", "/ui/showroom", "/ui/showroom/ticket")
STAFF = (*LISTS, *TICKET, *PEOPLE, *SETTINGS, *TOOLS, *ACCOUNT)
PORTAL = (
    "/portal/", "/portal/?closed=1", "/portal/tickets/new", "/portal/tickets/{portal}",
    "/portal/tickets/{portal}/promises",
)  # fmt: skip
NOWHERE = "/desk/nowhere"
DOOR = ("/login", "/login/link", "/link/guessed", "/password", "/password/guessed", NOWHERE)
WIZARD = tuple(f"{{setup}}{each}" for each in ("", "/brand", "/department", "/mail", "/agents", "/end"))

# Addresses that answer GET with something else than a page of their own.
FRAGMENTS = {
    "desk:talk", "desk:side", "desk:peek", "desk:board-columns", "desk:palette", "desk:reprioritising",
    "desk:recounting", "desk:import-progress", "desk:undo-progress", "desk:rehearsal-progress",
}  # fmt: skip
FILES = {
    "desk:export-log", "desk:ledger-original", "file", "frame", "remote-image", "raw", "health", "metrics",
    "openapi",
}  # fmt: skip
LEADS_ON = {
    "start", "desk:home", "desk:mail-account-consent",
}  # fmt: skip
# Pages within a way that other tests go: back from a provider of mail, a code after the password, proving oneself anew,
# an earlier workflow whose tickets must move first.
ON_A_WAY = {
    "desk:mail-account-callback", "second-step", "second-step-setup", "proof", "desk:workflow-version-moves",
}  # fmt: skip
NO_PAGES = FRAGMENTS | FILES | LEADS_ON | ON_A_WAY


def filled(paths: Iterable[str], gaps: Mapping[str, object]) -> list[str]:
    """The addresses without gaps."""
    return [path.format_map(gaps) for path in paths]
