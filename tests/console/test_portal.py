"""The portal: what is announced to people, “me too”, and how content they are."""

from __future__ import annotations

from uuid import uuid4

from playwright.sync_api import Browser, expect

from commands.fields import Named
from commands.problem.outage import AnnounceOutage, EndOutage
from commands.problem.register import RegisterProblem
from events.values.identity import ProblemId
from tests.api.serving import World
from tests.api.test_services import made
from tests.console.people import People


def test_row_164_an_outage_is_read_and_joined_in_the_portal(people: People, world: World, browser: Browser) -> None:
    title = f"Не печатает ничего {uuid4().hex[:6]}"
    problem = ProblemId(world.order(RegisterProblem(subject=title)))
    world.order(AnnounceOutage(problem_id=problem, title=Named(ru=title, en=f"{title} <b>en</b>")))
    world.desk.catch_up()
    try:
        page = people.browsing(browser, people.somebody("requester"), "/portal", width=390)
        banner = page.locator(".outage").filter(has_text=title)
        banner.get_by_role("button", name="У меня тоже").click()
        expect(banner).to_contain_text("Мы знаем, что у вас тоже")
        page.goto("/portal/requests")
        banner.get_by_role("button", name="Уже нет").click()
        expect(banner.get_by_role("button", name="У меня тоже")).to_be_visible()
        banner.get_by_role("button", name="У меня тоже").click()
        expect(banner).to_contain_text("Мы знаем, что у вас тоже")
    finally:
        world.order(EndOutage(problem_id=problem))
    world.desk.catch_up()
    page.reload()
    expect(banner).to_contain_text("Снова работает")


def test_a_solution_is_rated_where_it_is_read_and_rated_anew(people: People, world: World, browser: Browser) -> None:
    one = people.somebody("requester")
    number = world.ticket(subject="Сломался кабель")["number"]
    moved = world.admin.post(f"/tickets/{number}/requester", json={"requester": {"person_id": str(one.person_id)}})
    assert moved.status_code == 200, moved.text
    answer = world.admin.post(f"/tickets/{number}/resolve", json={"solution": "Заменён кабель"})
    assert answer.status_code == 200, answer.text
    policy = {"policy": {"is_asked": True, "days": 30, "low_at": 3}}
    assert world.admin.post("/ticket-types/incident/satisfaction", json=policy).status_code == 200
    world.desk.catch_up()
    page = people.browsing(browser, one, f"/portal/requests/{number}")
    rating = page.locator("#card-rating")
    rating.get_by_role("radio", name="5").check()
    rating.get_by_role("textbox").fill("<i>Быстро</i>")
    rating.get_by_role("button", name="Оценить").click()
    expect(rating).to_contain_text("Ваша оценка: 5 из 5 · <i>Быстро</i>")
    rating.get_by_role("radio", name="2").check()
    rating.get_by_role("button", name="Оценить").click()
    expect(rating).to_contain_text("Ваша оценка: 2 из 5")


def test_words_that_name_no_service_leave_the_whole_catalogue_to_choose_from(people: People, world: World) -> None:
    one, name = people.somebody("requester"), f"Печать {uuid4().hex[:8]}"
    service = made(world.admin, "/services", title={"ru": name}, types=["incident"])["id"]
    agreement = made(world.admin, "/agreements", title={"ru": name}, schedule_id=str(world.schedule))["id"]
    made(world.admin, f"/agreements/{agreement}/services", services=[service])
    made(world.admin, f"/agreements/{agreement}/recipients", persons=[str(one.person_id)])
    world.desk.catch_up()
    client = people.signed_in(one)
    assert name in client.get("/portal").text
    assert name in client.get("/portal", params={"q": "щщщ ъъъ"}).text


def test_a_request_takes_its_files_along_and_shows_them(people: People, world: World, browser: Browser) -> None:
    page = people.browsing(browser, people.somebody("requester"), "/portal/ask", width=390)
    page.get_by_label("Коротко").fill("Не печатает")
    page.get_by_label("Подробности").fill("Вот что на экране")
    page.locator("[data-files]").set_input_files({"name": "экран.txt", "mimeType": "text/plain", "buffer": b"0x61"})
    expect(page.locator(".sent-files")).to_contain_text("экран.txt")
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator("#card-entries .file")).to_have_text("экран.txt")
    assert world.desk is not None


def test_the_name_of_who_reads_the_portal_is_whole_where_there_is_room(
    people: People, world: World, browser: Browser
) -> None:
    page = people.browsing(browser, people.somebody("requester"), "/portal", width=390)
    name = page.locator("details.me summary")
    assert name.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert world.desk is not None
