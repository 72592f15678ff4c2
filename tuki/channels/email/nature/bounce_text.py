"""Reads the failed addresses out of the free text of bounces, by tables of forms; no mail server is named.

A form is a way of writing an address down, seen from many programs: "<a@b>: reason", "Unknown user: a@b",
"could not be delivered to a@b", "(expanded from: a@b)". What follows the returned message is not read.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

_ADDRESS = r"(?P<address>[^\s@<>\"'\[\](){};:,|=*]{1,120}@[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){1,9})"
_LONGEST_LINE = 400
_LONGEST_DIAGNOSTIC = 500

# Below such a line stands the returned message, not the notice.
_RETURNED_BELOW = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"\W*(?:the )?(?:original|returned|undelivered|old) (?:message|mail|text)\b",
        r"\W*below (?:this|the next) line is a copy",
        r"\W*(?:this|here|the following) is a copy of (?:the|your)",
        r"\W*a (?:copy|summary) of the (?:original|undelivered)",
        r"\W*attachment is a copy",
        r"\W*start of returned message",
        r"\W*(?:the )?(?:message )?headers? (?:and .{1,40})?(?:of the original|follows?\b)",
        r"\W*the (?:first|top) \d+ lines of",
        r"\W*message (?:header|text|body) (?:follows|suppressed)",
        r"\W*your message reads",
        r"\W*-+ ?forwarded message ?-+",
        r"\W*here is your returned mail",
        r"(?:return-path|received|mime-version|x-[a-z-]{3,30}): ",
    )
)

# An address in a sentence or after a label. Applied to the notice with its white space folded.
_IN_SENTENCE = tuple(
    re.compile(form.replace("ADDRESS", _ADDRESS), re.IGNORECASE)
    for form in (
        r"\b(?:error-for|failed recipients?|unknown user|user unknown|undeliverable (?:address|to)|recipient"
        r"|intended recipient|(?:final )?delivery userid|failed \d{1,3} attempts|no such user)\s?:?"
        r" ?[<\[(\"']{0,2}(?:smtp:|rfc822;)? ?ADDRESS",
        r"\b(?:deliver|delivered|delivering|delivery)(?: (?:of )?(?:the|your|this|a)?"
        r" ?(?:message|mail|e-?mail)?)? to(?: the)?"
        r"(?: (?:following )?(?:user|recipient|address)(?:\(s\)|\(es\))?)?\W{1,6}ADDRESS",
        r"\byour (?:message|mail|e-?mail) to\W{1,6}ADDRESS\W.{0,200}?"
        r"(?:could not|cannot|has not|was not|not yet|automatically rejected|has reached our local address)",
        r"\b(?:generated|expanded) from:? ?<?ADDRESS",
        r"\baddressed(?: to)?\W{1,4}ADDRESS",
        r"\brcpt to: ?<ADDRESS>",
        r"\bsmtp=ADDRESS",
        r"\bmailbox is full\W{1,6}ADDRESS",
        r"\bdelivery of (?:mail|e-?mail|messages?) to this address\W{1,20}ADDRESS",
        r"\bmessage for\W{1,6}ADDRESS",
        r"\brecipient address rejected\W{1,6}ADDRESS",
    )
)

# An address that begins a line, with nothing but marks before it.
_BEGINS_LINE = re.compile(
    r"[\s>*•\-–\"'<\[(=|]{0,20}(?:recipient:? {0,3})?(?:address:? {0,3})?[\[<(]?(?:smtp:|mailto:|rfc822;)? ?"
    + _ADDRESS
    + r"(?P<rest>.*)",
    re.IGNORECASE,
)
_BARE_LOCAL_PART = re.compile(
    r"\s{2,}<?([a-z0-9][a-z0-9._-]{1,60})>?\s*$|\s{0,4}<([a-z0-9][a-z0-9._-]{1,60})>:?\s*$", re.I
)
_TO_LINE = re.compile(r"to: .{0,80}?" + _ADDRESS, re.IGNORECASE)
_ADMINISTRATOR = re.compile(r"(?:postmaster|mailer-daemon|abuse|helpdesk)@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedAddress:
    """An address that the notice says mail failed to, with the reason beside it when one is written."""

    address: str
    diagnostic: str | None = None


def notice_of(text: str) -> str:
    """The part of the text above the returned message."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if index and any(form.match(line[:_LONGEST_LINE]) for form in _RETURNED_BELOW):
            return "\n".join(lines[:index])
    return text


def failed_addresses(text: str, *, daemon_domain: str) -> list[NamedAddress]:
    """The addresses the notice names as failed, each once, in their order.

    `daemon_domain` completes a recipient written without a domain, as old servers do for their own users.
    """
    notice = notice_of(text)
    named = _beginning_lines(notice) + _in_sentences(notice)
    named = named or _bare_local_parts(notice, daemon_domain) or _in_sentences(text)
    named = named or [NamedAddress(found["address"]) for found in _TO_LINE.finditer(notice)]
    unique: dict[str, NamedAddress] = {}
    for item in named:
        unique.setdefault(item.address.casefold(), item)
    people = [item for item in unique.values() if not _ADMINISTRATOR.match(item.address)]
    return people or list(unique.values())


def _beginning_lines(notice: str) -> list[NamedAddress]:
    lines = notice.split("\n")
    named = []
    for index, line in enumerate(lines):
        if found := _BEGINS_LINE.match(line[:_LONGEST_LINE]):
            named.append(NamedAddress(found["address"], _diagnostic(found["rest"], lines, index)))
    return named


def _diagnostic(rest: str, lines: list[str], index: int) -> str | None:
    """What stands after the address and on the lines below it, up to an empty line."""
    said = [rest.strip(" >\"'])}:;,.")]
    for line in lines[index + 1 : index + 6]:
        if not line.strip() or _BEGINS_LINE.match(line[:_LONGEST_LINE]):
            break
        said.append(line.strip()[:_LONGEST_LINE])
    return " ".join(filter(None, said))[:_LONGEST_DIAGNOSTIC] or None


def _in_sentences(notice: str) -> list[NamedAddress]:
    folded_notice = " ".join(notice.split())
    found = [match for form in _IN_SENTENCE for match in form.finditer(folded_notice)]
    return [NamedAddress(match["address"]) for match in sorted(found, key=lambda match: match.start("address"))]


def _bare_local_parts(notice: str, daemon_domain: str) -> list[NamedAddress]:
    if not daemon_domain:
        return []
    lines = notice.expandtabs().split("\n")
    found = (
        _BARE_LOCAL_PART.match(line[:_LONGEST_LINE])
        for above, line in pairwise(lines)
        if above.rstrip().endswith((":", "-----"))
    )
    return [NamedAddress(f"{match[1] or match[2]}@{daemon_domain}") for match in found if match]
