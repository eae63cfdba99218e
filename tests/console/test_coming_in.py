"""A session of a browser: who comes in, how it ends, and what pages of other sites cannot do with it."""

from __future__ import annotations

from urllib.parse import unquote

import httpx
import pytest

from tests.api.serving import World
from tests.api.test_accounts import OWN
from tests.console.people import SAME_ORIGIN, People

ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}


def test_whoever_is_not_signed_in_is_led_to_the_page_for_it_and_back(people: People) -> None:
    nobody = people.stranger()
    led = nobody.get("/tickets?view=mine&q=принтер")
    assert led.status_code == 303
    assert unquote(unquote(led.headers["location"])) == "/sign-in?go=/tickets?view=mine&q=принтер"
    one = people.somebody()
    came = nobody.post(
        "/sign-in", data={"login": one.login, "password": OWN, "_go": "/tickets?view=mine"}, headers=SAME_ORIGIN
    )
    assert (came.status_code, came.headers["location"]) == (303, "/tickets?view=mine")


def test_a_wrong_password_says_so_beside_the_fields_and_keeps_the_login(people: People) -> None:
    one = people.somebody()
    nobody = people.stranger()
    for lang, told in (("ru", "Вход"), ("en", "Sign in")):
        answer = nobody.post(
            "/sign-in",
            data={"login": one.login, "password": "not the one"},
            headers={**SAME_ORIGIN, "Accept-Language": lang},
        )
        assert answer.status_code == 401
        assert f'value="{one.login}"' in answer.text
        assert told in answer.text
        assert "not the one" not in answer.text
        assert 'class="refusal"' in answer.text


def test_the_cookie_is_out_of_reach_of_scripts_and_ends_with_the_session(people: People, world: World) -> None:
    one = people.somebody()
    nobody = people.stranger()
    answer = nobody.post("/sign-in", data={"login": one.login, "password": OWN}, headers=SAME_ORIGIN)
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert nobody.get("/tickets", headers=SAME_ORIGIN).status_code == 200
    assert nobody.get("/api/v1/me", headers=SAME_ORIGIN).json()["actor"]["id"] == str(one.person_id)
    ended = world.signed_in_admin.delete(f"/persons/{one.person_id}/sessions")
    assert ended.status_code == 200, ended.text
    assert nobody.get("/tickets", headers=SAME_ORIGIN).headers["location"].startswith("/sign-in")
    assert nobody.get("/api/v1/me", headers=SAME_ORIGIN).status_code == 401


@pytest.mark.parametrize("path", ["/order/register-ticket", "/api/v1/tickets"])
def test_a_page_of_another_site_changes_nothing_with_somebodys_session(people: People, path: str) -> None:
    one = people.somebody()
    client = people.signed_in(one)
    form = {"subject": "Подделка"}

    def sent(headers: dict[str, str]) -> httpx.Response:
        client.headers.pop("Sec-Fetch-Site", None)
        if path.startswith("/api"):
            return client.post(path, json=form, headers=headers)
        return client.post(path, data=form, headers=headers)

    for headers in (
        ELSEWHERE,
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
    ):
        assert sent(headers).status_code == 403, headers
    host = httpx.URL(str(client.base_url)).netloc.decode()
    assert sent({"Origin": f"http://{host}"}).status_code in {201, 303}


def test_a_link_from_a_mail_opens_a_page_and_foreign_scripts_read_none(people: People) -> None:
    client = people.signed_in(people.somebody())
    client.headers.pop("Sec-Fetch-Site")
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert client.get("/tickets", headers=followed).status_code == 200
    assert client.get("/tickets", headers=ELSEWHERE).status_code == 403


@pytest.mark.parametrize("go", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_pages_of_this_desk_alone(people: People, go: str) -> None:
    one = people.somebody()
    answer = people.stranger().post(
        "/sign-in", data={"login": one.login, "password": OWN, "_go": go}, headers=SAME_ORIGIN
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_password_that_somebody_else_made_is_changed_first_of_all(people: People) -> None:
    one = people.somebody()
    made = one.generated()["password"]
    client = people.stranger()
    client.headers.update(SAME_ORIGIN)
    client.post("/sign-in", data={"login": one.login, "password": made})
    assert client.get("/tickets").headers["location"] == "/password"
    short = client.post("/password", data={"old_password": made, "password": "short"})
    assert (short.status_code, 'class="refusal"' in short.text) == (422, True)
    assert client.post("/password", data={"old_password": made, "password": OWN + "!"}).status_code == 303
    assert client.get("/tickets").status_code == 200


def test_language_and_look_are_chosen_and_stay(people: People) -> None:
    client = people.signed_in(people.somebody())
    assert '<html lang="ru" data-theme="auto"' in client.get("/tickets").text
    client.post("/look", data={"language": "en", "theme": "dark", "_back": "/tickets"})
    page = client.get("/tickets").text
    assert '<html lang="en" data-theme="dark"' in page
    assert "All open" in page


def test_whoever_comes_in_is_led_on_to_an_address_with_cyrillic_words(people: People) -> None:
    one = people.somebody("specialist")
    form = {"login": one.login, "password": OWN, "_go": "/tickets?view=all&q=не печатает%20принтер"}
    answer = people.stranger().post("/sign-in", data=form, headers=SAME_ORIGIN)
    assert answer.status_code == 303
    assert answer.headers["location"] == (
        "/tickets?view=all&q=%D0%BD%D0%B5%20%D0%BF%D0%B5%D1%87%D0%B0%D1%82%D0%B0%D0%B5%D1%82%20"
        "%D0%BF%D1%80%D0%B8%D0%BD%D1%82%D0%B5%D1%80"
    )
