"""The main job: a letter in, an answer out, a reply that joins; by mouse, by keyboard, without script."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from playwright.sync_api import expect

from tests.e2e.leaving import leaving
from tests.serving import wait_until

pytestmark = pytest.mark.journey


def letter(subject: str, text: str, *, sender: str = "clara@customer-a.test", **headers: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = f"Clara Solberg <{sender}>"
    mail["To"] = headers.pop("to", "support@desk.test")
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{abs(hash((subject, text)))}@customer-a.test>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes(policy=policy.SMTP)


def answers_about(sink, words: str) -> list[EmailMessage]:
    mails = [message_from_bytes(content, policy=policy.default) for _, content in list(sink.mails)]
    return [mail for mail in mails if words in (mail["Subject"] or "")]


def test_a_letter_comes_in_is_answered_and_the_reply_joins(desk, sink, opened):
    page = opened("anna")
    page.goto("/desk/lists/open")
    desk.deliver("clara@customer-a.test", letter("Принтер не печатает", "Здравствуйте! Принтер не печатает."))

    row = page.locator("tr.row", has_text="Принтер не печатает")
    expect(row).to_be_visible()
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Принтер не печатает")

    page.get_by_role("button", name="Take").first.click()
    expect(page.get_by_text("Assigned").first).to_be_visible()

    page.locator("label.mode-note").click()
    page.fill("textarea[name=text]", "canary-e2e: он забыл включить принтер")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator("article.note")).to_contain_text("canary-e2e")

    page.locator("label.mode-reply").click()
    page.fill("textarea[name=text]", "Включите, пожалуйста, принтер.")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator("article.reply")).to_contain_text("Включите")
    expect(page.locator("tuki-toast")).to_be_visible()

    assert wait_until(lambda: any("Включите" in _text(m) for m in answers_about(sink, "Принтер")))
    answer = next(mail for mail in answers_about(sink, "Принтер") if "Включите" in _text(mail))
    assert answer["To"].addresses[0].addr_spec == "clara@customer-a.test"
    assert "canary" not in str(answer)

    reply = letter(
        f"Re: {answer['Subject']}",
        "Спасибо, помогло!",
        to=answer["Reply-To"].addresses[0].addr_spec,
        In_Reply_To=answer["Message-ID"],
        References=answer["Message-ID"],
    )
    desk.deliver("clara@customer-a.test", reply, to=answer["Reply-To"].addresses[0].addr_spec)
    expect(page.locator("article.theirs", has_text="Спасибо, помогло!")).to_be_visible()


def test_a_reply_is_taken_back_within_ten_seconds(desk, sink, opened):
    desk.deliver("clara@customer-a.test", letter("Angre", "Hei, kan dere hjelpe?"))
    page = opened("anna")
    page.goto("/desk/lists/open")
    page.locator("tr.row", has_text="Angre").get_by_role("link").click()
    page.fill("textarea[name=text]", "Feil svar")
    page.get_by_role("button", name="Send reply").click()
    page.get_by_role("button", name=re.compile("Undo")).click()
    expect(page.locator("textarea[name=text]")).to_have_value("Feil svar")
    expect(page.locator("article.reply .badge", has_text="taken back")).to_be_visible()
    assert not wait_until(lambda: any("Feil svar" in _text(m) for m in answers_about(sink, "Angre")), seconds=13)


def test_everything_by_keyboard(desk, opened):
    desk.deliver("clara@customer-a.test", letter("Näppäimistö", "Hei, hiiri on rikki."))
    page = opened("anna")
    page.goto("/desk/lists/open")
    expect(page.locator("tr.row", has_text="Näppäimistö")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/tickets/**")
    page.keyboard.press("n")
    page.keyboard.type("Muistiinpano näppäimistöltä")
    with leaving(page):
        page.keyboard.press("Control+Enter")
    expect(page.locator("article.note")).to_contain_text("Muistiinpano")
    page.keyboard.press("r")
    page.keyboard.type("Vastaus")
    with leaving(page):
        page.keyboard.press("Control+Enter")
    expect(page.locator("article.reply")).to_contain_text("Vastaus")
    page.keyboard.press("?")
    expect(page.locator("dialog#all-keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/desk/lists/mine")


def test_without_script(desk, opened):
    desk.deliver("clara@customer-a.test", letter("Ohne Skript", "Guten Tag."))
    page = opened("anna", java_script_enabled=False)
    assert wait_until(lambda: _listed(page, "Ohne Skript"))
    page.locator("tr.row", has_text="Ohne Skript").get_by_role("link").click()
    page.locator("label.mode-note").click()
    page.fill("textarea[name=text]", "Nur für uns")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator("article.note")).to_contain_text("Nur für uns")
    page.select_option("select[name=urgency]", "1")
    page.locator("form:has(select[name=urgency]) button").click()
    expect(page.locator("select[name=urgency]")).to_have_value("1")


def test_what_is_open_stays_open_when_news_come(desk, opened):
    desk.deliver("clara@customer-a.test", letter("Ouvert", "Bonjour."))
    anna, vera = opened("anna"), opened("vera")
    for page in (anna, vera):
        page.goto("/desk/lists/open")
        page.locator("tr.row", has_text="Ouvert").get_by_role("link").click()
        with leaving(page):
            page.get_by_role("button", name="Take", exact=True).click()
    happened = anna.locator("#talk details.events")
    happened.locator("summary").click()
    before = happened.locator("li").count()
    with leaving(vera):
        vera.select_option("select[name=urgency]", "1")
    expect(happened.locator("li").nth(before)).to_be_visible()


def test_two_agents_see_each_other(desk, opened):
    desk.deliver("clara@customer-a.test", letter("Collision", "Please help."))
    anna, vera = opened("anna"), opened("vera")
    anna.goto("/desk/lists/open")
    anna.locator("tr.row", has_text="Collision").get_by_role("link").click()
    vera.goto(anna.url)
    vera.reload()
    expect(vera.locator(".present")).to_contain_text("Anna")


def _listed(page, words: str) -> bool:
    page.goto("/desk/lists/open")
    return page.locator("tr.row", has_text=words).count() > 0


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return body.get_content() if body else ""
