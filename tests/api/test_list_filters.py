"""The list of tickets over HTTP: what it is narrowed by, in several words at once; what nobody means is refused."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.api.serving import World


def listed(world: World, word: str, **asked: Any) -> list[int]:
    answer = world.specialist.get("/tickets", params={"text": word, "sort": "number", **asked})
    assert answer.status_code == 200, answer.text
    return [line["number"] for line in answer.json()["tickets"]]


@pytest.fixture(scope="module")
def told(world: World) -> dict[str, Any]:
    """Three tickets that differ, with the word that stands in all of them."""
    word = uuid4().hex
    first = world.ticket(subject=f"Первая {word}", impact="high", urgency="high", attributes={"floor": "3"})
    asked = {"subject": f"Вторая {word}", "channel": "phone", "requester": {"email": "anna@client.example"}}
    second = world.specialist.post("/tickets", json=asked).json()
    third = world.ticket(subject=f"Третья {word}", type="inquiry")
    last = world.specialist.post(f"/tickets/{second['number']}/start").json()
    world.specialist.get("/tickets", params={"limit": 1, "min_position": last["position"]})
    return {"word": word, "numbers": [one["number"] for one in (first, second, third)]}


def test_several_values_are_given_with_commas_or_one_by_one(world: World, told: dict[str, Any]) -> None:
    first, second, third = told["numbers"]
    word = told["word"]
    assert listed(world, word, status="new,in_progress") == [first, second, third]
    assert listed(world, word, status=["new", "in_progress"]) == [first, second, third]
    assert listed(world, word, priority="high, critical") == [first]
    assert listed(world, word, type="inquiry", status="new,") == [third]
    assert listed(world, word, channel="phone") == [second]
    assert listed(world, word, team="mine,nobody", responsible="me,nobody") == [first, second, third]
    assert listed(world, word, attribute="floor:3") == [first]
    assert listed(world, word, attribute="floor") == [first]


def test_tags_are_asked_for_as_any_all_or_none_and_stand_in_a_table(world: World, told: dict[str, Any]) -> None:
    first, second, third = told["numbers"]
    word, vip = told["word"], f"Vip {told['word']}"
    world.specialist.post(f"/tickets/{first}/tags", json={"add": [vip, "сеть"]})
    last = world.specialist.post(f"/tickets/{second}/tags", json={"add": [vip]}).json()
    world.specialist.get("/tickets", params={"limit": 1, "min_position": last["position"]})
    assert listed(world, word, tag=vip.upper()) == [first, second]
    assert listed(world, word, tag=f"нет такой,{vip}") == [first, second]
    assert listed(world, word, tag_all=f"сеть,{vip}") == [first]
    assert listed(world, word, tag_none="сеть") == [second, third]
    assert listed(world, word, where=json.dumps({"op": "tags", "how": "none"})) == [third]
    groups = world.specialist.get("/tickets/groups", params={"text": word, "tag": vip, "by": "status"}).json()
    assert groups["total"] == 2
    asked = {"text": word, "tag": vip, "columns": "number,tags", "format": "csv", "sort": "number"}
    table = world.specialist.get("/tickets/export", params=asked)
    assert [line.split(";")[1] for line in table.text.splitlines()[1:]] == [f"{vip.lower()}, сеть", vip.lower()]


def test_rows_are_found_by_their_numbers_in_one_question(world: World, told: dict[str, Any]) -> None:
    first, second, third = told["numbers"]
    asked: dict[str, str | int] = {
        "numbers": f"{third},№{first},999999999",
        "sort": "number",
        "limit": 1,
        "clocks": "true",
    }
    lines = world.specialist.get("/tickets", params=asked).json()["tickets"]
    assert [line["number"] for line in lines] == [first, third]
    assert lines[0]["clocks"]["resolution"]["state"] == "running"
    assert lines[0]["clocks"]["resolution"]["left_s"] > 0
    assert second not in {line["number"] for line in lines}
    assert world.requester.get("/tickets", params={"numbers": str(second)}).status_code == 200


def test_instants_are_told_as_dates_and_seen_from_today(world: World, told: dict[str, Any]) -> None:
    word, numbers = told["word"], told["numbers"]
    assert listed(world, word, registered_from="today-1d", registered_before="+1h") == numbers
    assert listed(world, word, registered_before="-1d") == []
    assert listed(world, word, changed_from="-1h", zone="Asia/Tokyo") == numbers
    assert listed(world, word, closed_from="2020-01-01") == []
    assert listed(world, word, due_from="now") == numbers


def test_a_condition_of_and_or_not_narrows_like_parameters(world: World, told: dict[str, Any]) -> None:
    first, second, third = told["numbers"]
    condition = {
        "op": "any",
        "of": [
            {"op": "in", "field": "channel", "values": ["phone"]},
            {"op": "not", "of": {"op": "in", "field": "type", "values": ["incident", "service_request"]}},
        ],
    }
    assert listed(world, told["word"], where=json.dumps(condition)) == [second, third]
    assert first not in listed(world, told["word"], where=json.dumps(condition))


def nested(depth: int) -> str:
    return '{"op":"not","of":' * depth + '{"op":"is","field":"open"}' + "}" * depth


@pytest.mark.parametrize(
    ("asked", "field", "says"),
    [
        ({"registered_from": "позавчера"}, "registered_from", "today, week, month, -7d"),
        ({"closed_before": "2026-02-30"}, "closed_before", "нужна дата"),
        ({"missed_from": "2026-03-02T09:00:00"}, "missed_from", "часовой пояс"),
        ({"changed_before": ""}, "changed_before", "«from», «before»"),
        ({"zone": "Mars/Olympus"}, "zone", "пояса «Mars/Olympus» нет"),
        ({"channel": "pigeon"}, "channel", "«pigeon» неизвестно"),
        ({"numbers": "1001,много"}, "numbers", "«много» — не номер"),
        ({"unit": "бухгалтерия"}, "unit", "UUID"),
        ({"attribute": "этаж:3"}, "attribute", "код:значение"),
        ({"attribute": "nothing.floor:3"}, "type", "«nothing» неизвестно"),
        ({"status": ",".join(f"s{nth}" for nth in range(5000))}, "status", "значений 5000, а можно 100"),
        ({"tag": "м" * 51}, "tag", "не больше 50 знаков, здесь 51"),
        ({"tag_none": ",".join(f"м{nth}" for nth in range(31))}, "tag_none", "меток 31, а можно 30"),
        ({"where": '{"op":"tags","how":"all"}'}, "where", "назовите метки"),
        ({"where": "{}"}, "where", "условие в JSON"),
        ({"where": '{"op":"in","field":"beauty","values":["1"]}'}, "where", "beauty"),
        ({"where": '{"op":"in","field":"team","values":["первая"]}'}, "where", "UUID"),
        ({"where": nested(7)}, "where", "вложены на 8, а можно на 6"),
        ({"where": nested(300)}, "where", "упростите"),
        ({"where": '{"op":"in","field":"status","values":["nowhere"]}'}, "status", "«nowhere» неизвестно"),
    ],
)
def test_what_nobody_could_mean_is_refused_by_its_name(
    world: World, asked: dict[str, str], field: str, says: str
) -> None:
    answer = world.specialist.get("/tickets", params=asked)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "invalid-field", field)
    assert says in answer.json()["detail"]


def test_people_are_found_beyond_one_page_each_once(world: World) -> None:
    word = f"Страничкин{uuid4().hex[:6]}"
    position = 0
    for nth in range(5):
        body = {"full_name": {"last": word, "first": f"{nth}"}, "unit_id": str(world.department)}
        made = world.admin.post("/persons", json=body)
        assert made.status_code == 201, made.text
        position = made.json()["position"]
    found: list[str] = []
    cursor: str | None = None
    while True:
        asked: dict[str, str | int] = {"text": word, "limit": 2, "min_position": position}
        page = world.admin.get("/persons", params=asked if cursor is None else {**asked, "cursor": cursor}).json()
        found += [person["name"] for person in page["persons"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert len(found) == len(set(found)) == 5
    for wrong in ("x", "W1x", cursor_of_another(world)):
        answer = world.admin.get("/persons", params={"text": word, "cursor": wrong})
        assert (answer.status_code, answer.json()["field"]) == (422, "cursor")


def cursor_of_another(world: World) -> str:
    """Where a search for something else goes on."""
    return str(world.admin.get("/persons", params={"text": "а", "limit": 1}).json()["next_cursor"])
