"""The columns keep no state between calls: what lives longer is given to them by whoever wires the desk."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
COLUMNS = ("events", "aggregates", "commands", "sla_engine")

WRITERS = frozenset(
    {
        "add",
        "append",
        "appendleft",
        "clear",
        "discard",
        "extend",
        "insert",
        "move_to_end",
        "pop",
        "popitem",
        "popleft",
        "remove",
        "setdefault",
        "update",
    }
)

EXCUSED = {
    "commands/command.py: HANDLERS": "filled by a decorator while the catalogue imports the handlers, never later",
    "sla_engine/day_hours.py: _held": "what a pure function said before, under a lock (decision 0071)",
    "sla_engine/day_hours.py: _rules": "what a pure function said before, under a lock (decision 0071)",
    "sla_engine/worktime.py: _held": "what a pure function said before, under a lock (decision 0071)",
}


def written_globals(source: str) -> Iterator[str]:
    """The names of a module that its functions write: bound anew, written into, or changed by a method of theirs."""
    tree = ast.parse(source)
    kept = {name for statement in tree.body for name in _bound(statement)}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            mine = _own(function)
            for node in ast.walk(function):
                if isinstance(node, ast.Global):
                    yield from node.names
                elif (name := _written(node)) in kept and name not in mine:
                    yield name


def _bound(statement: ast.stmt) -> Iterator[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    yield from (target.id for target in targets if isinstance(target, ast.Name))


def _own(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """What a function calls its own: arguments, and names that it binds and does not declare global."""
    taken = {argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)}
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    declared = {name for node in ast.walk(function) if isinstance(node, ast.Global) for name in node.names}
    return taken | {node.id for node in names if isinstance(node.ctx, ast.Store)} - declared


def _written(node: ast.AST) -> str:
    """The name that a statement or call writes into, if it is one."""
    if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
        return _root(node.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS:
        return _root(node.func.value)
    return ""


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def test_no_function_of_the_columns_writes_into_its_module() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for column in COLUMNS
        for path in (ROOT / column).rglob("*.py")
        for name in written_globals(path.read_text())
    }
    assert found == EXCUSED.keys()


def test_what_writes_into_a_module_is_found() -> None:
    for line in (
        "KEPT[1] = 2",
        "KEPT.add(1)",
        "KEPT[1].append(2)",
        "KEPT.last = 1",
        "del KEPT[1]",
        "KEPT[1] += 1",
        "global KEPT\n    KEPT = 1",
    ):
        assert set(written_globals(f"KEPT = {{}}\ndef remember():\n    {line}\n")) == {"KEPT"}, line


def test_what_a_function_calls_its_own_is_no_state() -> None:
    for line in ("KEPT = {}\n    KEPT[1] = 2", "other = set()\n    other.add(1)", "return KEPT[1]"):
        assert not set(written_globals(f"KEPT = {{}}\ndef remember():\n    {line}\n")), line
    assert not set(written_globals("KEPT = {}\ndef remember(KEPT):\n    KEPT[1] = 2\n"))
