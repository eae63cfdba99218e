"""What a match does not know is told, or is an error: a fact that is new is never forgotten in silence."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("aggregates", "events", "projections", "sla_engine")
EXCUSE = "# silent: "
"""What the line of such a case says, with the reason behind it."""


def _silent(code: str) -> list[int]:
    """The lines of cases for anything else that do nothing, and say no reason."""
    lines = code.splitlines()
    return [
        case.pattern.lineno
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Match)
        for case in node.cases
        if isinstance(case.pattern, ast.MatchAs)
        and case.pattern.pattern is None
        and case.guard is None
        and all(isinstance(step, ast.Pass) or _is_constant(step) for step in case.body)
        and not lines[case.pattern.lineno - 1].partition(EXCUSE)[2].strip()
    ]


def _is_constant(step: ast.stmt) -> bool:
    return isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant)


def test_no_match_passes_over_what_it_does_not_know_in_silence() -> None:
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    assert len(files) > 100, "the test looks at the wrong place"
    found = {str(file.relative_to(ROOT)): _silent(file.read_text(encoding="utf-8")) for file in files}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("case", "is_found"),
    [
        ("case _:\n  pass", True),
        ("case _: pass", True),
        ("case other:\n  ...", True),
        ("case _:  # silent: \n  pass", True),
        ("case _:  # silent: a mail tells nothing more\n  pass", False),
        ("case _:\n  raise TypeError", False),
        ("case _:\n  return None", False),
        ("case _ if fact:\n  pass", False),
        ("case int():\n  pass", False),
    ],
)
def test_a_silent_case_is_found_unless_its_line_says_why(case: str, is_found: bool) -> None:  # noqa: FBT001 - a case of the test
    indented = case.replace("\n", "\n ")
    assert bool(_silent(f"def heard(fact):\n match fact:\n  {indented}\n")) is is_found
