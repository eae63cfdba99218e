"""Words, files and choices of somebody at the pages: none is lost, none goes out twice or before it is meant to."""

from __future__ import annotations

from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from tests.api.serving import World
from tests.api.test_accounts import OWN
from tests.console.people import People
from tests.console.test_in_a_browser import opened


def text_file(name: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": name.encode()}


def orders_of(page: Page) -> list[str]:
    """The orders that a page gives, as they go out."""
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.post_data or "") if "/order/" in asked.url else None)
    return sent


def test_words_typed_just_before_a_page_is_left_are_there_again(people: People, world: World, browser: Browser) -> None:
    number = world.ticket()["number"]
    page = people.browsing(browser, people.somebody("administrator"))
    opened(page, number)
    page.fill("#reply", "Только что")
    page.reload()
    expect(page.locator("#reply")).to_have_value("Только что")


def test_a_jump_within_the_page_asks_for_nothing_anew(people: People, world: World, browser: Browser) -> None:
    page = people.browsing(browser, people.somebody("administrator"))
    opened(page, world.ticket()["number"])
    page.evaluate("document.getElementById('card-title').dataset.same = '1'")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    page.evaluate("new Promise((go) => setTimeout(go))")
    assert page.locator("#card-title[data-same]").count() == 1


def test_an_answer_on_its_way_takes_no_more_words_and_leaves_no_draft_behind(
    people: People, world: World, browser: Browser
) -> None:
    number = world.ticket()["number"]
    page = people.browsing(browser, people.somebody("administrator"))
    opened(page, number)
    drafts: list[Route] = []
    orders: list[Route] = []
    page.route("**/order/**", lambda one: orders.append(one))  # noqa: PLW0108 - wrapped by the driver, as a method of a list cannot be
    page.route(lambda url: "/api/v1/drafts?kind" in url, lambda one: drafts.append(one))  # noqa: PLW0108 - as above
    with page.expect_request(lambda asked: asked.method == "PUT" and "drafts" in asked.url):
        page.fill("#reply", "Уже иду")
    page.press("#reply", "Control+Enter")
    page.keyboard.type(" и ещё")
    assert orders == []
    with page.expect_request("**/order/**"):
        drafts[0].continue_()
    expect(page.locator("#reply")).to_have_value("Уже иду")
    orders[0].continue_()
    expect(page.locator("#card .talk")).to_contain_text("Уже иду")
    expect(page.locator("#reply")).to_have_value("")
    expect(page.locator("#reply")).to_be_editable()
    assert page.request.get(f"/api/v1/drafts?ticket={number}").json()["drafts"] == []


def test_a_key_that_passes_over_choices_gives_no_order_before_enter(
    people: People, world: World, browser: Browser
) -> None:
    page = people.browsing(browser, people.somebody("administrator"))
    opened(page, world.ticket()["number"])
    sent = orders_of(page)
    before = page.input_value("#priority")
    page.focus("#priority")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    passed = page.input_value("#priority")
    assert passed != before
    page.keyboard.press("Escape")
    assert page.input_value("#priority") == before
    assert sent == []
    page.focus("#priority")
    page.keyboard.press("ArrowUp")
    with page.expect_response("**/order/prioritise-ticket") as answer:
        page.keyboard.press("Enter")
    assert answer.value.ok
    assert [f"priority={passed}" in one for one in sent] == [True]


def test_of_files_taken_out_and_added_those_that_stand_there_are_sent(
    people: People, world: World, browser: Browser
) -> None:
    page = people.browsing(browser, people.somebody("administrator"))
    opened(page, world.ticket()["number"])
    form = page.locator("[data-draft=note]")
    files = form.locator("[data-files]")
    files.set_input_files([text_file("first.txt"), text_file("second.txt")])
    expect(form.locator(".sent-files li")).to_have_count(2)
    form.locator(".sent-files button").first.click()
    files.set_input_files([text_file("third.txt")])
    expect(form.locator(".sent-files li")).to_have_count(2)
    page.fill("#note", "Снимки")
    page.press("#note", "Control+Enter")
    expect(page.locator("#card-entries .file")).to_have_text(["second.txt", "third.txt"])


def test_rows_beyond_those_that_one_question_brings_are_not_shown_as_gone(
    people: People, world: World, browser: Browser
) -> None:
    number = world.ticket()["number"]
    page = people.browsing(browser, people.somebody("administrator"), "/tickets?view=all%26sort=-number")
    expect(page.locator(f"#t{number}")).to_be_visible()
    page.evaluate(
        """async (number) => {
          const address = document.querySelector('link[href$="/list.js"]').href;
          const many = Array.from({ length: 250 }, (_, nth) => String(900000 + nth));
          await (await import(address)).renewRows([...many, String(number)], 0);
        }""",
        number,
    )
    expect(page.locator(f"#t{number}:not(.gone)")).to_have_count(1)


