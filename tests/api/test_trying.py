"""Drafts of rules tried on tickets over HTTP and in a terminal: by whom, what is said of a draft that may not be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from events.values.ticket_type import SHIPPED_TYPES
from tests.api.practice import defined_type, posted
from tests.api.serving import World
from tests.api.test_cli import Run, desk

__all__ = ["desk"]


def revision(code: str) -> dict[str, Any]:
    """A version of a type that asks for a floor before work begins."""
    definition = json.loads(msgspec.json.encode(SHIPPED_TYPES["incident"]))
    floor = {"code": "floor", "name": {"ru": "Этаж", "en": "Floor"}, "kind": "text", "required_in": ["in_progress"]}
    body = {"code": code, "definition": {**definition, "attributes": [floor]}}
    return {"command": "revise-ticket-type", "body": body}


def test_what_a_version_of_a_type_would_ask_for_is_told_beside_what_is_asked_for_now(world: World) -> None:
    code = defined_type(world)
    ticket = world.ticket(type=code)
    order = {"numbers": [ticket["number"]], "drafts": [revision(code)]}
    asked = {"min_position": ticket["position"]}
    (told,) = world.technologist.post("/tickets/try-rules", params=asked, json=order).json()["tickets"]
    assert (told["number"], told["differs"]) == (ticket["number"], ["ways"])
    ways = {way["to"]: way["lacks"] for way in told["then"]["ways"]}
    assert ways["in_progress"] == ["floor"]
    assert all(way["lacks"] == [] for way in told["now"]["ways"])
    assert told["now"]["agreement_id"] == str(world.agreement)
    assert {*told["now"]["clocks"]} == {"reaction", "resolution"}
    # Nothing was stored, and what was tried holds when it is done.
    kind = world.admin.get(f"/ticket-types/{code}").json()["type"]
    assert (kind["version"], kind["definition"]["attributes"]) == (1, [])
    done = posted(world, f"/ticket-types/{code}/revise", {"definition": revision(code)["body"]["definition"]})
    refused = world.specialist.post(f"/tickets/{ticket['number']}/start")
    assert (refused.status_code, refused.json()["field"]) == (422, "attributes.floor")
    again = world.admin.post("/tickets/try-rules", params={"min_position": done["position"]}, json=order).json()
    assert again["tickets"][0]["differs"] == []


def test_rules_are_tried_by_whoever_sets_them_and_a_draft_that_may_not_be_says_which_and_why(world: World) -> None:
    number = world.ticket()["number"]
    order = {"numbers": [number], "drafts": [revision(defined_type(world))]}
    for client in (world.specialist, world.requester):
        assert client.post("/tickets/try-rules", json=order).status_code == 403
    led = {"command": "revise-ticket-type", "body": {**revision("incident")["body"], "led": {"nowhere": "new"}}}
    refused = world.admin.post("/tickets/try-rules", json={**order, "drafts": [*order["drafts"], led]})
    told = refused.json()
    assert (refused.status_code, told["code"], told["field"]) == (
        422,
        "draft-is-refused",
        "drafts[1].body.led.nowhere",
    )
    unread = {"command": "revise-ticket-type", "body": {"code": "incident", "definition": {"name": 7}}}
    told = world.admin.post("/tickets/try-rules", json={**order, "drafts": [unread]}).json()
    assert told["field"].startswith("drafts[0].body.definition")
    for wrong, field in (
        ({"numbers": ["999999"]}, "numbers[0]"),
        ({"numbers": []}, "numbers"),
        ({"numbers": [number] * 21}, "numbers"),
        ({"drafts": [{"command": "register-ticket"}]}, "drafts[0].command"),
        ({"drafts": []}, "drafts"),
    ):
        told = world.admin.post("/tickets/try-rules", json={**order, **wrong}).json()
        assert told["field"] == field, told


def test_a_draft_is_tried_from_a_file_in_a_terminal(desk: Run, world: World, tmp_path: Path) -> None:
    code = defined_type(world)
    number = str(world.ticket(type=code)["number"])
    draft = tmp_path / "draft.json"
    draft.write_text(json.dumps(revision(code)), encoding="utf-8")
    me = ("--as", "technologist.of.the.world")
    status, out, err = desk("try", str(draft), number, *me, language="en")
    assert (status, err) == (0, "")
    assert "In progress: needs floor" in out
    draft.write_text("{", encoding="utf-8")
    status, out, err = desk("try", str(draft), number, *me)
    assert (status, out) == (1, "")
    assert "draft.json нет черновика правила (ошибка в строке 1, знак 2)" in err
    assert "there is no such file" in desk("try", str(tmp_path / "none.json"), number, *me, language="en")[2]
    draft.write_text("[" * 100_000, encoding="utf-8")
    assert "слишком глубокая вложенность" in desk("try", str(draft), number, *me)[2]
    assert desk("try", str(draft), number, "--as", "specialist.of.the.world")[0] == 1


def test_of_rules_above_the_one_that_fits_each_says_what_of_it_the_ticket_does_not_meet(world: World) -> None:
    ticket = world.ticket()
    norm = {"duration": {"amount": 3, "unit": "hours"}}
    rules = [
        {
            "id": "a",
            "name": {"ru": "А", "en": "A"},
            "when": {"priorities": ["critical"], "channels": ["phone"]},
            "norm": norm,
        },
        {"id": "b", "name": {"ru": "Б", "en": "B"}, "when": {"types": [ticket_type(world, ticket)]}, "norm": norm},
        {"id": "c", "name": {"ru": "В", "en": "C"}, "norm": norm},
    ]
    body = {"agreement_id": str(world.agreement), "promise": {"resolution": {"rules": rules}}, "apply_to_open": True}
    order = {"numbers": [ticket["number"]], "drafts": [{"command": "revise-agreement-promise", "body": body}]}
    answer = world.technologist.post("/tickets/try-rules", params={"min_position": ticket["position"]}, json=order)
    assert answer.status_code == 200, answer.text
    (told,) = answer.json()["tickets"]
    clock = told["then"]["clocks"]["resolution"]
    assert (clock["rule_id"], clock["target_s"]) == ("b", 3 * 3600.0)
    passed = [(one["rule_id"], one["name"]["ru"], one["unmet"]) for one in clock["passed_over"]]
    assert passed == [("a", "А", ["priorities", "channels"])]


def ticket_type(world: World, ticket: dict[str, Any]) -> str:
    asked = {"min_position": ticket["position"]}
    told: str = world.admin.get(f"/tickets/{ticket['number']}", params=asked).json()["type"]
    return told
