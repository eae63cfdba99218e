"""Views of tickets over HTTP: made, seen, counted, asked the list by; groups of the same tickets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from api.bootstrap import Desk
from api.questions.ticket.patience import ListTakesTooLong, patiently
from events.values.ticket_condition import AllOf, Condition, Except, HasWords, Is, OneOf
from tests.api.serving import World

IS_NEW = {"op": "in", "field": "status", "values": ["new"]}


@pytest.fixture(scope="module")
def told(world: World) -> Iterator[dict[str, Any]]:
    """Three tickets under one word, of which one is in work, and a specialist's view of that word."""
    word = uuid4().hex
    tickets = [world.ticket(subject=f"{name} {word}") for name in ("Первая", "Вторая", "Третья")]
    world.specialist.post(f"/tickets/{tickets[1]['number']}/start")
    settings = {
        "condition": {
            "op": "all",
            "of": [{"op": "text", "text": word}, {"op": "in", "field": "status", "values": ["new"]}],
        },
        "columns": ["number", "subject"],
        "sort": "-number",
        "group": "type",
    }
    made = world.specialist.post("/views", json={"title": {"ru": word}, "settings": settings})
    assert made.status_code == 201, made.text
    yield {"word": word, "numbers": [one["number"] for one in tickets], **made.json(), "settings": settings}
    world.specialist.post(f"/views/{made.json()['id']}/remove")


def asked(world: World, path: str, told: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = world.specialist.get(path, params={"min_position": told["position"], **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_view_is_listed_with_how_many_tickets_it_finds(world: World, told: dict[str, Any]) -> None:
    (view,) = [one for one in asked(world, "/views", told, counts="true")["views"] if one["view_id"] == told["id"]]
    assert view["count"] == {"count": 2, "is_more": False}
    assert view["may_change"] is True
    assert view["settings"]["columns"] == ["number", "subject"]
    card = asked(world, f"/views/{told['id']}", told)
    assert card == view
    (view,) = [one for one in asked(world, "/views", told)["views"] if one["view_id"] == told["id"]]
    assert view["count"] is None


def test_the_list_is_asked_by_a_view_and_narrowed_further(world: World, told: dict[str, Any]) -> None:
    first, second, third = told["numbers"]
    view = told["id"]
    assert [line["number"] for line in asked(world, "/tickets", told, view=view)["tickets"]] == [third, first]
    lines = asked(world, "/tickets", told, view=view, sort="number", text=f"Первая {told['word']}")["tickets"]
    assert [line["number"] for line in lines] == [first]
    page = asked(world, "/tickets", told, view=view, limit=1)
    rest = asked(world, "/tickets", told, view=view, limit=1, cursor=page["next_cursor"])
    assert [line["number"] for line in (*page["tickets"], *rest["tickets"])] == [third, first]
    assert second not in {first, third}


def test_groups_are_those_of_a_view_or_of_any_filter(world: World, told: dict[str, Any]) -> None:
    by_type = asked(world, "/tickets/groups", told, view=told["id"])
    assert (by_type["by"], by_type["total"], by_type["is_more"]) == ("type", 2, False)
    by_status = asked(world, "/tickets/groups", told, text=told["word"], by="status")
    assert [(group["key"], group["name"]["ru"], group["count"]) for group in by_status["groups"]] == [
        ("new", "Новая", 2),
        ("in_progress", "В работе", 1),
    ]


def test_a_view_that_one_does_not_see_is_not_there(world: World, told: dict[str, Any]) -> None:
    for client in (world.requester, world.admin):
        for path, params in ((f"/views/{told['id']}", {}), ("/tickets", {"view": told["id"]})):
            answer = client.get(path, params=params)
            assert (answer.status_code, answer.json()["code"]) == (404, "no-such-view")
        assert told["id"] not in {one["view_id"] for one in client.get("/views").json()["views"]}


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"condition": {"op": "in", "field": "beauty", "values": ["1"]}}, "settings.condition.field"),
        ({"condition": {"op": "in", "field": "team", "values": ["первая"]}}, "settings.condition.values"),
        ({"condition": {"op": "between", "field": "closed"}}, "settings.condition.from"),
        ({"condition": {"op": "between", "field": "closed", "from": "вчера"}}, "settings.condition.from"),
        ({"condition": {"op": "text", "text": ""}}, "settings.condition.text"),
        ({"condition": {"op": "magic"}}, "settings.condition.op"),
        ({"columns": []}, "settings.columns"),
        ({"sort": "beauty"}, "settings.sort"),
        ({"group": "beauty"}, "settings.group"),
    ],
)
def test_settings_that_mean_nothing_are_refused_by_their_name(
    world: World, settings: dict[str, Any], field: str
) -> None:
    answer = world.specialist.post("/views", json={"title": {"ru": "x"}, "settings": settings})
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text


def test_a_condition_as_deep_as_a_body_can_be_is_refused_in_words(world: World) -> None:
    body = '{"title":{"ru":"x"},"settings":{"condition":' + '{"op":"not","of":' * 900 + '{"op":"is","field":"open"}'
    answer = world.specialist.post(
        "/views", content=body + "}" * 900 + "}}", headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in {400, 422}
    assert answer.json()["code"] in {"invalid-field", "not-json"}


WATCHED = Is(field="watched")


def test_what_would_look_through_everything_is_stopped_with_the_reason(idle_desk: Desk) -> None:
    named: tuple[Condition, ...] = (HasWords(text="x"), OneOf(field="status", values=("closed",)), Except(of=WATCHED))
    for condition in (*named, AllOf(of=named)):
        stopped = pytest.raises(ListTakesTooLong, match="Narrow it as well by a team")
        with idle_desk.database.snapshot() as db, stopped, patiently(db, condition, 10):
            db.execute("SELECT pg_sleep(20)")
    with idle_desk.database.snapshot() as db, patiently(db, Is(field="open"), 10):
        db.execute("SELECT pg_sleep(0.05)")  # what an index leads to is not hurried
