"""Checklists over HTTP and in a terminal: on the card, in lists, by a template, and before a ticket is resolved."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from tests.api.practice import defined_type, posted
from tests.api.serving import World
from tests.api.test_cli import Run, desk

__all__ = ["desk"]
ME = ("--as", "specialist.of.the.world")


def work(world: World, number: Any, position: Any = None) -> dict[str, Any]:
    asked = {} if position is None else {"min_position": position}
    found: dict[str, Any] = world.specialist.get(f"/tickets/{number}/work", params=asked).json()
    return found


def test_a_checklist_is_told_on_the_card_and_in_the_rows_to_staff_alone(world: World) -> None:
    number = world.ticket()["number"]
    receipt = posted(world, f"/tickets/{number}/checklist", {"items": ["Ноутбук", "Акт"]})
    first, _ = work(world, number, receipt["position"])["checklist"]
    receipt = posted(world, f"/tickets/{number}/checklist/tick", {"checks": [first["check_id"]]})
    told = work(world, number, receipt["position"])["checklist"]
    assert [(one["words"], one["is_ticked"]) for one in told] == [("Ноутбук", True), ("Акт", False)]
    assert told[0]["ticked_by_name"]["ru"]
    asked = {"numbers": number, "min_position": receipt["position"]}
    for params, count in (({}, 1), ({"checklist": "open"}, 1), ({"checklist": "done,none"}, 0)):
        assert len(world.specialist.get("/tickets", params={**asked, **params}).json()["tickets"]) == count
    (row,) = world.specialist.get("/tickets", params=asked).json()["tickets"]
    assert (
        row["checklist"] == world.specialist.get(f"/tickets/{number}").json()["checklist"] == {"ticked": 1, "items": 2}
    )
    (mine,) = world.requester.get("/tickets", params=asked).json()["tickets"]
    assert "checklist" not in mine
    assert world.requester.get(f"/tickets/{number}").json()["checklist"] is None
    table = world.specialist.get("/tickets/export", params={**asked, "columns": "number,checklist"}).text
    assert "1/2" in table
    changes = world.specialist.get(f"/tickets/{number}/changes", params={"since_version": 1}).json()["changes"]
    assert [one["fields"] for one in changes] == [["checklist"], ["checklist"]]
    history = str(world.specialist.get(f"/tickets/{number}/history").json())
    assert "Отмечено в чек-листе: «Ноутбук»" in history
    unknown = world.specialist.get("/tickets", params={"checklist": "half"}).json()
    assert unknown["field"] == "checklist"


def test_a_type_begins_with_a_template_and_lets_none_be_resolved_before_all_is_ticked_off(world: World) -> None:
    made = posted(world, "/checklist-templates", {"title": {"ru": f"Новичок {uuid4().hex}"}, "items": ["Ноутбук"]})
    code = defined_type(world)
    policy = {"templates": [made["id"]], "all_before_resolved": True}
    set_to = posted(world, f"/ticket-types/{code}/checklist", {"policy": policy})
    kind = world.admin.get(f"/ticket-types/{code}", params={"min_position": set_to["position"]}).json()
    assert kind["type"]["checklist"] == policy
    registered = world.ticket(subject="Новичок", type=code)
    service = posted(world, f"/services/{world.service}/checklists", {"checklists": [made["id"]]})
    asked = {"min_position": service["position"]}
    assert world.admin.get(f"/services/{world.service}", params=asked).json()["checklists"] == [made["id"]]
    posted(world, f"/services/{world.service}/checklists", {"checklists": None})
    (item,) = work(world, registered["number"], registered["position"])["checklist"]
    order = {"solution": "Готово"}
    refused = world.admin.post(f"/tickets/{registered['number']}/resolve", json=order)
    assert (refused.status_code, refused.json()["code"]) == (409, "checklist-is-not-done")
    assert "«Ноутбук»" in refused.json()["texts"]["ru"]
    posted(world, f"/tickets/{registered['number']}/checklist/tick", {"checks": [item["check_id"]]})
    posted(world, f"/tickets/{registered['number']}/resolve", order)
    asked = {"min_position": registered["position"]}
    used = world.admin.get(f"/checklist-templates/{made['id']}", params=asked).json()
    assert (used["used"], used["items"]) == (1, ["Ноутбук"])


def test_a_checklist_is_lengthened_and_ticked_off_in_a_terminal(desk: Run, world: World) -> None:
    called = f"Выезд {uuid4().hex[:8]}"
    made = posted(
        world, "/checklist-templates", {"title": {"ru": called}, "items": ["Кабель"], "audience": {"kind": "everyone"}}
    )
    world.admin.get("/checklist-templates", params={"min_position": made["position"]})
    assert called in desk("checklists", "--tsv", *ME)[1]
    number = str(world.ticket()["number"])
    assert "Чек-листа нет" in desk("checklist", number, *ME)[1]
    status, out, err = desk("checklist", number, "--template", called.upper(), "--add", "Пропуск", *ME)
    assert (status, err, "1 ☐ Кабель" in out, "2 ☐ Пропуск" in out) == (0, "", True, True)
    status, out, err = desk("tick", number, "2", "1", *ME)
    assert (status, err, "2 ☑ Пропуск" in out, "Отмечено 2/2" in out) == (0, "", True, True)
    assert "Ticked off 1/2" in desk("untick", number, "1", *ME, language="en")[1]
    heads, *rows = desk("checklist", number, "--tsv", *ME)[1].splitlines()
    assert heads.split("\t") == ["item", "words", "ticked", "by", "at", "id"]
    assert len(rows) == 2
    assert len(json.loads(desk("checklist", number, "--json", *ME)[1])) == 2
    assert "☑ 1/2" in desk("tickets", "--checklist", "open", "--limit", "1000", *ME)[1]
    refused = desk("tick", number, "3", *ME)
    assert (refused[0], "нет пункта 3" in refused[2]) == (1, True)
    refused = desk("checklist", number, "--template", "Нет такого", *ME)
    assert (refused[0], f"«{called}»" in refused[2]) == (1, True)
