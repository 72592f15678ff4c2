"""The quotation in HTML mail, by the marks of each program."""

import pytest

from tuki.channels.email.quoting import split_reply_html

OLD = "<p>Did you restart it?</p>"
QUOTED = {
    "gmail": f'<div class="gmail_quote"><div class="gmail_attr">On 3 Jun 2024, A wrote:</div>'
    f'<blockquote class="gmail_quote">{OLD}</blockquote></div>',
    "apple": f'<blockquote type="cite"><div>On 3 Jun 2024, A wrote:</div>{OLD}</blockquote>',
    "thunderbird": f'<div class="moz-cite-prefix">Am 3.6.2024 schrieb A:</div>'
    f'<blockquote type="cite" cite="mid:1@x">{OLD}</blockquote>',
    "outlook web": f'<hr><div id="divRplyFwdMsg"><b>From:</b> A</div><div>{OLD}</div>',
    "outlook windows": '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p>From: A</p></div>' + OLD,
    "outlook mobile": f'<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: A</div>{OLD}',
    "yahoo": f'<div class="yahoo_quoted"><div>On Monday, A wrote:</div>{OLD}</div>',
    "proton": f'<blockquote class="protonmail_quote">{OLD}</blockquote>',
    "yandex": f'<div>03.06.2024, 10:15, "A" &lt;a@b.example&gt;:</div><blockquote>{OLD}</blockquote>',
    "mail.ru": "<div>Понедельник, 3 июня 2024, 10:15 +03:00 от A &lt;a@b.example&gt;:</div>"
    f"<blockquote>{OLD}</blockquote>",
    "gmx": f'<div name="quote">Gesendet: Montag {OLD}</div>',
    "zoho": f'<div class="zmail_extra">---- On Mon, 3 Jun 2024 A wrote ---- {OLD}</div>',
}


@pytest.mark.parametrize("quotation", QUOTED.values(), ids=QUOTED.keys())
def test_quotation_is_told_apart(quotation: str) -> None:
    reply = split_reply_html(f"<html><body><p>It burns.</p>{quotation}</body></html>")
    assert "It burns." in reply.html
    assert "restart" not in reply.html
    assert "Did you restart it?" in reply.quoted_html
    assert "It burns." not in reply.quoted_html
    assert "3 Jun" not in reply.html
    assert "From:" not in reply.html


def test_answer_below_the_quotation_stays() -> None:
    reply = split_reply_html(f"{QUOTED['thunderbird']}<p>It burns.</p>")
    assert "It burns." in reply.html
    assert "restart" in reply.quoted_html


LEFT_WHOLE = {
    "answers in the gmail quotation": '<p>See below</p><div class="gmail_quote"><blockquote>q1</blockquote>'
    "<p>yes</p><blockquote>q2</blockquote></div>",
    "answers between": '<blockquote type="cite">q1</blockquote>yes<blockquote type="cite">q2</blockquote>no',
    "nothing own": QUOTED["thunderbird"],
    "citation": "<p>Goethe says</p><blockquote>Mehr Licht</blockquote><p>and I agree</p>",
    "gmail forward": '<p>FYI</p><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message '
    f"---------<br>From: A</div>{OLD}</div>",
    "thunderbird forward": f'<p>FYI</p><div class="moz-forward-container">{OLD}</div>',
    "no html": "just text",
    "empty": "",
    "too deep": "<p>x</p>" + '<div class="gmail_quote">' * 5000,
}


@pytest.mark.parametrize("html", LEFT_WHOLE.values(), ids=LEFT_WHOLE.keys())
def test_left_whole_when_in_doubt(html: str) -> None:
    reply = split_reply_html(html)
    assert (reply.html, reply.quoted_html) == (html, "")


def test_picture_alone_is_an_answer() -> None:
    reply = split_reply_html(f'<img src="cid:1">{QUOTED["gmail"]}')
    assert "cid:1" in reply.html
    assert "restart" in reply.quoted_html
