"""The card in a real browser: undo, answers that wait, two people on one ticket, stale saves, deeds by keys alone."""

from __future__ import annotations

from importlib import resources
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

from commands.team import LinkTeamMembers
from events.values.identity import TeamId
from tests.api.serving import World
from tests.console.people import People
from tests.console.test_in_a_browser import opened


def quiet(page: Page) -> None:
    """Nothing has the focus that keys would be typed into."""
    page.evaluate("document.activeElement.blur()")


def test_z_takes_back_what_was_just_done(people: People, world: World, browser: Browser) -> None:
    number = world.ticket()["number"]
    page = people.browsing(browser, people.somebody("administrator"), waits=True)
    opened(page, number)
    page.select_option("#priority", "critical")
    expect(page.locator("#card-state")).to_contain_text("Критический")
    expect(page.locator("#undo .offer")).to_contain_text("Приоритет")
    quiet(page)
    page.keyboard.press("z")
    expect(page.locator("#card-state")).not_to_contain_text("Критический")
    expect(page.locator("#undo .offer")).to_have_count(0)
    expect(page.locator("#said")).to_contain_text("Отменено")


def test_an_answer_that_waits_says_who_will_read_it_and_comes_back_with_its_words(
    people: People, world: World, browser: Browser
) -> None:
    number = world.ticket()["number"]
    page = people.browsing(browser, people.somebody("administrator"), waits=True)
    opened(page, number)
    page.fill("#reply", "Рано обрадовались")
    page.press("#reply", "Control+Enter")
    offer = page.locator("#undo .offer")
    expect(offer).to_contain_text("Рано обрадовались")
    expect(page.locator("#card-waiting")).to_contain_text("ещё не отправлено")
    expect(page.locator("#reply")).to_have_value("")
    quiet(page)
    page.keyboard.press("z")
    expect(page.locator("#reply")).to_have_value("Рано обрадовались")
    expect(offer).to_have_count(0)
    expect(page.locator("#card-waiting")).to_have_text("")
    told = page.request.get(f"/api/v1/tickets/{number}/timeline").text()
    assert "Рано обрадовались" not in told


def test_an_answer_that_waits_is_held_while_one_looks_at_it_and_can_go_at_once(
    people: People, world: World, browser: Browser
) -> None:
    number = world.ticket()["number"]
    page = people.browsing(browser, people.somebody("administrator"), waits=True)
    opened(page, number)
    page.fill("#reply", "Уже в пути")
    page.press("#reply", "Control+Enter")
    now = page.locator("#undo").get_by_role("button", name="Отправить сейчас")
    expect(now).to_be_visible()
    with page.expect_response(lambda answer: "/order/comment-on-ticket" in answer.url and answer.ok) as held:
        now.focus()
    assert "_wait=60" in (held.value.request.post_data or "")
    page.keyboard.press("Enter")
    expect(page.locator("#card-entries")).to_contain_text("Уже в пути")
    expect(page.locator("#undo .offer")).to_have_count(0)


def test_an_answer_that_is_refused_when_it_goes_out_leaves_its_words_as_a_draft(
    people: People, world: World, browser: Browser
) -> None:
    number = world.ticket()["number"]
    page = people.browsing(browser, people.somebody("administrator"), waits=True)
    opened(page, number)
    page.fill("#reply", "Слишком поздно")
    page.press("#reply", "Control+Enter")
    expect(page.locator("#undo .offer")).to_be_visible()
    quiet(page)
    world.admin.post(f"/tickets/{number}/decline", json={"reason": "Дважды"})
    expect(page.locator("#card-composers")).to_have_count(0)
    page.get_by_role("button", name="Отправить сейчас").click()
    expect(page.locator("#undo [role=alert]")).to_contain_text("текст сохранён")
    kept = page.request.get(f"/api/v1/drafts?ticket={number}").json()["drafts"]
    assert [one["draft"]["words"]["text"] for one in kept] == ["Слишком поздно"]


def test_a_clock_asks_the_desk_at_its_border(people: People, world: World, browser: Browser) -> None:
    number = world.ticket()["number"]
    page = people.browsing(browser, people.somebody("administrator"))
    opened(page, number)
    clock = page.locator(f"#t{number} .clock")
    assert int(clock.get_attribute("data-asks") or 0) > 0
    with page.expect_request(lambda asked: f"numbers={number}" in asked.url):
        clock.evaluate("(one) => { one.dataset.asks = '1'; document.dispatchEvent(new Event('visibilitychange')); }")


