"""What stays of honest HTML mail: its look, its images on demand, its links with their true places."""

import base64
import io

import pytest
from PIL import Image

from tuki.kernel.html import clean_html, clean_own_html


def png() -> str:
    target = io.BytesIO()
    Image.new("RGB", (2, 2), "red").save(target, "PNG")
    return base64.b64encode(target.getvalue()).decode()


def test_layout_of_a_newsletter_stays() -> None:
    source = (
        '<table width="600" bgcolor="#ffffff" cellpadding=0><tr><td align=center style="color:#1F497D;'
        "padding:4px 8px;background:white;mso-line-height-rule:exactly\"><font face='Arial' size=2>Hei</font>"
    )
    cleaned = clean_html(source).html
    assert 'width="600"' in cleaned
    assert "color:#1F497D" in cleaned
    assert "padding:4px 8px" in cleaned
    assert "background-color:white" in cleaned
    assert "mso-" not in cleaned
    assert '<font face="Arial" size="2">Hei</font>' in cleaned


def test_unclosed_paragraphs_items_and_cells_end_where_the_standard_ends_them() -> None:
    source = "<p>one<p>two<ul><li>a<li>b</ul><table><tr><td>1<td>2<tr><td>3</table>"
    assert clean_html(source).html == (
        "<p>one</p><p>two</p><ul><li>a</li><li>b</li></ul>"
        "<table><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></tbody></table>"
    )


def test_content_id_images_get_our_address_and_others_go() -> None:
    source = '<img src="cid:logo@x" alt=Logo><img src="CID:a%20b"><img src="cid:unknown" alt=Gone>'
    cleaned = clean_html(source, inline={"logo@x": "/files/1", "a b": "/files/2"})
    assert cleaned.html.count('src="/files/') == 2
    assert "cid:" not in cleaned.html
    assert 'alt="Gone"' in cleaned.html
    assert cleaned.remote_images == 0


REMOTE = (
    '<img src="https://t.example/pixel.gif?id=7" alt=Pixel srcset="https://t.example/2x.gif 2x">'
    '<table background="http://t.example/b.png"><tr><td><p style="background:url(\'https://t.example/c.png\')">x</p>'
    '<img src="//t.example/d.png">'
)


def test_remote_images_are_removed_and_counted() -> None:
    cleaned = clean_html(REMOTE)
    assert "t.example" not in cleaned.html
    assert cleaned.remote_images == 5


def test_remote_images_come_on_demand_without_referrer() -> None:
    cleaned = clean_html(REMOTE, remote_images=True)
    assert 'src="https://t.example/pixel.gif?id=7"' in cleaned.html
    assert cleaned.html.count('referrerpolicy="no-referrer"') == 2
    assert "c.png" not in cleaned.html
    through = clean_html(REMOTE, remote_images=True, proxy=lambda address: f"/proxy?{len(address)}")
    assert "t.example" not in through.html
    assert 'src="/proxy?' in through.html


def test_own_hosts_and_relative_addresses_go() -> None:
    source = '<a href="https://Desk.example/logout">x</a><img src="https://desk.example/logout"><a href="/y">y</a>'
    cleaned = clean_html(source, remote_images=True, own_hosts={"desk.example"})
    assert "logout" not in cleaned.html
    assert "/y" not in cleaned.html
    assert cleaned.remote_images == 0


def test_raster_data_images_stay_when_they_are_what_they_say() -> None:
    assert f"data:image/png;base64,{png()}" in clean_html(f'<img src="data:image/png;base64,{png()}">').html
    # A lie about the kind is corrected to what the bytes are.
    assert "data:image/png" in clean_html(f'<img src="data:image/gif;base64,{png()}">').html
    huge = png() + "A" * 2_000_000
    assert clean_html(f'<img src="data:image/png;base64,{huge}">').html == ""


def test_addresses_keep_their_ampersands() -> None:
    cleaned = clean_html('<a href="https://x.example/?a=1&copy=2&amp;lang=fi">x</a>').html
    assert 'href="https://x.example/?a=1&amp;copy=2&amp;lang=fi"' in cleaned


def test_links_open_apart_and_show_their_place() -> None:
    cleaned = clean_html('<a href="https://x.example/a" title="bank.example" target=_top rel=opener>go</a>').html
    assert 'rel="noopener noreferrer nofollow"' in cleaned
    assert 'target="_blank"' in cleaned
    assert 'title="x.example"' in cleaned


@pytest.mark.parametrize(
    ("href", "text", "host", "reason"),
    [
        ("https://evil.example/x", "https://bank.example/login", "evil.example", "other-host"),
        ("https://evil.example/x", "www.bank.example", "evil.example", "other-host"),
        ("https://evil.example/x", "bank.example", "evil.example", "other-host"),
        (
            "https://bank.example.evil.example/",
            "<b>bank</b>.example",
            "bank.example.evil.example",
            "other-host",
        ),
        ("https://notbank.example/", "bank.example", "notbank.example", "other-host"),
        ("https://bank.example@evil.example/", "click", "evil.example", "userinfo"),
        ("https://раураӏ.example/", "pay", "xn--80aa0cbo65f.example", "lookalike"),
        ("https://xn--80aa0cbo65f.example/", "pay", "xn--80aa0cbo65f.example", "lookalike"),
        ("mailto:thief@evil.example", "boss@firm.example", "evil.example", "other-mailbox"),
        ("https://evil.example/", "Visit https://bank.example now", "evil.example", "other-host"),
    ],
)
def test_deceiving_links_are_reported(href: str, text: str, host: str, reason: str) -> None:
    cleaned = clean_html(f'<a href="{href}">{text}</a>')
    assert [(link.host, link.reason) for link in cleaned.suspicious_links] == [(host, reason)]
    assert host in cleaned.html


@pytest.mark.parametrize(
    ("href", "text"),
    [
        ("https://www.bank.example/login", "bank.example"),
        ("https://bank.example/", "https://login.bank.example/x"),
        ("https://share.example/s/1", "invoice.pdf"),
        ("https://share.example/s/1", "See the end.Next line"),
        ("https://bücher.example/", "Bücher"),
        ("https://пример.example/жизнь", "пример"),
        ("mailto:anna@firm.example?subject=x", "Anna@firm.example"),
        ("tel:+358401234567", "040 1234567"),
    ],
)
def test_honest_links_are_not_reported(href: str, text: str) -> None:
    assert clean_html(f'<a href="{href}">{text}</a>').suspicious_links == ()


def test_own_html_keeps_writing_and_drops_layout() -> None:
    source = (
        '<p style="color:red;width:9px">Hi <b>you</b></p><font size=7>x</font>'
        '<img src="/files/7"><img src="https://t.example/p.gif"><a href="javascript:x">y</a>'
    )
    cleaned = clean_own_html(source, inline={"/files/7": "cid:7@desk"})
    assert '<p style="color:red">Hi <b>you</b></p>x' in cleaned.html
    assert 'src="cid:7@desk"' in cleaned.html
    assert "t.example" not in cleaned.html
    assert "javascript" not in cleaned.html


def test_too_long_source_is_cut_and_says_so() -> None:
    cleaned = clean_html("<p>x" * 1_100_000)
    assert cleaned.truncated
    assert not clean_html("<p>x").truncated
