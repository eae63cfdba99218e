"""Similar tickets over HTTP and in a terminal: before one is registered, and beside one that is."""

from __future__ import annotations

from uuid import uuid4

from tests.api.serving import World
from tests.api.test_cli import Run, desk

__all__ = ["desk"]


def test_a_requester_hears_of_their_own_ticket_before_they_register_it_again(world: World, desk: Run) -> None:
    word = uuid4().hex
    first = world.ticket(subject=f"Сломался сканер {word}")
    second = world.specialist.post("/tickets", json={"subject": f"Сканер сломался {word}"}).json()
    seen = {"min_position": second["position"]}
    told = world.requester.get("/tickets/similar", params={"subject": f"сломались сканеры {word}", **seen}).json()
    assert [(one["number"], one["common"]) for one in told["tickets"]] == [
        (first["number"], ["words", "requester", "company"])
    ]
    beside = world.specialist.get(f"/tickets/{second['number']}/similar", params=seen).json()["tickets"]
    assert [one["number"] for one in beside] == [first["number"]]
    assert world.requester.get(f"/tickets/{second['number']}/similar").status_code == 404
    refused = world.requester.get("/tickets/similar", params={"subject": "x", "requester": "nobody.at.all"})
    assert (refused.status_code, refused.json()["field"]) == (422, "requester")
    for line in (str(second["number"]), f"Сканер сломался {word}"):
        status, out, err = desk("similar", line, "--as", "specialist.of.the.world")
        assert (status, err, f"{first['number']} " in out) == (0, "", True)
    assert "Похожих нет" in desk("similar", uuid4().hex, "--as", "specialist.of.the.world")[1]
