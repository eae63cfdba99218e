"""One's own account: where one is signed in, what is ended from there, one's language and clock on every machine."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from api.console.account.devices import device
from commands.person.feed import FeedPerson
from events.values.people import Source
from tests.api.serving import World
from tests.api.test_accounts import OWN
from tests.console.people import SAME_ORIGIN, People
from tests.console.test_second_factor import enrolled


def test_one_sees_where_one_is_signed_in_and_ends_what_is_not_theirs(people: People) -> None:
    one = people.somebody()
    here, there, third = (people.signed_in(one) for _ in range(3))
    shown = here.get("/account").text
    ended = re.findall(r'action="(/account/sessions/[0-9a-f-]{36}/end)"', shown)
    assert shown.count("этот сеанс") == 1
    assert "127.0.0.1" in shown
    assert here.post(ended[-1]).headers["location"] == "/account"
    states = {client.get("/tickets").status_code for client in (there, third)}
    assert states <= {200, 303}
    assert here.post("/account/sessions/end-others").status_code == 303
    assert [client.get("/tickets").status_code for client in (here, there, third)] == [200, 303, 303]
    assert "/account/sessions/end-others" not in here.get("/account").text


def test_nobody_ends_the_session_of_somebody_else(people: People) -> None:
    one, other = people.somebody(), people.somebody("administrator")
    client = people.signed_in(one)
    session = client.get("/api/v1/me/sessions").json()["sessions"][0]["session_id"]
    thief = people.signed_in(other)
    assert thief.post(f"/account/sessions/{session}/end").status_code == 404
    assert thief.post("/account/sessions/none-such/end").status_code == 404
    assert client.get("/tickets").status_code == 200


def test_what_a_browser_calls_itself_is_told_in_words_and_stays_words(people: People) -> None:
    one = people.somebody()
    hostile = people.stranger()
    name = "<script>alert(1)</script>\"'"
    hostile.post("/sign-in", data={"login": one.login, "password": OWN}, headers={**SAME_ORIGIN, "User-Agent": name})
    page = people.signed_in(one).get("/account").text
    assert "<script>alert" not in page
    assert "неизвестное устройство" in page


MOZILLA = "Mozilla/5.0"


@pytest.mark.parametrize(
    ("client", "russian", "english"),
    [
        (f"{MOZILLA} (X11; Linux x86_64) Chrome/130.0 Safari/537.36", "Chrome, Linux", "Chrome, Linux"),
        (f"{MOZILLA} (Windows) Chrome/130 YaBrowser/24", "Яндекс Браузер, Windows", "Yandex Browser, Windows"),
        (f"{MOZILLA} (Windows NT 10.0) Chrome/130 Safari/537.36 Edg/130.0", "Edge, Windows", "Edge, Windows"),
        (f"{MOZILLA} (iPhone; like Mac OS X) Version/18 Safari/604", "Safari, iOS", "Safari, iOS"),
        (f"{MOZILLA} (Linux; Android 15) Gecko/132 Firefox/132", "Firefox, Android", "Firefox, Android"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 14.7) Firefox/132.0", "Firefox, macOS", "Firefox, macOS"),
        ("curl/8.5.0", "программа", "a program"),
        ("", "неизвестное устройство", "an unknown device"),
    ],
)
def test_devices_are_called_as_their_owners_call_them(client: str, russian: str, english: str) -> None:
    assert (device(client).ru, device(client).en) == (russian, english)


def test_the_language_is_one_s_own_on_every_machine_and_in_what_the_desk_writes(people: People, world: World) -> None:
    one = people.somebody("requester")
    here, there = people.signed_in(one), people.signed_in(one)
    assert here.post("/look", data={"language": "en", "_back": "/portal"}).headers["location"] == "/portal"
    for client in (here, there):
        assert '<html lang="en"' in client.get("/portal").text
    assert here.get("/api/v1/me").json()["language"] == "en"
    there.post("/sign-out")
    assert '<html lang="en"' in here.get("/portal").text
    found = world.desk.identities.of(one.person_id)
    assert found is not None
    assert found.person.language == "en"


def test_the_language_of_who_is_not_signed_in_is_of_their_machine(people: People) -> None:
    nobody = people.stranger()
    nobody.headers.update(SAME_ORIGIN)
    nobody.post("/look", data={"language": "en"})
    assert '<html lang="en"' in nobody.get("/sign-in").text
    one = people.somebody()
    nobody.post("/sign-in", data={"login": one.login, "password": OWN})
    assert '<html lang="ru"' in nobody.get("/tickets").text


def test_a_language_that_a_directory_owns_is_changed_there_and_the_page_says_so(people: People, world: World) -> None:
    one = people.somebody()
    source = Source(system="file", name="кадры", key="7", fields=frozenset({"language"}))
    world.order(FeedPerson(person_id=one.person_id, source=source))
    told = people.signed_in(one).post("/look", data={"language": "en", "_back": "/tickets"})
    assert told.status_code == 422
    assert "кадры" in told.text


def test_the_clock_that_times_are_told_by_is_one_s_own(people: People, world: World) -> None:
    one = people.somebody()
    client = people.signed_in(one)
    assert client.post("/account/zone", data={"time_zone": "Asia/Novosibirsk"}).headers["location"] == "/account"
    assert "<option selected>Asia/Novosibirsk</option>" in client.get("/account").text
    refused = client.post("/account/zone", data={"time_zone": "Europe/Atlantis"})
    assert refused.status_code == 422
    assert "Europe/Atlantis" in refused.text
    client.post("/account/zone", data={"time_zone": ""})
    found = world.desk.identities.of(one.person_id)
    assert found is not None
    assert found.person.time_zone == ""


def test_everybody_sets_their_own_language_and_clock_over_http_and_nobody_another_s(
    people: People, world: World
) -> None:
    one, other = people.somebody("requester"), people.somebody("requester")
    client = people.signed_in(one)
    for path, body in (("language", {"language": "en"}), ("zone", {"time_zone": "Asia/Omsk"})):
        assert client.post(f"/api/v1/persons/{one.person_id}/{path}", json=body).status_code == 200
        foreign = client.post(f"/api/v1/persons/{other.person_id}/{path}", json=body)
        assert foreign.status_code in {403, 404}, foreign.text
        assert world.admin.post(f"/persons/{other.person_id}/{path}", json=body).status_code == 200


def test_a_page_of_sign_in_says_why_one_is_there_again(people: People, world: World) -> None:
    one = people.somebody()
    client = people.signed_in(one)
    world.signed_in_admin.delete(f"/persons/{one.person_id}/sessions")
    assert client.get("/tickets?view=mine").headers["location"].startswith("/sign-in?go=")
    assert "Сеанс закончился" in client.get("/sign-in").text
    again = people.signed_in(one)
    left = again.post("/sign-out").headers["location"]
    assert "Вы вышли из Deskledger" in again.get(left).text
    assert "Сеанс закончился" not in people.stranger().get("/sign-in").text


def test_a_session_that_is_ended_elsewhere_asks_for_the_password_and_the_code_over_the_page_by_itself(
    people: People, world: World, browser: Browser
) -> None:
    anna = enrolled(people)
    page = people.browsing(browser, anna.one, "/tickets")
    with page.expect_navigation():
        page.fill("input[name=code]", anna.codes[0])
        page.press("input[name=code]", "Enter")
    page.wait_for_selector("details.me")
    expect(page.locator("html[data-live]")).to_be_attached()
    assert anna.client.post("/account/sessions/end-others").status_code == 303
    dialog = page.locator("dialog")
    expect(dialog).to_be_visible()
    dialog.locator("input[name=login]").fill(anna.one.login)
    dialog.locator("input[name=password]").fill(OWN)
    dialog.locator("button").click()
    code = dialog.locator("input[name=code]")
    expect(code).to_be_focused()
    code.fill(anna.codes[1])
    dialog.locator("button").click()
    expect(dialog).to_have_count(0)
    assert "/tickets" in page.url
    assert world.desk is not None