def test_two_people_on_one_ticket_see_each_other_and_whose_words_came_first(
    people: People, world: World, browser: Browser
) -> None:
    number = world.ticket()["number"]
    one, other = people.somebody("administrator"), people.somebody("administrator")
    named = world.desk.identities.by_login(other.login)
    assert named is not None
    mine = people.browsing(browser, one)
    opened(mine, number)
    mine.wait_for_selector("html[data-live]")
    mine.fill("#reply", "Я тоже отвечаю")
    theirs = people.browsing(browser, other)
    opened(theirs, number)
    expect(mine.locator("#card-present")).to_contain_text(named.person.name.last)
    expect(theirs.locator("#card-present")).to_contain_text("сейчас пишет")
    theirs.fill("#reply", "Ответ коллеги")
    theirs.press("#reply", "Control+Enter")
    expect(mine.locator("#card-entries")).to_contain_text("Ответ коллеги")
    mine.press("#reply", "Control+Enter")
    expect(mine.locator("#card-composers .theirs")).to_contain_text("Ответ коллеги")
    expect(mine.locator("#reply")).to_have_value("Я тоже отвечаю")
    mine.press("#reply", "Control+Enter")
    expect(mine.locator("#card-entries")).to_contain_text("Я тоже отвечаю")
    theirs.goto("/approvals")
    expect(mine.locator("#card-present")).to_be_hidden()


def test_a_stale_save_shows_what_was_there_theirs_and_ones_own_and_loses_nothing(
    people: People, world: World, browser: Browser
) -> None:
    number = world.ticket(subject="Как было")["number"]
    page = people.browsing(browser, people.somebody("administrator"))
    opened(page, number)
    page.click("#do-words")
    dialog = page.locator("dialog.deed")
    dialog.locator("[name=subject]").fill("Как хочу я")
    world.admin.post(f"/tickets/{number}/correct", json={"subject": "Как решил другой"})
    dialog.get_by_role("button", name="Сохранить").click()
    for words in ("Как было", "Как решил другой", "Как хочу я"):
        expect(dialog.locator(".theirs")).to_contain_text(words)
    expect(dialog.locator("[name=subject]")).to_have_value("Как хочу я")
    dialog.get_by_role("button", name="Сохранить").click()
    expect(dialog).to_have_count(0)
    expect(page.locator("#card-title")).to_contain_text("Как хочу я")


