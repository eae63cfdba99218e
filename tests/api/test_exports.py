"""A list or a view as a file over HTTP: what the list shows and nothing beside, in the reader's words and times."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any
from uuid import uuid4

import pytest

from events.values.people import Actor
from tests.api.serving import World


@pytest.fixture(scope="module")
def told(world: World) -> dict[str, Any]:
    word = uuid4().hex
    tickets = [
        world.ticket(subject=f"{name} {word}", attributes=attributes)
        for name, attributes in (("=HYPERLINK(1)", {"floor": "3"}), ("Вторая; с «кавычками»", {}))
    ]
    world.requester.get("/tickets", params={"text": word, "min_position": tickets[-1]["position"]})
    return {"word": word, "numbers": [one["number"] for one in tickets]}


def rows(answer: Any, separator: str = ";") -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=separator))


def test_a_table_shows_what_the_list_shows_in_its_order(world: World, told: dict[str, Any]) -> None:
    first, second = told["numbers"]
    columns = "number,subject,status,attribute.floor,left,registered"
    asked = {"text": told["word"], "sort": "-number", "columns": columns, "zone": "Asia/Tokyo"}
    answer = world.specialist.get("/tickets/export", params=asked)
    head, *found = rows(answer)
    assert head == [
        "Номер", "Тема", "Статус", "Осталось рабочих часов", "Зарегистрирована (Asia/Tokyo)", "floor",
    ]  # fmt: skip
    assert [row[0] for row in found] == [str(second), str(first)]
    assert found[1][1] == f"'=HYPERLINK(1) {told['word']}"
    assert [row[2] for row in found] == ["Новая", "Новая"]
    assert [row[5] for row in found] == ["", "3"]
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="tickets-')


def test_a_workbook_holds_the_same_rows(world: World, told: dict[str, Any]) -> None:
    answer = world.specialist.get("/tickets/export", params={"text": told["word"], "format": "xlsx"})
    assert answer.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row>") == 3
    assert f"=HYPERLINK(1) {told['word']}" in sheet


def test_a_view_is_exported_with_its_own_columns_and_order(world: World, told: dict[str, Any]) -> None:
    settings = {
        "condition": {"op": "text", "text": told["word"]},
        "columns": ["subject", "number"],
        "attributes": ["floor"],
        "sort": "-number",
    }
    made = world.specialist.post("/views", json={"title": {"en": "x"}, "settings": settings}).json()
    assert "id" in made, made
    head, *found = rows(
        world.specialist.get("/tickets/export", params={"view": made["id"], "min_position": made["position"]})
    )
    assert head == ["Тема", "Номер", "floor"]
    assert [row[1] for row in found] == [str(number) for number in reversed(told["numbers"])]


def test_a_table_holds_nothing_that_its_reader_does_not_see(world: World, told: dict[str, Any]) -> None:
    _, *own = rows(world.requester.get("/tickets/export", params={"text": told["word"], "columns": "number,company"}))
    assert [row for row in own if row[1]] == []
    assert len(own) == 2
    name = f"stranger{uuid4().hex[:8]}"  # of no team: who is in one may see what falls to it
    stranger = Actor(kind="person", id=world._person(name, "second_line"), name=name)
    secret = world.desk.tokens.make(stranger, frozenset({"second_line"}), now=world.desk.clock.now())
    bearing = {"Authorization": f"Bearer {secret}"}
    strangers = world.anonymous.get("/tickets/export", params={"text": told["word"]}, headers=bearing)
    assert len(rows(strangers)) == 1


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"columns": "beauty"}, "columns"),
        ({"format": "pdf"}, "format"),
        ({"zone": "Mars"}, "zone"),
        ({"sort": "x"}, "sort"),
    ],
)
def test_what_no_table_can_be_is_refused_by_its_name(world: World, asked: dict[str, str], field: str) -> None:
    answer = world.specialist.get("/tickets/export", params=asked)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
