"""An example desk in which every page has something to show."""

from __future__ import annotations

from typing import Any

from tests.e2e.test_main_job import letter
from tests.serving import Desk, wait_until

EARLIER = """number,state,opened_at,caller,priority,short_description
A-1,Closed,2025-03-02 09:00:00,Olga,3,VPN is down
A-2,Broken,yesterday,Карл,4,Принтер
"""
FAULTY = 65  # an import that set a case aside


def furnish(desk: Desk) -> dict[str, Any]:
    """Fills an example desk with what it lacks (mail of its own, an import, a rehearsal), and the gaps of addresses."""
    desk.deliver("clara@customer-a.test", letter("Axe", "A printer, again."))
    table = desk.home / "earlier.csv"
    table.write_text(EARLIER, encoding="utf-8")
    brought = desk.tuki("import", str(table), "--source", "earlier", "--department", "Support")
    assert brought.returncode == FAULTY, brought.stderr
    rule = desk.api("GET", "/rules/1", token="vera")
    definition = {name: rule[name] for name in ("name", "triggers", "conditions", "steps")}
    rehearsal = {"kind": "rule", "definition": definition, "object": rule["id"], "name": rule["name"]}
    account = {"name": "Mail", "provider": "google", "client_id": "desk", "client_secret": "secret"}
    mailbox = {"department": "Support", "imap": "imap://desk:secret@127.0.0.1:9/INBOX"}
    gaps = {
        "rehearsal": desk.api("POST", "/rehearsals", rehearsal, token="vera")["id"],
        "account": desk.api("POST", "/mail-accounts", account, token="vera")["id"],
        "mailbox": desk.api("POST", "/mailboxes", mailbox, token="vera")["id"],
        "import": desk.all_of("/imports", token="vera")[0]["id"],
    }
    assert wait_until(lambda: _named(desk, "Axe"))
    assert wait_until(
        lambda: desk.api("GET", f"/rehearsals/{gaps['rehearsal']}", token="vera")["state"] == "done", seconds=60
    )
    people = desk.all_of("/people", token="vera")
    return gaps | {
        "portal": _named(desk, "Axe"),
        "ticket": _named(desk, "Homeoffice"),
        "mail": desk.all_of("/mail/journal", token="vera")[0]["id"],
        "contact": next(each["id"] for each in people if each["name"] == "Emma Hughes"),
        "agent": next(each["id"] for each in people if each["name"] == "Ingrid Solberg"),
    }


def _named(desk: Desk, subject: str) -> str:
    return next((each["number"] for each in desk.all_of("/tickets") if each["subject"].startswith(subject)), "")
