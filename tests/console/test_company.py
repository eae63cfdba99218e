"""The room Company by HTTP: trees, cards, people and teams, what is refused and what is shown to whom."""

from __future__ import annotations

import re
from uuid import uuid4

import httpx
import pytest

from api.console.company import tree
from commands.fields import Named
from commands.org_unit.add import AddBranch, AddCompany, AddDepartment
from commands.org_unit.feed import FeedOrgUnit
from commands.person.feed import FeedPerson
from commands.person.register import RegisterPerson
from commands.team import FormTeam
from events.values.identity import BUILT_IN_ADMIN, BUILT_IN_SYSTEM, OrgUnitId, PersonId
from events.values.people import Source
from events.values.person_name import PersonName
from tests.api.serving import World
from tests.console.people import People

HOSTILE = "<script>alert('x')</script>\"'><img src=x>"


def told(answer: httpx.Response) -> str:
    """What a form was answered that leads on."""
    assert answer.status_code == 303, answer.text[:600]
    return answer.headers["location"]


def order(client: httpx.Client, world: World, name: str, **fields: object) -> str:
    """Send a form; gives where it leads."""
    where = told(client.post(f"/order/{name}", data={"_back": "/company/{reference}", **fields}))
    world.desk.catch_up()
    return where


def department(world: World, name: str) -> OrgUnitId:
    made = OrgUnitId(world.order(AddDepartment(title=Named(ru=name))))
    world.desk.catch_up()
    return made


def test_row_61_and_62_departments_are_added_in_each_other_and_stand_in_the_tree(
    people: People, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "A_LEVEL", 10_000)  # many departments stand in a world that others share
    client = people.signed_in(people.somebody("administrator"))
    name = f"Отдел {uuid4().hex[:8]}"
    where = told(client.post("/order/add-department", data={"title.ru": name, "_back": "/company/units/{reference}"}))
    world.desk.catch_up()
    assert name in client.get(where).text
    ref = where.partition("?")[0].rpartition("/")[2]
    order(client, world, "add-department", **{"title.ru": f"{name} внутри", "parent_id": ref})
    assert f"{name} внутри" in client.get(f"/company/units/{ref}").text
    closed = client.get(f"/company/departments?open={ref}", headers={"Part": "tree"}).text
    assert f'aria-expanded="true" aria-label="{name}"' not in closed
    own = re.findall(r'id="turn-([0-9a-f-]{36})"', client.get("/company/departments").text)[0]
    opened = client.get(f"/company/departments?open={own}&open={ref}").text
    assert re.search(rf'aria-expanded="true" aria-label="{name}"', opened)
    assert f"{name} внутри" in opened
    assert name in client.get(f"/company/departments?q={name}").text


def test_row_63_a_head_is_named_and_taken_away_by_an_empty_field(people: People, world: World) -> None:
    one = people.somebody("specialist")
    client = people.signed_in(people.somebody("administrator"))
    unit = department(world, f"С руководителем {uuid4().hex[:6]}")
    order(client, world, "move-person", person_id=one.login, unit_id=unit)
    order(client, world, "name-head", unit_id=unit, head=one.login, _none="head")
    assert "Карточка руководителя" in client.get(f"/company/units/{unit}").text
    assert "Руководит" in client.get(f"/company/people/{one.person_id}").text
    order(client, world, "name-head", unit_id=unit, head="", _none="head")
    assert "Карточка руководителя" not in client.get(f"/company/units/{unit}").text


