"""The search box over HTTP: what it answers, to whom, and what it refuses in words."""

from __future__ import annotations

import json

import pytest

from tests.api.raw import connected, one_answer
from tests.api.serving import World


def test_a_word_finds_the_ticket_with_its_excerpt_and_a_number_stands_first(world: World) -> None:
    number = world.ticket(subject="Не печатает плоттер", description="Нет доступа к плоттеру")["number"]
    wanted = {"text": "плоттеры", "kinds": "ticket", "min_position": str(world.desk.log.head())}
    found = world.specialist.get("/search", params=wanted).json()
    (section,) = found["sections"]
    assert [hit["ref"] for hit in section["hits"]] == [str(number)]
    assert [piece for piece in section["hits"][0]["title"] if piece["is_hit"]] == [{"text": "плоттер", "is_hit": True}]
    assert [excerpt["part"] for excerpt in section["hits"][0]["excerpts"]] == ["description"]
    exact = world.specialist.get("/search", params={"text": f"№{number}"}).json()["exact"]
    assert [(one["kind"], one["ref"]) for one in exact] == [("ticket", str(number))]


def test_kinds_that_somebody_may_not_ask_for_are_not_sought_for_them(world: World) -> None:
    name = "specialist"
    everything = world.admin.get("/search", params={"text": name}).json()
    own = world.requester.get("/search", params={"text": name}).json()
    assert "person" in {section["kind"] for section in everything["sections"]}
    assert "person" not in {section["kind"] for section in own["sections"]}


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({}, "text"),
        ({"text": "?!"}, "text"),
        ({"text": "x" * 201}, "text"),
        ({"text": "мышь", "kinds": "ticket,nothing"}, "kinds"),
        ({"text": "мышь", "cursor": "нет"}, "cursor"),
        ({"text": "мышь", "limit": "51"}, "limit"),
    ],
)
def test_what_cannot_be_sought_is_refused_by_its_field(world: World, wanted: dict[str, str], field: str) -> None:
    answer = world.specialist.get("/search", params=wanted)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid-field", field)


def test_words_that_are_typed_as_they_are_read_are_answered(world: World) -> None:
    number = world.ticket(subject="Кульман скрипит")["number"]
    path = f"/api/v1/search?text=кульманы&kinds=ticket&min_position={world.desk.log.head()}"
    token = world.specialist.headers["authorization"]
    with connected(world.url) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: desk\r\nAuthorization: {token}\r\n\r\n".encode())
        answer = one_answer(connection)
    assert (answer.status, json.loads(answer.body)["sections"][0]["hits"][0]["ref"]) == (200, str(number))


def test_the_list_finds_what_the_search_finds(world: World) -> None:
    number = world.ticket(subject="Кульман", description="Скрипит рейсшина")["number"]
    for text in ("рейсшины", "кульманы скрипит", f"№{number}"):
        wanted = {"text": text, "min_position": str(world.desk.log.head())}
        lines = world.specialist.get("/tickets", params=wanted).json()["tickets"]
        assert number in [line["number"] for line in lines], text
    assert world.specialist.get("/tickets", params={"text": "!"}).json()["tickets"] == []