def test_a_task_is_added_done_and_seen_on_its_tab_by_keys_alone(people: People, world: World, browser: Browser) -> None:
    number = world.ticket()["number"]
    page = people.browsing(browser, people.somebody("administrator"))
    opened(page, number)
    page.keyboard.press("t")
    expect(page.locator("dialog.deed [name=title]")).to_be_focused()
    page.keyboard.type("Заказать деталь")
    page.keyboard.press("Enter")
    expect(page.locator("dialog.deed")).to_have_count(0)
    expect(page.locator("#tab-tasks")).to_contain_text("1")
    page.locator("#tab-tasks").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card-tasks")).to_be_visible()
    page.get_by_role("button", name="Сделано", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card-tasks")).to_contain_text("сделана")
    assert "tab=tasks" in page.url


def test_one_key_takes_a_row_of_the_list_into_work(people: People, world: World, browser: Browser) -> None:
    one = people.somebody("administrator")
    world.order(LinkTeamMembers(team_id=TeamId(world.team), members=(one.person_id,)))
    number = world.ticket()["number"]
    page = people.browsing(browser, one, "/tickets?view=all%26sort=-number", waits=True)
    page.locator(f"#a{number}").focus()
    page.keyboard.press("i")
    expect(page.locator(f"#t{number} .status")).to_contain_text("В работе")
    expect(page.locator("#card-title")).to_have_count(0)
    page.keyboard.press("z")
    expect(page.locator(f"#t{number} .status")).to_contain_text("Новая")


def test_whoever_resolves_one_ticket_of_open_work_goes_on_with_the_next(
    people: People, world: World, browser: Browser
) -> None:
    told = uuid4().hex[:8]
    first, second = (world.ticket(subject=f"По порядку {told}")["number"] for _ in range(2))
    world.desk.catch_up()
    for number in (first, second):
        world.admin.post(f"/tickets/{number}/start", json={})
    page = people.browsing(browser, people.somebody("administrator"), waits=True)
    page.goto(f"/tickets?view=open&q={told}&sort=number&open={first}")
    page.locator("#card-title").focus()
    page.keyboard.press("e")
    page.keyboard.type("Готово")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#card-title")).to_contain_text(str(second))
    expect(page.locator("#undo .offer")).to_contain_text("Готово")
    quiet(page)
    page.keyboard.press("z")
    expect(page.locator("#said")).to_contain_text(f"черновик в заявке {first}")
    page.locator(f"#a{first}").click()
    page.locator("#way-resolved").click()
    expect(page.locator("#solution-resolved")).to_have_value("Готово")


def test_the_sheet_of_keys_opens_by_its_key_and_switches_single_keys_off(
    people: People, world: World, browser: Browser
) -> None:
    number = world.ticket()["number"]
    page = people.browsing(browser, people.somebody("administrator"))
    opened(page, number)
    page.keyboard.press("Shift+Slash")
    sheet = page.locator("dialog.sheet")
    expect(sheet).to_contain_text("отменить последнее")
    sheet.locator("#single-keys").uncheck()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    quiet(page)
    page.keyboard.press("t")
    page.keyboard.press("Shift+Slash")
    expect(page.locator("dialog")).to_have_count(0)


def test_at_and_two_letters_offer_colleagues_while_one_writes(people: People, world: World, browser: Browser) -> None:
    other = people.somebody("specialist")
    page = people.browsing(browser, people.somebody("administrator"))
    opened(page, world.ticket()["number"])
    named = world.desk.identities.by_login(other.login)
    assert named is not None
    page.focus("#note")
    page.keyboard.type(f"Посмотри, @{named.person.name.last}")
    expect(page.locator("#mentions")).to_contain_text(named.person.name.last)
    page.keyboard.press("Enter")
    expect(page.locator("#note")).to_have_value(f"Посмотри, @{other.login} ")


def test_the_strip_shows_what_is_new_and_loses_no_tick(people: People, world: World, browser: Browser) -> None:
    number = world.ticket()["number"]
    page = people.browsing(browser, people.somebody("administrator"), "/tickets?view=all%26sort=-number")
    page.wait_for_selector("html[data-live]")
    page.locator(f"#t{number} input").check()
    newer = world.ticket(subject="Новее прочих")["number"]
    page.locator("#strip > button").click()
    expect(page.locator(f"#t{newer}")).to_be_visible()
    expect(page.locator(f"#t{number} input")).to_be_checked()
    expect(page.locator("#strip > button")).to_be_hidden()


def test_a_solution_that_was_begun_is_there_again(people: People, world: World, browser: Browser) -> None:
    number = world.ticket()["number"]
    world.admin.post(f"/tickets/{number}/start", json={})
    one = people.somebody("administrator")
    page = people.browsing(browser, one)
    opened(page, number)
    page.click("#way-resolved")
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "drafts" in answer.url and answer.ok):
        page.fill("#solution-resolved", "Почти дописал")
    again = people.browsing(browser, one)
    opened(again, number)
    again.click("#way-resolved")
    expect(again.locator("#solution-resolved")).to_have_value("Почти дописал")


def test_nothing_keeps_people_out_of_the_card_its_tabs_and_its_deeds(
    people: People, world: World, browser: Browser
) -> None:
    number = world.ticket(description="Подробности")["number"]
    page = people.browsing(browser, people.somebody("administrator"), width=390)
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    faults = []
    for path in (
        *(f"/tickets/{number}?tab={tab}" for tab in ("about", "tasks", "approvals")),
        *(f"/tickets/{number}/do/{deed}" for deed in ("words", "approval", "checklist", "class")),
        *(f"/tickets/{number}/{own}" for own in ("history", "registered", "print")),
    ):
        page.goto(path)
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        faults += [
            (path, one["id"], one["nodes"][0]["html"][:200])
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
        ]
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    assert faults == []


