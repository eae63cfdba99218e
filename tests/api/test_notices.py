"""What people are told of: by what concerns them, as far as they may see, until they have read it; at every process."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from events.values.identity import TeamId
from tests.api.listening import place
from tests.api.serving import World
from tests.api.test_cli import Run, desk
from tests.api.two_desks import Bearing, Two
from tests.support.plain_http import PLAINLY

__all__ = ["desk"]


def _ask(two: Two, method: str, path: str, bearing: Bearing, at: int = 0, **more: Any) -> httpx.Response:
    return httpx.request(method, f"{two.urls[at]}/api/v1{path}", headers=bearing, timeout=20, **more, **PLAINLY)


def _somebody(two: Two, *groups: Any) -> tuple[UUID, Bearing]:
    person = two.somebody(*groups)
    return person, two.session(person)[0]


def _told(two: Two, bearing: Bearing, query: str = "", at: int = 0) -> list[tuple[str, int | None]]:
    """Kinds and numbers of tickets, the newest first."""
    two.taken_in()
    answer = _ask(two, "GET", f"/notices?{query}", bearing, at)
    assert answer.status_code == 200, answer.text
    return [(one["kind"], one["number"]) for one in answer.json()["notices"]]


def _given_to(two: Two, person: UUID, by: Bearing) -> int:
    """A ticket that somebody was given within the first line."""
    number, _, _ = two.ticket()
    body = {"responsible": {"team_id": str(_team(two, person)), "person_id": str(person)}}
    assert _ask(two, "POST", f"/tickets/{number}/assign", by, json=body).status_code == 200
    return number


def _team(two: Two, person: UUID) -> TeamId:
    made = two.world.admin.post("/teams", json={"title": {"ru": f"Команда {person}"}, "members": [str(person)]})
    assert made.status_code == 201, made.text
    return TeamId(UUID(made.json()["id"]))


def _says(two: Two, number: int, bearing: Bearing, body: str = "Смотрю", **more: Any) -> None:
    assert _ask(two, "POST", f"/tickets/{number}/comments", bearing, json={"body": body, **more}).status_code == 200


def test_who_answers_is_told_what_they_were_given_and_what_others_said_and_did_there_and_never_of_their_own_acts(
    two: Two,
) -> None:
    (anna, by_anna), (_, by_boris) = _somebody(two, "specialist"), _somebody(two, "specialist")
    number = _given_to(two, anna, by_boris)
    _says(two, number, by_anna, "Моё")
    _says(two, number, by_boris, "Его", is_public=False)
    _ask(two, "POST", f"/tickets/{number}/start", by_boris)

    assert _told(two, by_anna, at=1) == [("status", number), ("comment", number), ("assigned", number)]
    assert _told(two, by_anna, "kind=comment,assigned") == [("comment", number), ("assigned", number)]
    assert _told(two, by_boris) == []


def test_a_team_is_told_what_it_was_given_and_whoever_watches_what_came_since(two: Two) -> None:
    (anna, by_anna), (_, by_boris) = _somebody(two, "specialist"), _somebody(two, "specialist")
    team = _team(two, anna)
    number, _, _ = two.ticket()
    _says(two, number, by_boris, "Раньше")
    _ask(two, "POST", f"/tickets/{number}/assign", by_boris, json={"responsible": {"team_id": str(team)}})
    assert _told(two, by_anna) == [("assigned", number)]

    assert _ask(two, "POST", f"/tickets/{number}/watch", by_anna, json={}).status_code == 200
    _says(two, number, by_boris, "Позже")
    assert _told(two, by_anna) == [("comment", number), ("assigned", number)]


def test_a_requester_is_told_public_words_and_statuses_of_what_they_asked_for_and_no_private_word(two: Two) -> None:
    (_, by_asker), (_, by_staff) = _somebody(two), _somebody(two, "specialist")
    number = _ask(two, "POST", "/tickets", by_asker, json={"subject": "Не открывается дверь"}).json()["number"]
    two.taken_in()
    _says(two, number, by_staff, "Между нами", is_public=False)
    _says(two, number, by_staff, "Идём")
    _ask(two, "POST", f"/tickets/{number}/resolve", by_staff, json={"solution": "Открыта"})
    assert _told(two, by_asker) == [("status", number), ("comment", number)]


def test_who_is_mentioned_and_who_is_given_a_task_is_told_and_again_once_it_is_due(two: Two) -> None:
    (anna, by_anna), (_, by_boris) = _somebody(two, "specialist"), _somebody(two, "specialist")
    login = two.world.admin.get(f"/persons/{anna}").json()["person"]["login"]
    number, _, _ = two.ticket()
    _says(two, number, by_boris, f"@{login} посмотри", is_public=False)
    due = two.world.desk.clock.now() - timedelta(minutes=5)
    task = {"title": "Позвонить", "responsible": {"team_id": str(_team(two, anna)), "person_id": str(anna)}}
    made = _ask(two, "POST", f"/tickets/{number}/tasks", by_boris, json={**task, "due_at": due.isoformat()})
    assert made.status_code in {200, 201}, made.text
    assert sorted(_told(two, by_anna)) == [("mention", number), ("task", number), ("task_due", number)]


def test_what_was_read_is_told_apart_one_by_one_by_a_look_at_the_ticket_and_all_at_once(two: Two) -> None:
    (anna, by_anna), (_, by_boris) = _somebody(two, "specialist"), _somebody(two, "specialist")
    first, second, third = (_given_to(two, anna, by_boris) for _ in range(3))
    two.taken_in()
    assert _ask(two, "GET", "/notices/unread", by_anna).json() == {"unread": 3}

    newest = _ask(two, "GET", "/notices?limit=1", by_anna).json()
    read = _ask(two, "POST", "/notices/read", by_anna, 1, json={"notices": [newest["notices"][0]["notice_id"]]})
    assert read.json() == {"unread": 2}
    assert _told(two, by_anna, "unread=true") == [("assigned", second), ("assigned", first)]
    _ask(two, "POST", f"/tickets/{second}/looked", by_anna, json={})
    assert _told(two, by_anna, "unread=true") == [("assigned", first)]
    assert _ask(two, "POST", "/notices/read", by_anna, json={"all": True}).json() == {"unread": 0}

    pages, cursor = [], ""
    while True:
        page = _ask(two, "GET", f"/notices?limit=1{cursor}", by_anna).json()
        pages += [(one["number"], one["is_read"]) for one in page["notices"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert pages == [(third, True), (second, True), (first, True)]


def test_a_muted_kind_is_in_no_list_and_no_count(two: Two) -> None:
    (anna, by_anna), (_, by_boris) = _somebody(two, "specialist"), _somebody(two, "specialist")
    number = _given_to(two, anna, by_boris)
    _says(two, number, by_boris)
    settings = _ask(two, "PUT", "/notices/settings", by_anna, json={"muted": ["comment"]}).json()
    assert [one["kind"] for one in settings["kinds"] if one["is_muted"]] == ["comment"]
    assert _told(two, by_anna, at=1) == [("assigned", number)]
    assert _ask(two, "GET", "/notices/unread", by_anna).json() == {"unread": 1}


def test_what_became_hidden_vanishes_with_its_count(two: Two) -> None:
    (anna, by_anna), (_, by_boris) = _somebody(two, "second_line"), _somebody(two, "specialist")
    number = _given_to(two, anna, by_boris)
    assert _told(two, by_anna) == [("assigned", number)]
    _ask(two, "POST", f"/tickets/{number}/assign", by_boris, json={"responsible": {"team_id": str(two.world.team)}})
    assert _told(two, by_anna) == []
    assert _ask(two, "GET", "/notices/unread", by_anna).json() == {"unread": 0}


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("GET", "/notices?kind=rain", None, "kind"),
        ("GET", "/notices?cursor=rain", None, "cursor"),
        ("POST", "/notices/read", {}, "notices"),
        ("POST", "/notices/read", {"all": True, "until": "2026-03-01T09:00:00"}, "until"),
        ("PUT", "/notices/settings", {"muted": ["rain"]}, "muted"),
    ],
)
def test_what_is_no_notice_is_refused_by_its_field(two: Two, method: str, path: str, body: Any, field: str) -> None:
    refused = _ask(two, method, path, _somebody(two, "specialist")[1], json=body)
    assert (refused.status_code, refused.json()["field"]) == (422, field)


def test_a_stream_tells_at_once_of_whom_a_fact_concerns(two: Two) -> None:
    (anna, by_anna), (_, by_boris) = _somebody(two, "specialist"), _somebody(two, "specialist")
    listening, other = two.listen(by_anna), two.listen(by_boris, 1)
    number = _given_to(two, anna, by_boris)
    assert listening.next("notice").data == {"tickets": [number]}
    _says(two, number, by_anna)
    position, kinds = two.taken_in(), set[str]()
    while not ((event := other.event()).id and place(event.id) >= position):
        kinds.add(event.kind)
    assert "notice" not in kinds, "of one's own acts nothing is told, and the words of others there concern nobody else"


def test_a_terminal_lists_notices_and_takes_them_as_read(desk: Run, world: World) -> None:
    me = ("--as", "specialist.of.the.world")
    person = world.specialist.get("/me").json()["actor"]["id"]
    number = str(world.ticket(subject="Звонит вахта")["number"])
    team = {"team_id": str(world.team), "person_id": person}
    world.admin.post(f"/tickets/{number}/assign", json={"responsible": team})

    status, out, err = desk("notices", "--read", *me, language="en")
    assert (status, err) == (0, "")
    assert "Звонит вахта" in out
    assert "unread: 0" in desk("notices", *me, language="en")[1]
