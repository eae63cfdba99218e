"""The rooms in a real browser: a journey each, the box in the header by keys alone, every page for every reader."""

from __future__ import annotations

import re
from importlib import resources
from urllib.parse import quote
from uuid import uuid4

from playwright.sync_api import Browser, Route, expect

from tests.api.serving import World
from tests.console.people import People
from tests.console.test_rooms import given


def test_row_162_a_task_is_done_where_it_stands_in_the_list(people: People, world: World, browser: Browser) -> None:
    one = people.somebody("administrator")
    title = f"Проверить провод {uuid4().hex[:6]}"
    given(people.signed_in(one), "add-task", ticket_id=world.ticket()["number"], title=title, due_at="2026-01-02T09:00")
    world.desk.catch_up()
    page = people.browsing(browser, one, "/tasks?show=overdue")
    row = page.get_by_role("row").filter(has_text=title)
    page.keyboard.press("j")
    expect(page.locator(".things tbody a").first).to_be_focused()
    row.get_by_role("button", name="Сделана").click()
    expect(row).to_have_count(0)
    assert page.url.endswith("/tasks?show=overdue")


def test_row_164_a_problem_is_described_and_solved_on_its_card(people: People, world: World, browser: Browser) -> None:
    one = people.somebody("administrator")
    number = world.ticket()["number"]
    page = people.browsing(browser, one, f"/problems/new?ticket={number}")
    page.fill("input[name=subject]", "Картридж течёт")
    page.get_by_role("button", name="Добавить").click()
    expect(page.locator("#card-title")).to_contain_text("Картридж течёт")
    expect(page.locator("#card-incidents")).to_contain_text(str(number))
    region = page.locator("#card-workaround")
    region.get_by_text("Изменить").click()
    page.fill("#edit-workaround", "Печатать на втором этаже")
    region.get_by_role("button", name="Сохранить").click()
    expect(region.locator(".entry")).to_contain_text("Печатать на втором этаже")
    page.locator("#card-acts summary", has_text="Решить").click()
    page.fill("#solution-resolved", "Заменён")
    page.locator("#card-acts form button", has_text="Решить").click()
    expect(page.locator("#card-state")).to_contain_text("Решена")
    expect(page.locator("#card-incidents")).to_contain_text("Решить все этим решением")


def test_row_165_a_freeze_shows_what_is_scheduled_before_it_is_declared(
    people: People, world: World, browser: Browser
) -> None:
    one = people.somebody("administrator")
    title = f"Тишина {uuid4().hex[:6]}"
    page = people.browsing(browser, one, "/changes/freezes")
    page.locator("summary", has_text="Объявить запрет").click()
    page.fill("input[name='title.ru']", title)
    page.fill("#freeze-begins", "2041-01-01T00:00")
    page.fill("#freeze-ends", "2041-01-03T00:00")
    expect(page.locator("[data-preview]")).to_contain_text("Ничего на это время ещё не запланировано")
    page.get_by_role("button", name="Объявить запрет").click()
    frozen = page.locator("article", has_text=title)
    expect(frozen).to_be_visible()
    frozen.get_by_role("button", name="Снять запрет").click()
    expect(frozen).to_have_count(0)
    assert world.desk is not None


def test_an_article_is_written_in_both_languages_side_by_side(people: People, world: World, browser: Browser) -> None:
    one = people.somebody("administrator")
    page = people.browsing(browser, one, "/articles/new")
    page.fill("input[name='texts.0.title']", "Как распечатать")
    page.fill("textarea[name='texts.0.body']", "Нажмите кнопку")
    page.get_by_role("button", name="Сохранить черновик").click()
    expect(page.locator("#card-title")).to_contain_text("Как распечатать")
    page.get_by_role("link", name="Редактировать").click()
    page.fill("#title-en", "How to print")
    page.fill("#body-en", "Press the button")
    page.locator("#side-en").get_by_role("button", name="Сохранить черновик").click()
    expect(page.locator("#side-en h2")).to_contain_text("черновик")
    page.locator("#card-back a").click()
    page.locator("summary", has_text="Опубликовать").click()
    page.locator("#card-acts form button", has_text="Опубликовать").click()
    expect(page.locator("#card-state")).to_contain_text("опубликована")
    expect(page.locator("#side-en")).to_contain_text("редакция 1")
    assert world.desk is not None


