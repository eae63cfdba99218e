"""Columns of a row are read by their names: one that is moved in a statement would be a wrong value on a card."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("api", "commands", "connectors", "events", "projections", "replay")
TOLD_APART = 3
"""Fewer columns than this are told apart at a glance."""
EXCUSE = "# by number: "
"""What a line says that keeps tuples, with the reason behind it."""


def _by_number(code: str) -> list[int]:
    """The lines that reach for the fourth column of a row or beyond, and say no reason."""
    lines = code.splitlines()
    return sorted(
        {
            node.lineno
            for node in ast.walk(ast.parse(code))
            if isinstance(node, ast.Subscript)
            and isinstance(node.value, ast.Name)
            and (node.value.id == "row" or node.value.id.endswith("_row"))
            and any(_place(number) >= TOLD_APART for number in ast.walk(node.slice))
            and not lines[node.lineno - 1].partition(EXCUSE)[2].strip()
        }
    )


def _place(number: ast.AST) -> int:
    return number.value if isinstance(number, ast.Constant) and type(number.value) is int else 0


def test_no_row_is_read_by_the_number_of_its_columns() -> None:
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    assert len(files) > len(ROOMS), "the test looks at the wrong place"
    found = {str(file.relative_to(ROOT)): _by_number(file.read_text(encoding="utf-8")) for file in files}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("told = row[3]", True),
        ("told = row[14:]", True),
        ("told = head_row[10]", True),
        ("told = row[2]", False),
        ("told = row.due_at", False),
        ("told = row[7]  # by number: read thousands of times a page", False),
        ("told = row[7]  # by number: ", True),
    ],
)
def test_a_number_is_found_unless_its_line_says_why(line: str, is_found: bool) -> None:  # noqa: FBT001 - a case of the test
    assert bool(_by_number(line)) is is_found
