"""Regular expressions mean the same on every Python that the product supports."""

import ast
import re

from tests.contracts.modules import ROOT, sources

POSSESSIVE_GROUP = re.compile(r"(?<!\\)\)(?:[*+?]|\{[\d,]+\})\+|\(\?>")


def test_no_group_is_repeated_possessively():
    """Python before 3.11.5, so also that of Debian 12, matches too little with them (CPython issue 106052)."""
    found = {
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sources()
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and _is_of_re(call) and POSSESSIVE_GROUP.search(ast.unparse(call))
    }
    assert found == set()


def _is_of_re(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "re"
