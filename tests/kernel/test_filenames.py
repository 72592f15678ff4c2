"""Names and types of files from strangers."""

import unicodedata
from email.message import Message
from urllib.parse import unquote

import pytest

from tests.kernel.inert import SECURITY, naughty_strings, payload_lines
from tuki.kernel.filenames import DOWNLOAD, content_disposition, safe_name, served_type

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Report 2026.pdf", "Report 2026.pdf"),
        ("100% sure.pdf", "100% sure.pdf"),
        ("Отчёт.docx", "Отчёт.docx"),
        ("Pa\u0308ivitys.txt", "Päivitys.txt"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\Users\\x\\a.txt", "a.txt"),
        ("/absolute/a.txt", "a.txt"),
        ("..%2f..%2fa.txt", "a.txt"),
        ("%252e%252e%252fa.txt", "a.txt"),
        ("..\u2215a.txt", "a.txt"),
        ("a\x00.png.exe", "a.png.exe"),
        ("NUL", "_NUL"),
        ("con.txt", "_con.txt"),
        ("Com1.tar.gz", "_Com1.tar.gz"),
        ("console.txt", "console.txt"),
        (".htaccess", "htaccess"),
        ("a.txt. . .", "a.txt"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("a\u200b.ht\u2060ml\ufeff", "a.html"),
        ("a\r\nSet-Cookie: x.txt", "a Set-Cookie_ x.txt"),
        ('a"b<c>|?*.txt', "a_b_c____.txt"),
        ("", "file"),
        ("...", "file"),
        ("../", "file"),
        ("???", "file"),
        ("\u202e", "file"),
    ],
)
def test_names_are_made_fit(raw: str, name: str) -> None:
    assert safe_name(raw) == name


def test_long_names_keep_their_extension() -> None:
    for stem in ("x", "ä", "字", "😀"):
        name = safe_name(stem * 400 + ".docx")
        assert 250 < len(name.encode()) <= 255
        assert name.endswith(f"{stem}.docx")
    assert len(safe_name("a." + "b" * 400).encode()) == 255


def hostile_names() -> list[str]:
    return [
        *payload_lines("path-traversal"),
        *payload_lines("xss"),
        *payload_lines("crlf"),
        *naughty_strings(),
    ]


def test_no_hostile_name_leaves_a_folder_or_a_line() -> None:
    for raw in hostile_names():
        name = safe_name(raw)
        assert name
        assert not set(name) & set('/\\\x00\r\n<>"|:*?')
        assert name == name.strip(" .")
        assert len(name.encode()) <= 255
        assert unicodedata.is_normalized("NFC", name)
        assert safe_name(name) == name


def test_dispositions_parse_back_to_the_name() -> None:
    for raw in [*hostile_names(), "naïve 字.txt", "a;b='c'.txt", "100%.txt", ".txt"]:
        value = content_disposition(raw)
        assert value.isascii()
        assert value.isprintable()
        message = Message()
        message["Content-Disposition"] = value
        assert message.get_content_disposition() == "attachment"
        starred = value.partition("filename*=UTF-8''")[2]
        plain = value.partition('filename="')[2].partition('"')[0]
        assert (unquote(starred) or plain) == safe_name(raw)
    assert content_disposition("a.png", inline=True) == 'inline; filename="a.png"'
    assert content_disposition("ä.txt") == "attachment; filename=\"a.txt\"; filename*=UTF-8''%C3%A4.txt"


@pytest.mark.parametrize(
    ("name", "claimed", "head", "type_", "inline"),
    [
        ("a.png", "image/png", PNG, "image/png", True),
        ("a.exe", "application/x", PNG, "image/png", True),
        ("a.gif", "image/gif", GIF, "image/gif", True),
        ("a.jpg", "image/jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg", True),
        ("a.webp", "image/webp", b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp", True),
        ("a.pdf", "application/pdf", b"%PDF-1.7\n", "application/pdf", False),
        ("a.txt", "text/plain; charset=x", "päivää\n".encode(), "text/plain; charset=utf-8", True),
        ("a.log", "text/plain", b"x", "text/plain; charset=utf-8", True),
        ("a.png", "image/png", b"<script>alert(1)</script>", DOWNLOAD, False),
        ("a.png", "text/html;", b"<html>", DOWNLOAD, False),
        ("a.txt", "text/plain", b"hello <script>alert(1)</script>", DOWNLOAD, False),
        ("a.txt", "text/html", b"hello", DOWNLOAD, False),
        ("a.html", "text/plain", b"hello", DOWNLOAD, False),
        ("a.txt\u200b.html", "text/plain", b"hello", DOWNLOAD, False),
        ("a.txt", "text/plain", b"\xff\xfe<\x00s\x00", DOWNLOAD, False),
        ("a.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'>", DOWNLOAD, False),
        ("a.xml", "text/xml", b"<?xml version='1.0'?><?xml-stylesheet href='x'?>", DOWNLOAD, False),
        ("a.gif", "image/gif", b"GIF89a=alert(1);//", DOWNLOAD, False),
        ("a.png", "image/png", b"\x89PNG\r\n\x1a\n<script>", DOWNLOAD, False),
        ("a.mht", "multipart/related", b"MIME-Version: 1.0\n", DOWNLOAD, False),
        ("a.swf", "application/x-shockwave-flash", b"FWS\x09", DOWNLOAD, False),
        ("a.js", "text/javascript", b"alert(1)", DOWNLOAD, False),
        ("a.css", "text/css", b"a{}", DOWNLOAD, False),
        ("a", "", b"", DOWNLOAD, False),
    ],
)
def test_only_harmless_types_are_shown(name: str, claimed: str, head: bytes, type_: str, inline: bool) -> None:
    served = served_type(name, claimed, head)
    assert (served.type, served.inline) == (type_, inline)


def test_uploaded_attack_files_are_saved_not_shown() -> None:
    for path in sorted((SECURITY / "payloads" / "upload").iterdir()):
        for claimed in ("image/png", "text/plain", "image/svg+xml"):
            served = served_type(path.name, claimed, path.read_bytes()[:512])
            assert (served.type, served.inline) == (DOWNLOAD, False)
