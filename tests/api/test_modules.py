"""Labels of modules over HTTP: what is hidden, how it is told, that nothing is lost; and who answers by default."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest

from api.questions.table import QUESTIONS
from commands.catalogue import COMMANDS
from tests.api.practice import posted, prepared_change
from tests.api.serving import World
from tests.api.test_openapi import OPERATIONS
from tests.support.unknown import UNKNOWN

CODES = ("problems", "change_requests", "knowledge")


@contextmanager
def hidden(world: World, module: str) -> Iterator[dict[str, Any]]:
    """The desk is everybody's in these tests: what is hidden is shown again."""
    receipt = posted(world, f"/modules/{module}/hide", {})
    try:
        yield receipt
    finally:
        posted(world, f"/modules/{module}/show", {})


def labels(world: World, name: str = "admin") -> dict[str, dict[str, Any]]:
    answer = world.client(name).get("/modules")
    assert answer.status_code == 200
    return {label["module"]: label for label in answer.json()["modules"]}


def test_row_159_the_list_of_modules_says_which_are_shown_since_when_and_by_whom(world: World) -> None:
    with hidden(world, "change_requests"):
        found = labels(world)
        assert found["change_requests"]["name"] == {"ru": "Запросы на изменение", "en": "Change requests"}
        assert (found["change_requests"]["is_shown"], found["problems"]["is_shown"]) == (False, True)
        assert found["change_requests"]["by"]["name"] == "admin"
        since = found["change_requests"]["since_at"]
    again = labels(world)["change_requests"]
    assert again["is_shown"] is True
    assert again["since_at"] > since


def test_row_20_a_module_that_is_not_for_somebody_is_not_in_their_list(world: World) -> None:
    assert set(labels(world, "specialist")) == set(CODES)
    assert set(labels(world, "requester")) == {"change_requests", "knowledge"}


def test_row_176_the_history_of_a_label_says_who_switched_it_and_when(world: World) -> None:
    with hidden(world, "problems"):
        pass
    facts = world.client("auditor").get("/modules/problems/history").json()["facts"]
    assert [fact["name"] for fact in facts[-2:]] == ["module.hidden@1", "module.shown@1"]
    assert facts[-2]["what"] == {"ru": "Скрыт модуль «Проблемы»", "en": "The module “Problems” was hidden"}
    assert facts[-1]["by"]["id"] == str(world.persons["admin"])
    assert {fact["fact"]["module"] for fact in facts} == {"problems"}
    assert world.client("second_line").get("/modules/problems/history").status_code == 404


def test_row_159_every_question_and_command_of_a_hidden_module_is_refused_with_the_way_out(world: World) -> None:
    ticket = world.ticket()
    problem = posted(world, "/problems", {"subject": "Сеть", "incidents": [ticket["id"]]})["number"]
    with hidden(world, "problems"):
        for answer in (
            world.specialist.get("/problems"),
            world.specialist.get(f"/problems/{problem}"),
            world.admin.get(f"/problems/{problem}/history"),
            world.admin.post("/problems", json={"subject": "Ещё"}),
            world.admin.post(f"/problems/{problem}/workaround", json={"workaround": "x"}),
            world.admin.post(f"/problems/{problem}/resolve-incidents", json={}),
        ):
            told = answer.json()
            assert (answer.status_code, told["code"], told["rule"]) == (409, "module-is-hidden", "row 159")
            assert "«Проблемы»" in told["texts"]["ru"]
            assert "administrator or technologist can show it" in told["texts"]["en"]
        assert world.requester.get("/problems").json()["code"] == "no-such-thing"
        assert world.requester.post("/problems", json={"subject": "x"}).json()["code"] == "not-allowed"
        assert world.admin.get("/changes").status_code == 200


def test_row_159_a_hidden_module_is_not_on_the_cards_and_comes_back_with_it(world: World) -> None:
    ticket = world.ticket()
    posted(world, "/problems", {"subject": "Сеть", "incidents": [ticket["id"]]})
    change = posted(world, "/changes", {"subject": "Замена", "incidents": [ticket["id"]]})
    asked = {"min_position": change["position"]}

    def shown() -> tuple[int, int]:
        card = world.specialist.get(f"/tickets/{ticket['number']}", params=asked).json()
        return len(card["problems"]), len(card["changes"])

    assert shown() == (1, 1)
    with hidden(world, "problems"):
        assert shown() == (0, 1)
    with hidden(world, "change_requests"):
        assert shown() == (1, 0)
    assert shown() == (1, 1)


