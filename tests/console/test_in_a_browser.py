"""The pages in a real browser: work by keys alone, what others do meanwhile, sessions that end, narrow and dark."""

from __future__ import annotations

import re
from importlib import resources
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from commands.fields import Named
from commands.service import AddService
from commands.team import FormTeam, LinkTeamMembers
from events.values.identity import TeamId
from tests.api.serving import World
from tests.api.test_accounts import OWN
from tests.console.people import People

LONG_AGO = "Печать стоит с утра"


def opened(page: Page, number: int) -> None:
    """The card of a ticket beside the list."""
    page.goto(f"/tickets?view=all&sort=-number&open={number}")
    expect(page.locator("#card-title")).to_contain_text(str(number))


def test_a_ticket_is_taken_answered_and_resolved_by_keys_alone(people: People, world: World, browser: Browser) -> None:
    one = people.somebody("administrator")
    world.order(LinkTeamMembers(team_id=TeamId(world.team), members=(one.person_id,)))
    number = world.ticket(subject="Клавиатурой")["number"]
    page = people.browsing(browser, one, "/tickets?view=all%26sort=-number")
    row = page.locator(f"#t{number}")
    expect(row).to_be_visible()
    page.keyboard.press("j")
    while page.evaluate("document.activeElement.id") != f"a{number}":
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#card-title")).to_contain_text("Клавиатурой")
    page.keyboard.press("i")
    expect(page.locator("#card .state")).to_contain_text("В работе")
    expect(row.locator(".status")).to_contain_text("В работе")
    page.keyboard.press("r")
    page.keyboard.type("Уже смотрим")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#card .talk")).to_contain_text("Уже смотрим")
    expect(page.locator("#reply")).to_have_value("")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.keyboard.type("Заменён кабель")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#card .state")).to_contain_text("Решена")
    expect(page.locator("#card details[open]")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#card-title")).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == f"a{number}"


def test_keys_are_the_same_under_a_russian_layout(people: People, world: World, browser: Browser) -> None:
    world.ticket()
    page = people.browsing(browser, people.somebody("administrator"), "/tickets?view=all")
    page.wait_for_selector(".tickets tbody tr")
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'о', code: 'KeyJ', bubbles: true}))")
    assert page.evaluate("document.activeElement.closest('tr') !== null")


def test_what_somebody_else_does_comes_by_itself_and_nothing_that_is_read_or_typed_moves(
    people: People, world: World, browser: Browser
) -> None:
    number = world.ticket(subject=LONG_AGO)["number"]
    page = people.browsing(browser, people.somebody("administrator"))
    opened(page, number)
    page.wait_for_selector("html[data-live]")
    page.fill("#reply", "Начал отвечать")
    before = page.locator(f"#t{number}").bounding_box()
    newer = world.ticket(subject="Новее")["number"]
    world.admin.post(f"/tickets/{number}/comments", json={"body": "Слово другого"})
    expect(page.locator("#card .talk")).to_contain_text("Слово другого")
    expect(page.locator("#strip > button")).to_be_visible()
    expect(page.locator("#reply")).to_have_value("Начал отвечать")
    assert page.evaluate("document.activeElement.id") == "reply"
    assert page.locator(f"#t{number}").bounding_box() == before
    assert page.locator(f"#t{newer}").count() == 0
    page.click("#strip > button")
    expect(page.locator(f"#t{newer}")).to_be_visible()


def test_a_session_that_ended_elsewhere_asks_for_the_password_and_loses_no_word(
    people: People, world: World, browser: Browser
) -> None:
    number = world.ticket()["number"]
    one = people.somebody("administrator")
    page = people.browsing(browser, one)
    opened(page, number)
    page.fill("#reply", "Недописанное слово")
    world.signed_in_admin.delete(f"/persons/{one.person_id}/sessions")
    page.press("#reply", "Control+Enter")
    dialog = page.locator("dialog")
    expect(dialog).to_be_visible()
    dialog.locator("input[name=login]").fill(one.login)
    dialog.locator("input[name=password]").fill("wrong one, surely")
    dialog.locator("button").click()
    expect(dialog.locator(".refusal")).to_be_visible()
    dialog.locator("input[name=password]").fill(OWN)
    dialog.locator("button").click()
    expect(page.locator("#card .talk")).to_contain_text("Недописанное слово")


def test_a_draft_survives_a_closed_tab(people: People, world: World, browser: Browser) -> None:
    number = world.ticket()["number"]
    one = people.somebody("administrator")
    page = people.browsing(browser, one)
    opened(page, number)
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "drafts" in answer.url and answer.ok):
        page.fill("#reply", "Ещё не отправлено")
    again = people.browsing(browser, one)
    opened(again, number)
    expect(again.locator("#reply")).to_have_value("Ещё не отправлено")


def test_a_requester_asks_and_talks_in_the_portal_on_a_telephone(
    people: People, world: World, browser: Browser
) -> None:
    one = people.somebody("requester")
    page = people.browsing(browser, one, width=390)
    expect(page.locator("h1")).to_have_text("Что случилось или что нужно?")
    page.get_by_role("link", name="Не знаю").click()
    page.fill("input[name=subject]", "Скрипит кресло")
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator("h1")).to_have_text("Скрипит кресло")
    expect(page.locator(".state")).to_contain_text("Заявка принята")
    page.fill("#reply", "В кабинете 12")
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator(".messages")).to_contain_text("В кабинете 12")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert world.desk is not None


