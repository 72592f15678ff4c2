"""The wheel holds all that a desk needs: it serves from a fresh environment with an empty home."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from tests.serving import ROOT, wait_until

# Builds and serves for real; once is enough.
pytestmark = pytest.mark.kill


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `pip wheel .` does, with the build's packages of this environment."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q", "-w", str(target), "."]
    subprocess.run(command, cwd=ROOT, check=True, timeout=300)
    (built,) = target.glob("tuki-*.whl")
    return built


def test_what_is_generated_is_inside(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"tuki/ui/static/ui/dist/{name}" for name in ("tuki.css", "tuki.js", "sprite.svg", "htmx.js")} <= names
    assert {f"tuki/locale/{each}/LC_MESSAGES/django.mo" for each in ("ru", "nb", "fi")} <= names
    assert not any(name.startswith(("tests/", "bench/", "var/")) or name.endswith(".po") for name in names)


@pytest.fixture(scope="module")
def tuki(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in a fresh environment: the wheel, and beside it the packages it depends on as they are here."""
    home = tmp_path_factory.mktemp("fresh")
    venv.create(home, with_pip=False)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))
    python = str(home / "bin" / "python")
    install = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, timeout=300)
    (packages / "others.pth").write_text(sysconfig.get_path("purelib"))
    return home / "bin" / "tuki"


def test_it_serves_with_an_empty_home(tuki: Path, tmp_path: Path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TUKI_", "PYTHON"))}
    environment["HOME"] = str(tmp_path)
    command = [str(tuki), "serve", "--bind", "127.0.0.1:0", "--lmtp", "127.0.0.1:0", "--smtp", "127.0.0.1:0"]
    log = tmp_path / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=stream, stderr=subprocess.STDOUT)
    try:
        address = re.compile(r"http://127\.0\.0\.1:\d+")
        wait_until(lambda: address.search(log.read_text()) is not None or process.poll() is not None, seconds=120)
        found = address.search(log.read_text())
        assert found is not None, log.read_text()
        request = urllib.request.Request(f"{found[0]}/login", headers={"Accept-Language": "ru"})
        page = urllib.request.urlopen(request, timeout=30).read().decode()
        assert "Войти" in page or "Вход" in page
        (style,) = re.findall(r'href="(/static/ui/dist/tuki[^"]*\.css)"', page)
        assert len(urllib.request.urlopen(found[0] + style, timeout=30).read()) > 1_000
        assert (tmp_path / "tuki" / "tuki.sqlite3").exists()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