def test_row_64_an_employee_is_added_into_a_department_and_never_without_one(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    unit = department(world, f"Приёмная {uuid4().hex[:6]}")
    form = client.get(f"/company/units/{unit}/people").text
    assert "Новый сотрудник" in form
    assert 'value="employee"' in form
    told_apart = str(uuid4().int)[:8]
    login, last, phone = f"new.{told_apart}", f"Новикова-{told_apart}", f"+7 495 {told_apart}"
    where = told(
        client.post(
            "/order/register-person",
            data={
                "full_name.last": last,
                "full_name.first": "Вера",
                "unit_id": str(unit),
                "kind": "employee",
                "position": f"Секретарь-{told_apart}",
                "emails": [f"{login}@desk.example", ""],
                "phones": [phone],
                "login": login,
                "_back": "/company/people/{reference}?tab=account",
            },
        )
    )
    world.desk.catch_up()
    card = client.get(where).text
    assert login in card
    assert "Создать пароль" in card
    for sought in (last, login, f"{login}@desk.example", told_apart, f"Секретарь-{told_apart}"):
        assert login in client.get("/company", params={"q": sought}).text, sought
    own = re.findall(r'href="/company/units/([0-9a-f-]{36})/?', client.get(f"/company/units/{unit}").text)[0]
    refused = client.get(f"/company/units/{own}/people").text
    assert "только в отделе" in refused
    assert "/order/register-person" not in refused


def test_row_65_what_a_source_keeps_says_so_and_is_changed_with_a_note_alone(people: People, world: World) -> None:
    unit = department(world, f"Из каталога {uuid4().hex[:6]}")
    source = Source(system="ldap", name="Главный каталог", key=uuid4().hex, fields=frozenset({"name", "parent"}))
    world.order(FeedOrgUnit(unit_id=unit, source=source))
    world.desk.catch_up()
    client = people.signed_in(people.somebody("administrator"))
    card = client.get(f"/company/units/{unit}").text
    assert "Главный каталог" in card
    assert "Это поле ведёт источник" in card
    silent = client.post("/order/rename-org-unit", data={"unit_id": str(unit), "title.ru": "Иначе"})
    assert "Главный каталог" in silent.text
    order(
        client, world, "rename-org-unit", **{"unit_id": unit, "title.ru": "Иначе", "force": "true", "note": "Опечатка"}
    )
    assert "Иначе" in client.get(f"/company/units/{unit}").text
    assert "Почему вручную" in client.get(f"/company/units/{unit}/people").text
    one = people.somebody("specialist")
    kept = Source(system="file", name="Кадры", key=uuid4().hex, fields=frozenset({"position", "login", "active"}))
    world.order(FeedPerson(person_id=one.person_id, source=kept))
    world.desk.catch_up()
    assert "Кадры" in client.get(f"/company/people/{one.person_id}").text
    assert client.get(f"/company/people/{one.person_id}?tab=account").text.count("Почему вручную") == 2
    assert "из источника" in client.get("/company", params={"q": one.login}).text
    assert "/order/unfeed" not in client.get(f"/company/units/{unit}").text
    technologist = people.signed_in(people.somebody("technologist"))
    order(technologist, world, "unfeed-org-unit", unit_id=unit)
    order(technologist, world, "unfeed-person", person_id=one.person_id)
    assert "Главный каталог" not in technologist.get(f"/company/units/{unit}").text
    assert "Почему вручную" not in technologist.get(f"/company/people/{one.person_id}?tab=account").text


def test_row_31_cards_of_built_in_accounts_open_and_stand_in_no_unit(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    for one in (BUILT_IN_ADMIN, BUILT_IN_SYSTEM):
        card = client.get(f"/company/people/{one}")
        assert card.status_code == 200
        assert "/order/move-person" not in card.text
        assert client.get(f"/company/people/{one}?tab=account").status_code == 200
    assert world.desk is not None


def test_the_menu_says_whether_a_card_is_of_ours_or_of_a_clients(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    for path, place in (
        (f"/company/units/{world.department}", "/company/departments"),
        (f"/company/units/{world.company}", "/company/clients"),
        (f"/company/people/{world.persons['specialist']}", "/company/departments"),
        (f"/company/teams/{world.team}", "/company/teams"),
        ("/company", "/company"),
    ):
        assert f'<a href="{place}" aria-current="page"' in client.get(path).text, path
    assert f'href="/company/people/{client.get("/api/v1/me").json()["actor"]["id"]}"' in client.get("/tickets").text


def test_row_67_and_68_a_password_is_made_and_shown_this_once(people: People) -> None:
    one = people.somebody("specialist")
    client = people.signed_in(people.somebody("administrator"))
    made = client.post(f"/company/people/{one.person_id}/password")
    assert (made.status_code, made.headers["cache-control"]) == (200, "no-store")
    assert "content-encoding" not in made.headers
    password = re.findall(r'id="made">([^<]+)<', made.text)[0]
    assert one.knock(password).status_code == 200
    assert password not in client.get(f"/company/people/{one.person_id}?tab=account").text
    for other in ("specialist", "auditor"):
        outside = people.signed_in(people.somebody(other))
        assert outside.post(f"/company/people/{one.person_id}/password").status_code in {403, 404}


def test_sessions_of_somebody_are_seen_and_ended(people: People, world: World) -> None:
    one = people.somebody("specialist")
    theirs = people.signed_in(one)
    client = people.signed_in(people.somebody("administrator"))
    assert "Завершить все сеансы" in client.get(f"/company/people/{one.person_id}?tab=account").text
    assert told(client.post(f"/company/people/{one.person_id}/sessions")).endswith("?tab=account")
    assert "Завершить все сеансы" not in client.get(f"/company/people/{one.person_id}?tab=account").text
    assert "/sign-in" in theirs.get("/tickets").headers["location"]
    assert world.desk is not None


def test_row_72g_and_72h_clients_have_branches_and_row_72i_a_head_of_their_own(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    name = f"ООО {uuid4().hex[:8]}"
    where = told(client.post("/order/add-company", data={"title.ru": name, "_back": "/company/units/{reference}"}))
    world.desk.catch_up()
    ref = where.partition("?")[0].rpartition("/")[2]
    order(client, world, "add-branch", **{"title.ru": f"Филиал {name}", "parent_id": ref})
    card = client.get(f"/company/units/{ref}").text
    assert f"Филиал {name}" in card
    assert "каждый видит свои" in card
    order(client, world, "share-company-tickets", unit_id=ref, shares_tickets=["false", "true"])
    order(client, world, "let-colleagues-ask", unit_id=ref, asks_for_colleagues=["false", "true"])
    shared = client.get(f"/company/units/{ref}").text
    assert "видят все её контакты" in shared
    assert "можно" in shared
    form = client.get(f"/company/units/{ref}/people").text
    assert "Новый контакт" in form
    assert 'name="groups"' not in form
    assert name in client.get("/company/clients", params={"q": name}).text
    assert name not in client.get("/company/departments", params={"q": name}).text.partition('id="tree"')[2]


def test_what_archiving_would_touch_is_told_first_and_archived_ones_are_shown_by_choice(
    people: People, world: World
) -> None:
    client = people.signed_in(people.somebody("administrator"))
    name = f"Уходящий {uuid4().hex[:6]}"
    unit = department(world, name)
    one = people.somebody("specialist")
    order(client, world, "move-person", person_id=one.login, unit_id=unit)
    before = client.get(f"/company/units/{unit}/archive").text
    assert re.search(r"Потеряют доступ, человек</dt><dd>1<", before)
    order(client, world, "archive-org-unit", unit_id=unit, reason="Расформирован", confirm="true")
    card = client.get(f"/company/units/{unit}").text
    assert "в архиве" in card
    assert "/order/add-department" not in card
    assert name not in client.get("/company/departments", params={"q": name}).text.partition('id="tree"')[2]
    assert name in client.get("/company/departments", params={"q": name, "archived": 1}).text.partition('id="tree"')[2]
    order(client, world, "restore-org-unit", unit_id=unit)
    assert "/order/add-department" in client.get(f"/company/units/{unit}").text


def test_row_75_and_77_members_are_linked_several_at_once_and_row_78_somebody_is_in_several_teams(
    people: People, world: World
) -> None:
    one, two = people.somebody("specialist"), people.somebody("specialist")
    client = people.signed_in(people.somebody("administrator"))
    teams = []
    for nth in range(2):
        form = {"title.ru": f"Команда {nth} {uuid4().hex[:6]}", "members": "", "_back": "/company/teams/{reference}"}
        where = told(client.post("/order/form-team", data=form))
        teams.append(where.partition("?")[0].rpartition("/")[2])
    world.desk.catch_up()
    for team in teams:
        order(client, world, "link-team-members", team_id=team, members=[one.login, two.login, ""])
    card = client.get(f"/company/teams/{teams[0]}").text
    assert str(one.person_id) in card
    assert str(two.person_id) in card
    shown = client.get(f"/company/people/{one.person_id}").text
    assert [team in shown for team in teams] == [True, True]
    order(client, world, "name-team-lead", team_id=teams[0], lead=one.person_id)
    assert "лидер" in client.get(f"/company/teams/{teams[0]}").text
    order(client, world, "choose-dealing", team_id=teams[0], way="turn", people=[one.person_id])
    assert "по очереди" in client.get(f"/company/teams/{teams[0]}").text
    over = {"hand_over_to.team_id": teams[0], "hand_over_to.person_id": ""}
    order(client, world, "unlink-team-members", team_id=teams[0], members=two.person_id, **over)
    assert f'value="{two.person_id}"' not in client.get(f"/company/teams/{teams[0]}").text
    order(client, world, "disband-team", **{"team_id": teams[1], "hand_over_to.team_id": teams[0]})
    assert "расформирована" in client.get(f"/company/teams/{teams[1]}").text


def test_a_rota_is_set_by_its_own_clock_and_drawn_with_its_gaps(people: People, world: World) -> None:
    one, two = people.somebody("specialist"), people.somebody("specialist")
    members = (PersonId(one.person_id), PersonId(two.person_id))
    team = world.order(FormTeam(title=Named(ru=f"Дежурная {uuid4().hex[:6]}"), members=members, lead=members[0]))
    world.desk.catch_up()
    client = people.signed_in(one)
    year = world.desk.clock.now().year + 1
    rota = {"team_id": team, "people": [two.person_id, one.person_id], "every": "day", "zone": "Asia/Tomsk"}
    order(client, world, "set-on-call-rota", **rota, starts="2020-01-06T09:00", outside="")
    page = client.get(f"/company/teams/{team}/on-call").text
    assert page.count('class="week"') == 4
    assert "09:00 (Asia/Tomsk)" in page
    assert 'class="duty-1"' in page
    assert 'class="duty-0"' not in page
    duties = re.findall(r"swap=([^\"&]+)", page)
    assert len(duties) > 20
    chosen = client.get(f"/company/teams/{team}/on-call?swap={duties[2]}").text
    form = re.findall(r'action="/order/swap-on-call".*?</form>', chosen, re.DOTALL)[1]
    swap = dict(re.findall(r'name="([a-z_.]+)" value="([^"]+)"', form))
    order(people.signed_in(two), world, "swap-on-call", **swap)
    assert "предложение обмена" in client.get(f"/company/teams/{team}/on-call").text
    order(client, world, "swap-on-call", **swap)
    agreed = client.get(f"/company/teams/{team}/on-call").text
    assert "предложение обмена" not in agreed
    assert "/order/withdraw-replacement" in agreed
    away = {"person_id": one.person_id, "until_at": f"{year}-12-01T09:00"}
    order(client, world, "plan-absence", **away)
    gaps = client.get(f"/company/teams/{team}/on-call").text
    assert 'class="duty-0"' in gaps
    assert "никто из команды не замещает" in gaps


def test_a_rota_by_hours_of_the_week_is_written_as_people_write_hours_and_shown_again(
    people: People, world: World
) -> None:
    one = people.somebody("specialist")
    members = (PersonId(one.person_id),)
    team = world.order(FormTeam(title=Named(ru=f"Вечерняя {uuid4().hex[:6]}"), members=members, lead=members[0]))
    world.desk.catch_up()
    client = people.signed_in(one)
    rota = {"team_id": team, "people": one.person_id, "every": "week", "zone": "Europe/Moscow"}
    empty = {f"hours.{day}": "" for day in ("tue", "wed", "thu", "fri", "sun")}
    hours = {"hours.mon": "18:00–24:00", "hours.sat": "9-13, 14:00 - 20:00", **empty}
    order(client, world, "set-on-call-rota", **rota, **hours, starts="2020-01-06T09:00")
    page = client.get(f"/company/teams/{team}/on-call").text
    assert "По часам недели." in page
    assert 'name="hours.sat" value="09:00–13:00, 14:00–20:00"' in page
    nothing = {**hours, "hours.mon": "", "hours.sat": ""}
    refused = client.post("/order/set-on-call-rota", data={**rota, **nothing, "starts": "2020-01-06T09:00"})
    assert "Укажите хотя бы одни часы недели" in refused.text


@pytest.mark.parametrize(
    ("groups", "why"),
    [(["change_specialist"], "работает только вместе с"), (["problem_specialist"], "работает только вместе с"),
     (["change_specialist", "second_line"], ""), (["technologist"], "")],
)  # fmt: skip
def test_row_87_combinations_that_are_refused_say_why_before_saving(
    people: People, world: World, groups: list[str], why: str
) -> None:
    one = people.somebody("specialist")
    client = people.signed_in(people.somebody("technologist"))
    form = {"person_id": str(one.person_id), "groups": groups, "_none": "groups"}
    heard = client.post("/foretell/grant-groups", data=form, headers={"Part": "preview"})
    assert heard.status_code == 200
    assert why in heard.text if why else not heard.text.strip()
    assert client.get(f"/company/people/{one.person_id}?tab=account").text.count("checked") == 1
    assert world.desk is not None


def test_row_79_and_86_rights_are_seen_and_chosen_on_the_card(people: People, world: World) -> None:
    one = people.somebody("specialist")
    client = people.signed_in(people.somebody("administrator"))
    groups = ["specialist", "problem_specialist"]
    order(client, world, "grant-groups", person_id=one.person_id, groups=groups, _none="groups")
    card = client.get(f"/company/people/{one.person_id}?tab=account").text
    assert "менеджер проблем" in card
    order(client, world, "grant-groups", person_id=one.person_id, _none="groups")
    assert "менеджер проблем," not in client.get(f"/company/people/{one.person_id}?tab=account").text


def test_row_81_82_and_85_everybody_sees_what_is_theirs(people: People, world: World) -> None:
    one = people.somebody("second_line")
    second_line = people.signed_in(one)
    assert second_line.get("/company").headers["location"] == "/company/teams"
    assert second_line.get(f"/company/teams/{world.team}").status_code == 200
    own = second_line.get(f"/company/people/{one.person_id}").text
    assert "/order/set-person-language" in own
    assert "/order/rename-person" not in own
    assert second_line.get(f"/company/people/{world.persons['admin']}").status_code == 404
    assert second_line.get(f"/company/units/{world.department}").status_code == 404
    requester = people.signed_in(people.somebody("requester"))
    for path in ("/company", "/company/clients", f"/company/people/{one.person_id}"):
        assert requester.get(path).headers["location"] == "/portal"
    auditor = people.signed_in(people.somebody("auditor"))
    for path in (
        *("/company", "/company/departments", "/company/clients", "/company/teams", f"/company/units/{world.company}"),
        *(f"/company/teams/{world.team}", f"/company/teams/{world.team}/on-call"),
        *(f"/company/people/{one.person_id}", f"/company/people/{one.person_id}?tab=account"),
    ):
        seen = auditor.get(path)
        assert seen.status_code == 200, path
        assert "/order/" not in re.sub(r'"/order/(plan|end|name-sub|dismiss)[a-z-]*"', "", seen.text), path


def test_hostile_words_stay_words_in_the_company(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    unit = department(world, HOSTILE)
    person = world.order(
        RegisterPerson(full_name=PersonName("Шут", HOSTILE), unit_id=unit, position=HOSTILE, emails=())
    )
    team = world.order(FormTeam(title=Named(ru=HOSTILE), members=(PersonId(person),)))
    company = world.order(AddCompany(title=Named(ru=HOSTILE)))
    world.order(AddBranch(title=Named(ru=HOSTILE), parent_id=OrgUnitId(company)))
    world.desk.catch_up()
    for path in (
        *(f"/company/units/{unit}", f"/company/units/{company}", f"/company/units/{unit}/archive", "/company/teams"),
        *(f"/company/units/{unit}/people", f"/company/people/{person}", f"/company/people/{person}?tab=account"),
        *(f"/company/people/{person}?tab=history", f"/company/teams/{team}", f"/company/teams/{team}/on-call"),
        *(f"/company/people/{person}/merge?into={world.persons['admin']}", "/company/departments"),
        *(f"/company?q={HOSTILE}", f"/company/clients?q={HOSTILE}", f"/company/teams?q={HOSTILE}"),
    ):
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.text[:500])
        assert "<script>alert" not in answer.text, path
        assert "<img src=x" not in answer.text, path


def test_absences_and_substitutes_are_planned_on_the_card_by_oneself(people: People, world: World) -> None:
    one, two = people.somebody("specialist"), people.somebody("specialist")
    client = people.signed_in(one)
    year = world.desk.clock.now().year + 1
    card = f"/company/people/{one.person_id}"
    span = {"from_at": f"{year}-02-01T09:00", "until_at": f"{year}-02-08T09:00"}
    order(client, world, "plan-absence", person_id=one.person_id, substitute_id=two.login, note="Отпуск", **span)
    shown = client.get(card).text
    assert "Отпуск" in shown
    absence = re.findall(r'name="absence_id" value="([0-9a-f-]{36})"', shown)[0]
    changed = {"person_id": one.person_id, "absence_id": absence, "note": "", "substitute_id": ""}
    order(client, world, "replan-absence", **changed, _none=["note", "substitute_id"])
    assert "Отпуск" not in client.get(card).text
    order(client, world, "end-absence", person_id=one.person_id, absence_id=absence)
    assert "Отсутствий не запланировано" in client.get(card).text
    order(client, world, "name-substitute", person_id=one.person_id, substitute_id=two.login, **span)
    assert "На согласования отвечает" in client.get(card).text
    order(client, world, "dismiss-substitute", person_id=one.person_id)
    assert "На согласования отвечает" not in client.get(card).text
    foreign = client.get(f"/company/people/{two.person_id}").text
    assert "/order/plan-absence" not in foreign
    assert "/order/name-substitute" not in foreign


def test_a_person_belongs_to_a_client_beside_and_leaves_it(people: People, world: World) -> None:
    one = people.somebody("specialist")
    client = people.signed_in(people.somebody("administrator"))
    order(client, world, "add-person-unit", person_id=one.person_id, unit_id=world.company, sees="own")
    assert "видит свои заявки" in client.get(f"/company/people/{one.person_id}").text
    order(client, world, "leave-person-unit", person_id=one.person_id, unit_id=world.company)
    assert "Больше нигде" in client.get(f"/company/people/{one.person_id}").text


def test_access_is_closed_and_opened_again(people: People, world: World) -> None:
    one = people.somebody("specialist")
    client = people.signed_in(people.somebody("administrator"))
    order(client, world, "deactivate-person", person_id=one.person_id, reason="Уволился")
    card = client.get(f"/company/people/{one.person_id}?tab=account").text
    assert "Доступ закрыт" in card
    order(client, world, "reactivate-person", person_id=one.person_id)
    assert "Доступ открыт" in client.get(f"/company/people/{one.person_id}?tab=account").text
    assert "Уволился" in client.get(f"/company/people/{one.person_id}?tab=history").text


def test_two_cards_are_merged_after_it_is_told_what_follows(people: People, world: World) -> None:
    one, two = people.somebody("specialist"), people.somebody("specialist")
    client = people.signed_in(people.somebody("administrator"))
    preview = client.get(f"/company/people/{one.person_id}/merge?into={two.person_id}").text
    assert "/order/merge-person" in preview
    circle = client.get(f"/company/people/{one.person_id}/merge?into={one.person_id}").text
    assert "/order/merge-person" not in circle
    unknown = client.get(f"/company/people/{one.person_id}/merge?into=nobody.at.all")
    assert unknown.status_code == 200
    assert "Такого человека нет" in unknown.text
    assert 'value="nobody.at.all"' in unknown.text
    order(client, world, "merge-person", person_id=one.person_id, into_id=two.person_id)
    merged = client.get(f"/company/people/{one.person_id}").text
    assert "всё перенесено туда" in merged
    assert "/order/rename-person" not in merged
    assert client.get("/company/duplicates").status_code == 200


def test_teams_that_are_sought_in_vain_are_told_with_the_way_back(people: People, world: World) -> None:
    client = people.signed_in(people.somebody("administrator"))
    page = client.get("/company/teams?q=zzzzq").text
    assert "Ничего не нашлось." in page
    assert "Команд нет." not in page
    assert world.desk is not None
