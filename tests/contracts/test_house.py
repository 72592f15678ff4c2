"""Rules of the house that a machine can check."""

from __future__ import annotations

import ast
import inspect
import re

import pytest

from tests.contracts.modules import ROOT, all_modules, rooms, sources
from tuki.kernel import refusals
from tuki.kernel.command import commands
from tuki.kernel.events import event_types
from tuki.kernel.permissions import permissions
from tuki.kernel.telling import has_sentence

FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "service", "base"}
# Required by the framework under this very name.
ALLOWED_FILES = {"kernel/database/sqlite/base.py"}
LONGEST_FILE, LONGEST_FUNCTION = 320, 60

all_modules()


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_every_room_has_a_card(room):
    text = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
    assert "For:" in text
    assert "Never:" in text or "never" in text


OURS = sorted(kind for kind, event in event_types().items() if event.__module__.startswith("tuki."))


@pytest.mark.parametrize("kind", OURS)
def test_every_event_is_explained_and_can_be_told(kind):
    event = event_types()[kind]
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", kind)
    assert inspect.getdoc(event)
    assert has_sentence(kind), f"{kind} needs a sentence in its room's wording"


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_explained_and_takes_the_actor_first(name):
    function = commands()[name]
    assert inspect.getdoc(function)
    assert next(iter(inspect.signature(function).parameters)) == "actor"


def test_every_permission_is_one_sentence():
    for code, sentence in permissions().items():
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", code)
        assert str(sentence).endswith(".")


def test_every_refusal_in_the_code_is_declared():
    raised = re.compile(r"(?<!\w)(?:Refused|Conflict|Invalid|NotFound|TooMany)\(\s*\"([a-z_]+)\"")
    used = {code for path in sources() for code in raised.findall(path.read_text())}
    assert used - set(refusals.declared()) == set()


def test_no_file_has_a_name_that_says_nothing():
    wrong = [path for path in sources() if path.stem in FORBIDDEN_NAMES]
    assert [path for path in wrong if str(path.relative_to(ROOT)) not in ALLOWED_FILES] == []


def test_files_and_functions_stay_small():
    long = []
    for path in sources():
        text = path.read_text()
        if text.count("\n") > LONGEST_FILE:
            long.append(f"{path}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or 0) - node.lineno
                if size > LONGEST_FUNCTION:
                    long.append(f"{path}:{node.lineno} {node.name}: {size} lines")
    assert long == []


def test_public_functions_are_explained():
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sources()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and path.parts[-2:] != ("models", "message.py")
        and not _is_choices(node)
    ]
    assert bare == []


def _is_choices(node: ast.AST) -> bool:
    """Lists of choices explain themselves by their members."""
    return isinstance(node, ast.ClassDef) and any("Choices" in ast.unparse(each) for each in node.bases)
