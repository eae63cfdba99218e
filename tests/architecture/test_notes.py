"""Decision notes and the other documents name modules, classes and files that are there."""

from __future__ import annotations

import importlib
import importlib.util
import re
from pathlib import Path

import pytest

from api.made_once import OURS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted((*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))
GONE = {
    "0034-questions-have-one-table-of-rights.md": {"api.questions.table.MAY_ASK"},
    "0059-modules-are-hidden-by-labels.md": {"api.questions.table.MODULE_OF_QUESTION"},
    "0129-one-name-one-schema.md": {"projections.person.card.Named"},
}
"""What notes tell of as it was. The first two are superseded by another note; 0129 says what was renamed."""
NAME = re.compile(r"[a-z_]+(\.\w+)+")
PATH = re.compile(r"[a-z_.]+(/[a-z0-9_.-]+)+")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_what_a_document_names_of_the_house_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    quoted = set(re.findall(r"`([^`\n]+)`", text))
    missing = {name for name in quoted if _is_of_the_house(name) and not _is_there(name)}
    missing |= {path for path in quoted if _is_a_path(path) and not _lies_there(path)}
    assert missing == GONE.get(document.name, set())


def test_a_note_whose_names_are_gone_says_what_came_in_their_place() -> None:
    for name in ("0034-questions-have-one-table-of-rights.md", "0059-modules-are-hidden-by-labels.md"):
        assert "**Superseded by 0126" in (ROOT / "docs/decisions" / name).read_text(encoding="utf-8")


def test_names_that_are_not_there_are_found() -> None:
    assert _is_there("api.questions.table.QUESTIONS")
    assert _is_there("commands.ports.Memory.expect")
    assert not _is_there("commands.ports.Prefetch")
    assert not _is_there("commands.nowhere")
    assert _is_a_path("sla_engine/following")
    assert _lies_there("sla_engine/following")
    assert not _lies_there("sla_engine/nowhere")


def _is_of_the_house(quoted: str) -> bool:
    return NAME.fullmatch(quoted) is not None and quoted.partition(".")[0] in OURS


def _is_there(name: str) -> bool:
    """A module, or what one has, down to the field of a class."""
    parts = name.split(".")
    found: object = importlib.import_module(parts[0])
    for nth, part in enumerate(parts[1:], start=2):
        module = ".".join(parts[:nth])
        if hasattr(found, part):
            found = getattr(found, part)
        elif hasattr(found, "__path__") and importlib.util.find_spec(module) is not None:
            found = importlib.import_module(module)
        else:
            return False
    return True


def _is_a_path(quoted: str) -> bool:
    return PATH.fullmatch(quoted) is not None and quoted.partition("/")[0] in {*OURS, "tests", "docs", "benchmarks"}


def _lies_there(path: str) -> bool:
    """A file, a folder, or a module that is named without its ending."""
    return (ROOT / path).exists() or (ROOT / f"{path}.py").exists()