def test_a_form_behind_a_button_moves_neither_the_buttons_nor_what_is_read_and_begins_in_its_field(
    people: People, world: World, browser: Browser
) -> None:
    number = world.ticket()["number"]
    page = people.browsing(browser, people.somebody("administrator"), f"/tickets/{number}")
    declining = page.locator("#way-declined")
    before, talk = declining.bounding_box(), page.locator("#card-talk").bounding_box()
    page.locator("#way-on_hold").click()
    expect(page.locator("#reason-on_hold")).to_be_focused()
    assert (declining.bounding_box(), page.locator("#card-talk").bounding_box()) == (before, talk)
    declining.click()
    expect(page.locator("#reason-declined")).to_be_focused()
    expect(page.locator("#reason-on_hold")).to_be_hidden()
    page.locator("#more-acts").click()
    expect(page.locator(".menu-list")).to_be_visible()
    expect(page.locator("#reason-declined")).to_be_hidden()
    page.locator("#card-title").click()
    expect(page.locator(".menu-list")).to_be_hidden()


def test_what_is_not_said_is_told_in_the_words_of_the_form(people: People, world: World, browser: Browser) -> None:
    number = world.ticket()["number"]
    page = people.browsing(browser, people.somebody("administrator"), f"/tickets/{number}/do/share")
    page.locator("main button.button").click()
    expect(page.locator(".refusal:visible")).to_contain_text("«Человек», «Группа»")
    page.goto("/tickets/new")
    page.fill("input[name=subject]", "   ")
    page.get_by_role("button", name="Зарегистрировать").click()
    expect(page.locator(".beside-field")).to_have_text("Оно обязательно.")


def test_the_chosen_view_is_seen_on_a_telephone(people: People, browser: Browser) -> None:
    page = people.browsing(browser, people.somebody("administrator"), "/tickets?view=all", width=390)
    expect(page.locator(".views [aria-current]")).to_be_in_viewport(ratio=0.9)


def test_an_answer_that_waits_behind_a_page_that_was_loaded_anew_is_sent_once_and_is_no_draft(
    people: People, world: World, browser: Browser
) -> None:
    number = world.ticket()["number"]
    page = people.browsing(browser, people.somebody("administrator"), f"/tickets/{number}", waits=True)
    with page.expect_response(lambda answer: "/api/v1/drafts?" in answer.url and answer.request.method == "PUT"):
        page.fill("#reply", "Один ответ")
    page.press("#reply", "Control+Enter")
    expect(page.locator("#undo .offer")).to_contain_text("Один ответ")
    page.reload()
    expect(page.locator("#undo .offer")).to_contain_text("Один ответ")
    expect(page.locator("#reply")).to_have_value("")
    page.get_by_role("button", name="Отправить сейчас").click()
    expect(page.locator("#card-talk .entry")).to_contain_text(["Один ответ"])
    expect(page.locator("#said")).to_contain_text("Отправлено")
    expect(page.locator("#reply")).to_have_value("")
    assert page.request.get(f"/api/v1/drafts?ticket={number}").json()["drafts"] == []


def test_a_field_for_people_says_that_nobody_is_found_and_takes_nobody(people: People, browser: Browser) -> None:
    page = people.browsing(browser, people.somebody("administrator"), "/tickets/new")
    field = page.locator("input[data-person]").first
    field.press_sequentially("ъъыыъъ")
    expect(page.locator(".found:visible")).to_have_text("Никого и ничего не найдено")
    field.press("ArrowDown")
    expect(page.locator(".found [aria-selected=true]")).to_have_count(0)
    field.press("Escape")
    expect(page.locator(".found:visible")).to_have_count(0)
    expect(field).to_have_value("ъъыыъъ")


def test_why_not_is_seen_where_the_field_is_the_last_line_of_the_window(people: People, browser: Browser) -> None:
    page = people.browsing(browser, people.somebody("administrator"), "/tickets/new")
    page.fill("input[name=subject]", "   ")
    page.evaluate("document.body.style.paddingTop = (innerHeight - 224) + 'px'")
    page.evaluate("document.querySelector('form[data-order] input[name=subject]').form.requestSubmit()")
    expect(page.locator(".beside-field")).to_be_in_viewport(ratio=0.9)
