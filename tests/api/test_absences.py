"""Absences over HTTP and in a terminal: planned, listed, heard of by whoever assigns, ended (row 73)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from tests.api.practice import posted, somebody
from tests.api.serving import World
from tests.api.test_cli import Run, desk

__all__ = ["desk"]

ME = ("--as", "specialist.of.the.world")


def test_an_absence_is_planned_seen_changed_and_ended_over_http(world: World) -> None:
    now = world.desk.clock.now()
    with somebody(world, "second_line") as gone:
        me = gone.get("/me").json()["actor"]["id"]
        planned = {"until_at": (now + timedelta(days=7)).isoformat(), "substitute_id": "specialist.of.the.world"}
        stands_in = str(world.persons["specialist"])
        made = posted(world, "/persons/me/absences", {**planned, "note": "Отпуск"}, gone)
        at = {"min_position": made["position"]}
        assert gone.get("/me", params=at).json()["away"]["substitute_id"] == stands_in
        # Others whom the specialist stands in for are other tests' own.
        assert me in [one["person_id"] for one in world.specialist.get("/me", params=at).json()["stands_in_for"]]
        shown = world.specialist.get("/absences", params={**at, "person": me}).json()["absences"]
        assert [(one["absence_id"], one["note"]) for one in shown] == [(made["id"], "Отпуск")]
        card = world.specialist.get(f"/persons/{me}", params=at).json()
        assert card["person"]["away"]["until_at"] == shown[0]["until_at"]
        assert world.requester.get("/absences").status_code == 404
        shorter = {"absence_id": made["id"], "until_at": (now + timedelta(days=2)).isoformat()}
        changed = posted(world, f"/persons/{me}/absences/replan", shorter, world.admin)
        at = {"min_position": changed["position"]}
        assert gone.get("/me", params=at).json()["away"]["until_at"] < shown[0]["until_at"]
        ended = posted(world, f"/persons/{me}/absences/end", {"absence_id": made["id"]}, gone)
        assert gone.get("/me", params={"min_position": ended["position"]}).json()["away"] is None
        span = dict.fromkeys(("since", "before"), "2030-01-01T00:00:00Z")
        empty = world.specialist.get("/absences", params=span)
        assert (empty.status_code, empty.json()["field"]) == (422, "before")


def test_row_73_in_a_terminal_one_says_that_one_is_away_and_who_assigns_hears_it(desk: Run, world: World) -> None:
    number = str(world.ticket(subject=uuid4().hex)["number"])
    away = desk("absent", "3d", "--substitute", "second_line.of.the.world", "--note", "Ремонт", *ME, language="en")
    assert away[0] == 0, away
    try:
        assert "Ремонт" in desk("absences", language="en")[1]
        status, _, err = desk("assign", number, "specialist.of.the.world", "--as", "admin", language="en")
        assert status == 1
        assert "standing in: “second_line" in err
        told = desk("assign", number, "specialist.of.the.world", "--to-substitute", "--as", "admin", language="en")
        assert "second_line" in told[1]
        told = desk("assign", number, "specialist.of.the.world", "--confirm", "--as", "admin", language="en")
        assert "specialist (away until: " in told[1]
    finally:
        assert desk("back", *ME, language="en")[0] == 0
    assert desk("back", *ME, language="en")[0] == 1