def test_the_box_goes_there_by_keys_alone_and_leads_to_all_that_is_found(
    people: People, world: World, browser: Browser
) -> None:
    word = f"пульсар{uuid4().hex[:6]}"
    number = world.ticket(subject=f"Сломан {word}")["number"]
    world.desk.catch_up()
    page = people.browsing(browser, people.somebody("administrator"), "/tasks")
    box = page.locator("#everywhere")
    page.keyboard.press("Control+k")
    expect(box).to_be_focused()
    box.press_sequentially(word)
    option = page.get_by_role("option", name=re.compile(str(number)))
    expect(option).to_be_visible()
    while option.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    page.keyboard.press("Enter")
    expect(page.locator("#card-title")).to_contain_text(word)
    page.locator("#card-title").click()
    page.keyboard.press("/")
    expect(box).to_be_focused()
    box.fill(word)
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text(word)


def test_a_card_that_was_closed_meanwhile_does_not_come_back_with_a_late_answer(
    people: People, world: World, browser: Browser
) -> None:
    number = world.ticket()["number"]
    page = people.browsing(browser, people.somebody("administrator"), f"/tickets?view=all%26q={number}%26open={number}")
    expect(page.locator("#card-title")).to_contain_text(str(number))
    page.wait_for_selector("html[data-live]")
    held: list[Route] = []
    page.route(re.compile(rf"/tickets/{number}\?min_position="), lambda route: held.append(route))  # noqa: PLW0108 - it is given a mark
    with page.expect_request(re.compile(rf"/tickets/{number}\?min_position=")):
        world.admin.post(f"/tickets/{number}/comments", json={"body": "Пока карточка закрывается"})
    page.keyboard.press("Escape")
    expect(page.locator("#card-title")).to_have_count(0)
    with page.expect_response(re.compile(rf"/tickets/{number}\?min_position=")) as answer:
        for one in held:
            one.continue_()
    answer.value.finished()
    page.evaluate("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
    expect(page.locator("#card-title")).to_have_count(0)


def test_what_the_list_shows_is_kept_as_a_view_with_three_clicks(
    people: People, world: World, browser: Browser
) -> None:
    word = f"сверхновая{uuid4().hex[:6]}"
    number = world.ticket(subject=word)["number"]
    world.desk.catch_up()
    page = people.browsing(browser, people.somebody("administrator"), f"/tickets?view=all%26q={quote(word)}")
    page.locator("#strip summary", has_text="Представление").click()
    page.locator("#strip form[action='/order/make-view'] input[name='title.ru']").fill(word)
    page.locator("#strip form[action='/order/make-view'] button").click()
    expect(page.locator("#views [aria-current]")).to_contain_text(word)
    expect(page.locator(f"#t{number}")).to_be_visible()
    expect(page).to_have_title(re.compile(word))


def test_nothing_keeps_people_out_of_the_rooms(people: People, world: World, browser: Browser) -> None:
    one = people.somebody("administrator")
    client = people.signed_in(one)
    number = world.ticket()["number"]
    given(client, "add-task", ticket_id=number, title="Доступность", due_at="2026-01-01T09:00")
    problem = given(client, "register-problem", subject="Доступность", incidents=number)["reference"]
    window = {"window__begins_at": "2031-06-05T10:00", "window__ends_at": "2031-06-05T12:00"}
    change = given(client, "draft-change", subject="Доступность", **window)["reference"]
    world.desk.catch_up()
    called = re.findall(r"/articles/(K-\d+)/edit", client.get(f"/articles/{world.article}").text)[0]
    page = people.browsing(browser, one)
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    faults, wide = [], []
    for path in (
        *("/tasks?show=overdue", "/problems", "/problems/new", f"/problems/{problem}", "/changes", "/changes/new"),
        *(f"/changes/{change}", "/changes/calendar?on=2031-06-05", "/changes/calendar?on=2031-06-05&by=week"),
        *("/changes/freezes", "/articles", "/articles/new", f"/articles/{called}", f"/articles/{called}/edit"),
        *(f"/articles/{called}/editions/1?language=ru", "/search?q=принтер", "/tickets/views"),
        "/tickets?view=all&group=status&status=new&columns=number,subject,service,company,due",
    ):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = !one.matches('.me, .drop')))")
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        faults += [
            (path, fault["id"], fault["nodes"][0]["html"][:200])
            for fault in found["violations"]
            if fault["impact"] in {"serious", "critical"}
        ]
        page.set_viewport_size({"width": 390, "height": 844})
        width = page.evaluate("document.documentElement.scrollWidth")
        wide += [(path, width)] if width > 390 else []
    assert faults == []
    assert wide == []
