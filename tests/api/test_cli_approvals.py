"""Approvals in a terminal: asked for, listed for whoever is to answer, answered and withdrawn."""

from __future__ import annotations

import json
from uuid import uuid4

from tests.api.practice import prepared_change
from tests.api.serving import World
from tests.api.test_cli import Run, desk

__all__ = ["desk"]

ME = ("--as", "specialist.of.the.world")
ADMIN = ("--as", "admin.of.the.world")
ASKED = ("--of", "admin.of.the.world")


def _waiting(desk: Run, question: str) -> list[str]:
    status, out, _ = desk("approvals", "--all", "--json", *ADMIN)
    assert status == 0
    return [str(one["number"]) for one in json.loads(out) if one["question"] == question]


def test_an_approval_is_asked_for_listed_and_answered(desk: Run, world: World) -> None:
    yes, no = (str(world.ticket()["number"]) for _ in range(2))
    question = f"Купить {uuid4().hex}?"
    for number in (yes, no):
        status, out, err = desk("ask-approval", number, question, *ASKED, *ME)
        assert (status, err, bool(out)) == (0, "", True)
    assert sorted(_waiting(desk, question)) == sorted([yes, no])
    assert question in desk("approvals", "--all", *ADMIN)[1]
    assert "approval_id" not in desk("approvals", "--all", "--tsv", *ADMIN)[1].splitlines()[0].split("\t")
    assert desk("approve", f"№{yes}", "Берите", *ADMIN, language="en")[1] == f"№{yes}: Approved\n"
    status, _, err = desk("reject", no, *ADMIN)
    assert (status, bool(err)) == (1, True), "a no says why"
    assert desk("reject", no, "Дорого", *ADMIN)[0] == 0
    assert _waiting(desk, question) == []
    answers = [
        world.admin.get(f"/tickets/{number}", params={"min_position": world.desk.log.head()}).json()["approvals"]
        for number in (yes, no)
    ]
    assert [one[-1]["outcome"] for one in answers] == ["approved", "rejected"]
    status, _, err = desk("approve", yes, *ADMIN)
    assert (status, "desk approvals" in err) == (1, True)
    assert desk("approvals")[0] == 1, "the machine approves nothing"


def test_an_approval_in_two_stages_is_withdrawn(desk: Run, world: World) -> None:
    number = str(world.ticket()["number"])
    then = ("--then", "technologist.of.the.world", "--every", "--if-rejected", "decline")
    assert desk("ask-approval", number, "Можно?", *ASKED, *then, *ME)[0] == 0
    told = world.admin.get(f"/tickets/{number}", params={"min_position": world.desk.log.head()}).json()["approvals"]
    assert [len(stage["approvers"]) for stage in told[0]["stages"]] == [1, 1]
    assert desk("withdraw-approval", number, *ME)[0] == 0
    status, _, err = desk("withdraw-approval", number, *ME)
    assert (status, number in err) == (1, True)


def test_a_change_request_is_answered_by_its_number(desk: Run, world: World) -> None:
    change = prepared_change(world, "answer-change-approval")
    number = world.admin.get(f"/changes/{change}", params={"min_position": world.desk.log.head()}).json()["number"]
    assert f"C-{number}" in desk("approvals", *ADMIN)[1]
    assert desk("approve", f"C-{number}", *ADMIN)[0] == 0
