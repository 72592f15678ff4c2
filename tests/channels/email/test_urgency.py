"""What headers say of a mail's urgency: never more than high."""

import pytest

from tuki.channels.email.intake.urgency import urgency_of
from tuki.channels.email.reading import read_mail


@pytest.mark.parametrize(
    ("headers", "urgency"),
    [
        ("", 3),
        ("Importance: High", 2),
        ("importance: LOW", 4),
        ("X-Priority: 1 (Highest)", 2),
        ("X-Priority: 2", 2),
        ("X-Priority: 3 (Normal)", 3),
        ("X-Priority: 5", 4),
        ("Priority: urgent", 2),
        ("Priority: non-urgent", 4),
        ("Importance: high\r\nX-Priority: 1\r\nPriority: urgent", 2),
        ("Importance: high\r\nX-Priority: 5", 3),
        ("Importance: very high indeed", 3),
        ("X-Priority: 0", 3),
        ("Importance: " + "x" * 5000, 3),
    ],
)
def test_headers_set_the_urgency(headers, urgency):
    raw = f"From: clara@customer-a.test\r\n{headers}\r\nSubject: x\r\n\r\nHelp".replace(
        "\r\n\r\nSubject", "\r\nSubject"
    )
    assert urgency_of(read_mail(raw.encode())) == urgency
