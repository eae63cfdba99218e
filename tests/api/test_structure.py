"""The tree, cards and who reports to whom over HTTP, now and as of any date; the whole company by the API alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from commands.fields import Named
from commands.org_unit.add import AddDepartment
from commands.person.register import RegisterPerson
from commands.ports import Receipt
from events.values.identity import CommandId, OrgUnitId
from events.values.person_name import PersonName
from tests.api.refused import problem
from tests.api.serving import AS_SYSTEM, World
from tests.api.test_bad_people import department, made, person

Json = dict[str, Any]


def read(world: World, path: str, **query: Any) -> Json:
    """An answer that has everything in it that was done so far."""
    answer = world.admin.get(path, params={"min_position": world.desk.log.head(), **query})
    assert (answer.status_code, "X-Stale" in answer.headers) == (200, False), answer.text
    found: Json = answer.json()
    return found


def test_rows_61_62_the_tree_is_opened_node_by_node_in_pages(world: World) -> None:
    top = department(world)
    inside = [made(world, "/departments", title={"ru": f"Отдел {nth}"}, parent_id=top) for nth in range(5)]
    person(world, unit_id=inside[0])
    roots = read(world, "/units", limit=200)["units"]
    assert roots[0]["kind"] == "own_company"
    assert str(world.company) in {unit["unit_id"] for unit in roots}
    found: list[Json] = []
    after: Json = {}
    while True:
        page = read(world, "/units", parent=top, limit=2, **after)
        found += page["units"]
        if page["after"] is None:
            break
        after = {"after": page["after"]}
    assert [unit["unit_id"] for unit in found] == inside
    assert [(unit["units"], unit["people"]) for unit in found] == [(0, 1), *[(0, 0)] * 4]
    card = read(world, f"/units/{top}")
    assert (card["all_units"], card["all_people"]) == (5, 1)
    assert [unit["kind"] for unit in card["path"]] == ["department", "own_company"]


def test_people_of_a_unit_come_in_pages(world: World) -> None:
    unit = department(world)
    names = ["Андреев", "Борисов", "Васильев"]
    for name in names:
        person(world, unit_id=unit, full_name={"last": name})
    first = read(world, f"/units/{unit}/people", limit=2)
    rest = read(world, f"/units/{unit}/people", limit=2, after=first["after"])

    assert [found["last"] for found in (*first["persons"], *rest["persons"])] == names
    assert rest["after"] is None


@pytest.mark.parametrize("sought", ["ромаш", "МАШКА", "romash"])
def test_a_unit_is_found_by_any_part_of_its_name(world: World, sought: str) -> None:
    found = read(world, "/units/search", text=sought)["units"]

    assert str(world.company) in {unit["unit_id"] for unit in found}


def test_a_unit_is_sought_among_ours_or_among_clients_alone(world: World) -> None:
    found = {
        among: {unit["unit_id"] for unit in read(world, "/units/search", text="", among=among, limit=200)["units"]}
        for among in ("ours", "clients")
    }

    assert [str(world.company) in found[among] for among in ("ours", "clients")] == [False, True]
    assert [str(world.department) in found[among] for among in ("ours", "clients")] == [True, False]
    assert world.admin.get("/units/search", params={"among": "theirs"}).status_code == 422


def test_row_75_a_team_tells_who_its_members_are_and_to_whom_their_cards_are_open(world: World) -> None:
    told = read(world, f"/teams/{world.team}")
    seen = {one["person_id"]: one for one in told["people"]}
    assert set(seen) == set(told["members"])
    assert seen[str(world.persons["specialist"])]["login"] == "specialist.of.the.world"
    shown = world.client("second_line").get(f"/teams/{world.team}").json()["people"]
    assert {(one["login"], one["emails"] == []) for one in shown} == {("", True)}


def test_people_are_found_in_either_script(world: World) -> None:
    anna = person(world, full_name={"last": "Зимородкова", "first": "Анна"})

    for part in ("зимор", "ЗИМОРОДК", "zimor", "родкова"):
        assert anna in {found["person_id"] for found in read(world, "/persons", text=part)["persons"]}, part


def test_row_63_who_reports_to_whom(world: World) -> None:
    top = department(world)
    low = department(world, parent_id=top)
    boss, lead, worker = (person(world, unit_id=unit) for unit in (top, low, low))
    for unit, head in ((top, boss), (low, lead)):
        assert world.admin.post(f"/units/{unit}/head", json={"head": head}).status_code == 200

    assert read(world, f"/persons/{worker}")["reports_to"]["person_id"] == lead
    assert read(world, f"/persons/{lead}")["reports_to"]["person_id"] == boss
    assert [found["person_id"] for found in read(world, f"/persons/{boss}/reports")["persons"]] == [lead]
    assert [found["person_id"] for found in read(world, f"/persons/{lead}/reports")["persons"]] == [worker]


def ordered(world: World, command: Any, at: datetime) -> Receipt:
    """A command at a past time."""
    return world.desk.bus.execute(command, viewer=AS_SYSTEM, command_id=CommandId(uuid4()), at=at)


def test_row_171_a_card_as_of_a_date_tells_where_somebody_stood_on_it(world: World) -> None:
    old, new = (OrgUnitId(world.order(command)) for command in (new_department("Старый"), new_department("Новый")))
    now, hour = datetime.now(UTC), timedelta(hours=1)
    registered = ordered(world, RegisterPerson(full_name=PersonName("Орлова"), unit_id=old), now)
    moved = world.admin.post(f"/persons/{registered.stream}/move", json={"unit_id": str(new)})
    assert moved.status_code == 200
    told = read(world, f"/persons/{registered.stream}", as_of=f"{datetime.now(UTC) + hour:%Y-%m-%dT%H:%M:%S+00:00}")
    assert told["person"]["unit_id"] == str(new)
    then = read(world, f"/persons/{registered.stream}", as_of=now.isoformat())
    assert then["person"]["unit_id"] == str(old)
    assert then["units"][0]["unit_id"] == str(old)
    before = world.admin.get(f"/persons/{registered.stream}", params={"as_of": "2001-03-01"})
    assert problem(before)[:2] == (404, "no-such-person")


def test_row_171_a_card_as_of_a_date_has_the_form_of_the_card_of_now(world: World) -> None:
    head = world.persons["specialist"]
    unit = department(world)
    assert world.admin.post(f"/units/{unit}/head", json={"head": str(head)}).status_code == 200
    wait = world.desk.log.head()
    soon = f"{datetime.now(UTC) + timedelta(hours=1):%Y-%m-%dT%H:%M:%S+00:00}"
    counted = {"tickets", "below", "people", "all_units", "all_people", "all_further", "units"}

    def same(now: Any, then: Any, path: str) -> None:
        if isinstance(now, dict):
            assert list(now) == list(then), path
            for key in now:
                if not (key in counted and then[key] is None):
                    same(now[key], then[key], f"{path}.{key}")
        elif isinstance(now, list):
            assert len(now) == len(then), path
            for place, (left, right) in enumerate(zip(now, then, strict=True)):
                same(left, right, f"{path}[{place}]")
        else:
            assert now == then, path

    for path in (f"/persons/{head}", f"/units/{unit}", f"/teams/{world.team}", f"/persons/{world.persons['admin']}"):
        same(read(world, path, min_position=wait), read(world, path, as_of=soon), path)


def new_department(name: str) -> Any:
    """An order for a department."""
    return AddDepartment(title=Named(ru=name))


def test_a_team_and_a_unit_are_read_as_of_a_date(world: World) -> None:
    team = made(world, "/teams", title={"ru": "Старое имя"})
    unit = department(world)
    between = datetime.now(UTC).isoformat()
    for path in (f"/teams/{team}/rename", f"/units/{unit}/rename"):
        assert world.admin.post(path, json={"title": {"ru": "Новое имя"}}).status_code == 200

    assert read(world, f"/teams/{team}")["name"]["ru"] == "Новое имя"
    assert read(world, f"/teams/{team}", as_of=between)["name"]["ru"] == "Старое имя"
    assert read(world, f"/units/{unit}", as_of=between)["path"][0]["name"]["ru"] == "Отдел"
    assert problem(world.admin.get(f"/teams/{team}", params={"as_of": "2001-01-01"}))[:2] == (404, "no-such-team")
    for written in ("2099-12-31", "31.12.2099", "31 декабря 2099", "December 31, 2099", "31.12.2099 9:00 +03:00"):
        assert read(world, f"/teams/{team}", as_of=written) == read(world, f"/teams/{team}", as_of="2099-12-31")


@pytest.mark.parametrize(
    "as_of", ["yesterday", "2026-02-30", "2026-03-01T09:00:00", "2026-13-45T00:00:00Z", "03/04/2026", "1.3.26"]
)
def test_a_date_that_is_none_is_refused(world: World, as_of: str) -> None:
    answer = world.admin.get(f"/persons/{world.persons['admin']}", params={"as_of": as_of})

    assert problem(answer)[:3] == (422, "invalid-field", "as_of")


@pytest.mark.parametrize(
    ("path", "code", "field"),
    [
        ("/units?parent={}", "no-such-unit", "parent"),
        ("/units?after={}", "invalid-field", "after"),
        ("/units/{}", "no-such-unit", "unit_id"),
        ("/units/{}/people", "no-such-unit", "unit_id"),
        ("/teams/{}", "no-such-team", "team_id"),
        ("/teams/{}/open-tickets", "no-such-team", "team_id"),
        ("/persons/{}", "no-such-person", "person_id"),
        ("/persons/{}/reports", "no-such-person", "person_id"),
        ("/persons/{}/open-tickets", "no-such-person", "person_id"),
    ],
)
def test_what_is_not_there_is_told_by_its_name(world: World, path: str, code: str, field: str) -> None:
    assert problem(world.admin.get(path.format(uuid4())))[1:3] == (code, field)


def test_row_82_second_line_reads_its_own_card_and_no_other(world: World) -> None:
    second_line = world.client("second_line")
    own, other = (f"/persons/{world.persons[name]}" for name in ("second_line", "auditor"))

    assert second_line.get(own).json()["person"]["last"] == "second_line"
    for part in ("", "/reports", "?as_of=2026-01-01", "/photo"):
        hidden, nowhere = second_line.get(other + part), second_line.get(f"/persons/{uuid4()}{part}")
        assert hidden.json() == nowhere.json()
        assert hidden.status_code == 404


def test_what_goes_over_is_told_before_a_member_or_a_team_goes(world: World) -> None:
    worker = person(world, licence="named", groups=["specialist"])
    team = made(world, "/teams", title={"ru": "Смена"}, members=[worker])
    for responsible in (
        {"team_id": team, "person_id": worker},
        {"team_id": team, "person_id": worker},
        {"team_id": team},
    ):
        number = world.ticket()["number"]
        given = world.admin.post(f"/tickets/{number}/assign", json={"responsible": responsible})
        assert given.status_code == 200, given.text

    assert read(world, f"/teams/{team}/open-tickets") == {"team_id": team, "whole": 1, "of_members": {worker: 2}}
    assert read(world, f"/persons/{worker}/open-tickets") == {"by_team": {team: 2}}


def test_secrets_are_in_no_log_no_problem_and_no_fact(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    password, old = f"тайна-{uuid4().hex}", f"старое-{uuid4().hex}"
    session, unknown = world.session_of("admin"), f"desk_{uuid4().hex}"
    token = world.token("admin")
    asked: list[httpx.Response] = [
        world.anonymous.post("/sign-in", json={"login": "admin", "password": password}),
        world.anonymous.post("/sign-in", json={"login": password, "password": old, "passwort": password}),
        world.anonymous.post("/sign-in", content=f'{{"password": "{password}", '.encode()),
        world.anonymous.post("/me/password", json={"old_password": old, "password": password}, headers=session),
        world.anonymous.post("/password-reset", json={"link": f"reset_{password}", "password": password}),
        world.anonymous.get("/tickets/abc", headers={"Authorization": f"Bearer {token}"}),
        world.anonymous.get("/me", headers={"Authorization": f"Bearer {unknown}"}),
    ]
    assert [answer.status_code for answer in asked] == [401, 422, 400, 401, 422, 404, 401]
    secrets = (password, old, token, unknown, session["Authorization"].removeprefix("Bearer "))
    out, err = capfd.readouterr()
    with world.desk.database.connection() as connection:
        facts = [row[0] for row in connection.execute("SELECT convert_from(state, 'UTF8') FROM desk.facts")]
    told = [out, err, *(answer.text for answer in asked), *facts]
    for secret in secrets:
        assert all(secret not in words for words in told)


def test_a_word_before_a_unit_with_people_in_it_is_archived(world: World) -> None:
    unit = department(world)
    inside = made(world, "/departments", title={"ru": "Касса"}, parent_id=unit)
    person(world, unit_id=inside)
    told = read(world, f"/units/{unit}/archive-preview")
    assert told == {"units": 1, "people": 1, "leads": 0, "agreements": 0, "asked": 0, "in_hand": 0, "further": 0}
    asked = {"reason": "Закрыт", "confirm": False}
    refused = problem(world.admin.post(f"/units/{unit}/archive", json=asked))
    assert refused == (409, "people-are-in-unit", "confirm", "")
    assert world.admin.post(f"/units/{unit}/archive", json={**asked, "confirm": True}).status_code == 200
    assert read(world, f"/units/{unit}/archive-preview")["people"] == 0
