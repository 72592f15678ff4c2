"""The tables of `desk.toml` and their keys."""

from __future__ import annotations

from typing import NamedTuple

from tuki.setup import values
from tuki.setup.values import Check
from tuki.tickets.workflow.definition import ROLES

TYPES = {"text": str, "number": int, "flag": bool, "texts": list, "grants": list, "steps": list, "table": dict}
WORDS = {
    "text": 'a text in quotes, like "Support"',
    "number": "a whole number, like 500",
    "flag": "true or false",
    "texts": 'a list of texts, like ["one", "two"]',
    "table": 'a table in braces, like { mon = [["08:00", "17:00"]] }',
    "steps": 'a list like [{action = "add_tags", tags = ["fire"]}]',
    "grants": 'a list like [{role = "agent", department = "Support"}]',
}


class Key(NamedTuple):
    """What a key holds."""

    type: str = "text"
    is_needed: bool = False
    check: Check | None = None
    longest: int = 200


class Table(NamedTuple):
    """The keys of a table; `[name.CODE]` when it is coded, `[name]` when there is one, else `[[name]]`."""

    keys: dict[str, Key]
    form: str = "list"

    def head(self, name: str) -> str:
        """How its head is written."""
        return {"list": f"[[{name}]]", "coded": f"[{name}.main]", "single": f"[{name}]"}[self.form]


_NAME = Key(is_needed=True, longest=120)
_LONG = 20_000
_PERSON = {
    "name": Key(is_needed=True, longest=160),
    "email": Key(is_needed=True, check=values.address, longest=254),
    "password": Key(check=values.password, longest=1024),
    "token": Key(check=values.token, longest=values.LONGEST_TOKEN),
    "language": Key(check=values.language),
    "time_zone": Key(check=values.time_zone),
    "active": Key("flag"),
}

_VALUE = {
    "tier": Key(longest=32),
    "plan": Key(longest=80),
    "revenue_per_month": Key("number", check=values.between(0, 10**12)),
    "standing": Key(check=values.standing),
}

