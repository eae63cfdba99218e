"""Every question to a read model says which ones its SQL asks; what takes a cursor and says nothing has a reason."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import projections
from api.bootstrap import PROJECTIONS
from projections.kit.reads import is_marked, reads, views_of

ROOM = Path(projections.__file__).parent
NAMES = set(PROJECTIONS)

_WRITES = "of the writer: the rows that it folds and keeps"
_ASIDE = "asks what is set aside, which stands beside all read models"
_NAMES = "gives the rows of what was asked before"
_REMEMBERED = "gives what is remembered at the version that its caller's SQL asked for; the caller names that table"
NO_READERS = {
    "projections.kit.columns.rows_of": _NAMES,
    "projections.kit.columns.first_of": _NAMES,
    "projections.kit.columns.first_of_both": _NAMES,
    "projections.kit.parking.streams": _ASIDE,
    "projections.kit.parking.of_stream": _ASIDE,
    "projections.kit.parking.all_parked": _ASIDE,
    "projections.kit.parking.counts": _ASIDE,
    "projections.sla_clocks.explanations.trouble_of": _ASIDE,
    "projections.kit.kept.KeptRows.take": _WRITES,
    "projections.kit.kept.KeptVersions.get": _REMEMBERED,
    "projections.kit.kept.KeptVersions.keep": _REMEMBERED,
    "projections.agreement.service_class.class_of": _REMEMBERED,
    "projections.ticket_type.remembered.statuses_shown": _REMEMBERED,
    "projections.sla_clocks.arrays.write": _WRITES,
    "projections.sla_clocks.promise_book.Book.learn": _WRITES,
}
"""What takes a cursor, gives something and is no question. What gives nothing back, writes."""


def with_cursor() -> Iterator[str]:
    """The public functions and methods of the room that take a cursor and give something, by their dotted names."""
    for path in sorted(ROOM.rglob("*.py")):
        module = ".".join(("projections", *path.relative_to(ROOM).with_suffix("").parts))
        tree = ast.parse(path.read_text())
        for owner, body in (
            ("", tree.body),
            *((one.name, one.body) for one in tree.body if isinstance(one, ast.ClassDef)),
        ):
            for found in body:
                if (
                    isinstance(found, ast.FunctionDef)
                    and not f"{owner}.{found.name}".startswith("_")
                    and not found.name.startswith("_")
                    and ast.unparse(found.returns or tree) != "None"
                    and any("Cursor" in ast.unparse(one.annotation) for one in found.args.args if one.annotation)
                ):
                    yield ".".join(part for part in (module, owner, found.name) if part)


def named(path: str) -> Callable[..., Any]:
    """What a dotted name means."""
    parts = path.split(".")
    found: Any = importlib.import_module(".".join(parts[:3]))
    for part in parts[3:]:
        if not hasattr(found, part):
            importlib.import_module(f"{found.__name__}.{part}")
        found = getattr(found, part)
    reader: Callable[..., Any] = found
    return reader


READERS = {
    path: reader
    for path in with_cursor()
    if path not in NO_READERS and (is_marked(reader := named(path)) or not path.endswith(".load"))
}
"""What ``load``s rows for their writer to fold on is no question unless it says so."""


def test_whatever_takes_a_cursor_says_what_it_reads_or_why_it_says_nothing() -> None:
    assert len(READERS) > 80, "the test looks at the wrong place"
    assert [path for path, reader in READERS.items() if not is_marked(reader)] == []
    assert set(NO_READERS) <= set(with_cursor()), "a reason stands for something that is gone"
    assert [path for path in NO_READERS if is_marked(named(path))] == []


@pytest.mark.parametrize("path", READERS)
def test_a_reader_names_read_models_that_there_are(path: str) -> None:
    assert views_of(READERS[path])
    assert set(views_of(READERS[path])) <= NAMES


def test_a_marked_function_is_the_function_itself() -> None:
    def below() -> int:
        return 1

    def above() -> int:
        return 2

    assert reads("a", "b")(below) is below
    assert reads("c", also=(below,))(above) is above
    assert (below(), above()) == (1, 2)
    assert views_of(above) == ("c", "a", "b")
    assert views_of(below, above) == ("a", "b", "c")


def test_who_waits_for_an_unmarked_function_hears_of_it_at_once() -> None:
    with pytest.raises(KeyError):
        views_of(test_a_marked_function_is_the_function_itself)
