"""What is new to somebody since they looked: over HTTP and in the terminal, at every process, and nobody else's."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from api.questions.live.looked import AT_ONCE
from connectors.storage.live import looked
from tests.api.serving import World
from tests.api.test_cli import Run, desk
from tests.api.two_desks import Bearing, Two
from tests.support.plain_http import PLAINLY

__all__ = ["desk"]


def _ask(two: Two, method: str, path: str, bearing: Bearing, at: int = 0, **more: Any) -> httpx.Response:
    return httpx.request(method, f"{two.urls[at]}/api/v1{path}", headers=bearing, timeout=20, **more, **PLAINLY)


def _specialist(two: Two) -> Bearing:
    """Somebody who has seen a list once."""
    bearing = two.session(two.somebody("specialist"))[0]
    assert _ask(two, "GET", "/tickets?limit=1", bearing).status_code == 200
    return bearing


def _line(two: Two, number: int, bearing: Bearing, at: int = 0) -> dict[str, Any]:
    two.taken_in()
    answer = _ask(two, "GET", f"/tickets?numbers={number}&news=true", bearing, at)
    found: dict[str, Any] = answer.json()["tickets"][0]
    return found


def _says(two: Two, number: int, bearing: Bearing, body: str = "Смотрю", **more: Any) -> None:
    assert _ask(two, "POST", f"/tickets/{number}/comments", bearing, json={"body": body, **more}).status_code == 200


def test_what_stood_there_at_the_first_look_is_not_new_and_what_comes_then_is(two: Two) -> None:
    two.ticket()
    bearing = two.session(two.somebody("specialist"))[0]
    first = _ask(two, "GET", "/tickets?limit=5", bearing).json()["tickets"]
    again = _ask(two, "GET", "/tickets?limit=5", bearing, 1).json()["tickets"]
    assert [line["is_unread"] for line in (*first, *again)] == [False] * len((*first, *again))

    number, _, _ = two.ticket()

    assert _line(two, number, bearing)["is_unread"] is True


def test_a_ticket_is_unread_by_what_others_did_and_seen_at_every_process_once_it_was_opened(two: Two) -> None:
    by_anna, by_boris = _specialist(two), _specialist(two)
    number, _, _ = two.ticket()
    assert _ask(two, "GET", f"/tickets/{number}?looked=true", by_anna).status_code == 200
    assert _line(two, number, by_anna, 1)["is_unread"] is False

    _says(two, number, by_anna, "Моё")
    assert _line(two, number, by_anna)["is_unread"] is False, "one's own words are not new"
    _says(two, number, by_boris, "Его")
    _says(two, number, by_boris, "Его же", is_public=False)
    _ask(two, "POST", f"/tickets/{number}/start", by_boris)

    line = _line(two, number, by_anna, 1)
    assert (line["is_unread"], line["news"]["comments"], line["news"]["changes"]) == (True, 2, 1)
    assert line["news"]["status"] is True
    told = _ask(two, "GET", f"/tickets/{number}/changes?since=looked", by_anna).json()
    assert [one["name"].partition("@")[0] for one in told["changes"]] == [
        *["ticket.commented"] * 2,
        "ticket.put-in-progress",
    ]
    assert "status" in told["fields"]

    assert _ask(two, "POST", f"/tickets/{number}/looked", by_anna, 1, json={}).json() == {"is_unread": False}
    assert _line(two, number, by_anna)["is_unread"] is False
    assert _ask(two, "GET", f"/tickets/{number}/changes?since=looked", by_anna).json()["changes"] == []
    assert _line(two, number, by_boris)["is_unread"] is True, "what anna saw boris has not: the ticket is new to him"


def test_whoever_saw_an_older_version_has_not_seen_what_came_since(two: Two) -> None:
    by_anna, by_boris = _specialist(two), _specialist(two)
    number, _, _ = two.ticket()
    version = _line(two, number, by_anna)["version"]
    _says(two, number, by_boris)
    two.taken_in()

    _ask(two, "POST", f"/tickets/{number}/looked", by_anna, json={"version": version})
    assert _line(two, number, by_anna)["news"]["comments"] == 1
    _ask(two, "POST", f"/tickets/{number}/looked", by_anna, json={})
    _ask(two, "POST", f"/tickets/{number}/looked", by_anna, json={"version": version})
    assert _line(two, number, by_anna)["is_unread"] is False, "an older window takes nothing back"


def test_a_ticket_is_put_back_to_unread_unless_nobody_else_did_anything(two: Two) -> None:
    by_anna = _specialist(two)
    number, _, _ = two.ticket()
    two.taken_in()
    _ask(two, "POST", f"/tickets/{number}/looked", by_anna, json={})

    assert _ask(two, "DELETE", f"/tickets/{number}/looked", by_anna, 1).json() == {"is_unread": True}
    assert _line(two, number, by_anna)["is_unread"] is True

    own = _ask(two, "POST", "/tickets", by_anna, json={"subject": "Моя", "requester": {"person_id": "me"}}).json()
    two.taken_in()
    refused = _ask(two, "DELETE", f"/tickets/{own['number']}/looked", by_anna)
    assert (refused.status_code, refused.json()["code"]) == (409, "nobody-else-did-anything")


def test_private_words_make_nothing_new_for_who_may_not_read_them(two: Two) -> None:
    by_staff = _specialist(two)
    bearing = two.session(two.somebody())[0]
    asked = _ask(two, "POST", "/tickets", bearing, json={"subject": "Не открывается дверь"}).json()
    number = asked["number"]
    two.taken_in()
    _ask(two, "GET", "/tickets", bearing)
    _ask(two, "POST", f"/tickets/{number}/looked", bearing, json={})

    _says(two, number, by_staff, "Между нами", is_public=False)
    line = _line(two, number, bearing)
    assert (line["is_unread"], line.get("news")) == (False, None)
    assert _ask(two, "GET", f"/tickets/{number}/changes?since=looked", bearing).json()["changes"] == []
    _says(two, number, by_staff, "Готово")
    assert _line(two, number, bearing)["news"]["comments"] == 1


def test_a_selection_a_view_and_everything_are_marked_as_seen_up_to_where_the_list_was_read(two: Two) -> None:
    by_anna, by_boris = _specialist(two), _specialist(two)
    (one, _, _), (other, _, place) = two.ticket(), two.ticket()
    _says(two, other, by_boris)
    two.taken_in()

    body = {"numbers": [one, other, 10**12], "position": place}
    marked = _ask(two, "POST", "/tickets/looked", by_anna, json=body).json()
    assert marked == {"position": place, "tickets": 2}
    assert [_line(two, number, by_anna)["is_unread"] for number in (one, other)] == [False, True]

    condition = {"op": "in", "field": "number", "values": [str(other)]}
    view = _ask(two, "POST", "/views", by_anna, json={"title": {"ru": "Моё"}, "settings": {"condition": condition}})
    two.taken_in()
    assert _ask(two, "POST", "/tickets/looked", by_anna, json={"view": view.json()["id"]}).json()["tickets"] == 1
    assert _line(two, other, by_anna)["is_unread"] is False

    _says(two, one, by_boris)
    two.taken_in()
    assert _ask(two, "GET", "/tickets/counts?unread=true", by_anna).json()["unread"] >= 1
    assert _ask(two, "POST", "/tickets/looked", by_anna, json={"all": True}).json()["tickets"] is None
    assert _ask(two, "GET", "/tickets/counts?unread=true", by_anna, 1).json()["unread"] == 0
    assert _ask(two, "GET", "/tickets?unread=true", by_anna).json()["tickets"] == []


@pytest.mark.parametrize("body", [{}, {"all": True, "numbers": [1]}, {"numbers": [0]}, {"numbers": [1] * 1001}])
def test_a_selection_that_names_nothing_or_two_things_or_too_many_is_refused(two: Two, body: dict[str, Any]) -> None:
    refused = _ask(two, "POST", "/tickets/looked", _specialist(two), json=body)
    assert refused.status_code == 422
    assert refused.json()["field"].startswith("numbers")


def test_changes_are_asked_since_a_version_or_since_one_looked_and_not_both(two: Two) -> None:
    by_anna = _specialist(two)
    number, _, _ = two.ticket()
    for query in ("", "?since_version=1&since=looked"):
        refused = _ask(two, "GET", f"/tickets/{number}/changes{query}", by_anna)
        assert (refused.status_code, refused.json()["field"]) == (422, "since_version")


def test_a_line_tells_of_the_readers_own_draft(two: Two) -> None:
    by_anna, by_boris = _specialist(two), _specialist(two)
    number, _, _ = two.ticket()
    _ask(two, "PUT", f"/drafts?kind=reply&ticket={number}", by_anna, json={"text": "Добрый"})
    assert [_line(two, number, bearing)["has_draft"] for bearing in (by_anna, by_boris)] == [True, False]


def test_more_than_is_kept_counts_as_seen_up_to_the_oldest_that_fell_out(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looked, "MOST", 2)
    by_anna = _specialist(two)
    numbers = [two.ticket()[0] for _ in range(4)]
    two.taken_in()
    for number in numbers[1:]:
        _ask(two, "POST", f"/tickets/{number}/looked", by_anna, json={})
    assert [_line(two, number, by_anna)["is_unread"] for number in numbers] == [False] * 4
    assert AT_ONCE >= looked.MOST


def test_who_is_forgotten_leaves_no_trace_of_what_they_looked_at(two: Two) -> None:
    person = two.somebody("specialist")
    bearing = two.session(person)[0]
    number, _, _ = two.ticket()
    _ask(two, "GET", f"/tickets/{number}?looked=true", bearing)

    two.world.desk.keyring.forget(person)

    with two.world.desk.database.connection() as connection:
        kept = (
            "SELECT FROM desk.looked WHERE person_id = %s UNION ALL SELECT FROM desk.looked_from WHERE person_id = %s"
        )
        assert connection.execute(kept, (person, person)).fetchall() == []


def test_a_terminal_marks_what_is_new_and_takes_it_as_seen(desk: Run, world: World) -> None:
    me = ("--as", "specialist.of.the.world")
    number = str(world.ticket(subject="Звонок с проходной")["number"])

    def typed(*line: str) -> str:
        status, out, err = desk(*line, *me, language="en")
        assert (status, err) == (0, "")
        return out

    typed("seen", "--all")
    world.requester.post(f"/tickets/{number}/comments", json={"body": "Ну что там?"})
    assert typed("seen", number, "--back") == f"Back to unread: №{number}\n"
    assert "• Звонок с проходной" in typed("tickets", "--unread", "--text", "проходной")
    assert typed("seen", number) == f"Seen: №{number}\n"
    assert "Звонок" not in typed("tickets", "--unread", "--text", "проходной")
    typed("seen", number, "--back")
    typed("card", number, "--seen")
    assert "• Звонок" not in typed("tickets", "--text", "проходной")