TABLES: dict[str, Table] = {
    "brand": Table(
        {
            "name": _NAME,
            "prefix": Key(is_needed=True, check=values.prefix),
            "language": Key(check=values.language),
            "time_zone": Key(check=values.time_zone),
            "close_after_days": Key("number", check=values.between(0, 365)),
            "reopens_closed": Key("flag"),
            "reopen_within_days": Key("number", check=values.between(0, 3650)),
        },
        form="coded",
    ),
    "kind": Table({"names": Key("table"), "active": Key("flag")}, form="coded"),
    "workflow": Table(
        {
            "name": Key(longest=120),
            "kinds": Key("texts"),
            **{role: Key(longest=32) for role in ROLES},
            "close_after_days": Key("number", check=values.between(0, 365)),
            "statuses": Key("table"),
            "transitions": Key("table"),
            "moves": Key("table"),
        },
        form="coded",
    ),
    "priority_matrix": Table({"rows": Key("texts", is_needed=True, check=values.matrix_rows), "brand": Key()}),
    "category": Table(
        {
            "name": _NAME,
            "parent": Key(longest=800),
            "names": Key("texts", check=values.names),
            "position": Key("number", check=values.between(0, 32767)),
            "department": Key(),
            "active": Key("flag"),
        }
    ),
    "department": Table(
        {
            "name": _NAME,
            "brand": Key(),
            "parent": Key(),
            "address": Key(check=values.address, longest=254),
            "more_addresses": Key("texts", check=values.addresses),
            "signature": Key(longest=_LONG),
            "active": Key("flag"),
        }
    ),
    "calendar": Table(
        {
            "name": _NAME,
            "zone": Key(is_needed=True, check=values.time_zone),
            "week": Key("table", is_needed=True, check=values.week),
            "country": Key(),
            "region": Key(),
            "exceptions": Key("table", check=values.exceptions),
            "added_holidays": Key("table", check=values.named_days),
            "removed_holidays": Key("texts", check=values.days),
            "default": Key("flag"),
            "active": Key("flag"),
        }
    ),
    "policy": Table(
        {
            "name": _NAME,
            "conditions": Key("table"),
            "calendar": Key(longest=120),
            "promises": Key("table", check=values.promises),
            "agreements": Key("steps"),
            "pause_stages": Key("texts"),
            "pause_statuses": Key("texts"),
            "restore_statuses": Key("texts"),
            "steps": Key("steps"),
            "active": Key("flag"),
        }
    ),
    "role": Table(
        {
            "code": Key(is_needed=True, longest=32),
            "name": _NAME,
            "permissions": Key("texts", is_needed=True, check=values.permission_codes),
        }
    ),
    "person": Table(
        {
            **_PERSON,
            "role": Key(),
            "departments": Key("texts"),
            "grants": Key("grants"),
            "signature": Key(longest=_LONG),
            "skills": Key("table", check=values.levels),
            "languages": Key("texts"),
            "capacity": Key("number", check=values.between(1, 1000)),
        }
    ),
    "skill": Table({"code": Key(is_needed=True, longest=32), "name": _NAME}),
    "pause_reason": Table(
        {
            "code": Key(is_needed=True, longest=32),
            "name": _NAME,
            "position": Key("number", check=values.between(0, 32767)),
            "active": Key("flag"),
        }
    ),
    "agents": Table({"offline_after_minutes": Key("number", check=values.between(2, 1440))}, form="single"),
    "team": Table(
        {
            "name": _NAME,
            "line": Key("number", is_needed=True, check=values.between(1, 3)),
            "department": Key(),
            "members": Key("texts", check=values.addresses),
            "lead": Key(longest=254),
            "assignment": Key("table", check=values.assignment),
        }
    ),
    "tier": Table(
        {
            "code": Key(is_needed=True, longest=32),
            "name": _NAME,
            "weight": Key("number", is_needed=True, check=values.between(0, 100)),
            "position": Key("number", check=values.between(0, 32767)),
            "active": Key("flag"),
        }
    ),
    "organisation": Table(
        {
            **_VALUE,
            "name": Key(is_needed=True, longest=160),
            "domains": Key("texts", check=values.domains),
            "notes": Key(longest=_LONG),
        }
    ),
    "contact": Table({**_PERSON, **_VALUE, "organisation": Key(longest=160), "sees_organisation": Key("flag")}),
    "mail_account": Table(
        {
            "name": _NAME,
            "provider": Key(is_needed=True, check=values.mail_provider),
            "tenant": Key(longest=120),
            "client_id": Key(is_needed=True, longest=254),
            "client_secret": Key(longest=1000),
            "refresh_token": Key(longest=4000),
            "authorize_url": Key(longest=500),
            "token_url": Key(longest=500),
            "scope": Key(longest=1000),
        }
    ),
    "reply_template": Table(
        {"name": _NAME, "texts": Key("table", is_needed=True, check=values.texts_by_language), "team": Key()}
    ),
    "macro": Table({"name": _NAME, "steps": Key("steps", is_needed=True), "team": Key()}),
    "rule": Table(
        {
            "name": _NAME,
            "departments": Key("texts"),
            "triggers": Key("texts"),
            "conditions": Key("table"),
            "steps": Key("steps"),
            "examples": Key("steps"),
            "most_tickets": Key("number", check=values.between(1, 100_000)),
            "most_mails": Key("number", check=values.between(1, 100_000)),
            "last": Key("flag"),
            "active": Key("flag"),
        }
    ),
    "mailbox": Table(
        {
            "department": Key(is_needed=True),
            "account": Key(longest=120),
            "imap": Key(is_needed=True, check=values.imap, longest=1000),
            "after": Key(check=values.after),
            "active": Key("flag"),
        }
    ),
    "outgoing": Table(
        {
            "smtp": Key(check=values.smtp, longest=1000),
            "account": Key(longest=120),
            "hourly_limit": Key("number", check=values.between(1, 1_000_000)),
        },
        form="single",
    ),
    "template": Table(
        {
            "code": Key(is_needed=True, check=values.template_code),
            "language": Key(is_needed=True, check=values.language),
            "brand": Key(),
            "subject": Key(is_needed=True),
            "body": Key(is_needed=True, longest=_LONG),
            "active": Key("flag"),
        }
    ),
}
