"""Language and zone are kept by thread, so no coroutine may set them (see `tuki/kernel/by_thread.py`)."""

import ast
import threading
from pathlib import Path

from asgiref.local import Local
from django.utils import timezone, translation
from django.utils.translation import trans_real

ROOT = Path(__file__).parents[2] / "tuki"
SETTERS = {"override", "activate", "deactivate", "deactivate_all"}


def test_a_thread_sees_no_other_threads_language_and_zone():
    seen = []
    with translation.override("fi"), timezone.override("Europe/Helsinki"):
        other = threading.Thread(
            target=lambda: seen.append((translation.get_language(), timezone.get_current_timezone_name()))
        )
        other.start()
        other.join()
        assert (translation.get_language(), timezone.get_current_timezone_name()) == ("fi", "Europe/Helsinki")
    assert seen == [("en", "UTC")]


def test_they_are_read_without_storage_for_coroutines():
    assert not isinstance(trans_real._active, Local)
    assert not isinstance(timezone._active, Local)


def test_no_coroutine_sets_them():
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in ROOT.rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.AsyncFunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Attribute | ast.Name)
        and (getattr(call, "attr", None) or getattr(call, "id", "")) in SETTERS
    ]
    assert found == []
