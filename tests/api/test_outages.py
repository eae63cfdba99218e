"""Outages over HTTP: announced, told to whom they concern, “me too”, and that it works again (row 164)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx

from tests.api.practice import posted
from tests.api.serving import World


def test_row_164_an_outage_is_told_joined_counted_and_over(world: World) -> None:
    title = f"Не печатает ничего {uuid4().hex[:6]}"
    problem = posted(world, "/problems", {"subject": title})
    at = f"/problems/{problem['id']}/outage"
    announced = posted(world, at, {"title": {"ru": title, "en": "Nothing prints"}})

    def told(client: httpx.Client, position: int) -> dict[str, Any] | None:
        answer = client.get("/outages", params={"min_position": position}).json()["outages"]
        return next((one for one in answer if one["problem_id"] == problem["id"]), None)

    requester = world.client("requester")
    seen = told(requester, announced["position"])
    assert seen is not None
    assert (seen["title"], seen["has_joined"], seen["people"], seen["over_at"]) == (
        {"ru": title, "en": "Nothing prints"},
        False,
        None,
        None,
    )
    joined = posted(world, f"{at}/join", {}, requester)
    mine, counted = told(requester, joined["position"]), told(world.admin, joined["position"])
    assert mine is not None
    assert counted is not None
    assert (mine["has_joined"], mine["people"], counted["has_joined"], counted["people"]) == (True, None, False, 1)
    card = world.admin.get(f"/problems/{problem['id']}", params={"min_position": joined["position"]}).json()
    assert card["outage"]["people"] == 1

    over = posted(world, f"/problems/{problem['id']}/move", {"to": "resolved", "solution": "Новый сервер печати"})
    mine = told(requester, over["position"])
    assert mine is not None, "whoever had it hears that it works again"
    assert mine["over_at"] is not None
    assert told(world.specialist, over["position"]) is None
    history = world.admin.get(f"/problems/{problem['id']}/history", params={"min_position": over["position"]}).json()
    assert [fact["name"] for fact in history["facts"] if fact["name"].startswith("outage.")] == [
        "outage.announced@1",
        "outage.ended@1",
    ]
    refused = requester.post(f"{at}/join", json={})
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (
        404,
        "no-such-outage",
        "problem_id",
    )
