"""Every shared sample mail: what other parsers and products read from it, we read too, or a reason is written."""

import html
import json
import re
import unicodedata

import pytest
from reading_corpora import DIFFERENCES, MAILS, allowed, mails, squeezed

from tuki.channels.email.reading import Mail, read_mail
from tuki.channels.email.reading.html_text import html_to_text
from tuki.channels.email.reading.tnef import read_tnef

ALL = [
    name
    for folder in ("mime-stalwart", "mime-rubymail", "cpython", "rt", "helpdesk-products")
    for name in mails(folder)
]


def read(name: str) -> Mail:
    return read_mail((MAILS / name).read_bytes())


def test_the_corpora_are_there() -> None:
    assert len(ALL) > 150


@pytest.mark.parametrize("name", ALL)
def test_every_sample_reads_as_safe_unicode(name: str) -> None:
    mail = read(name)
    assert "unreadable" not in mail.defects
    for text in (mail.subject, mail.text, mail.html or "", *(value for _, value in mail.headers)):
        text.encode("utf-8")
        assert "\x00" not in text
    assert not any(sign in value for _, value in mail.headers for sign in "\r\n")
    for file in mail.files:
        assert file.name and not re.search(r'[\\/:*?"<>|\x00-\x1f]', file.name)
        assert len(file.name.encode()) <= 200
        assert not any(unicodedata.category(sign) == "Cf" for sign in file.name)


def stalwart_header(origin: dict, name: str) -> object:
    values = [field["value"] for field in origin["parts"][0]["headers"] if field["name"] == name]
    return values[-1] if values else None


def stalwart_body(origin: dict, index: int) -> tuple[str, object]:
    body = origin["parts"][index]["body"]
    kind = next(iter(body))
    return kind, body[kind]


@pytest.mark.parametrize("name", mails("mime-stalwart"))
def test_stalwart_reads_the_same(name: str) -> None:
    origin = json.loads((MAILS / name).with_suffix(".json").read_text())
    mail = read(name)
    differing = {
        aspect
        for aspect, same in (
            ("subject", same_subject(origin, mail)),
            ("from", same_from(origin, mail)),
            ("text", same_text(origin, mail)),
            ("files", same_files(origin, mail)),
        )
        if not same
    }
    assert differing == set(DIFFERENCES.get(name, {})), differing


def same_subject(origin: dict, mail: Mail) -> bool:
    subject = stalwart_header(origin, "subject")
    return not isinstance(subject, dict) or squeezed(subject.get("Text")) == squeezed(mail.subject)


def same_from(origin: dict, mail: Mail) -> bool:
    value = stalwart_header(origin, "from")
    if not isinstance(value, dict) or "Address" not in value:
        return True
    listed = value["Address"].get("List") or [
        address for group in value["Address"].get("Group", []) for address in group["addresses"]
    ]
    expected = [(squeezed(one["name"]), (one["address"] or "").lower()) for one in listed]
    return expected == [(squeezed(one.name), one.address.lower()) for one in mail.from_]


def same_text(origin: dict, mail: Mail) -> bool:
    bodies = [stalwart_body(origin, index) for index in origin["text_body"]]
    if any(kind == "Html" for kind, _ in bodies):
        words = re.findall(r"\w{4,}", html.unescape(" ".join(re.sub("<[^>]*>", " ", str(body)) for _, body in bodies)))
        return all(word in mail.text or word in (mail.html or "") for word in words)
    return squeezed("".join(str(body) for kind, body in bodies if kind == "Text")) == squeezed(mail.text)


def same_files(origin: dict, mail: Mail) -> bool:
    shown = {*origin["text_body"], *origin["html_body"]} - set(origin["attachments"])
    pictures = [index for index in shown if stalwart_body(origin, index)[0] in ("InlineBinary", "Binary")]
    names = [stalwart_name(origin, index) for index in (*origin["attachments"], *pictures)]
    return len(names) == len(mail.files) and {name for name in names if name} <= {file.name for file in mail.files}


def stalwart_name(origin: dict, index: int) -> str:
    found = ""
    for field in origin["parts"][index]["headers"]:
        value = field["value"]
        if field["name"] in ("content_type", "content_disposition") and "ContentType" in value:
            for attribute in value["ContentType"].get("attributes") or []:
                found = attribute["value"] if attribute["name"] in ("name", "filename") else found
    return found


PRODUCTS = json.loads((MAILS / "helpdesk-products" / "expected.json").read_text())


@pytest.mark.parametrize("name", sorted(PRODUCTS))
def test_products_expectations_hold(name: str) -> None:
    expected, mail = PRODUCTS[name], read(f"helpdesk-products/{name}")
    seen = {"subject": mail.subject, "text": mail.text.strip(), "html": (mail.html or "").strip()}
    seen["from_name"] = mail.from_[0].name if mail.from_ else ""
    everything = "\n".join((mail.text, *(nested.text for nested in mail.nested)))
    for key, value in expected.items():
        aspect, _, how = key.partition("_")
        if key == "attachments":
            assert [file.name for file in mail.files] == value
        elif key == "attachment_size":
            assert allowed(f"helpdesk-products/{name}", key)
        elif aspect == "attachment":
            content = mail.files[0].content.decode("latin-1")
            assert content.startswith(value) if how == "starts" else content.endswith(value)
        elif key == "forwarded_text_contains":
            assert value in everything
        elif how in ("starts", "ends", "contains"):
            text = seen[aspect]
            if key == "text_contains":  # what the reader sees may be the HTML alternative
                text += html_to_text(mail.html or "")
            assert {"starts": text.startswith, "ends": text.endswith, "contains": text.__contains__}[how](value)
        else:
            assert seen[key] == value.strip()


TNEF = json.loads((MAILS / "tnef" / "expected.json").read_text())


@pytest.mark.parametrize("name", sorted(TNEF))
def test_winmail_opens_or_is_kept(name: str) -> None:
    content, expected = (MAILS / "tnef" / name).read_bytes(), TNEF[name]
    opened = read_tnef(content)
    if not expected["attachments"] and expected["body"] is None:
        assert opened is None
    else:
        assert opened is not None
        assert [file.name for file in opened.files] == expected["attachments"]
        assert bool(opened.html) == (expected["body"] == "htmlbody")
        assert bool(opened.text) == (expected["body"] in ("rtfbody", "body"))
    mail = read_mail(b"From: a@b.example\nContent-Type: application/ms-tnef; name=winmail.dat\n\n" + content)
    assert [file.name for file in mail.files] == ([f.name for f in opened.files] if opened else ["winmail.dat"])


@pytest.mark.parametrize("name", mails("rt/gnupg/emails") + mails("rt/smime/mails"))
def test_signed_and_encrypted_mails_say_so(name: str) -> None:
    mail = read(name)
    stem = name.rpartition("/")[2]
    if match := re.match(r"(\d+)-", stem):
        assert mail.subject == f"Test Email ID:{match[1]}"
        assert mail.encrypted == ("encrypted" in stem)
        if "encrypted" not in stem:
            assert mail.signed and f"ID:{match[1]}" in mail.text and "BEGIN PGP" not in mail.text
            assert any(file.origin == "signature" for file in mail.files)
        else:
            assert mail.files or "BEGIN PGP MESSAGE" in mail.text
    if "quoted_inline" in stem:
        assert not mail.signed
    if re.match(r"2-", stem):
        assert any(b"zanzibar" in file.content for file in mail.files)


@pytest.mark.parametrize("name", mails("mime-rubymail/multipart_report_emails"))
def test_reports_are_seen_as_reports(name: str) -> None:
    assert read(name).report_type == "delivery-status"
