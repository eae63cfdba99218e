"""The room Company in a real browser: a department, an employee, rights and a team by hand and key; narrow, for axe."""

from __future__ import annotations

from importlib import resources
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect

from commands.fields import Named
from commands.team import FormTeam
from events.values.identity import PersonId
from tests.api.pictures import png
from tests.api.serving import World
from tests.console.people import People


def test_step_1_a_department_an_employee_and_rights_are_made_by_whoever_has_read_nothing(
    people: People, world: World, browser: Browser
) -> None:
    page = people.browsing(browser, people.somebody("administrator"), "/company/departments")
    name, login = f"Отдел {uuid4().hex[:6]}", f"e.{uuid4().hex[:8]}"
    page.get_by_text("Добавить отдел").click()
    page.locator("input[name='title.ru']").fill(name)
    page.get_by_role("button", name="Добавить", exact=True).click()
    expect(page.locator("#unit-head")).to_contain_text(name)
    page.get_by_role("link", name="Добавить сотрудника").click()
    page.locator("input[name='full_name.last']").fill("Лыкова")
    page.locator("input[name=login]").fill(login)
    page.locator("input[value=change_specialist]").check()
    expect(page.locator("output[data-preview]")).to_contain_text("вторая линия")
    page.locator("input[value=change_specialist]").uncheck()
    expect(page.locator("output[data-preview]")).to_be_empty()
    page.locator("input[name=emails]").first.fill(f"{login}@desk.example")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("#held-login")).to_contain_text(login)
    licence = page.locator("#edit-licence")
    licence.press("Enter")
    page.locator("#held-licence select").select_option("named")
    page.locator("#held-licence button.button").press("Enter")
    expect(page.locator("#held-licence .value")).to_have_text("Именная лицензия")
    expect(licence).to_be_focused()
    page.locator("#edit-groups").press("Enter")
    page.locator("input[value=change_specialist]").check()
    expect(page.locator("#held-groups output")).to_contain_text("работает только вместе с")
    page.locator("input[value=second_line]").check()
    expect(page.locator("#held-groups output")).to_be_empty()
    page.locator("#held-groups button.button").press("Enter")
    expect(page.locator("#held-groups .value")).to_have_text("вторая линия, менеджер изменений, заявитель")
    page.get_by_role("button", name="Создать пароль").click()
    expect(page.locator("#made")).not_to_be_empty()
    assert world.desk is not None


def test_a_tree_opens_and_closes_by_keys_and_the_focus_stays(people: People, world: World, browser: Browser) -> None:
    page = people.browsing(browser, people.somebody("administrator"), "/company/departments?open=none")
    turn = page.locator("#tree .turn").first
    expect(turn).to_have_attribute("aria-expanded", "false")
    turn.press("Enter")
    expect(turn).to_have_attribute("aria-expanded", "true")
    expect(turn).to_be_focused()
    expect(page.locator("#tree li").nth(1)).to_be_visible()
    turn.press("Enter")
    expect(page.locator("#tree li")).to_have_count(1)
    expect(turn).to_be_focused()
    assert world.desk is not None


def test_a_refusal_stands_beside_its_field_and_what_was_typed_stays(
    people: People, world: World, browser: Browser
) -> None:
    taken = people.somebody("specialist")
    one = people.somebody("specialist")
    page = people.browsing(browser, people.somebody("administrator"), f"/company/people/{one.person_id}?tab=account")
    page.locator("#edit-login").press("Enter")
    page.locator("#held-login input[name=login]").fill(taken.login)
    page.locator("#held-login button.button").click()
    expect(page.locator("#held-login .beside-field")).to_contain_text(taken.login)
    expect(page.locator("#held-login input[name=login]")).to_have_value(taken.login)
    assert world.desk is not None