def test_row_160_open_approvals_and_windows_stay_and_all_is_as_before_when_it_is_shown_again(world: World) -> None:
    waits = prepared_change(world, "answer-change-approval")
    planned = prepared_change(world, "schedule-change")
    last = posted(world, f"/changes/{planned}/schedule", {"force_note": "Рядом с другими"})
    asked = {"min_position": last["position"]}

    def seen() -> list[dict[str, Any]]:
        inbox = world.admin.get("/me/approvals", params=asked).json()["changes"]
        cards = [world.admin.get(f"/changes/{one}", params=asked).json() for one in (waits, planned)]
        return [*cards, *inbox]

    before = seen()
    assert before[1]["is_held"] is True
    assert waits in {line["change_id"] for line in before[2:]}
    with hidden(world, "change_requests"):
        assert world.admin.get("/me/approvals").json()["changes"] == []
        refused = world.admin.post(f"/changes/{waits}/answer", json={"verdict": "approve"})
        assert refused.json()["code"] == "module-is-hidden"
        assert world.admin.get(f"/changes/{planned}").json()["code"] == "module-is-hidden"
    assert seen() == before
    assert world.admin.post(f"/changes/{waits}/answer", json={"verdict": "approve"}).status_code == 200


def test_row_161_a_technologist_switches_labels_too_and_nobody_else(world: World) -> None:
    assert world.technologist.post("/modules/problems/show").status_code == 200
    for name in ("specialist", "second_line", "auditor", "requester"):
        for step in ("hide", "show"):
            answer = world.client(name).post(f"/modules/problems/{step}")
            assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


@pytest.mark.parametrize("code", ["tickets", "Problems", "%20", UNKNOWN])
def test_row_29_what_is_no_module_is_told_so_with_those_that_are(world: World, code: str) -> None:
    for answer in (world.admin.post(f"/modules/{code}/hide"), world.admin.get(f"/modules/{code}/history")):
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-module")
        assert "problems, change_requests" in answer.json()["texts"]["en"]


def test_a_repeated_key_hides_once_and_an_older_request_does_not_hide_again(world: World) -> None:
    key = {"Idempotency-Key": f"hide-{uuid4()}"}
    first = world.admin.post("/modules/problems/hide", headers=key).json()
    posted(world, "/modules/problems/show", {})
    again = world.admin.post("/modules/problems/hide", headers=key).json()

    assert again == {**first, "repeated": True}
    assert labels(world)["problems"]["is_shown"] is True


# -- who answers for the desk ----------------------------------------------------------------------------------
def test_row_97_whoever_may_name_the_desk_s_responsible_reads_who_it_is(world: World) -> None:
    named = {"responsible": {"team_id": str(world.team), "person_id": str(world.persons["specialist"])}}
    posted(world, "/desk/responsible", named)
    for reader in (world.admin, world.technologist):
        told = reader.get("/desk/responsible").json()
        assert {key: told[key] for key in ("team_id", "person_id")} == named["responsible"]
        assert (told["team"]["ru"], told["person"]["ru"]) == ("Первая линия", "specialist")
        assert told["by"]["name"] == "admin"
    posted(world, "/desk/responsible", {"responsible": {"team_id": str(world.team)}})
    told = world.admin.get("/desk/responsible").json()
    assert (told["team_id"], told["person_id"]) == (str(world.team), None)
    ticket = world.ticket()
    assert world.specialist.get(f"/tickets/{ticket['number']}").json()["team_id"] == str(world.team)
    for name in ("specialist", "auditor", "requester"):
        assert world.client(name).get("/desk/responsible").json()["code"] == "not-allowed"


def test_row_159_every_question_of_a_module_is_in_the_table_and_no_other() -> None:
    module_of = {
        "problems": "problems",
        "changes": "change_requests",
        "freezes": "change_requests",
        "articles": "knowledge",
    }
    told = {
        name: module_of[tag]
        for name, (_, _, operation) in OPERATIONS.items()
        if (tag := operation["tags"][0]) in module_of and name not in COMMANDS
    }

    told["list-ticket-articles"] = "knowledge"  # asked of a ticket
    assert told == {name: asked.module for name, asked in QUESTIONS.items() if asked.module}
