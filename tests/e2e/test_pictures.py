"""The example desk, looked at; with TUKI_PICTURES set the pictures of the README are made anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.serving import ROOT

pytestmark = pytest.mark.journey
COLOURS = 256  # of a picture: with so few it has half of the bytes, and nobody sees it


def taken(page: Page, folder: Path, name: str) -> None:
    path = folder / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
    assert 10_000 < path.stat().st_size < 200_000


def test_the_example_desk_is_worth_a_picture(opened, example, gaps, tmp_path):
    pictures = ROOT / "docs" / "pictures" if os.environ.get("TUKI_PICTURES") else tmp_path
    page = opened("vera", base=example)
    page.goto("/desk/lists/due")
    assert page.locator("tr.row").count() >= 20
    page.keyboard.press("j")
    page.keyboard.press("Space")
    expect(page.locator("#peek h2")).to_be_visible()
    taken(page, pictures, "desk")
    page.goto(f"/desk/tickets/{gaps['ticket']}")
    expect(page.locator("form.composer")).to_be_visible()
    taken(page, pictures, "ticket")
    page.goto(f"/desk/tickets/{gaps['ticket']}/clocks")
    expect(page.locator(".page h1")).to_be_visible()
    taken(page, pictures, "why")
    page.goto(f"/desk/rehearsals/{gaps['rehearsal']}")
    expect(page.locator(".figures")).to_be_visible()
    taken(page, pictures, "rehearsal")
    page.close()