def test_an_open_card_leaves_room_for_what_the_rows_say(people: People, world: World, browser: Browser) -> None:
    page = people.browsing(browser, people.somebody("administrator"))
    opened(page, world.ticket()["number"])
    widths = page.evaluate("[...document.querySelectorAll('.tickets thead th')].map((one) => one.offsetWidth)")
    assert sum(widths) == page.evaluate("document.querySelector('.tickets').offsetWidth")
    assert page.locator(".tickets thead th:not([class])").bounding_box()["width"] > 150  # type: ignore[index]


def test_every_section_can_be_reached_on_a_telephone(people: People, world: World, browser: Browser) -> None:
    for group in ("administrator", "requester"):
        page = people.browsing(browser, people.somebody(group), width=390)
        menu = page.locator(".menu")
        assert page.locator(".top").evaluate("(top) => [top.clientHeight, top.scrollWidth - top.clientWidth]") == [
            47,
            0,
        ]
        expect(menu).to_be_hidden()
        page.get_by_role("button", name="Меню").click()
        menu.get_by_role("link", name="База знаний").click()
        expect(menu.locator("[aria-current]")).to_have_text("База знаний")
    assert world.desk is not None


def test_a_subject_without_a_blank_makes_no_page_wider_than_a_telephone(
    people: People, world: World, browser: Browser
) -> None:
    number = world.ticket(subject="Ш" * 250, description="Щ" * 400)["number"]
    page = people.browsing(browser, people.somebody("administrator"), width=390)
    for path in (f"/tickets/{number}", f"/tickets?view=all&open={number}", f"/portal/requests/{number}"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_nothing_that_one_wrote_is_sent_by_somebody_else_who_signs_in(
    people: People, world: World, browser: Browser
) -> None:
    number = world.ticket()["number"]
    one, other = people.somebody("administrator"), people.somebody("administrator")
    page = people.browsing(browser, one)
    opened(page, number)
    sent = orders_of(page)
    world.signed_in_admin.delete(f"/persons/{one.person_id}/sessions")
    page.fill("#reply", "Слово первого")
    page.press("#reply", "Control+Enter")
    dialog = page.locator("dialog")
    dialog.locator("input[name=login]").fill(other.login)
    dialog.locator("input[name=password]").fill(OWN)
    dialog.locator("button").click()
    page.wait_for_url("**/tickets")
    surname = world.desk.identities.by_login(other.login)
    assert surname is not None
    expect(page.locator("details.me summary")).to_contain_text(surname.person.name.last)
    assert len(sent) <= 1
    assert page.request.get(f"/api/v1/drafts?ticket={number}").json()["drafts"] == []
    told = page.request.get(f"/api/v1/tickets/{number}/timeline").text()
    assert "Слово первого" not in told


def test_a_page_that_only_listens_says_that_the_session_ended(people: People, world: World, browser: Browser) -> None:
    one = people.somebody("administrator")
    page = people.browsing(browser, one, "/tickets?view=all")
    page.wait_for_selector("html[data-live]")
    page.context.clear_cookies()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.evaluate(
        """() => {
          Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
          delete document.visibilityState;
          document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )
    expect(page.locator("dialog")).to_contain_text("Сеанс закончился")
    expect(page.locator("#alarm")).to_have_text("")
    page.keyboard.press("Escape")
    expect(page.locator("#alarm")).to_contain_text("Сеанс закончился")
    assert world.desk is not None


def test_addresses_that_only_forms_go_to_lead_to_the_beginning(people: People) -> None:
    client = people.signed_in(people.somebody("administrator"))
    for path in ("/order/take-ticket", "/sign-out", "/look"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"].removesuffix("tickets")) == (303, "/")


def test_a_card_that_does_not_come_leaves_the_address_of_the_one_that_is_shown(
    people: People, world: World, browser: Browser
) -> None:
    first, second = (world.ticket()["number"] for _ in range(2))
    page = people.browsing(browser, people.somebody("administrator"))
    opened(page, first)
    page.route(f"**/tickets/{second}", lambda asked: asked.abort())
    page.locator(f"#a{second}").click()
    expect(page.locator("#said")).to_contain_text("Нет связи")
    expect(page.locator("#card-title")).to_contain_text(str(first))
    assert page.url.endswith(f"open={first}")
    page.unroute(f"**/tickets/{second}")
    page.locator(f"#a{second}").click()
    expect(page.locator("#card-title")).to_contain_text(str(second))
    page.wait_for_url(f"**open={second}")


def test_a_picture_of_clocks_and_its_table_fit_a_telephone(people: People, world: World, browser: Browser) -> None:
    page = people.browsing(browser, people.somebody("administrator"), width=390)
    page.goto(f"/tickets/{world.ticket()['number']}/why")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
