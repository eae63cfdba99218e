"""Rows are told by position from an answer to named fields: so whoever reads them has composed the SELECT of these."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("api", "connectors", "projections", "replay")
READING = {"rows_of", "first_of", "first_of_both"}


def _unselected(code: str) -> list[str]:
    """The kinds that a module reads rows as, and never composes a SELECT of."""
    read, asked = list[str](), set[str]()
    for call in ast.walk(ast.parse(code)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.args:
            if call.func.id in READING:
                # A kind of another module is selected there, whole with its alias: beside an own one.
                read += [ast.unparse(kind) for kind in call.args[:-1] if isinstance(kind, ast.Name)]
            elif call.func.id == "selected":
                asked.add(ast.unparse(call.args[0]))
    return [kind for kind in read if kind not in asked]


def test_whoever_reads_rows_by_name_has_asked_for_these_names() -> None:
    files = {
        file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8")
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
    }
    assert any("rows_of(" in code for code in files.values()), "the test looks at the wrong place"
    assert {path: kinds for path, code in files.items() if (kinds := _unselected(code))} == {}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("cursor.execute(statement('SELECT {c} FROM t', c=selected(Row)))\nrows_of(Row, cursor)", []),
        ("selected(Row, 't', a=name('s.a'))\nfirst_of(Row, cursor)", []),
        ("selected(Row)\nrows_of(Other, cursor)", ["Other"]),
        ("cursor.execute('SELECT a, b FROM t')\nfirst_of(Row, cursor)", ["Row"]),
    ],
)
def test_a_row_whose_columns_nobody_composed_is_found(code: str, found: list[str]) -> None:
    assert _unselected(code) == found
