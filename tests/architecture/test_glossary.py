from __future__ import annotations

import importlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
WORDS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `([\w.]+)` \|", GLOSSARY, re.MULTILINE)
FOLDERS = ("aggregates", "api", "commands", "connectors", "events", "projections", "replay", "sla_engine", "tests")
RULES = ("W", "T", "C", "X")
_ROWS = re.compile(r"\brows? (\d+[a-z]?(?:(?:-| and |, |, and )\d+[a-z]?)*)")
_RANGE = re.compile(r"(\d+)([a-z]?)(?:-(\d+))?")


@pytest.mark.parametrize("path", sorted({path for _, _, path in WORDS}))
def test_every_class_that_the_glossary_names_exists(path: str) -> None:
    module, _, name = path.rpartition(".")
    assert hasattr(importlib.import_module(module), name)


def test_the_glossary_says_every_word_once() -> None:
    assert len(WORDS) > 50
    rows = [line for line in GLOSSARY.splitlines() if line.startswith("| ") and "по-русски" not in line]
    assert len(WORDS) == len(rows)
    for column in (0, 1):
        assert [word for word, times in Counter(row[column] for row in WORDS).items() if times > 1] == []


def sources() -> Iterator[tuple[Path, str]]:
    for folder in FOLDERS:
        for kind in ("*.py", "*.sql"):
            for file in sorted((ROOT / folder).rglob(kind)):
                yield file, file.read_text(encoding="utf-8")


def numbers(text: str) -> Iterator[str]:
    for first, letter, last in _RANGE.findall(text):
        if letter:
            yield first + letter
        else:
            yield from map(str, range(int(first), int(last or first) + 1))


def test_every_row_that_is_cited_is_told_in_the_docs() -> None:
    table = (ROOT / "docs/rows.md").read_text(encoding="utf-8")
    told = {number for row in re.findall(r"^\| (\d[\w-]*) \|", table, re.MULTILINE) for number in numbers(row)}
    cited = {}
    for file, text in sources():
        for found in [*_ROWS.findall(text), *re.findall(r"def test_row_(\d+[a-z]?)_", text)]:
            cited.update(dict.fromkeys(numbers(found), file))
    assert {number: str(file) for number, file in cited.items() if number not in told} == {}


def test_every_rule_that_is_cited_is_told_in_the_docs() -> None:
    page = (ROOT / "docs/sla.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^- \*\*([WTCX]\d+) ", page, re.MULTILINE))
    assert {rule[0] for rule in told} == set(RULES)
    cited = {}
    for file, text in sources():
        for found in re.findall(r"[( ,\"]([WTCX]\d{1,2})(?=[)\-,. \"])", text):
            cited[found] = file
    assert {rule: str(file) for rule, file in cited.items() if rule not in told} == {}


def test_the_reason_for_every_dependency_is_written_down() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names = {re.split(r"[\[<>=]", line)[0] for line in wanted}
    reasons = (ROOT / "docs/decisions/0070-dependencies.md").read_text(encoding="utf-8")
    assert {name for name in names if not re.search(rf"\b{re.escape(name)}\b", reasons)} == set()


def test_decisions_are_short_and_say_context_decision_consequence() -> None:
    notes = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert len({note.name[:4] for note in notes}) == len(notes)
    for note in notes:
        text = note.read_text(encoding="utf-8")
        assert text.count("\n") < 40, note.name
        assert text.index("**Context.**") < text.index("**Decision.**") < text.index("**Consequence.**"), note.name
