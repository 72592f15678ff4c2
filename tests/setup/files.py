"""Desk files for the tests of apply and export."""

from __future__ import annotations

DESK = """\
[brand.main]
name = "Acme Support"
prefix = "ACME"                      # tickets are ACME-1, ACME-2 …
language = "en"

[[department]]
name = "Support"
address = "support@desk.test"
signature = "Acme Support"

[[department]]
name = "Billing"
address = "billing@desk.test"

[[person]]
name = "Vera"
email = "vera@desk.test"
password = "vera's own words"
role = "administrator"
token = "vera-token-0001"

[[person]]
name = "Anna"
email = "anna@desk.test"
password = "anna's own words"
role = "agent"
departments = ["Support"]
token = "anna-token-0001"

[[organisation]]
name = "Customer A"
domains = ["customer-a.test"]

[[contact]]
name = "Clara"
email = "clara@customer-a.test"
organisation = "Customer A"
password = "clara's own words"
token = "clara-token-0001"

[[mailbox]]
department = "Support"
imap = "imap://user:password@127.0.0.1:2143/INBOX"
after = "keep"

[outgoing]
smtp = "smtp://127.0.0.1:2526"
"""


def line_of(text: str, piece: str) -> int:
    """The line on which a piece of the text first stands."""
    return text[: text.index(piece)].count("\n") + 1
