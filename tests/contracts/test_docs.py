"""The texts of the repository hold together: every link inside leads somewhere, every page is reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def _targets(page: Path) -> Iterator[tuple[str, Path]]:
    """Links of a page to files of the repository, as written and as found."""
    for written in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in written and not written.startswith("mailto:"):
            yield written, (page.parent / written).resolve()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_leads_somewhere(page: Path) -> None:
    assert [written for written, target in _targets(page) if not target.exists()] == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        waiting += [
            each for _, target in _targets(page) for each in ([*target.glob("*.md")] if target.is_dir() else [target])
        ]
    assert sorted(str(page.relative_to(ROOT)) for page in PAGES if page not in reached) in ([], ["CHANGELOG.md"])
