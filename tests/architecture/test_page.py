"""The page that shows the house tells of rooms that are there."""

from __future__ import annotations

import importlib
import importlib.util
import re
from pathlib import Path

import pytest

from api.made_once import OURS
from api.questions.table import QUESTIONS
from api.rest import command_table

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
QUOTED = sorted(set(re.findall(r"`([^`\n]+)`", PAGE)))
NAMES = [name for name in QUOTED if re.fullmatch(r"[a-z_]+(\.\w+)+", name)]
LONGEST_PAGE = 140
"""Lines."""


@pytest.mark.parametrize("name", NAMES)
def test_every_module_and_class_that_the_page_names_is_there(name: str) -> None:
    assert name.split(".", maxsplit=1)[0] in OURS
    if name.rsplit(".", maxsplit=1)[-1][0].isupper():
        module, _, inner = name.rpartition(".")
        assert hasattr(importlib.import_module(module), inner)
    else:
        assert importlib.util.find_spec(name) is not None


def test_the_page_names_every_room_of_the_house_and_walks_through_it() -> None:
    assert set(QUOTED) >= OURS
    assert len(NAMES) > 30
    for room in OURS:
        assert any(name.startswith(f"{room}.") for name in NAMES), f"no journey passes {room}"


@pytest.mark.parametrize("room", ["storage", "inbound"])
def test_the_page_lists_all_folders_that_are_there_and_no_others(room: str) -> None:
    listed = re.search(rf"^\| `connectors` \|.*`{room}`: ([a-z_, ]+)", PAGE, re.MULTILINE)
    assert listed is not None
    there = {folder.parent.name for folder in (ROOT / "connectors" / room).glob("*/__init__.py")}
    assert {*listed[1].split(", ")} == there


def test_the_folders_of_the_doors_that_the_page_lists_are_there() -> None:
    for folder in ("questions", "rest", "cli", "http", "wire"):
        assert f"`{folder}`" in PAGE
        assert (ROOT / "api" / folder / "__init__.py").exists()


def test_the_question_of_the_page_is_one_that_is_asked() -> None:
    assert "explain-ticket-sla" in QUESTIONS
    assert "`GET /tickets/1001/sla/explain`" in PAGE
    assert any(route.command.__name__ == "RegisterTicket" for route in command_table.COMMAND_ROUTES)


def test_it_is_one_page() -> None:
    assert len(PAGE.splitlines()) <= LONGEST_PAGE
