"""History over HTTP: what happens to a ticket may be told late by those who may, with the time in the body (C6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.rest.command_table import COMMAND_ROUTES
from tests.api.serving import World

ASKED = {"subject": "Не печатает принтер", "requester": {"email": "anna@client.example", "name": "Анна Орлова"}}


def earlier(hours: float) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat()


def card(world: World, receipt: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = world.admin.get(
        f"/tickets/{receipt['number']}", params={"min_position": receipt["position"]}
    ).json()
    return found


def test_rule_c6_a_life_is_told_late_over_http_from_its_registration_on(world: World) -> None:
    receipt = world.admin.post("/tickets", json={**ASKED, "at": earlier(5)}).json()
    url = f"/tickets/{receipt['number']}"
    said = world.admin.post(f"{url}/comments", json={"body": "Смотрим", "at": earlier(4)})
    begun = world.admin.post(f"{url}/start", json={"at": earlier(3)})
    done = world.admin.post(f"{url}/resolve", json={"solution": "Заменён картридж", "at": earlier(2)})
    assert [answer.status_code for answer in (said, begun, done)] == [200, 200, 200]
    registered = datetime.fromisoformat(card(world, done.json())["registered_at"])
    assert timedelta(hours=4.9) < datetime.now(UTC) - registered < timedelta(hours=5.1)
    history = world.admin.get(f"{url}/history").json()["facts"]
    told = [datetime.fromisoformat(entry["occurred_at"]) for entry in history]
    assert told == sorted(told)
    assert datetime.now(UTC) - told[-1] > timedelta(hours=1.9)
    assert all(
        datetime.now(UTC) - datetime.fromisoformat(entry["recorded_at"]) < timedelta(minutes=10) for entry in history
    )


@pytest.mark.parametrize("path", ["/tickets", "/comments", "/start"])
def test_rule_c6_whoever_may_not_tell_the_past_hears_so_in_words(world: World, path: str) -> None:
    body = {**ASKED, "at": earlier(1)} if path == "/tickets" else {"body": "Смотрим", "at": earlier(1)}
    url = path if path == "/tickets" else f"/tickets/{world.ticket()['number']}{path}"
    refused = world.specialist.post(url, json=body if path != "/start" else {"at": earlier(1)})
    assert (refused.status_code, refused.json()["code"]) == (403, "past-is-told-by-administrators")
    assert refused.json()["field"] == "at"


def test_rule_c6_the_future_and_what_is_no_instant_are_refused(world: World) -> None:
    url = f"/tickets/{world.ticket()['number']}/start"
    future = world.admin.post(url, json={"at": earlier(-1)})
    assert (future.status_code, future.json()["code"]) == (422, "time-is-in-future")
    for at in ("вчера", "2026-03-02T09:00:00", 5):
        wrong = world.admin.post(url, json={"at": at})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid-field")
    assert world.admin.post(url, json={"at": None}).status_code == 200


def test_rule_c6_a_time_before_what_people_did_is_refused(world: World) -> None:
    receipt = world.admin.post("/tickets", json={**ASKED, "at": earlier(5)}).json()
    refused = world.admin.post(f"/tickets/{receipt['number']}/start", json={"at": earlier(6)})
    assert (refused.status_code, refused.json()["code"]) == (422, "time-runs-backwards")


def test_another_time_under_the_same_key_is_another_request(world: World) -> None:
    receipt = world.admin.post("/tickets", json={**ASKED, "at": earlier(5)}).json()
    url, at = f"/tickets/{receipt['number']}/start", earlier(3)
    first, again, other = (
        world.admin.post(url, json={"at": told}, headers={"Idempotency-Key": "start-1"})
        for told in (at, at, earlier(2))
    )
    assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
    assert (other.status_code, other.json()["code"]) == (409, "key-names-another-request")


def test_every_command_on_a_ticket_says_in_its_description_that_it_is_told_late(world: World) -> None:
    document = world.admin.get("/openapi.json").json()
    for route in COMMAND_ROUTES:
        properties = document["components"]["schemas"][route.command.__name__]["properties"]
        assert ("at" in properties) == route.path.startswith("/tickets")


def test_rule_c9_an_import_says_that_it_is_telling_a_history_and_that_it_is_told(world: World) -> None:
    receipt = world.admin.post("/tickets", json={**ASKED, "at": earlier(5), "history_minutes": 30}).json()
    url = f"/tickets/{receipt['number']}"
    begun = world.technologist.post(f"{url}/begin-history", json={"minutes": 90})
    ended, again = (world.admin.post(f"{url}/end-history") for _ in range(2))
    assert [answer.status_code for answer in (begun, ended, again)] == [200, 200, 200]
    assert again.json()["version"] == ended.json()["version"] == begun.json()["version"] + 1
    # Neither moves the ticket: an integrator's ETag stays good.
    assert card(world, ended.json())["version"] == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/tickets", {**ASKED, "history_minutes": 30}),
        ("/tickets/{number}/begin-history", {"minutes": 30}),
        ("/tickets/{number}/end-history", {}),
    ],
)
def test_rule_c9_nobody_else_holds_the_desk_back(world: World, path: str, body: dict[str, Any]) -> None:
    refused = world.specialist.post(path.format(number=world.ticket()["number"]), json=body)
    assert refused.status_code == 403


@pytest.mark.parametrize("minutes", [0, 24 * 60 + 1, None, "60"])
def test_rule_c9_a_history_is_told_within_a_day(world: World, minutes: Any) -> None:
    refused = world.admin.post(f"/tickets/{world.ticket()['number']}/begin-history", json={"minutes": minutes})
    assert (refused.status_code, refused.json()["field"]) == (422, "minutes")


def test_the_history_may_be_asked_to_contain_what_was_written_as_its_neighbours_may(world: World) -> None:
    receipt = world.ticket()
    seen = {"min_position": receipt["position"]}
    for what in ("", "/timeline", "/sla", "/sla/explain", "/history"):
        answer = world.admin.get(f"/tickets/{receipt['number']}{what}", params=seen)
        assert (answer.status_code, "X-Stale" in answer.headers) == (200, False), what


@pytest.mark.parametrize("path", ["/tickets", "/problems", "/changes"])
def test_exactly_no_service_is_refused_by_its_field(world: World, path: str) -> None:
    refused = world.admin.get(path, params={"service_exactly": "true"})
    assert (refused.status_code, refused.json()["field"]) == (422, "service_exactly")
    assert "service_exactly" in refused.json()["detail"]
    assert world.admin.get(path, params={"service_exactly": "false"}).status_code == 200
