"""What a ticket's card shows around it over HTTP, to whom: problem, change, neighbours, class of service."""

from __future__ import annotations

from typing import Any

from tests.api.practice import WINDOW, posted
from tests.api.serving import World


def read(world: World, name: str, number: int, position: int) -> dict[str, Any]:
    answer = world.client(name).get(f"/tickets/{number}", params={"min_position": position})
    assert answer.status_code == 200, answer.text
    card: dict[str, Any] = answer.json()
    return card


def test_rows_82_84_who_works_on_a_ticket_reads_its_problem_and_change_and_the_requester_neither(world: World) -> None:
    ticket = world.ticket()
    assigned = {"responsible": {"team_id": str(world.team)}}
    posted(world, f"/tickets/{ticket['number']}/assign", assigned)
    problem = posted(world, "/problems", {"subject": "Сеть падает", "incidents": [ticket["id"]]})["number"]
    posted(world, f"/problems/{problem}/workaround", {"workaround": "Перезагрузить"})
    draft = {"subject": "Замена", "incidents": [ticket["id"]], "window": WINDOW}
    change = posted(world, "/changes", draft)
    for name in ("second_line", "specialist", "auditor"):
        card = read(world, name, ticket["number"], change["position"])
        assert [(one["number"], one["workaround"]) for one in card["problems"]] == [(problem, "Перезагрузить")], name
        assert [(one["number"], one["status_name"]["ru"]) for one in card["changes"]] == [
            (change["number"], "Черновик")
        ], name
    card = read(world, "requester", ticket["number"], change["position"])
    assert (card["problems"], card["changes"]) == ([], [])
    second_line = world.client("second_line")
    seen = second_line.get(f"/problems/P-{problem}").json()
    assert (seen["workaround"], [one["number"] for one in seen["tickets"]]) == ("Перезагрузить", [ticket["number"]])
    assert seen["tickets"][0]["status_name"] == {"ru": "Новая", "en": "New"}
    assert second_line.get(f"/changes/C-{change['number']}").status_code == 200
    assert second_line.get(f"/problems/{problem}/history").status_code == 404
    assert second_line.get("/problems").status_code == 404
    refused = second_line.post(f"/problems/{problem}/workaround", json={"workaround": "x"})
    assert refused.json()["code"] == "not-allowed"
    other = posted(world, "/problems", {"subject": "Чужая"})
    hidden = second_line.get(f"/problems/{other['number']}", params={"min_position": other["position"]})
    nowhere = second_line.get("/problems/999999")
    assert (hidden.status_code, hidden.json()) == (404, nowhere.json())


def test_row_166_the_card_tells_which_ticket_it_goes_on_from_and_which_go_on_from_it(world: World) -> None:
    first = world.ticket()
    later = world.ticket(follows=first["id"])
    for name in ("requester", "specialist"):
        old, new = (read(world, name, one["number"], later["position"]) for one in (first, later))
        assert [one["number"] for one in old["followed_by"]] == [later["number"]]
        assert (new["follows"]["number"], old["follows"]) == (first["number"], None)
    told = world.requester.get(f"/tickets/{later['number']}/as-registered").json()
    assert told["follows"]["number"] == first["number"]


def test_row_174_the_card_shows_the_class_of_service_with_its_regulated_start_and_close(world: World) -> None:
    ticket = world.ticket()
    card = read(world, "requester", ticket["number"], ticket["position"])
    clocks = world.requester.get(f"/tickets/{ticket['number']}/sla").json()
    found = card["service_class"]

    assert (found["agreement_id"], found["schedule_id"]) == (card["agreement_id"], clocks["schedule_id"])
    assert (found["agreement"]["en"], found["schedule"]["ru"]) == ("Base", "9–18")
    assert found["resolution"]["norm"] == {"amount": 8, "unit": "hours"}
    assert (found["resolution"]["line"], found["resolution"]["name"]["en"]) == (0, "By default")
    assert found["regulated_start_at"] == clocks["reaction"]["due_at"]
    assert found["regulated_close_at"] == clocks["resolution"]["due_at"]
