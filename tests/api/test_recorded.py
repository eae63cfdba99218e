"""What the desk answers today is what it answered when it was recorded, word for word, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from typer import Exit

from api import generated
from api.cli.main import docs
from api.openapi import recorded
from tests.recorded import examples, kept
from tests.recorded.recorder import SECRET, differences, operations
from tests.recorded.story import told
from tests.support.database import new_database
from tests.support.generated import documents

Files = dict[str, dict[str, Any]]
KEPT = kept.read()
SHOWN = 40
"""Differences that are printed at most."""


@pytest.fixture(scope="module")
def answers(database_url: str, template: str) -> Iterator[Files]:
    with new_database(database_url, template) as demo, new_database(database_url, template) as workshop:
        yield told(demo, workshop)


def test_the_desk_answers_every_operation_as_it_was_recorded(answers: Files) -> None:
    found = list(differences(KEPT, answers))

    assert not found, "\n".join(
        [f"{len(found)} places differ; if that is meant, run `make docs`:", *found[:SHOWN]],
    )


def test_no_operation_of_the_document_lacks_a_record_and_none_is_of_another() -> None:
    records = {name for file, held in KEPT.items() if file != "terminal" for name in held}

    assert records == set(operations())


@pytest.mark.parametrize("name", sorted(operations()))
def test_an_operation_is_recorded_answering_and_refusing(name: str) -> None:
    (records,) = (held[name] for held in KEPT.values() if name in held)
    statuses = [record["status"] for record in records]

    assert any(status < 400 for status in statuses)
    assert any(status >= 400 for status in statuses) or name in {"is-alive", "is-ready"}
    assert not any(status >= 500 for status in statuses)


def test_the_examples_of_the_document_are_the_recorded_answers() -> None:
    assert kept.read(examples.FOLDER) == examples.examples(KEPT), "run `make docs`"


def test_a_record_tells_no_secret() -> None:
    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for inner in value.values():
                yield from texts(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from texts(inner)
        elif isinstance(value, str):
            yield value

    assert [text for text in texts(KEPT) if SECRET.search(text)] == []


def test_differences_are_told_by_where_they_are() -> None:
    was = {"a": {"b": [1, 2, 5]}, "c": True, "d": "x", "gone": 1}
    now = {"a": {"b": [1, 3]}, "c": 1, "d": "x", "new": 2}

    assert list(differences(was, now)) == [
        "a.b[1]: was 2, is 3",
        "a.b: was 3 long, is 2",
        "c: was True, is 1",
        "gone: gone; it was 1",
        "new: new: 2",
    ]


def test_an_operation_that_nobody_recorded_is_named_by_the_check_of_the_documents(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = dict(recorded.recorded())
    known["an-operation-of-yesterday"] = known.pop("register-ticket")
    monkeypatch.setattr(generated, "recorded", lambda: known)

    monkeypatch.setattr(generated, "documents", documents)

    assert generated.unrecorded(documents()["openapi.json"]) == ["an-operation-of-yesterday", "register-ticket"]
    with pytest.raises(Exit):
        docs(check=True)
    assert "an-operation-of-yesterday, register-ticket" in " ".join(capsys.readouterr().err.split())
