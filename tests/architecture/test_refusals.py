from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args

import msgspec
import pytest

import aggregates
import api
import commands
import connectors
import events
import replay
from api.http.refusal_answers import STATUS, STATUS_OF, TITLES, status_of
from events.values.refusal import Kind, Refusal

ROOT = Path(__file__).parents[2]
PACKAGES = (aggregates, api, commands, connectors, events, replay)


def _every_refusal() -> list[type[Refusal]]:
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    found: list[type[Refusal]] = []
    waiting = [Refusal]
    while waiting:
        waiting += (kinds := waiting.pop().__subclasses__())
        found += [kind for kind in kinds if not kind.__module__.startswith("tests")]
    return sorted(set(found), key=lambda kind: kind.code())


REFUSALS = _every_refusal()


def _names_in(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_no_two_refusals_bear_one_code() -> None:
    assert len({kind.code() for kind in REFUSALS}) == len(REFUSALS)


@pytest.mark.parametrize("refusal", REFUSALS, ids=Refusal.code.__func__)  # type: ignore[attr-defined] # of a class method
def test_a_refusal_says_the_same_in_both_languages(refusal: type[Refusal]) -> None:
    told = refusal.template()
    assert _names_in(told.ru) == _names_in(told.en)
    assert re.search("[а-яё]", told.ru)
    assert not re.search("[а-яё]", told.en)
    assert refusal.ru is not Refusal.ru
    assert refusal.__doc__ is not Refusal.__doc__


@pytest.mark.parametrize("refusal", REFUSALS, ids=Refusal.code.__func__)  # type: ignore[attr-defined] # of a class method
def test_a_refusal_tells_the_way_out(refusal: type[Refusal]) -> None:
    """What is wrong, then what to do about it: two statements at least, in both languages."""
    for text in (refusal.template().ru, refusal.template().en):
        assert len([part for part in re.split(r"[.;:](?:\s|$)", text) if part.strip()]) >= 2, text


RECORDED = msgspec.json.decode((Path(__file__).parent / "refusals.json").read_bytes(), type=dict[str, tuple[int, str]])
"""Code -> status and field, as programs were written against them. New ones need no line; a line is never edited."""


def test_a_refusal_keeps_its_code_its_status_and_its_field() -> None:
    today = {refusal.code(): (status_of(refusal), refusal.field) for refusal in REFUSALS}
    assert {code: today.get(code) for code in RECORDED} == RECORDED


TEXTS = msgspec.json.decode(
    (Path(__file__).parent / "refusal_texts.json").read_bytes(), type=dict[str, tuple[str, str]]
)
"""Code -> the Russian and the English text of the build of 328360a. A line is neither added nor edited."""

WORDED_ANEW = {"bad-token", "no-such-change", "no-such-problem", "storage-is-away"}
"""Which say something else since then, and why, is told in ``NOTE``."""

NOTE = ROOT / "docs" / "decisions" / "0125-four-refusals-are-worded-anew.md"


def test_a_refusal_keeps_its_text_in_both_languages_but_where_a_note_tells_of_another() -> None:
    today = {refusal.code(): (refusal.template().ru, refusal.template().en) for refusal in REFUSALS}
    assert {code: today.get(code) for code in TEXTS if code not in WORDED_ANEW} == {
        code: text for code, text in TEXTS.items() if code not in WORDED_ANEW
    }
    assert {code for code in TEXTS if today.get(code) != TEXTS[code]} == WORDED_ANEW
    assert {*re.findall(r"`([a-z-]+)`:", NOTE.read_text())} == WORDED_ANEW
    assert {*TEXTS} <= {*RECORDED}


def test_each_kind_of_refusal_has_its_status_and_is_used() -> None:
    assert set(STATUS) == set(get_args(Kind)) == {refusal.kind for refusal in REFUSALS}


def test_each_status_has_a_title_in_both_languages() -> None:
    assert set(TITLES) == {*STATUS.values(), *STATUS_OF.values()}
    assert all(title.ru and title.en and title.ru != title.en for title in TITLES.values())


def test_only_what_http_itself_refuses_has_a_status_of_its_own() -> None:
    assert {refusal.__module__ for refusal in STATUS_OF} == {"api.http.refusals", "api.wire.refusals"}


def test_there_is_no_refusal_that_nobody_raises() -> None:
    raised = {name for package in PACKAGES for name in _raised_in(package.__path__[0])}
    assert {kind.__name__ for kind in REFUSALS} <= raised


def _raised_in(folder: str) -> Iterator[str]:
    """Names that are raised, made or handed on to be raised; a row in a table and a question do not count."""
    for path in Path(folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Raise) and node.exc is not None:
                yield _name(node.exc)
            elif isinstance(node, ast.Call) and _name(node.func) not in {"isinstance", "issubclass"}:
                yield _name(node.func)
                yield from (_name(argument) for argument in node.args)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


NUMBERS_OF_NOBODY = re.compile(r"\b[PC]-\d|№\s?\d|#\d|\b1001\b|\b20\d\d-\d\d-\d\d|\b\d\d:\d\d\b|\S@\S")
"""What reads like the number, the day or the address that somebody asked for."""


@pytest.mark.parametrize("refusal", REFUSALS, ids=Refusal.code.__func__)  # type: ignore[attr-defined] # of a class method
def test_a_refusal_names_no_number_that_nobody_asked_for(refusal: type[Refusal]) -> None:
    for text in (refusal.template().ru, refusal.template().en):
        assert not NUMBERS_OF_NOBODY.search(text), text


EXAMPLE = re.compile(r"(?P<before>.{0,30})(?:\b20\d\d-\d\d-\d\d|\bEurope/|\b\d\d:\d\d\b)")
MARKED = re.compile(r"such as|for example|example: |например|пример: |вида|\(", re.IGNORECASE)


def test_an_example_within_a_reason_is_called_one() -> None:
    """A constant in words that people read must not look like what they sent."""
    reasons = [
        node.value
        for package in PACKAGES
        for path in Path(package.__path__[0]).rglob("*.py")
        if "demo" not in path.parts
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.keyword) and call.arg in {"reason_ru", "reason_en"}
        for node in ast.walk(call.value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert len(reasons) > 10
    for reason in reasons:
        if found := EXAMPLE.search(reason):
            assert MARKED.search(found["before"]), reason
