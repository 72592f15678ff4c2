"""`tuki doctor`: what is wrong, and what to do."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tuki.operations.examination import Finding

MARKS = {True: "✗", False: "!"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """For whom, and how deep."""
    parser.add_argument("--home", help="folder with all data (TUKI_HOME)")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--deep", action="store_true", help="read every stored file again, not only the newest")


def run(options: argparse.Namespace) -> int:
    """Looks at everything; 1 when something is broken, 0 when all is well or only worth a look."""
    from tuki.cli.progress import shown_progress
    from tuki.cli.starting import start_django, use_home
    from tuki.cli.supervising import say

    use_home(options.home)
    start_django()
    from django.db import DatabaseError

    from tuki.operations.examination import examine

    try:
        with shown_progress() as tell:
            findings = list(examine(deep=options.deep, tell=tell))
    except DatabaseError as error:
        say(f"the database does not answer: {str(error).strip().splitlines()[0]}")
        return 1
    is_broken = any(each.is_red for each in findings)
    sys.stdout.write(_as_json(findings) if options.json else "".join(map(_as_text, findings)))
    return int(is_broken)


def _as_text(finding: Finding) -> str:
    if not finding.problems:
        return f"✓ {finding.name}\n"
    lines = [f"{MARKS[finding.is_red]} {finding.name}"]
    lines += [f"    {each.code}: {each.sentence}" for each in finding.problems]
    return "\n".join(lines) + "\n"


def _as_json(findings: list[Finding]) -> str:
    checks = {
        each.name: [
            {"code": problem.code, "severity": problem.severity.value, "sentence": str(problem.sentence)}
            for problem in each.problems
        ]
        for each in findings
    }
    status = "broken" if any(each.is_red for each in findings) else "warning" if any(checks.values()) else "ok"
    return json.dumps({"status": status, "checks": checks}, ensure_ascii=False, indent=1) + "\n"
