"""What people outside will read waits on the server, can be called back meanwhile, and is carried out once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from connectors.storage.live.sends import Held
from events.values.identity import PersonId
from tests.api.two_desks import Bearing, Two
from tests.support.plain_http import PLAINLY


def _ask(two: Two, method: str, path: str, bearing: Bearing, at: int = 0, **more: Any) -> httpx.Response:
    headers = {**bearing, **more.pop("heads", {})}
    return httpx.request(method, f"{two.urls[at]}/api/v1{path}", headers=headers, timeout=20, **more, **PLAINLY)


def _writer(two: Two) -> tuple[PersonId, Bearing]:
    person = two.somebody("specialist")
    return person, two.session(person)[0]


def _order(number: int, words: str = "Готово", **more: Any) -> dict[str, Any]:
    return {"command": "comment-on-ticket", "ticket": str(number), "body": {"body": words}, **more}


def _words(two: Two, number: int, bearing: Bearing) -> list[str]:
    head = two.taken_in()
    answer = _ask(two, "GET", f"/tickets/{number}/timeline?min_position={head}", bearing)
    return [entry["body"] for entry in answer.json()["entries"] if entry.get("body")]


def _carried_out(two: Two, send: str) -> None:
    """Until the loop of the first desk has done it."""
    while True:
        with two.world.desk.database.connection() as connection:
            waits = connection.execute(
                "SELECT count(*) FROM desk.sends WHERE send_id = %s AND refusal IS NULL", (send,)
            ).fetchone()
        if waits == (0,):
            return


def test_what_waits_is_called_back_at_the_other_process_and_gives_what_it_said(two: Two) -> None:
    number, _, _ = two.ticket()
    _, by_anna = _writer(two)
    before = _words(two, number, by_anna)

    waits = _ask(two, "POST", "/sends", by_anna, json=_order(number, "Не тому", wait_s=60))
    listed = _ask(two, "GET", "/sends", by_anna, 1).json()["sends"]
    back = _ask(two, "DELETE", f"/sends/{waits.json()['send_id']}", by_anna, 1)

    assert (waits.status_code, waits.json()["receipt"]) == (201, None)
    assert [one["held"]["content"]["body"] for one in listed] == ["Не тому"]
    assert back.json()["held"]["content"]["body"] == "Не тому"
    assert _ask(two, "GET", "/sends", by_anna).json()["sends"] == []
    again = _ask(two, "DELETE", f"/sends/{waits.json()['send_id']}", by_anna)
    assert (again.status_code, again.json()["code"]) == (404, "no-such-send")
    assert _words(two, number, by_anna) == before


def test_what_was_not_called_back_is_carried_out_once_and_is_too_late_to_call_back(two: Two) -> None:
    number, _, _ = two.ticket()
    _, by_anna = _writer(two)
    draft = _ask(two, "PUT", f"/drafts?kind=reply&ticket={number}", by_anna, json={"text": "Готово"}).json()["draft_id"]

    waits = _ask(two, "POST", "/sends", by_anna, json=_order(number, wait_s=1, draft_id=draft)).json()["send_id"]
    _carried_out(two, waits)

    late = _ask(two, "DELETE", f"/sends/{waits}", by_anna, 1)
    assert (late.status_code, late.json()["code"]) == (409, "send-has-gone")
    assert _words(two, number, by_anna).count("Готово") == 1
    assert _ask(two, "GET", "/drafts", by_anna).json()["drafts"] == []


def test_a_send_whose_process_died_behind_the_receipt_is_not_done_twice(two: Two) -> None:
    number, ticket, _ = two.ticket()
    anna, by_anna = _writer(two)
    done = _ask(two, "POST", "/sends", by_anna, json=_order(number, wait_s=0)).json()["send_id"]
    now = two.world.desk.clock.now()
    content = {"ticket_id": str(ticket), "body": "Готово"}
    held = Held(command="comment-on-ticket", content=content, groups=("specialist", "requester"))
    two.world.desk.sends.put(UUID(done), anna, held, due_at=now - timedelta(seconds=1))

    _carried_out(two, done)

    assert _words(two, number, by_anna).count("Готово") == 1


def test_nobody_calls_back_what_another_sent(two: Two) -> None:
    number, _, _ = two.ticket()
    (_, by_anna), (_, by_boris) = _writer(two), _writer(two)
    waits = _ask(two, "POST", "/sends", by_anna, json=_order(number, wait_s=60)).json()["send_id"]

    refused = _ask(two, "DELETE", f"/sends/{waits}", by_boris)

    assert (refused.status_code, refused.json()["code"]) == (404, "no-such-send")
    assert _ask(two, "GET", "/sends", by_boris).json()["sends"] == []
    assert _ask(two, "DELETE", f"/sends/{waits}", by_anna).status_code == 200


def test_what_is_refused_when_its_time_has_come_stays_with_the_reason(two: Two) -> None:
    _, ticket, _ = two.ticket()
    anna, by_anna = _writer(two)
    held = Held(command="close-ticket", content={"ticket_id": str(ticket)}, groups=("specialist", "requester"))
    send = uuid4()
    two.world.desk.sends.put(send, anna, held, due_at=two.world.desk.clock.now() - timedelta(seconds=1))

    _carried_out(two, str(send))

    (kept,) = _ask(two, "GET", "/sends", by_anna, 1).json()["sends"]
    assert (kept["send_id"], bool(kept["refusal"]["texts"]["ru"])) == (str(send), True)


def test_where_a_clock_would_run_out_it_is_carried_out_at_once(two: Two) -> None:
    number, ticket, _ = two.ticket()
    _, by_anna = _writer(two)
    soon = int((two.world.desk.clock.now() + timedelta(seconds=30)).timestamp() * 1_000_000)
    with two.world.desk.database.connection() as connection:
        # As though it were registered eight working hours ago, almost.
        connection.execute(
            "UPDATE views.sla_clocks SET reaction_since_us = 1, reaction_due_us = %s WHERE ticket_id = %s",
            (soon, ticket),
        )

    sent = _ask(two, "POST", "/sends", by_anna, json=_order(number, wait_s=60))

    assert (sent.status_code, sent.json()["receipt"]["number"]) == (201, number), sent.text
    assert "Готово" in _words(two, number, by_anna)


def test_an_order_that_waits_is_checked_as_its_own_route_checks_it(two: Two) -> None:
    number, _, _ = two.ticket()
    _, by_anna = _writer(two)
    other = two.session(two.somebody("requester"))[0]

    answers = [
        _ask(two, "POST", "/sends", by_anna, json={**_order(number), "body": {}}),
        _ask(two, "POST", "/sends", by_anna, json=_order(number, wait_s=61)),
        _ask(two, "POST", "/sends", by_anna, json={**_order(number), "command": "assign-ticket"}),
        _ask(two, "POST", "/sends", other, json=_order(number)),
        _ask(two, "POST", "/sends", other, json={**_order(number), "command": "resolve-ticket"}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 404, 403]