def test_a_person_is_found_by_two_letters_for_a_ticket_by_telephone(
    people: People, world: World, browser: Browser
) -> None:
    caller = people.somebody("requester")
    page = people.browsing(browser, people.somebody("administrator"), "/tickets/new")
    surname = world.desk.identities.by_login(caller.login)
    assert surname is not None
    page.fill("input[data-person]", surname.person.name.last[:12])
    option = page.get_by_role("option").first
    expect(option).to_be_visible()
    page.keyboard.press("Enter")
    page.fill("input[name=subject]", "Позвонили: нет звука")
    page.get_by_role("button", name="Зарегистрировать").click()
    expect(page.locator("#card-title")).to_contain_text("Позвонили: нет звука")
    expect(page.locator(".facts")).to_contain_text(surname.person.name.last)


def test_a_refusal_stands_beside_its_field_and_what_was_typed_stays(
    people: People, world: World, browser: Browser
) -> None:
    page = people.browsing(browser, people.somebody("administrator"), "/tickets/new")
    page.fill("input[name=subject]", "С ошибкой")
    page.fill("input[data-person]", "nobody.of.this.name")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Зарегистрировать").click()
    expect(page.locator(".refusal:visible")).to_be_visible()
    expect(page.locator("input[name=subject]")).to_have_value("С ошибкой")
    assert page.url.endswith("/tickets/new")
    assert world.desk is not None


def test_a_file_and_a_template_go_along_with_an_answer(people: People, world: World, browser: Browser) -> None:
    number = world.ticket()["number"]
    name = f"Ответ {number}"
    made = world.admin.post(
        "/templates",
        json={"title": {"ru": name}, "body": {"ru": "Смотрим заявку {number}."}, "audience": {"kind": "everyone"}},
    )
    assert made.status_code == 201, made.text
    world.desk.catch_up()
    page = people.browsing(browser, people.somebody("administrator"))
    opened(page, number)
    page.select_option("#template", label=name)
    expect(page.locator("#reply")).to_have_value(re.compile("Смотрим заявку"))
    page.set_input_files(
        "[data-draft=reply] [data-files]", {"name": "снимок.txt", "mimeType": "text/plain", "buffer": b"what was seen"}
    )
    expect(page.locator("[data-draft=reply] .sent-files li")).to_contain_text("снимок.txt")
    page.press("#reply", "Control+Enter")
    expect(page.locator("#card .talk .file")).to_contain_text("снимок.txt")
    told = world.admin.get(f"/tickets/{number}", params={"min_position": world.desk.log.head()}).json()
    assert [one["name"] for one in told["attachments"]] == ["снимок.txt"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_keeps_people_out_of_any_page(people: People, world: World, browser: Browser, theme: str) -> None:
    number = world.ticket(description="Подробности")["number"]
    page = people.browsing(browser, people.somebody("administrator"))
    page.request.post("/look", form={"theme": theme}, headers={"Sec-Fetch-Site": "same-origin"})
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    faults = []
    for path in (
        *(
            "/tickets?view=all",
            f"/tickets?view=all&open={number}",
            f"/tickets/{number}/why",
            "/tickets/new",
            "/approvals",
        ),
        *("/articles", f"/articles/{world.article}", "/portal", "/portal/ask", "/portal/requests", "/password"),
        *("/account", "/second-factor"),
        *(f"/portal/requests/{number}", "/nowhere"),
        *("/settings/steps", "/settings/schedules", f"/settings/schedules/{world.schedule}", "/company/services"),
        *(f"/company/services/{world.service}", "/company/agreements", f"/company/agreements/{world.agreement}"),
        f"/company/agreements/{world.agreement}/rules",
    ):
        page.goto(path)
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        faults += [
            (path, one["id"], one["nodes"][0]["html"][:200])
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
        ]
    assert faults == []


def test_what_a_service_asks_and_what_may_help_come_while_one_fills_in(
    people: People, world: World, browser: Browser
) -> None:
    unique = "Переплётный станок"
    service = world.order(AddService(title=Named(ru=unique, en="Binding machine"), types=("incident",)))
    world.desk.catch_up()
    page = people.browsing(browser, people.somebody("administrator"), "/tickets/new")
    page.evaluate("document.getElementById('asked').textContent = 'before'")
    page.select_option("select[name=service_id]", str(service))
    expect(page.locator("#asked")).not_to_contain_text("before")
    page.goto("/portal")
    page.fill("#q", unique[:8])
    expect(page.locator("#found a[href*='/portal/ask?q=']")).to_have_count(1)
    assert page.locator("#q").input_value() == unique[:8]


def test_many_tickets_are_passed_on_at_once_and_what_is_refused_stays_selected(
    people: People, world: World, browser: Browser
) -> None:
    told = uuid4().hex[:8]
    team = world.order(FormTeam(title=Named(ru=f"Линия {told}", en=f"Line {told}")))
    first, second, over = (world.ticket(subject=f"Разом {told}")["number"] for _ in range(3))
    world.admin.post(f"/tickets/{over}/decline", json={"reason": "Дважды"})
    world.desk.catch_up()
    page = people.browsing(browser, people.somebody("administrator"), f"/tickets?view=all%26q={told}%26sort=number")
    expect(page.locator(f"#t{over}")).to_be_visible()
    page.locator(f"#t{first} input").click()
    page.locator(f"#t{over} input").click(modifiers=["Shift"])
    expect(page.locator("#chosen")).to_contain_text("3")
    page.select_option("#pass-on", str(team))
    dialog = page.locator("dialog")
    expect(dialog).to_contain_text("Изменится: 2")
    expect(dialog).to_contain_text("отказано: 1")
    assert page.evaluate("document.activeElement.textContent") == "Отмена"
    dialog.locator("button.button").click()
    for number in (first, second):
        expect(page.locator(f"#t{number} .responsible")).to_have_text(f"Линия {told}")
    expect(page.locator("#chosen")).to_contain_text("1")
    assert page.locator(f"#t{over} input").is_checked()