def test_an_absence_is_planned_and_changed_on_the_card(people: People, world: World, browser: Browser) -> None:
    one = people.somebody("specialist")
    year = world.desk.clock.now().year + 1
    page = people.browsing(browser, one, f"/company/people/{one.person_id}")
    page.locator("#edit-away").press("Enter")
    plan = page.locator("form[action='/order/plan-absence']")
    plan.locator("[name=from_at]").fill(f"{year}-03-01T09:00")
    plan.locator("[name=until_at]").fill(f"{year}-03-05T18:00")
    plan.locator("[name=note]").fill("Отпуск на море")
    plan.locator("button.button").click()
    expect(page.locator("#absences .held")).to_contain_text("Отпуск на море")
    page.locator("#absences .held summary").press("Enter")
    page.locator("#absences .held [name=note]").fill("Отпуск в горах")
    page.locator("#absences .held button.button").click()
    expect(page.locator("#absences .held")).to_contain_text("Отпуск в горах")
    page.get_by_role("button", name="Завершить или отменить").click()
    expect(page.locator("#absences")).to_contain_text("Отсутствий не запланировано")


def test_members_are_found_by_two_letters_and_linked(people: People, world: World, browser: Browser) -> None:
    one = people.somebody("specialist")
    team = world.order(FormTeam(title=Named(ru=f"Команда {uuid4().hex[:6]}"), members=(), lead=None))
    world.desk.catch_up()
    page = people.browsing(browser, people.somebody("administrator"), f"/company/teams/{team}")
    page.locator("#edit-link").click()
    field = page.locator("#team-members input[data-person]")
    field.fill(one.login)
    expect(page.locator("#team-members [role=option]").first).to_contain_text("Орлова")
    field.press("Enter")
    expect(field).not_to_have_value(one.login)
    page.locator("#team-members button.button").click()
    expect(page.locator("#team-members table")).to_contain_text("Орлова")


def test_a_photo_and_a_file_are_put_on_a_card(people: People, world: World, browser: Browser) -> None:
    one = people.somebody("specialist")
    page = people.browsing(browser, people.somebody("administrator"), f"/company/people/{one.person_id}")
    photo = {"name": "photo.png", "mimeType": "image/png", "buffer": png(40, 40)}
    page.set_input_files("input[data-photo]", photo)  # type: ignore[arg-type] # a file as Playwright takes it
    expect(page.locator("img.photo")).to_be_visible()
    contract = {"name": "договор.txt", "mimeType": "text/plain", "buffer": b"signed"}
    page.set_input_files("input[data-sent-file]", contract)  # type: ignore[arg-type] # a file as Playwright takes it
    expect(page.locator("#files")).to_contain_text("договор.txt")
    page.get_by_role("button", name="Убрать договор.txt").click()
    expect(page.locator("#files")).to_contain_text("Файлов нет")
    page.get_by_role("button", name="Убрать фотографию").click()
    expect(page.locator("img.photo")).to_have_count(0)
    assert world.desk is not None


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_pages_of_the_company_have_no_serious_fault_for_ear_and_hand(
    people: People, world: World, browser: Browser, width: int, scheme: str
) -> None:
    one = people.somebody("specialist")
    members = (PersonId(one.person_id),)
    team = world.order(FormTeam(title=Named(ru=f"Команда {uuid4().hex[:6]}"), members=members, lead=members[0]))
    world.desk.catch_up()
    page = people.browsing(browser, people.somebody("administrator"), "/company", width=width)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of its words
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    for path in (
        *("/company", "/company/departments", "/company/clients", "/company/teams", f"/company/teams/{team}"),
        *(f"/company/units/{world.department}", f"/company/units/{world.department}/people", "/company/duplicates"),
        *(f"/company/people/{one.person_id}", f"/company/people/{one.person_id}?tab=account"),
        f"/company/teams/{team}/on-call",
    ):
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        serious = [(one["id"], one["nodes"][0]["html"]) for one in found["violations"] if one["impact"] in _SERIOUS]
        assert serious == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


_SERIOUS = {"serious", "critical"}
