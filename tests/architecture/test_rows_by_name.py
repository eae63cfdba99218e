"""Columns of a row are read by their names: one that is moved in a statement would be a wrong value on a card."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("api", "commands", "connectors", "events", "projections", "replay")
TOLD_APART = 3
"""Fewer columns than this are told apart at a glance."""
EXCUSE = "# by number: "
"""What a line says that keeps tuples, with the reason behind it."""


_CALLED_ROWS = re.compile(r"\b\w*(?:rows|records)\b|\bfetch(?:one|many|all)\b|\bexecute\b")
"""What gives rows, by its name."""


def _by_number(code: str) -> list[int]:
    """The lines that reach for the fourth column of a row or beyond, and say no reason."""
    lines, tree = code.splitlines(), ast.parse(code)
    named = _names_of_rows(tree)
    return sorted(
        {
            node.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.Subscript)
            and _is_row(node.value, named)
            and any(_place(number) >= TOLD_APART for number in ast.walk(node.slice))
            and not lines[node.lineno - 1].partition(EXCUSE)[2].strip()
        }
    )


def _is_row(value: ast.AST, named: set[str]) -> bool:
    """A name of a row, or one of several by its place: the last that was found."""
    if isinstance(value, ast.Name):
        return value.id == "row" or value.id.endswith("_row") or value.id in named
    return isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name) and _is_place(value.slice)


def _is_place(at: ast.AST) -> bool:
    number = at.operand if isinstance(at, ast.UnaryOp) else at
    return isinstance(number, ast.Constant) and type(number.value) is int


def _names_of_rows(tree: ast.AST) -> set[str]:
    """What is called otherwise, and is what a reader gave: ``for told in rows``, ``told = cursor.fetchone()``."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension) and isinstance(node.target, ast.Name):
            if _CALLED_ROWS.search(ast.unparse(node.iter)):
                found.add(node.target.id)
        elif isinstance(node, ast.Assign | ast.NamedExpr) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if ast.unparse(node.value).endswith(".fetchone()"):
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


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
        ("told = found[-1][4]", True),
        ("told = found[0][2:9]", True),
        ("told = found[-1][2]", False),
        ("told = found[-1][4]  # by number: the codec's row", False),
        ("told = [one[3] for one in rows]", True),
        ("told = [one[3] for one in self._rows(ASKED)]", True),
        ("for one in cursor.execute(ASKED):\n    told = one[5]", True),
        ("one = cursor.fetchone()\ntold = one[3]", True),
        ("if (one := reader.fetchone()) is not None:\n    told = one[3]", True),
        ("told = [one[3] for one in pairs]", False),
        ("told = found['when'][4:]", False),
    ],
)
def test_a_number_is_found_unless_its_line_says_why(line: str, is_found: bool) -> None:  # noqa: FBT001 - a case of the test
    assert bool(_by_number(line)) is is_found
