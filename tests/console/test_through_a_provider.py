"""Coming in through a provider of OpenID Connect: a real one, by HTTP and in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, expect
from pydantic import SecretStr

from api.settings import Settings
from api.ways_in import provider_of
from commands.person.access import DeactivatePerson
from commands.person.card import ChangeEmails
from tests.api.serving import World
from tests.api.test_accounts import OWN, Someone
from tests.console.people import SAME_ORIGIN, People
from tests.support.browser import tab
from tests.support.openid_provider import SECRET, AtProvider, provider_for


@pytest.fixture(scope="module")
def issuer(world: World) -> Iterator[str]:
    with provider_for(world.url) as found:
        yield found


def settings(issuer: str, **more: str) -> Settings:
    told = {"oidc_issuer": issuer, "oidc_client_id": "desk", "oidc_name": "Ключница", **more}
    return Settings(oidc_client_secret=SecretStr(SECRET), **told)  # type: ignore[arg-type] # by name


def opens(world: World, monkeypatch: pytest.MonkeyPatch, issuer: str, **more: str) -> None:
    desk = world.desk
    way = provider_of(settings(issuer, **more), desk.coming_in, desk.identities, desk.clock)
    monkeypatch.setattr(desk, "through_provider", way)


@pytest.fixture
def provided(world: World, issuer: str, monkeypatch: pytest.MonkeyPatch) -> World:
    opens(world, monkeypatch, issuer)
    return world


def with_address(people: People) -> tuple[Someone, str]:
    one, address = people.somebody(), f"{uuid4().hex[:10]}@desk.example"
    people.world.order(ChangeEmails(person_id=one.person_id, emails=(address,)))
    return one, address


def came_back(people: People, name: str, *, go: str = "/tickets") -> tuple[httpx.Client, httpx.Response]:
    browser = people.stranger()
    sent = browser.get(f"/sign-in/provider?go={go}")
    assert sent.status_code == 303, sent.text
    with AtProvider(people.world.url) as provider:
        back = provider.signed_in(sent.headers["location"], name)
    return browser, browser.get(back)


def attempts(world: World, **wanted: str) -> list[dict[str, str]]:
    answer = world.client("auditor").get("/sign-ins", params={"limit": 20, **wanted})
    found: list[dict[str, str]] = answer.json()["entries"]
    return found


def test_whom_provider_and_desk_know_comes_in_and_is_told_of_like_any_sign_in(people: People, provided: World) -> None:
    one, address = with_address(people)
    browser, answer = came_back(people, address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/tickets")
    assert browser.get("/api/v1/me", headers=SAME_ORIGIN).json()["actor"]["id"] == str(one.person_id)
    (entry,) = [told for told in attempts(provided, person=str(one.person_id)) if told["via"] == "provider"]
    assert entry["outcome"] == "signed_in"
    sessions = browser.get("/api/v1/me/sessions", headers=SAME_ORIGIN).json()["sessions"]
    assert [told["via"] for told in sessions if told["via"] == "provider"] == ["provider"]
    assert "через провайдера" in browser.get("/account", headers=SAME_ORIGIN).text


def test_a_password_that_somebody_else_made_is_not_asked_of_who_comes_through_the_provider(
    people: People, provided: World
) -> None:
    one, address = with_address(people)
    one.generated()
    browser, _ = came_back(people, address)
    assert browser.get("/tickets", headers=SAME_ORIGIN).status_code == 200
    assert provided.desk.accounts.must_change(one.person_id)


def test_whom_the_desk_does_not_know_is_told_whom_to_ask_and_nobody_is_made(people: People, provided: World) -> None:
    stranger = f"{uuid4().hex[:10]}@elsewhere.example"
    browser, answer = came_back(people, stranger)
    assert answer.status_code == 401
    assert stranger in answer.text
    assert "Ключница" in answer.text
    assert "администратора" in answer.text
    assert provided.desk.identities.by_login(stranger) is None
    assert browser.get("/tickets").headers["location"].startswith("/sign-in")
    assert attempts(provided)[0]["outcome"] == "refused"


def test_an_address_that_the_provider_has_not_checked_is_nobody_s(people: People, provided: World) -> None:
    one = people.somebody()
    address = f"unchecked.{uuid4().hex[:10]}@desk.example"
    provided.order(ChangeEmails(person_id=one.person_id, emails=(address,)))
    _, answer = came_back(people, address)
    assert answer.status_code == 401
    assert "не проверил" in answer.text


def test_whoever_lost_access_does_not_come_in_through_the_provider_either(people: People, provided: World) -> None:
    one, address = with_address(people)
    provided.order(DeactivatePerson(person_id=one.person_id, reason="Уволилась"))
    _, answer = came_back(people, address)
    assert answer.status_code == 401
    assert (
        attempts(provided, person=str(one.person_id))[0] | {"outcome": "refused", "via": "provider"}
        == attempts(provided, person=str(one.person_id))[0]
    )


def test_a_login_may_be_what_names_a_person_but_never_an_account_that_every_desk_has(
    people: People, world: World, issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens(world, monkeypatch, issuer, oidc_claim="preferred_username", oidc_person_by="login")
    one = people.somebody()
    browser, answer = came_back(people, one.login)
    assert answer.status_code == 303
    assert browser.get("/api/v1/me", headers=SAME_ORIGIN).json()["actor"]["id"] == str(one.person_id)
    _, refused = came_back(people, "admin")
    assert refused.status_code == 401


def test_an_answer_is_of_the_browser_that_asked_and_good_once(people: People, provided: World) -> None:
    _, address = with_address(people)
    browser, other = people.stranger(), people.stranger()
    other.get("/sign-in/provider")
    with AtProvider(provided.url) as provider:
        back = provider.signed_in(browser.get("/sign-in/provider").headers["location"], address)
    for thief in (other, people.stranger()):
        assert thief.get(back).status_code == 401
        assert "desk_session" not in thief.cookies
    kept = browser.cookies["desk_provider"]
    assert browser.get(back).status_code == 303
    replayed = people.stranger()
    replayed.cookies.set("desk_provider", kept, path="/sign-in")
    before = attempts(provided)
    assert replayed.get(back).status_code == 401
    assert attempts(provided) == before


def test_the_way_there_names_everything_that_it_is_bound_to(people: People, provided: World) -> None:
    sent = people.stranger().get("/sign-in/provider")
    query = parse_qs(urlsplit(sent.headers["location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge", "redirect_uri", "client_id"} <= query.keys()
    cookie = {part.strip() for part in sent.headers["set-cookie"].split(";")}
    assert {"HttpOnly", "SameSite=lax", "Path=/sign-in"} <= cookie
    assert provided.url in query["redirect_uri"][0]


def test_who_says_no_at_the_provider_reads_so_and_may_use_a_password(people: People, provided: World) -> None:
    browser = people.stranger()
    sent = browser.get("/sign-in/provider?go=/articles")
    state = parse_qs(urlsplit(sent.headers["location"]).query)["state"][0]
    answer = browser.get(f"/sign-in/back?error=access_denied&state={state}")
    assert answer.status_code == 401
    assert "не подтвердил" in answer.text
    assert 'name="_go" value="/articles"' in answer.text
    assert provided.desk is not None


def test_a_provider_that_is_away_shuts_nobody_with_a_password_out(
    people: People, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens(world, monkeypatch, "http://127.0.0.1:9")
    one = people.somebody()
    browser = people.stranger()
    away = browser.get("/sign-in/provider")
    assert away.status_code == 503
    assert "Ключница" in away.text
    answer = browser.post("/sign-in", data={"login": one.login, "password": OWN}, headers=SAME_ORIGIN)
    assert answer.status_code == 303


def test_without_a_provider_no_page_speaks_of_one(people: People) -> None:
    browser = people.stranger()
    assert "/sign-in/provider" not in browser.get("/sign-in").text
    assert browser.get("/sign-in/provider").status_code == 404


def test_in_a_browser_one_button_leads_there_and_back_and_out_of_both(
    people: People, provided: World, browser: Browser
) -> None:
    _, address = with_address(people)
    with tab(browser, provided.url) as page:
        page.goto("/sign-in?go=/articles")
        page.get_by_role("link", name="Войти учётной записью организации").click()
        page.fill("input[name=login]", address)
        page.fill("input[name=password]", "any")
        page.get_by_role("button", name="Sign-in").click()
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url("**/articles")
        page.locator("details.me summary").click()
        page.get_by_role("button", name="Выйти").click()
        page.get_by_role("link", name="Ключница").click()
        expect(page.get_by_role("button", name="Yes, sign me out")).to_be_visible()
        page.get_by_role("button", name="Yes, sign me out").click()
        page.wait_for_url("**/sign-in*")
        expect(page.locator("input[name=login]")).to_be_visible()
