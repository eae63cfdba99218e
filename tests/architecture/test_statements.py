"""SQL is composed in one place, of pieces that were made there; what is not composed is a literal."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any, cast

import pytest

from projections.kit.statement import Fragment, joined, name, names, statement

ROOT = Path(__file__).parents[2]
COMPOSERS = ("aggregates", "api", "commands", "connectors", "events", "projections", "replay", "sla_engine")


def test_fragments_alone_are_put_into_a_statement() -> None:
    seen = statement("{alias}.requester_id = %(viewer_id)s", alias=name("t"))
    whole = statement("SELECT {columns} FROM ticket_list t WHERE {seen}", columns=names(("a", "b")), seen=seen)
    assert whole == "SELECT a, b FROM ticket_list t WHERE t.requester_id = %(viewer_id)s"
    for stranger in ("true", b"true", 1, f"{seen}", seen + seen):
        with pytest.raises(TypeError, match="not made by"):
            statement("SELECT {it}", it=cast("Fragment", stranger))
        with pytest.raises(TypeError, match="not made by"):
            joined(" AND ", [cast("Fragment", stranger)])


def test_what_was_typed_is_no_name_of_a_column() -> None:
    assert [name("ticket_list"), name("t.number")] == ["ticket_list", "t.number"]
    for typed in ("", "t.", "a b", 'a"', "a;--", "a, b", "Number", "1", "%s", "t.a.b", "a\n", "имя"):
        with pytest.raises(ValueError, match="not a name of ours"):
            name(typed)


def test_what_is_put_together_once_is_kept_and_a_literal_is_not_taken_for_a_fragment() -> None:
    def made() -> Fragment:
        return statement("SELECT '{{}}' FROM {table}", table=name("kept"))

    assert made() is made()
    assert made() == "SELECT '{}' FROM kept"
    assert not isinstance(cast("Any", "kept"), Fragment)


def test_fragments_are_made_nowhere_else() -> None:
    makers = {
        str(path.relative_to(ROOT))
        for room in COMPOSERS
        for path in (ROOT / room).rglob("*.py")
        if "Fragment(" in path.read_text(encoding="utf-8")
    }
    assert makers == {"projections/kit/statement.py"}


def _told_as_bytes(code: str) -> list[int]:
    """The lines that give the database a text made into bytes, which no checker looks into."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(code))
        if (
            isinstance(node, ast.Call)
            and (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) in _SENDERS
            and any(isinstance(inner, ast.Attribute) and inner.attr == "encode" for inner in ast.walk(_sent(node)))
        )
        or (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Mod)
            and isinstance(node.left, ast.Call)
            and getattr(node.left.func, "attr", "") == "encode"
        )
    ]


_SENDERS = {"execute", "executemany", "copy", "at_once", "exec_"}


def _sent(call: ast.Call) -> ast.AST:
    """The statement that a call sends: past the driver's cursor it stands behind the connection."""
    return ast.Tuple(call.args[: 2 if getattr(call.func, "id", "") == "at_once" else 1])


def test_no_statement_is_made_bytes_or_excused() -> None:
    own = ROOT / "projections/kit/statement.py"
    files = [path for room in COMPOSERS for path in (ROOT / room).rglob("*.py") if path != own]
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in files}
    assert sum("cursor.execute(" in text for text in texts.values()) > 40, "the test looks at the wrong place"
    assert [path for path, text in texts.items() if "S608" in text] == []
    assert {path: lines for path, text in texts.items() if (lines := _told_as_bytes(text))} == {}


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ("cursor.execute(asked.encode(), params)", True),
        ("connection.execute((line + 'x').encode())", True),
        ("cursor.execute(f'SELECT {x}'.encode(), params, prepare=True)", True),
        ("cursor.execute(asked, (text.encode(),))", False),
        ("digest(asked.encode())", False),
        ("at_once(connection, begin.encode())", True),
        ("connection.pgconn.exec_(begin.encode())", True),
        ("told = begin.encode() % (lock, runs)", True),
        ("at_once(connection, in_one_trip(begin, 7))", False),
        ("at_once(connection, b'COMMIT')", False),
    ],
)
def test_a_statement_that_was_made_bytes_is_found(code: str, is_found: bool) -> None:  # noqa: FBT001 - a case of the test
    assert bool(_told_as_bytes(code)) is is_found


def test_a_template_is_a_literal_and_nothing_that_was_put_together() -> None:
    """mypy takes any string for a ``LiteralString``, so the source is asked."""
    asked, strangers = 0, []
    for room in COMPOSERS:
        for path in (ROOT / room).rglob("*.py"):
            if path == ROOT / "projections/kit/statement.py":
                continue
            text = path.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(text)) if "projections.kit.statement import" in text else ():
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"statement", "joined"}:
                    asked += 1
                    if not isinstance(node.args[0], ast.Constant):
                        strangers.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert asked > 20, "the test looks at the wrong place"
    assert strangers == []
