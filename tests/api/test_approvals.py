"""Approvals over HTTP, from asking to the answer of a substitute, and what goes wrong on the way (row 163)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.practice import somebody
from tests.api.serving import World

QUESTION = "Купить ли новый принтер?"


@pytest.fixture
def auditor(world: World) -> httpx.Client:
    return world.client("auditor")


@pytest.fixture
def second(world: World) -> Iterator[httpx.Client]:
    """Somebody of the second line who is in no team."""
    with somebody(world, "second_line") as client:
        yield client


def asked(world: World, *people: str, **more: Any) -> tuple[int, dict[str, Any]]:
    """A fresh ticket that waits for these people, by group or id, and what it waits for as its card tells it."""
    number = world.ticket()["number"]
    stages = [{"mode": "all", "approvers": [str(world.persons.get(name, name)) for name in people]}]
    answer = world.specialist.post(
        f"/tickets/{number}/approvals", json={"question": QUESTION, "stages": stages, **more}
    )
    assert answer.status_code == 200, answer.text
    card = world.specialist.get(f"/tickets/{number}", params={"min_position": answer.json()["position"]}).json()
    return number, card


def test_row_163_asked_seen_and_answered_over_http(world: World, second: httpx.Client) -> None:
    number, card = asked(world, second.get("/me").json()["actor"]["id"], expires_for={"amount": 1, "unit": "days"})
    (approval,) = card["approvals"]
    assert (card["status"], approval["question"], approval["outcome"]) == ("on_approval", QUESTION, None)

    waiting = [one for one in second.get("/me/approvals").json()["approvals"] if one["number"] == number]
    assert [(one["approval_id"], one["approver"]["ru"].split()[0]) for one in waiting] == [
        (approval["approval_id"], "Кто-то")
    ]
    assert waiting[0]["expires_at"] is not None
    assert second.get(f"/tickets/{number}").json()["subject"] == card["subject"]
    assert second.get(f"/tickets/{number}/timeline").status_code == 200
    assert second.get(f"/tickets/{number}/history").status_code == 404
    assert second.get(f"/tickets/{number}/sla").status_code == 404

    said = {"approval_id": approval["approval_id"], "verdict": "approve", "comment": "Берём"}
    receipt = second.post(f"/tickets/{number}/approvals/answer", json=said)
    assert receipt.status_code == 200, receipt.text
    position = receipt.json()["position"]
    card = world.specialist.get(f"/tickets/{number}", params={"min_position": position}).json()
    assert (card["status"], card["approvals"][0]["outcome"]) == ("new", "approved")
    assert card["approvals"][0]["answers"][0]["comment"] == "Берём"
    assert second.get(f"/tickets/{number}").status_code == 404
    mine = world.requester.get(f"/tickets/{number}").json()
    assert mine["approvals"][0]["answers"][0]["comment"] == ""


def test_row_163_requester_and_staff_read_whom_the_ticket_waits_for_by_name(
    world: World, auditor: httpx.Client
) -> None:
    number, card = asked(world, "admin")
    substitute = str(world.persons["auditor"])
    now = world.desk.clock.now()
    named = {"substitute_id": substitute, "until_at": (now + timedelta(days=7)).isoformat()}
    world.admin.post(f"/persons/{world.persons['admin']}/substitute", json=named)
    said = {"approval_id": card["approvals"][0]["approval_id"], "verdict": "approve"}
    position = auditor.post(f"/tickets/{number}/approvals/answer", json=said).json()["position"]
    for client in (world.requester, world.specialist):
        told = client.get(f"/tickets/{number}", params={"min_position": position}).json()["approvals"][0]
        assert told["names"].keys() == {told["stages"][0]["approvers"][0], told["answers"][0]["answered_by"]}
        assert told["names"][substitute]["ru"] == auditor.get("/me").json()["actor"]["name"]


def test_row_163_a_substitute_answers_over_http(world: World, auditor: httpx.Client) -> None:
    number, card = asked(world, "admin")
    approval = card["approvals"][0]["approval_id"]
    said = {"approval_id": approval, "verdict": "approve"}
    assert world.requester.post(f"/tickets/{number}/approvals/answer", json=said).status_code == 403
    now = world.desk.clock.now()
    named = {"substitute_id": str(world.persons["auditor"]), "until_at": (now + timedelta(days=7)).isoformat()}
    person = f"/persons/{world.persons['admin']}"
    receipt = world.admin.post(f"{person}/substitute", json=named)
    assert receipt.status_code == 200, receipt.text
    asked_of = auditor.get("/me/approvals", params={"min_position": receipt.json()["position"]}).json()["approvals"]
    mine = world.admin.get("/me/approvals").json()["substitute"]
    assert (mine["substitute_id"], mine["substitute"]["ru"]) == (named["substitute_id"], "auditor")
    assert [one["approver"]["ru"] for one in asked_of if one["number"] == number] == ["admin"]
    receipt = world.admin.post(f"{person}/dismiss-substitute", json={})
    left = world.admin.get("/me/approvals", params={"min_position": receipt.json()["position"]})
    assert left.json()["substitute"] is None


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"question": "?", "stages": []}, 422, "invalid-field", "stages"),
        ({"question": " ", "stages": [{"approvers": []}]}, 422, "invalid-field", "question"),
        ({"question": "?", "stages": [{"approvers": []}]}, 422, "stage-needs-approvers", "stages"),
        ({"question": "?", "stages": [{"mode": "most"}]}, 422, "invalid-field", "stages[0].mode"),
        ({"question": "?", "stages": [{"approvers": ["two words"]}]}, 422, "invalid-field", "stages[0].approvers[0]"),
        ({"question": "?", "stages": [{"approvers": ["me"]}]}, 422, "approver-is-involved", "stages[0].approvers[0]"),
        ({"question": "?", "stages": [{"leads_of": [str(uuid4())]}]}, 404, "no-such-team", "stages[0].leads_of[0]"),
        ({"question": "?", "stages": [{}], "expires_for": {"amount": 0}}, 422, "invalid-field", "expires_for.amount"),
    ],
)
def test_row_163_a_request_that_does_not_fit_is_refused_with_its_field(
    world: World, body: dict[str, Any], status: int, code: str, field: str
) -> None:
    number = world.ticket()["number"]
    answer = world.specialist.post(f"/tickets/{number}/approvals", json=body)
    told = answer.json()
    assert (answer.status_code, told["code"], told["field"]) == (status, code, field)
    assert told["texts"]["ru"] != told["texts"]["en"]


def test_row_163_a_ticket_that_waits_moves_nowhere_and_says_so_in_both_languages(world: World) -> None:
    number, card = asked(world, "second_line")
    answer = world.specialist.post(f"/tickets/{number}/start", json={})
    told = answer.json()
    assert (answer.status_code, told["code"], told["rule"]) == (409, "ticket-waits-for-approval", "row 163")
    withdrawn = {"approval_id": card["approvals"][0]["approval_id"]}
    assert world.specialist.post(f"/tickets/{number}/approvals/withdraw", json=withdrawn).status_code == 200
    again = world.specialist.post(f"/tickets/{number}/approvals/withdraw", json=withdrawn)
    assert (again.status_code, again.json()["code"]) == (409, "nothing-waits-for-approval")
    assert world.specialist.post(f"/tickets/{number}/start", json={}).status_code == 200


def test_row_163_who_asks_and_whom_it_is_for_are_refused_with_the_place_where_they_are_named(world: World) -> None:
    number = world.ticket()["number"]
    for name, where in (("specialist", {"leads_of": [str(world.team)]}), ("requester", {})):
        stage = where or {"approvers": [str(world.persons[name])]}
        body = {"question": QUESTION, "stages": [{"approvers": [str(world.persons["admin"])]}, stage]}
        answer = world.specialist.post(f"/tickets/{number}/approvals", json=body)
        told = answer.json()
        assert (answer.status_code, told["code"], told["rule"]) == (422, "approver-is-involved", "row 163")
        assert told["field"] == ("stages[1].leads_of[0]" if where else "stages[1].approvers[0]")
        assert name in told["texts"]["ru"]


def test_row_163_a_declined_ticket_tells_its_requester_why_over_http(world: World) -> None:
    number, card = asked(world, "admin", if_rejected="decline", expires_for={"amount": 2, "unit": "days"})
    assert card["approvals"][0]["expires_at"] is not None
    said = {"approval_id": card["approvals"][0]["approval_id"], "verdict": "reject", "comment": "Нет бюджета"}
    position = world.admin.post(f"/tickets/{number}/approvals/answer", json=said).json()["position"]
    mine = world.requester.get(f"/tickets/{number}", params={"min_position": position}).json()
    assert (mine["status"], mine["reason"], mine["approvals"][0]["outcome"]) == ("declined", "Нет бюджета", "rejected")
