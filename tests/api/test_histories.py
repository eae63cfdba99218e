"""Who changed a card, when and to what: asked of the log, by those who see every card."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.api.serving import World


def test_row_176_a_person_s_history_says_who_gave_which_group_and_when(world: World) -> None:
    body = {"full_name": {"last": "Новикова"}, "unit_id": str(world.department), "licence": "named"}
    person = world.admin.post("/persons", json=body).json()["id"]
    assert world.admin.post(f"/persons/{person}/groups", json={"groups": ["specialist"]}).status_code == 200
    facts = world.client("auditor").get(f"/persons/{person}/history").json()["facts"]
    assert [fact["version"] for fact in facts] == list(range(1, len(facts) + 1))
    assert facts[0]["name"] == "person.registered@1"
    assert facts[-1]["fact"]["groups"] == ["specialist"]
    assert facts[-1]["by"]["id"] == str(world.persons["admin"])
    assert facts[-1]["what"]["ru"] != facts[-1]["what"]["en"]


def test_row_176_every_promise_of_an_agreement_stays_readable(world: World) -> None:
    facts = world.admin.get(f"/agreements/{world.agreement}/history").json()["facts"]
    assert "resolution" in facts[0]["fact"]["promise"]


@pytest.mark.parametrize("card", ["persons", "units", "teams", "services", "agreements", "schedules"])
def test_a_history_of_something_else_is_none(world: World, card: str) -> None:
    for other in (uuid4(), world.team if card != "teams" else world.department):
        answer = world.admin.get(f"/{card}/{other}/history")
        assert (answer.status_code, answer.json()["code"][:8]) == (404, "no-such-")


def test_who_sees_no_cards_reads_no_histories(world: World) -> None:
    for path in (f"/persons/{world.persons['admin']}/history", f"/teams/{world.team}/history"):
        assert world.client("second_line").get(path).status_code == 404
        assert world.requester.get(path).status_code == 404
