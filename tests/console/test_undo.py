"""What takes an order back: told with its answer as data, by the table of opposites, with what stood there before."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.console.card.undo import MAKERS
from commands.catalogue import COMMANDS
from commands.fields import Named
from commands.opposites import OPPOSITES
from commands.team import FormTeam
from tests.api.serving import World
from tests.console.people import People

AS_OTHERWISE_NAMED = {"move-ticket"}
"""Undone as the command is that brings a ticket there under a name of its own."""


def ordered(client: httpx.Client, command: str, **fields: Any) -> dict[str, Any]:
    answer = client.post(f"/order/{command}", data=fields, headers={"Part": "order"})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def taken_back(client: httpx.Client, done: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(f"/order/{done['undo']['order']}", json=done["undo"]["body"], headers={"Part": "order"})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def card_of(world: World, number: int, position: int) -> dict[str, Any]:
    told: dict[str, Any] = world.admin.get(f"/tickets/{number}", params={"min_position": position}).json()
    return told


def test_whatever_is_offered_as_undo_undoes_by_the_table_of_opposites() -> None:
    assert MAKERS.keys() <= COMMANDS.keys()
    assert MAKERS.keys() - AS_OTHERWISE_NAMED <= OPPOSITES.keys()


@pytest.mark.parametrize(
    ("command", "fields", "shown"),
    [
        ("correct-ticket-words", {"subject": "Другая тема"}, "subject"),
        ("prioritise-ticket", {"priority": "critical"}, "priority"),
        ("assign-ticket", {"responsible.team_id": "{team}"}, "team_id"),
        ("reclassify-ticket", {"type": "service_request"}, "type"),
        ("move-ticket", {"to": "in_progress"}, "status"),
        ("put-ticket-on-hold", {"reason": "Ждём деталь"}, "reason"),
        ("watch-ticket", {}, "watchers"),
        ("copy-ticket-to", {"person.person_id": "specialist.of.the.world"}, "in_copy"),
    ],
)
def test_what_stood_there_before_stands_there_again(
    people: People, world: World, command: str, fields: dict[str, str], shown: str
) -> None:
    number = world.ticket()["number"]
    # One that nothing comes to by itself, whoever answers for the desk.
    team = world.order(FormTeam(title=Named(ru=f"Линия {uuid4().hex[:8]}"))) if "responsible.team_id" in fields else ""
    if command == "put-ticket-on-hold":
        world.admin.post(f"/tickets/{number}/start", json={})
    before = card_of(world, number, world.desk.log.head())[shown]
    client = people.signed_in(people.somebody("administrator"))
    filled = {name: value.format(team=team) for name, value in fields.items()}
    done = ordered(client, command, ticket_id=str(number), **filled)
    assert card_of(world, number, done["position"])[shown] != before
    back = taken_back(client, done)
    assert card_of(world, number, back["position"])[shown] == before


@pytest.mark.parametrize(
    ("command", "fields", "part"),
    [
        ("add-task", {"title": "Позвонить"}, "tasks"),
        ("spend-time", {"minutes": "15"}, "times"),
        ("tag-ticket", {"add": "печать"}, "tags"),
    ],
)
def test_work_on_a_ticket_is_taken_back_by_the_id_that_it_got(
    people: People, world: World, command: str, fields: dict[str, str], part: str
) -> None:
    number = world.ticket()["number"]
    client = people.signed_in(people.somebody("administrator"))
    done = ordered(client, command, ticket_id=str(number), **fields)
    back = taken_back(client, done)
    work = world.admin.get(f"/tickets/{number}/work", params={"min_position": back["position"]}).json()
    assert [one for one in work[part] if part != "tasks" or one["stands"] == "open"] == []


def test_a_note_is_withdrawn_and_what_changed_nothing_has_no_undo(people: People, world: World) -> None:
    number = str(world.ticket()["number"])
    client = people.signed_in(people.somebody("administrator"))
    done = ordered(client, "comment-on-ticket", ticket_id=number, body="Не сюда", is_public="false")
    assert done["undo"]["order"] == "withdraw-comment"
    taken_back(client, done)
    ordered(client, "tag-ticket", ticket_id=number, add="склад")
    assert ordered(client, "tag-ticket", ticket_id=number, add="склад")["undo"] is None


def test_an_order_as_data_is_read_as_strictly_as_over_http(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    number = world.ticket()["number"]
    answer = client.post("/order/tag-ticket", json={"ticket_id": str(number), "adds": ["x"]}, headers={"Part": "order"})
    assert (answer.status_code, answer.json()["field"]) == (422, "adds")
    broken = client.post(
        "/order/tag-ticket", content=b"{", headers={"Part": "order", "Content-Type": "application/json"}
    )
    assert broken.status_code == 400
    foreign = client.post(
        "/order/tag-ticket", json={"ticket_id": str(number), "add": ["x"]}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert foreign.status_code == 403


def test_an_answer_of_staff_waits_and_is_called_back(people: People, world: World) -> None:
    number = str(world.ticket()["number"])
    client = people.signed_in(people.somebody("administrator"))
    words = f"Скоро уйдёт {uuid4().hex[:6]}"
    done = ordered(client, "comment-on-ticket", ticket_id=number, body=words, _wait="60")
    assert done["undo"] is None
    waiting = client.get("/api/v1/sends").json()["sends"]
    assert [one["held"]["content"]["body"] for one in waiting] == [words]
    back = client.delete(f"/api/v1/sends/{done['send']}").json()
    assert back["held"]["content"]["body"] == words
    assert words not in client.get(f"/api/v1/tickets/{number}/timeline").text


def test_a_reply_that_crosses_anothers_shows_theirs_first(people: People, world: World) -> None:
    number = str(world.ticket()["number"])
    seen = world.admin.get(f"/tickets/{number}", params={"min_position": world.desk.log.head()}).json()["version"]
    client = people.signed_in(people.somebody("administrator"))
    world.admin.post(f"/tickets/{number}/comments", json={"body": "Уже починили"})
    fields = {"ticket_id": number, "body": "Чиним", "_version": str(seen), "_wait": "60"}
    refused = client.post("/order/comment-on-ticket", data=fields, headers={"Part": "order"})
    told = refused.json()
    assert (refused.status_code, told["code"]) == (412, "answer-crossed")
    assert [one["value"] for one in told["theirs"]] == ["Уже починили"]
    again = client.post(
        "/order/comment-on-ticket", data={**fields, "_version": str(told["version"])}, headers={"Part": "order"}
    )
    assert again.status_code == 200
    client.delete(f"/api/v1/sends/{again.json()['send']}")


def test_a_stale_save_goes_through_where_nobody_touched_the_same_field(people: People, world: World) -> None:
    number = str(world.ticket()["number"])
    seen = world.admin.get(f"/tickets/{number}", params={"min_position": world.desk.log.head()}).json()["version"]
    client = people.signed_in(people.somebody("administrator"))
    world.admin.post(f"/tickets/{number}/correct", json={"subject": "Тема другого"})
    ordered(client, "prioritise-ticket", ticket_id=number, priority="high", _version=str(seen))
    refused = client.post(
        "/order/correct-ticket-words",
        data={"ticket_id": number, "subject": "Моя тема", "_version": str(seen)},
        headers={"Part": "order"},
    )
    told = refused.json()
    assert (refused.status_code, told["code"]) == (412, "changed-meanwhile")
    assert [(one["field"], one["value"]) for one in told["theirs"]] == [("subject", "Тема другого")]
    done = ordered(client, "correct-ticket-words", ticket_id=number, subject="Моя тема", _version=str(told["version"]))
    assert card_of(world, int(number), done["position"])["subject"] == "Моя тема"
