"""Every command over HTTP: its example, its receipt, its key, its version."""

from __future__ import annotations

from uuid import uuid4

import pytest

from api.rest.command_route import VERSIONED, CommandRoute
from api.rest.command_table import COMMAND_ROUTES
from tests.api.orders import prepared
from tests.api.practice import posted
from tests.api.serving import World


@pytest.mark.parametrize("route", COMMAND_ROUTES, ids=lambda route: route.command.name)
def test_the_example_of_every_command_is_accepted_as_it_is_documented(world: World, route: CommandRoute) -> None:
    client, ref, example = prepared(world, route)
    answer = client.post(route.path.replace("{ref}", ref), json=example)

    assert answer.status_code == (201 if route.creates else 200), answer.text
    if route.command.name == "hide-module":
        posted(world, f"/modules/{ref}/show", {})
    if route.tag == "agreements":
        # Other files of tests, in whatever order they run, rely on the base agreement of this world.
        posted(world, f"/agreements/{world.agreement}/make-base", {})
    receipt = answer.json()
    assert set(receipt) == {"command_id", "id", "number", "version", "position", "cursor", "repeated"}
    assert receipt["cursor"] == f"1.{receipt['position']}" == answer.headers["X-Cursor"]
    assert answer.headers["X-Position"] == str(receipt["position"])
    assert ("ETag" in answer.headers) == (route.tag in VERSIONED)
    assert answer.headers["content-type"] == "application/json"
    if route.creates:
        prefix = {"problems": "P-", "changes": "C-", "articles": "K-"}.get(route.tag, "")
        called = receipt["number"] or example.get("code") or receipt["id"]
        assert answer.headers["Location"] == f"/api/v1/{route.tag}/{prefix}{called}"


def test_the_same_key_with_the_same_request_gives_the_first_receipt(world: World) -> None:
    key = {"Idempotency-Key": f"order-{uuid4()}"}
    first = world.requester.post("/tickets", json={"subject": "Раз"}, headers=key)
    again = world.requester.post("/tickets", json={"subject": "Раз"}, headers=key)

    assert first.json() == {**again.json(), "repeated": False}
    assert again.json()["repeated"] is True
    assert again.headers["X-Position"] == first.headers["X-Position"]


def test_the_same_key_with_another_request_is_refused(world: World) -> None:
    key = {"Idempotency-Key": f"order-{uuid4()}"}
    world.requester.post("/tickets", json={"subject": "Раз"}, headers=key)
    other = world.requester.post("/tickets", json={"subject": "Два"}, headers=key)

    assert (other.status_code, other.json()["code"]) == (409, "key-names-another-request")
    assert other.json()["field"] == "Idempotency-Key"


def test_a_key_belongs_to_its_bearer(world: World) -> None:
    key = {"Idempotency-Key": "the-same-words"}
    one = world.requester.post("/tickets", json={"subject": "Раз"}, headers=key)
    other = world.specialist.post("/tickets", json={"subject": "Раз"}, headers=key)

    assert (one.status_code, other.status_code) == (201, 201)
    assert one.json()["id"] != other.json()["id"]


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_that_is_no_key_is_refused_by_its_header(world: World, key: str) -> None:
    answer = world.requester.post("/tickets", json={"subject": "Раз"}, headers={"Idempotency-Key": key})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad-header")
    assert answer.json()["texts"]["ru"].endswith("от 1 до 200 знаков.")


def test_a_version_that_was_seen_is_accepted_and_a_stale_one_is_refused_with_the_present_one(world: World) -> None:
    receipt = world.ticket()
    url = f"/tickets/{receipt['number']}"
    card = world.specialist.get(url, params={"min_position": receipt["position"]})
    assert card.headers["ETag"] == '"1"'

    first = world.specialist.post(f"{url}/start", headers={"If-Match": card.headers["ETag"]})
    stale = world.specialist.post(f"{url}/hold", json={"reason": "Жду"}, headers={"If-Match": '"1"'})

    assert first.headers["ETag"] == '"2"'
    assert (stale.status_code, stale.json()["code"], stale.json()["version"]) == (412, "stale-version", 2)
    assert stale.headers["ETag"] == '"2"'
    seen = {"min_position": first.headers["X-Position"]}
    assert world.specialist.get(url, params=seen).json()["status"] == "in_progress"


