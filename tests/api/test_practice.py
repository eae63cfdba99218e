"""Problems and change requests over HTTP, by their own people (rows 83-84, 164-165)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from tests.api.practice import posted, somebody
from tests.api.serving import World
from tests.support.unknown import UNKNOWN


def test_row_164_a_problem_from_its_first_sign_to_its_solved_incidents(world: World) -> None:
    tickets = [world.ticket(subject=f"Сеть {nth}") for nth in (1, 2)]
    with somebody(world, "specialist", "problem_specialist") as solver:
        asked = {"subject": "Сеть падает по утрам", "incidents": [ticket["id"] for ticket in tickets]}
        made = solver.post("/problems", json=asked)
        assert made.status_code == 201
        number = made.json()["number"]
        where = f"/problems/P-{number}"
        assert made.headers["Location"] == f"/api/v1{where}"
        early = solver.post(f"{where}/resolve-incidents", json={})
        assert (early.status_code, early.json()["code"]) == (409, "problem-is-not-resolved")
        solver.post(f"{where}/workaround", json={"workaround": "Подождать"})
        solver.post(f"{where}/root-cause", json={"root_cause": "Блок питания"})
        last = solver.post(f"{where}/move", json={"to": "resolved", "solution": "Заменён"})
        card = solver.get(f"/problems/{number}", params={"min_position": last.json()["position"]})
        assert card.headers["ETag"] == last.headers["ETag"]
        known = card.json()
        assert (known["workaround"], known["root_cause"], known["solution"]) == ("Подождать", "Блок питания", "Заменён")
        assert [ticket["number"] for ticket in known["tickets"]] == [ticket["number"] for ticket in tickets]
        outcomes = solver.post(f"{where}/resolve-incidents", json={}).json()["incidents"]
        assert [(one["number"], one["refused"]) for one in outcomes] == [(one["number"], "") for one in tickets]
        told = solver.get(f"{where}/history").json()["facts"]
        assert [fact["name"] for fact in told] == [
            "problem.registered@2",
            "problem.workaround-found@2",
            "problem.root-cause-found@2",
            "problem.moved@2",
        ]
        assert told[-1]["what"]["ru"] == "Проблема: «Решена»"
        again = solver.post(f"{where}/resolve-incidents", json={}).json()["incidents"]
        assert again == outcomes
        seen = world.requester.get(
            f"/tickets/{tickets[0]['number']}", params={"min_position": outcomes[-1]["position"]}
        ).json()
        assert (seen["status"], seen["solution"]) == ("resolved", "Заменён")
        found = solver.get("/problems", params={"ticket": tickets[0]["id"], "status": "resolved"}).json()
        assert [line["number"] for line in found["problems"]] == [number]


def test_row_164_each_incident_stands_or_falls_alone_and_says_why(world: World) -> None:
    ticket, foreign = world.ticket(), world.ticket()
    problem = posted(world, "/problems", {"subject": "Сеть", "incidents": [ticket["id"]]})["number"]
    posted(world, f"/problems/{problem}/move", {"to": "resolved", "solution": "Готово"})
    wanted = {"tickets": [foreign["id"], ticket["id"]]}
    answer = world.admin.post(f"/problems/{problem}/resolve-incidents", json=wanted).json()
    assert [(one["ticket_id"], one["refused"]) for one in answer["incidents"]] == [
        (foreign["id"], "incident-is-not-linked"),
        (ticket["id"], ""),
    ]
    assert answer["incidents"][0]["texts"]["ru"].startswith("Заявка не связана")


def test_row_165_a_change_from_its_draft_through_consent_into_its_window(world: World) -> None:
    begins = world.desk.clock.now() + timedelta(days=400)
    window = {"begins_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=4)).isoformat()}
    told = {"plan": "План", "back_out": "Назад", "window": window, "services": [str(world.service)], "risk": "high"}
    with somebody(world, "second_line", "change_specialist") as maker:
        first, second = (
            maker.post("/changes", json={"subject": f"Замена {nth}", **told}).json()["number"] for nth in (1, 2)
        )
        asked = {"stages": [{"approvers": [str(world.persons["requester"])]}]}
        for number in (first, second):
            assert maker.post(f"/changes/C-{number}/submit", json=asked).status_code == 200
        last = maker.post(f"/changes/{second}/assign", json={"responsible": {"team_id": str(world.team)}}).json()
        mine = {"asks_me": "true", "min_position": last["position"]}
        waits = world.requester.get("/changes", params=mine).json()["changes"]
        assert [line["number"] for line in waits] == [second, first]
        inbox = world.requester.get("/me/approvals", params={"min_position": last["position"]}).json()["changes"]
        assert inbox == waits
        for number in (first, second):
            foreign = maker.post(f"/changes/{number}/answer", json={"verdict": "approve"})
            assert foreign.json()["code"] == "approval-is-not-yours"
            answer = world.requester.post(f"/changes/c-{number}/answer", json={"verdict": "approve"})
            assert answer.status_code == 200, answer.text
        assert maker.post(f"/changes/{first}/schedule", json={}).status_code == 200
        collides = maker.post(f"/changes/{second}/schedule", json={})
        assert (collides.status_code, collides.json()["code"]) == (409, "windows-collide")
        assert f"C-{first}" in collides.json()["texts"]["en"]
        assert collides.json()["rule"] == "row 165"
        forced = maker.post(f"/changes/{second}/schedule", json={"force_note": "Вместе быстрее"})
        assert forced.status_code == 200
        asked_for = {"service": str(world.service), "held": "true", "min_position": forced.json()["position"]}
        span = {"since": begins.isoformat(), "until": (begins + timedelta(hours=1)).isoformat()}
        held = maker.get("/changes", params={**asked_for, **span}).json()["changes"]
        assert [line["number"] for line in held] == [second, first]
        told = maker.get(f"/changes/C-{second}/history").json()["facts"]
        booked = f"from {begins:%Y-%m-%d %H:%M} UTC; until {begins + timedelta(hours=4):%Y-%m-%d %H:%M} UTC"
        assert told[-1]["what"]["en"] == f"The change was scheduled: {booked}"
        assert len(world.requester.get(f"/changes/{second}/history").json()["facts"]) == len(told)
        card = maker.get(f"/changes/C-{second}").json()
        assert (card["status"], card["note"], card["answers"][0]["verdict"]) == (
            "scheduled",
            "Вместе быстрее",
            "approve",
        )


def test_rows_83_84_each_module_is_there_for_its_own_people_alone(world: World) -> None:
    problem = posted(world, "/problems", {"subject": "Сеть"})["number"]
    change = posted(world, "/changes", {"subject": "Замена"})
    seen = {"min_position": change["position"]}
    with (
        somebody(world, "second_line", "problem_specialist") as solver,
        somebody(world, "second_line", "change_specialist") as maker,
    ):
        assert solver.get(f"/problems/{problem}", params=seen).status_code == 200
        assert maker.get(f"/changes/{change['number']}", params=seen).status_code == 200
        for who, what in (
            (maker, f"/problems/{problem}"),
            (maker, "/problems"),
            (solver, f"/changes/{change['id']}/history"),
        ):
            assert who.get(what).status_code == 404
        assert maker.post("/problems", json={"subject": "x"}).json()["code"] == "not-allowed"
        assert solver.post("/changes", json={"subject": "x"}).json()["code"] == "not-allowed"
    assert world.requester.get("/problems").status_code == 404
    assert world.requester.get(f"/changes/{change['number']}").json()["code"] == "no-such-change"
    assert world.client("auditor").get(f"/problems/{problem}").status_code == 200


@pytest.mark.parametrize("ref", ["999999", "P-", "C-0x1", "P-1;DROP TABLE", "1" * 30, UNKNOWN, "%D0%9F-1"])
@pytest.mark.parametrize(("tag", "code"), [("problems", "no-such-problem"), ("changes", "no-such-change")])
def test_what_is_not_there_is_told_so_whatever_the_address_says(world: World, tag: str, code: str, ref: str) -> None:
    for answer in (world.admin.get(f"/{tag}/{ref}"), world.admin.post(f"/{tag}/{ref}/move", json={"to": "closed"})):
        assert (answer.status_code, answer.json()["code"]) == (404, code)


@pytest.mark.parametrize(
    ("path", "params", "field"),
    [
        ("/problems", {"status": "sung"}, "status"),
        ("/problems", {"before": "0"}, "before"),
        ("/problems", {"color": "red"}, "color"),
        ("/changes", {"status": "new"}, "status"),
        ("/changes", {"since": "2026-03-02T09:00:00"}, "since"),
        ("/changes", {"service": "x"}, "service"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_by_its_parameter(
    world: World, path: str, params: dict[str, str], field: str
) -> None:
    answer = world.admin.get(path, params=params)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"subject": "x", "window": {"begins_at": "2031-01-02T00:00:00", "ends_at": "2031-01-03T00:00:00"}}, "window"),
        (
            {"subject": "x", "window": {"begins_at": "2031-01-02T00:00:00Z", "ends_at": "2031-01-02T00:00:00Z"}},
            "window",
        ),
        ({"subject": "x", "risk": "none"}, "risk"),
        ({"subject": " "}, "subject"),
        ({"subject": "x", "services": [str(UUID(int=1))]}, "services"),
    ],
)
def test_row_165_a_draft_that_makes_no_sense_is_refused_by_its_field(
    world: World, body: dict[str, object], field: str
) -> None:
    answer = world.admin.post("/changes", json=body)
    assert answer.status_code in {404, 422}
    assert answer.json()["field"].startswith(field)


def test_a_stale_change_is_refused_with_the_version_that_holds(world: World) -> None:
    change = posted(world, "/changes", {"subject": "Замена"})["number"]
    first = world.admin.post(f"/changes/{change}/outline", json={"risk": "low"}, headers={"If-Match": '"1"'})
    stale = world.admin.post(f"/changes/{change}/outline", json={"risk": "high"}, headers={"If-Match": '"1"'})
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    assert (stale.status_code, stale.json()["version"]) == (412, 2)


def test_the_lists_are_asked_by_a_ticket_s_number_and_for_what_is_mine(world: World) -> None:
    ticket = world.ticket()
    answers = {"team_id": str(world.team), "person_id": str(world.persons["specialist"])}
    body = {"subject": "Сеть", "incidents": [ticket["id"]], "responsible": answers}
    problem, change = posted(world, "/problems", body), posted(world, "/changes", body)
    for tag, made in (("problems", problem), ("changes", change)):
        for asked in ({"ticket": str(ticket["number"])}, {"ticket": ticket["id"], "responsible": "me"}):
            found = world.specialist.get(f"/{tag}", params={**asked, "min_position": change["position"]}).json()[tag]
            assert [line["number"] for line in found] == [made["number"]], (tag, asked)
        mine = {"ticket": str(ticket["number"]), "responsible": "me"}
        assert world.admin.get(f"/{tag}", params=mine).json()[tag] == []
        wrong = world.admin.get(f"/{tag}", params={"responsible": "nobody-of-this-name"})
        assert (wrong.status_code, wrong.json()["field"]) == (422, "responsible")
        assert world.admin.get(f"/{tag}", params={"ticket": "x"}).json()["code"] == "no-such-ticket"


def test_a_card_says_what_may_come_next_in_words(world: World) -> None:
    made = posted(world, "/problems", {"subject": "Сеть", "services": [str(world.service)]})
    card = world.admin.get(f"/problems/{made['number']}", params={"min_position": made["position"]}).json()
    assert card["service_names"] == [{"ru": "Печать", "en": "Printing"}]
    way = next(way for way in card["ways"] if way["to"] == "resolved")
    assert way == {
        "to": "resolved",
        "name": {"ru": "Решена", "en": "Resolved"},
        "requires": ["solution"],
        "by": "move-problem",
    }
    moved = world.admin.post(f"/problems/{made['number']}/move", json={"to": way["to"], "solution": "Готово"})
    assert moved.status_code == 200


def test_a_card_offers_the_ways_that_the_reader_may_take_and_names_the_operation(world: World) -> None:
    problem = posted(world, "/problems", {"subject": "Сеть", "services": [str(world.service)]})
    change = posted(world, "/changes", {"subject": "Заменить", "plan": "План", "back_out": "Назад"})
    seen = {"min_position": change["position"]}

    def ways(client: httpx.Client, where: str) -> dict[str, tuple[str, list[str]]]:
        card = client.get(where, params=seen).json()
        return {way["to"]: (way["by"], way["requires"]) for way in card["ways"]}

    known_error = ways(world.admin, f"/problems/{problem['number']}")["known_error"]
    assert known_error == ("move-problem", ["root_cause"])
    of_change = ways(world.admin, f"/changes/{change['number']}")
    assert of_change == {"submitted": ("submit-change", []), "cancelled": ("move-change", ["reason"])}
    for where in (f"/problems/{problem['number']}", f"/changes/{change['number']}"):
        assert ways(world.client("auditor"), where) == {}


def test_row_84_a_specialist_of_the_whole_desk_does_not_resolve_the_incidents_of_a_problem(world: World) -> None:
    problem = posted(world, "/problems", {"subject": "Сеть"})["number"]
    refused = world.specialist.post(f"/problems/{problem}/resolve-incidents", json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")


def test_row_163_who_reads_a_change_is_told_that_they_are_not_asked_about_it(world: World) -> None:
    change = posted(world, "/changes", {"subject": "Заменить"})["number"]
    refused = world.client("auditor").post(f"/changes/{change}/answer", json={"verdict": "approve"})
    assert refused.status_code in {403, 409}
    assert refused.json()["code"] != "no-such-change"


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-06-01T00:00:00Z", "9999-01-01T00:00:00Z"]
)
def test_a_window_at_the_end_of_the_calendar_is_refused_by_its_field(world: World, at: str) -> None:
    window = {"begins_at": at, "ends_at": at}
    refused = world.admin.post("/changes", json={"subject": "Заменить", "window": window})
    assert (refused.status_code, refused.json()["field"]) == (422, "window.begins_at")
    assert "9998" in refused.json()["texts"]["ru"]


def test_row_165_what_was_consented_to_is_kept_over_http(world: World) -> None:
    begins = world.desk.clock.now() + timedelta(days=500)
    window, other = (
        {"begins_at": at.isoformat(), "ends_at": (at + timedelta(hours=4)).isoformat()}
        for at in (begins, begins + timedelta(days=1))
    )
    with somebody(world, "second_line", "change_specialist") as maker:
        draft = {"subject": "Замена", "plan": "План", "back_out": "Назад", "window": window}
        where = f"/changes/{maker.post('/changes', json=draft).json()['number']}"
        asked = {
            "stages": [{"approvers": [str(world.persons["requester"])]}],
            "expires_for": {"amount": 2, "unit": "days"},
        }
        position = maker.post(f"{where}/submit", json=asked).json()["position"]
        card = maker.get(where, params={"min_position": position}).json()
        waits = world.requester.get("/me/approvals", params={"min_position": position}).json()["changes"]
        mine = next(line for line in waits if line["number"] == card["number"])
        assert card["expires_at"] is not None
        assert mine["expires_at"] == card["expires_at"]
        assert world.requester.post(f"{where}/answer", json={"verdict": "approve"}).status_code == 200
        refused = maker.post(f"{where}/schedule", json={"window": other})
        assert (refused.status_code, refused.json()["code"]) == (409, "window-is-not-consented")
        assert refused.json()["texts"]["ru"] != refused.json()["texts"]["en"]
        assert maker.post(f"{where}/schedule", json={}).status_code == 200
        early = maker.post(f"{where}/move", json={"to": "implemented"})
        assert (early.status_code, early.json()["code"], early.json()["field"]) == (
            409,
            "window-has-not-begun",
            "reason",
        )
        forced = maker.post(f"{where}/move", json={"to": "implemented", "reason": "Сгорел коммутатор"})
        card = maker.get(where, params={"min_position": forced.json()["position"]}).json()
        assert (card["status"], card["reason"]) == ("implemented", "Сгорел коммутатор")
