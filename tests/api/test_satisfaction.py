"""How content people are over HTTP: by a link without signing in, signed in, in figures and in lists."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.practice import posted
from tests.api.serving import World
from tests.api.test_services import told


@pytest.fixture
def number(world: World) -> str:
    """A ticket of the requester's that was resolved in the first line."""
    found = str(world.ticket(subject="Не открывается 1С")["number"])
    posted(world, f"/tickets/{found}/assign", {"responsible": {"team_id": str(world.team)}})
    posted(world, f"/tickets/{found}/resolve", {"solution": "Перезапущено"})
    return found


def linked(world: World, number: str) -> str:
    made = world.specialist.post(f"/tickets/{number}/satisfaction-link", json={})
    assert made.status_code == 201, made.text
    assert made.headers["cache-control"] == "no-store"
    link: str = made.json()["link"]
    return link


def answered(client: httpx.Client, **said: Any) -> tuple[int, dict[str, Any]]:
    answer = client.post("/satisfaction", json=said)
    return answer.status_code, answer.json()


def test_a_link_rates_once_without_signing_in_and_tells_number_and_subject_alone(world: World, number: str) -> None:
    link = linked(world, number)
    status, about = answered(world.anonymous, link=link)
    assert (status, sorted(about)) == (200, ["expires_at", "number", "score", "subject"])
    assert (str(about["number"]), about["subject"], about["score"]) == (number, "Не открывается 1С", None)
    status, about = answered(world.anonymous, link=link, score=4, words="Спасибо")
    assert (status, about["score"]) == (200, 4)
    status, refused = answered(world.anonymous, link=link, score=1)
    assert (status, refused["code"]) == (409, "ticket-is-rated")
    assert answered(world.anonymous, link=link)[1]["score"] == 4
    spent = world.specialist.post(f"/tickets/{number}/satisfaction-link", json={})
    assert spent.json()["code"] == "ticket-is-rated"


def test_a_link_that_nobody_made_opens_nothing(world: World) -> None:
    status, refused = answered(world.anonymous, link="rating_" + "x" * 43, score=5)
    assert (status, refused["code"], refused["field"]) == (404, "rating-link-is-unknown", "link")
    assert answered(world.anonymous, link="x", score=6)[0] == 422


def test_a_link_of_a_ticket_that_is_somebody_else_s_by_now_opens_nothing(world: World, number: str) -> None:
    link = linked(world, number)
    person = str(world.persons["second_line"])
    posted(world, f"/tickets/{number}/requester", {"requester": {"person_id": person}})
    assert answered(world.anonymous, link=link, score=1)[1]["code"] == "rating-link-is-unknown"


def test_links_are_made_by_staff_for_what_is_solved(world: World, number: str) -> None:
    mine = world.requester.post(f"/tickets/{number}/satisfaction-link", json={})
    assert (mine.status_code, mine.json()["code"]) == (404, "no-such-thing")
    unsolved = world.specialist.post(f"/tickets/{world.ticket()['number']}/satisfaction-link", json={})
    assert (unsolved.status_code, unsolved.json()["code"]) == (409, "nothing-to-rate-yet")


def test_whoever_asked_rates_signed_in_and_thinks_better_of_it(world: World, number: str) -> None:
    before = told(world.requester, f"/tickets/{number}/satisfaction")
    assert before["rating"] is None
    assert before["until"] > ""
    assert world.requester.post(f"/tickets/{number}/rate", json={"score": 2, "words": "Долго"}).status_code == 200
    changed = world.requester.post(f"/tickets/{number}/change-rating", json={"score": 5, "words": "Разобрались"})
    at = {"min_position": changed.json()["position"]}
    after = told(world.requester, f"/tickets/{number}/satisfaction", **at)
    assert (after["until"], after["rating"]["score"], after["rating"]["words"]) == (None, 5, "Разобрались")
    facts = [one["name"] for one in told(world.admin, f"/tickets/{number}/history", **at)["facts"]]
    assert [name for name in facts if "rat" in name][:1] == ["ticket.rated@1"]


def test_a_low_rating_by_a_link_sends_the_ticket_back_by_choice(world: World, number: str) -> None:
    status, _ = answered(world.anonymous, link=linked(world, number), score=1, words="Снова", reopen=True)
    assert status == 200
    facts = told(world.admin, f"/tickets/{number}/history")["facts"]
    assert any("reopened" in str(one) for one in facts)


def test_figures_lead_to_the_tickets_they_are_of(world: World, number: str) -> None:
    rated = world.requester.post(f"/tickets/{number}/rate", json={"score": 3}).json()
    at = {"min_position": rated["position"]}
    team = str(world.team)
    (row,) = (one for one in told(world.admin, "/satisfaction", **at)["sums"] if one["id"] == team)
    assert row["ratings"] == sum(row["scores"])
    assert row["name"]["en"] == "First line"
    found = told(world.admin, "/tickets", satisfaction="3", team=team, numbers=number)["tickets"]
    assert [str(one["number"]) for one in found] == [number]
    for other in ("1,2", "none"):
        assert told(world.admin, "/tickets", satisfaction=other, numbers=number)["tickets"] == []
    both = told(world.admin, "/tickets", satisfaction="none,3", numbers=number)["tickets"]
    assert len(both) == 1
    for by in ("responsible", "service"):
        assert told(world.specialist, "/satisfaction", by=by)["sums"]
    assert world.requester.get("/satisfaction").status_code == 404
    assert world.admin.get("/satisfaction", params={"since": "2030-01-01T00:00:00Z"}).status_code == 422
