"""Who looks at a ticket or writes on it is shown to colleagues at every process, and is gone by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from connectors.storage.live.presence import LASTS, Presence
from events.values.identity import PersonId
from tests.api.two_desks import Bearing, Two
from tests.support.plain_http import PLAINLY


def _ask(two: Two, method: str, path: str, bearing: Bearing, at: int = 0, **more: Any) -> httpx.Response:
    return httpx.request(method, f"{two.urls[at]}/api/v1{path}", headers=bearing, timeout=20, **more, **PLAINLY)


def _colleague(two: Two) -> tuple[PersonId, Bearing]:
    person = two.somebody("specialist")
    return person, two.session(person)[0]


def _at(two: Two, number: int, bearing: Bearing, at: int = 0) -> list[tuple[str, str]]:
    answer = _ask(two, "GET", f"/presence?numbers={number}", bearing, at)
    assert answer.status_code == 200, answer.text
    return [(one["person_id"], one["doing"]) for ticket in answer.json()["tickets"] for one in ticket["persons"]]


def test_who_looks_at_a_ticket_is_shown_to_a_colleague_at_the_other_process(two: Two) -> None:
    number, _, _ = two.ticket()
    (anna, by_anna), (_, by_boris) = _colleague(two), _colleague(two)

    said = _ask(two, "PUT", f"/tickets/{number}/presence", by_anna, json={})

    assert (said.status_code, [*said.json()]) == (200, ["until"])
    assert _at(two, number, by_boris, 1) == [(str(anna), "viewing")]
    assert _at(two, number, by_anna, 1) == [], "oneself is not told"
    _ask(two, "PUT", f"/tickets/{number}/presence", by_anna, 1, json={"doing": "writing"})
    assert _at(two, number, by_boris, 0) == [(str(anna), "writing")]
    _ask(two, "DELETE", f"/tickets/{number}/presence", by_anna, 1)
    assert _at(two, number, by_boris) == []


def test_who_says_nothing_more_is_gone_after_half_a_minute(two: Two) -> None:
    number, ticket, _ = two.ticket()
    (anna, _), (_, by_boris) = _colleague(two), _colleague(two)
    presence, now = Presence(two.world.desk.database), two.world.desk.clock.now()

    presence.say(ticket, anna, "viewing", now=now - LASTS + timedelta(seconds=20))
    assert _at(two, number, by_boris) == [(str(anna), "viewing")]
    presence.say(ticket, anna, "viewing", now=now - LASTS)

    assert _at(two, number, by_boris) == []


def test_a_requester_is_neither_shown_nor_told_who_is_there(two: Two) -> None:
    number, _, _ = two.ticket()
    _, by_anna = _colleague(two)
    requester = two.session(two.world.persons["requester"])[0]
    _ask(two, "PUT", f"/tickets/{number}/presence", by_anna, json={})

    said = _ask(two, "PUT", f"/tickets/{number}/presence", requester, json={})
    asked = _ask(two, "GET", f"/presence?numbers={number}", requester)

    assert [(answer.status_code, answer.json()["code"]) for answer in (said, asked)] == [(404, "no-such-thing")] * 2


def test_staff_who_asked_for_the_ticket_themselves_are_its_requester_there(two: Two) -> None:
    _, by_person = _colleague(two)
    _, by_anna = _colleague(two)
    made = _ask(two, "POST", "/tickets", by_person, json={"subject": "Моя мышь"})
    assert made.status_code == 201, made.text
    two.taken_in()
    number = made.json()["number"]
    _ask(two, "PUT", f"/tickets/{number}/presence", by_anna, json={})

    said = _ask(two, "PUT", f"/tickets/{number}/presence", by_person, json={})

    assert (said.status_code, said.json()["code"]) == (403, "only-staff-is-shown")
    assert _at(two, number, by_person) == []


def test_a_ticket_that_one_does_not_see_is_not_there(two: Two) -> None:
    number, _, _ = two.ticket()
    by_line = two.session(two.somebody("second_line"))[0]
    _, by_anna = _colleague(two)
    _ask(two, "PUT", f"/tickets/{number}/presence", by_anna, json={})

    said = _ask(two, "PUT", f"/tickets/{number}/presence", by_line, json={})

    assert (said.status_code, said.json()["code"]) == (404, "no-such-ticket")
    assert _at(two, number, by_line) == []


@pytest.mark.parametrize(
    ("numbers", "status"), [("1001,№1002", 200), ("", 200), ("many", 422), (",".join(["7"] * 201), 422)]
)
def test_numbers_are_asked_for_by_commas_and_at_most_two_hundred(two: Two, numbers: str, status: int) -> None:
    answer = _ask(two, "GET", "/presence", _colleague(two)[1], params={"numbers": numbers})

    assert answer.status_code == status
    assert status == 200 or answer.json()["field"] == "numbers"


def test_the_stream_tells_colleagues_who_came_who_writes_and_who_left(two: Two) -> None:
    number, ticket, _ = two.ticket()
    (anna, by_anna), (_, by_boris) = _colleague(two), _colleague(two)
    boris, her = two.listen(by_boris, 1), two.listen(by_anna)
    boris.next("open"), her.next("open")

    def told() -> list[tuple[str, str]]:
        # Whom others left elsewhere is gone by itself meanwhile.
        while not (at := [each for each in boris.next("presence").data["tickets"] if each["number"] == number]):
            pass
        return [(one["person_id"], one["doing"]) for one in at[0]["persons"]]

    _ask(two, "PUT", f"/tickets/{number}/presence", by_anna, json={})
    assert told() == [(str(anna), "viewing")]
    _ask(two, "PUT", f"/tickets/{number}/presence", by_anna, json={"doing": "writing"})
    assert told() == [(str(anna), "writing")]
    _ask(two, "DELETE", f"/tickets/{number}/presence", by_anna)
    assert told() == []
    Presence(two.world.desk.database).say(ticket, anna, "viewing", now=_just_before_the_end(two))
    assert told() == [(str(anna), "viewing")]
    assert told() == [], "gone by itself"


def test_the_stream_tells_a_requester_nothing_of_presence(two: Two) -> None:
    number, _, _ = two.ticket()
    _, by_anna = _colleague(two)
    requester = two.listen(two.session(two.world.persons["requester"])[0])
    boris = two.listen(_colleague(two)[1])
    for each in (requester, boris):
        each.next("open")

    _ask(two, "PUT", f"/tickets/{number}/presence", by_anna, json={})
    boris.next("presence")
    another, _, position = two.ticket()

    assert {event.kind for event in iter_until(requester, position)} == {"changed"}
    assert another > number


def iter_until(listening: Any, position: int) -> list[Any]:
    """All events up to a position of the log."""
    found = []
    while True:
        event = listening.event()
        found.append(event)
        if event.kind == "changed" and int(event.id.partition(".")[2]) >= position:
            return found


def _just_before_the_end(two: Two) -> Any:
    return two.world.desk.clock.now() - LASTS + timedelta(seconds=1)
