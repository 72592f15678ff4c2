"""The example desk, looked at; with TUKI_PICTURES set the pictures of the README are made anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import WITH_PASSWORDS
from tests.serving import ROOT, serving

pytestmark = pytest.mark.journey


def test_the_example_desk_is_worth_a_picture(opened, tmp_path):
    pictures = ROOT / "docs" / "pictures" if os.environ.get("TUKI_PICTURES") else tmp_path
    pictures.mkdir(exist_ok=True)
    with serving(tmp_path / "home", desk_file=WITH_PASSWORDS) as desk:
        filled = desk.tuki("sample")
        assert filled.returncode == 0, filled.stderr
        page = opened("vera", base=desk)
        page.goto("/desk/lists/open")
        assert page.locator("tr.row").count() >= 30
        page.keyboard.press("j")
        page.keyboard.press("Space")
        expect(page.locator("#peek h2")).to_be_visible()
        page.screenshot(path=str(pictures / "desk.png"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/tickets/**")
        expect(page.locator("form.composer")).to_be_visible()
        page.screenshot(path=str(pictures / "ticket.png"))
        page.close()
    assert Path(pictures / "desk.png").stat().st_size > 20_000
