"""Every question reads one snapshot: what the doors open of the storage themselves is told by their source."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import api
import api.app
from api.questions.asking import ASKED
from api.questions.table import QUESTIONS

ROOM = Path(api.__file__).parent

DOORS = ("snapshot", "glance", "transaction", "connection", "patiently", "dedicated")

NO_QUESTIONS = {
    ("bootstrap.py", "found"): "writes: of two that found the desk at one moment one makes the passwords",
    ("bootstrap.py", "_threads"): "of the mail intake, one statement, before a command",
    ("zone_rules.py", "follow"): "writes: measures the open clocks anew at a start",
    ("questions/asking.py", "teams_that_count"): "who asks, one statement, before there is a question",
    ("questions/person/cards.py", "who_am_i"): "asked by every page: a single statement, by a glance",
}
"""Functions of the doors that open the storage otherwise, and why they may."""

TOLD_ASIDE = {("cli/main.py", "show_zones"): "of the host beside the desk, asked in the terminal alone"}
"""Looks of a door into the storage that answer no question of the table, and why they may."""

DEEDS = {
    "sign-in",
    "sign-out",
    "reset-password",
    "change-password",
    "generate-password",
    "offer-reset-link",
    "end-session",
    "end-sessions-elsewhere",
    "begin-second-factor",
    "confirm-second-factor",
    "make-recovery-codes",
    "switch-second-factor-off",
    "take-second-factor-off",
    "open-stream",
    "say-presence",
    "leave-ticket",
    "mark-looked",
    "read-notices",
    "mute-notices",
    "mark-unread",
    "mark-many-looked",
    "save-draft",
    "drop-draft",
    "send-later",
    "call-back",
    "upload-photo",
    "remove-photo",
    "upload-file",
    "answer-satisfaction",
}
"""What the table says the rights of though nothing is asked: it changes accounts or files, or is told as it happens,
and is no command."""


def opened() -> Iterator[tuple[str, str, str]]:
    """File, function and door, for every place where a function opens the storage."""
    for path in sorted(ROOM.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in DOORS
                    and ast.unparse(node.func.value).endswith("database")
                ):
                    yield path.relative_to(ROOM).as_posix(), function.name, node.func.attr


def test_every_question_opens_the_storage_by_its_snapshot() -> None:
    otherwise = {(path, function) for path, function, door in opened() if door != "snapshot"}
    assert otherwise == set(NO_QUESTIONS)
    assert len(list(opened())) > 50


@pytest.mark.parametrize("door", ["rest", "cli", "http", "demo"])
def test_no_door_looks_into_the_storage_beside_the_questions(door: str) -> None:
    opening = {(path, function) for path, function, _ in opened() if path.startswith(f"{door}/")}
    assert opening <= {*NO_QUESTIONS, *TOLD_ASIDE}


def test_every_row_of_the_table_is_a_question_or_a_deed() -> None:
    assert ASKED.keys() | DEEDS == QUESTIONS.keys()
    assert not ASKED.keys() & DEEDS


def test_a_question_opens_one_snapshot() -> None:
    counted = Counter((path, function) for path, function, door in opened() if door == "snapshot")
    # A card of now and one of a date are two answers of one route: never both are opened.
    assert {place for place, times in counted.items() if times > 1} == {
        ("questions/org_unit/cards.py", "read_unit"),
    }


def test_a_question_reads_the_log_in_its_snapshot() -> None:
    """Whoever has a snapshot open and asks the log beside it would see two moments, and hold two connections."""
    beside = []
    for path in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.With) and any(".snapshot()" in ast.unparse(item) for item in node.items):
                beside += [
                    f"{path.relative_to(ROOM)}:{inner.lineno}"
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Attribute)
                    and ast.unparse(inner.value).endswith("desk.log")
                    and inner.attr != "at"
                ]
    assert beside == []
