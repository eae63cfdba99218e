"""What cannot be right of units, people and teams is refused in both languages by its field, nothing half done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from tests.api.refused import problem
from tests.api.serving import World

Json = dict[str, Any]


def made(world: World, path: str, **body: Any) -> str:
    """The id of a new thing."""
    answer = world.admin.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def department(world: World, **more: Any) -> str:
    """A new department."""
    return made(world, "/departments", title={"ru": "Отдел"}, **more)


def person(world: World, **more: Any) -> str:
    """A new employee, unless more is said."""
    return made(world, "/persons", **employee(world, **more))


def employee(world: World, **more: Any) -> Json:
    """What a new employee is registered with."""
    return {"full_name": {"last": "Петров"}, "kind": "employee", "unit_id": str(world.department), **more}


def refused(world: World, path: str, body: Json) -> tuple[int, str, str, str]:
    """What a request is refused with, having checked that nothing was stored and both languages say why."""
    before = world.desk.log.head()
    answer = world.admin.post(path, json=body)
    told = problem(answer)
    texts = answer.json()["texts"]
    assert texts["ru"] != texts["en"]
    assert world.desk.log.head() == before
    return told


def test_row_62_a_department_is_not_moved_into_itself_or_into_what_is_below_it(world: World) -> None:
    top = department(world)
    middle = department(world, parent_id=top)
    low = department(world, parent_id=middle)
    for inside in (top, middle, low):
        told = refused(world, f"/units/{top}/move", {"parent_id": inside})
        assert told[:3] == (422, "unit-would-be-inside-itself", "parent_id")


def test_row_62_two_moves_at_the_same_instant_make_no_cycle(world: World) -> None:
    for _ in range(4):
        one, other = department(world), department(world)
        with ThreadPoolExecutor(2) as hands:
            answers = list(
                hands.map(
                    lambda pair: world.admin.post(f"/units/{pair[0]}/move", json={"parent_id": pair[1]}),
                    [(one, other), (other, one)],
                )
            )
        assert sorted(answer.status_code for answer in answers) == [200, 422]


def test_rows_63_72i_a_head_comes_from_the_same_company(world: World) -> None:
    branch = made(world, "/branches", title={"ru": "Филиал"}, parent_id=str(world.company))
    other = made(world, "/companies", title={"ru": "Чужая"})
    stranger = made(world, "/persons", full_name={"last": "Чужой"}, kind="contact", unit_id=other)
    for unit, head in (
        (str(world.department), stranger),
        (str(world.company), stranger),
        (branch, stranger),
        (str(world.company), person(world)),
    ):
        assert refused(world, f"/units/{unit}/head", {"head": head})[:3] == (422, "head-is-from-elsewhere", "head")


def test_rows_64_72j_employees_stand_in_departments_and_contacts_in_companies(world: World) -> None:
    without = employee(world)
    del without["unit_id"]
    assert refused(world, "/persons", without)[:3] == (422, "invalid-field", "unit_id")
    nowhere = employee(world, unit_id=str(uuid4()))
    assert refused(world, "/persons", nowhere)[:3] == (404, "no-such-unit", "unit_id")
    in_company = employee(world, unit_id=str(world.company))
    assert refused(world, "/persons", in_company)[:3] == (422, "employee-needs-department", "unit_id")
    contact = employee(world, kind="contact")
    assert refused(world, "/persons", contact)[:3] == (422, "contact-needs-company", "unit_id")
    moved = refused(world, f"/persons/{person(world)}/move", {"unit_id": str(world.company)})
    assert moved[:2] == (422, "employee-needs-department")


def test_a_second_person_with_the_same_login_or_address_is_refused_in_any_spelling(world: World) -> None:
    login = f"Анна-{uuid4().int}"
    person(world, login=login, emails=[f"{login[5:]}@desk.example"])
    for again in (login, login.upper(), login.replace("А", "а")):
        assert refused(world, "/persons", employee(world, login=again))[:3] == (409, "login-is-taken", "login")
    address = f"{login[5:]}@DESK.example"
    assert refused(world, "/persons", employee(world, emails=[address]))[:2] == (409, "email-is-taken")
    fresh = f"{uuid4().hex}@desk.example"
    told = refused(world, "/persons", employee(world, emails=[fresh, address]))
    assert told[:3] == (409, "email-is-taken", "emails[1]")
    other = person(world)
    assert refused(world, f"/persons/{other}/login", {"login": login})[:2] == (409, "login-is-taken")


def test_a_login_that_two_take_at_the_same_instant_has_one_owner(world: World) -> None:
    for _ in range(3):
        login = f"вместе-{uuid4().int}"
        before = world.desk.log.head()
        with ThreadPoolExecutor(4) as hands:
            body = employee(world, login=login)
            answers = list(hands.map(lambda _: world.admin.post("/persons", json=body), range(4)))  # noqa: B023 - used at once
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
        owner = next(answer.json()["id"] for answer in answers if answer.status_code == 201)
        assert str(world.desk.identities.owner("login", login)) == owner
        stored = world.desk.log.head() - before
        assert stored == 4  # registered, given the login, the login and its look taken


@pytest.mark.parametrize(
    ("groups", "more", "code"),
    [
        (["change_specialist"], {"licence": "named"}, "groups-do-not-combine"),
        (["change_specialist", "specialist"], {"licence": "named"}, "groups-do-not-combine"),
        (["problem_specialist", "auditor"], {"licence": "named"}, "groups-do-not-combine"),
        (["specialist"], {}, "groups-need-licence"),
        (["auditor"], {"licence": "unlicensed"}, "groups-need-licence"),
    ],
)
def test_rows_83_87_groups_that_may_not_combine_are_refused(
    world: World, groups: list[str], more: Json, code: str
) -> None:
    assert refused(world, "/persons", employee(world, groups=groups, **more))[:2] == (422, code)
    given = refused(world, f"/persons/{person(world, **more)}/groups", {"groups": groups})
    assert given[:2] == (422, code)


def test_row_87_a_later_change_does_not_break_a_combination(world: World) -> None:
    both = person(world, licence="named", groups=["second_line", "change_specialist"])

    assert refused(world, f"/persons/{both}/groups", {"groups": ["change_specialist"]})[:2] == (
        422,
        "groups-do-not-combine",
    )
    assert refused(world, f"/persons/{both}/licence", {"licence": "unlicensed"})[:2] == (422, "groups-need-licence")


def test_contacts_hold_no_group_of_the_staff(world: World) -> None:
    body = employee(world, kind="contact", unit_id=str(world.company), licence="named", groups=["specialist"])

    assert refused(world, "/persons", body)[:3] == (422, "contacts-are-not-staff", "groups")


@pytest.mark.parametrize("part", ["last", "first", "middle"])
@pytest.mark.parametrize(
    "words", ["x" * 10_000, "Орлова\u202egnp.exe", "Ан\u200fна", "Анна\u2066", "Орло\nва", "Анна\x1b[2J"]
)
def test_row_66_a_name_that_is_too_long_or_reads_as_another_is_refused_by_its_part(
    world: World, part: str, words: str
) -> None:
    name = {"last": "Орлова", part: words}

    told = refused(world, "/persons", employee(world, full_name=name))
    assert told == (422, "invalid-field", f"full_name.{part}", "row 66")


def test_row_66_the_last_name_is_required(world: World) -> None:
    for name in ({"last": " "}, {"first": "Анна"}, {}):
        assert refused(world, "/persons", employee(world, full_name=name))[:2] == (422, "invalid-field")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("emails", ["a\u202eb@desk.example"]),
        ("emails", ["nobody"]),
        ("login", "an\u200fna"),
        ("position", "Инженер\u202e"),
        ("time_zone", "Mars/Olympus"),
        ("language", "de"),
    ],
)
def test_a_card_with_what_nobody_can_read_is_refused(world: World, field: str, value: object) -> None:
    told = refused(world, "/persons", employee(world, **{field: value}))

    assert (told[:2], told[2].split("[")[0]) == ((422, "invalid-field"), field)


@pytest.mark.parametrize("words", ["x" * 10_000, "Отдел\u202e", "  "])
def test_a_unit_or_team_with_a_name_that_nobody_can_read_is_refused(world: World, words: str) -> None:
    for path in ("/departments", "/companies", "/teams"):
        assert refused(world, path, {"title": {"ru": words}})[:2] == (422, "invalid-field")


def test_what_is_in_use_is_not_deleted_but_taken_out_of_use_and_nothing_comes_in(world: World) -> None:
    closed = department(world)
    inside = person(world, unit_id=closed)
    for path in (f"/units/{closed}", f"/persons/{inside}", f"/teams/{world.team}"):
        answer = world.admin.delete(path)
        assert answer.status_code in {404, 405}
        assert answer.json()["texts"]["ru"] != answer.json()["texts"]["en"]
    own = refused(world, "/units/" + own_company(world) + "/archive", {"reason": "Закрыта"})
    assert own[:2] == (422, "own-company-stays")
    assert world.admin.post(f"/units/{closed}/archive", json={"reason": "Закрыт"}).status_code == 200
    assert refused(world, "/persons", employee(world, unit_id=closed))[:3] == (409, "unit-is-archived", "unit_id")
    below = refused(world, "/departments", {"title": {"ru": "Ниже"}, "parent_id": closed})
    assert below[:3] == (409, "unit-is-archived", "parent_id")
    moved = refused(world, f"/persons/{person(world)}/move", {"unit_id": closed})
    assert moved[:2] == (409, "unit-is-archived")


def own_company(world: World) -> str:
    """Our own company."""
    identity = world.desk.identities.of(world.persons["admin"])
    assert identity is not None
    return str(identity.units[-1].unit_id)


def test_a_team_is_disbanded_only_with_somebody_to_take_its_tickets(world: World) -> None:
    team = made(world, "/teams", title={"ru": "Ночная"})
    assert refused(world, f"/teams/{team}/disband", {})[:3] == (422, "invalid-field", "hand_over_to")
    nowhere = refused(world, f"/teams/{team}/disband", {"hand_over_to": {"team_id": str(uuid4())}})
    assert nowhere[0] in {404, 422}
    itself = refused(world, f"/teams/{team}/disband", {"hand_over_to": {"team_id": team}})
    assert itself[0] in {409, 422}


def test_row_65_what_a_source_feeds_is_changed_by_hand_with_force_and_a_note_only(world: World) -> None:
    fed = person(world)
    source = {"system": "ldap", "name": "ldap://dc", "key": uuid4().hex, "fields": ["name"]}
    assert world.technologist.post(f"/persons/{fed}/feed", json={"source": source}).status_code == 200
    name = {"full_name": {"last": "Иванов"}}
    assert refused(world, f"/persons/{fed}/rename", name)[:2] == (422, "field-is-fed")
    assert refused(world, f"/persons/{fed}/rename", {**name, "force": True})[0] == 422
    insisted = {**name, "force": True, "note": "В каталоге опечатка"}
    assert world.admin.post(f"/persons/{fed}/rename", json=insisted).status_code == 200
    assert world.admin.post(f"/persons/{fed}/phones", json={"phones": ["+7 495 000-00-02"]}).status_code == 200