@pytest.mark.parametrize("header", ['"x"', "W/", 'W/"1"', "-1", '"99999999999999999999"'])
def test_an_if_match_that_is_no_etag_is_refused(world: World, header: str) -> None:
    number = world.ticket()["number"]
    answer = world.specialist.post(f"/tickets/{number}/start", headers={"If-Match": header})

    assert (answer.status_code, answer.json()["field"]) == (400, "If-Match")


@pytest.mark.parametrize("header", ["*", "1"])
def test_an_if_match_in_another_spelling_is_understood(world: World, header: str) -> None:
    number = world.ticket()["number"]

    assert world.specialist.post(f"/tickets/{number}/start", headers={"If-Match": header}).status_code == 200


def test_a_stale_version_of_anything_else_is_refused_too(world: World) -> None:
    made = world.admin.post("/teams", json={"title": {"en": "Night shift"}}).json()
    url = f"/teams/{made['id']}/rename"

    renamed = world.admin.post(url, json={"title": {"en": "Nights"}}, headers={"If-Match": '"1"'})
    stale = world.admin.post(url, json={"title": {"en": "Days"}}, headers={"If-Match": '"1"'})

    assert (renamed.status_code, renamed.json()["version"]) == (200, 2)
    assert (stale.status_code, stale.json()["version"]) == (412, 2)


def test_a_command_that_changes_nothing_is_answered_with_the_present_version(world: World) -> None:
    number = world.ticket()["number"]
    first = world.specialist.post(f"/tickets/{number}/start")
    again = world.specialist.post(f"/tickets/{number}/start")

    assert (again.status_code, again.json()["version"]) == (200, 2)
    # A read with it contains what the command found, as a read with any other receipt does.
    assert again.json()["position"] == int(again.headers["X-Position"]) >= first.json()["position"]


def test_a_ticket_is_named_by_its_number_and_by_its_id(world: World) -> None:
    receipt = world.ticket()
    world.specialist.post(f"/tickets/{receipt['number']}/comments", json={"body": "По номеру"})
    last = world.specialist.post(f"/tickets/{receipt['id']}/comments", json={"body": "По id"}).json()
    seen = {"min_position": last["position"]}

    by_number = world.specialist.get(f"/tickets/{receipt['number']}", params=seen).json()
    by_id = world.specialist.get(f"/tickets/{receipt['id']}", params=seen).json()

    assert by_number == by_id
    assert by_number["comments"] == 2


def test_a_ticket_is_merged_into_one_named_by_its_number(world: World) -> None:
    one, other = world.ticket(), world.ticket()
    merged = world.specialist.post(f"/tickets/{one['number']}/merge", json={"into": other["number"]})
    card = world.specialist.get(f"/tickets/{one['id']}", params={"min_position": merged.json()["position"]}).json()

    assert (card["status"], card["merged_into"]) == ("merged", other["id"])


def test_the_address_names_the_thing_and_the_body_must_not(world: World) -> None:
    receipt = world.ticket()
    answer = world.specialist.post(f"/tickets/{receipt['number']}/start", json={"ticket_id": receipt["id"]})

    assert (answer.status_code, answer.json()["field"]) == (422, "ticket_id")


def test_what_a_group_may_not_do_is_refused(world: World) -> None:
    number = world.ticket()["number"]
    start = world.requester.post(f"/tickets/{number}/start")
    agreement = world.specialist.post("/agreements", json={"title": {"en": "Mine"}, "schedule_id": str(world.schedule)})

    assert [answer.status_code for answer in (start, agreement)] == [403, 403]
    assert start.json()["rule"] == "row 20"


@pytest.mark.parametrize("into", ["abc", "", "99999999", 99999999])
def test_a_ticket_to_merge_into_that_is_not_there_is_told_by_its_field(world: World, into: str | int) -> None:
    answer = world.specialist.post(f"/tickets/{world.ticket()['number']}/merge", json={"into": into})
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (404, "no-such-ticket", "into")
