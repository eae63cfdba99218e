"""A second factor, from its page to the sign-in that asks for it: codes good once, a lost telephone, who needs it."""

from __future__ import annotations

import re
from base64 import b32decode
from datetime import timedelta
from typing import NamedTuple

import httpx
import pytest

from connectors.storage.accounts.second_factors import MOST_CODES, STEP_S, code_of
from connectors.storage.accounts.sign_in_failures import FREE
from tests.api.serving import World
from tests.api.test_accounts import OWN, Directory, Someone, fed
from tests.console.people import SAME_ORIGIN, People
from tests.support.terminal import typed


class Enrolled(NamedTuple):
    """Somebody whose second factor is on: with the browser in which it was switched on."""

    one: Someone
    client: httpx.Client
    secret: bytes
    codes: list[str]
    world: World

    def code(self) -> str:
        """A code of now, as if the last one that was used were of long ago."""
        with self.world.desk.database.connection() as connection:
            connection.execute(
                "UPDATE desk.second_factors SET last_step = 0 WHERE person_id = %s", (self.one.person_id,)
            )
        return code_of(self.secret, self.world.desk.clock.now())


def enrolled(people: People, one: Someone | None = None) -> Enrolled:
    one = one or people.somebody()
    client = people.signed_in(one)
    secret = begun(client)
    told = {"code": code_of(secret, people.world.desk.clock.now()), "password": OWN}
    answer = client.post("/second-factor/confirm", data=told)
    assert answer.status_code == 200, answer.text
    return Enrolled(one, client, secret, re.findall(r"<code>([a-z0-9-]{19})</code>", answer.text), people.world)


def begun(client: httpx.Client) -> bytes:
    assert client.post("/second-factor/begin").headers["location"] == "/second-factor"
    page = client.get("/second-factor").text
    found = re.search(r'<code class="secret">([A-Z2-7]+)</code>', page)
    assert found is not None, page
    assert '<path fill="#000000" d="M' in page
    return b32decode(found[1])


def first_step(people: People, one: Someone) -> tuple[httpx.Client, httpx.Response]:
    client = people.stranger()
    client.headers.update(SAME_ORIGIN)
    return client, client.post("/sign-in", data={"login": one.login, "password": OWN, "_go": "/articles"})


def test_behind_the_password_a_code_is_asked_for_and_lets_its_owner_in(people: People) -> None:
    anna = enrolled(people)
    assert len(anna.codes) == MOST_CODES
    client, asked = first_step(people, anna.one)
    assert asked.status_code == 200
    assert 'name="code"' in asked.text
    assert OWN not in asked.text
    assert "desk_session" not in client.cookies
    assert client.get("/tickets").headers["location"].startswith("/sign-in")
    came = client.post("/sign-in/code", data={"code": anna.code(), "_go": "/articles"})
    assert (came.status_code, came.headers["location"]) == (303, "/articles")
    assert "с кодом" in client.get("/account").text
    assert "desk_half" not in client.cookies


def test_a_code_and_a_recovery_code_are_good_once(people: People) -> None:
    anna = enrolled(people)
    code = anna.code()
    client, _ = first_step(people, anna.one)
    assert client.post("/sign-in/code", data={"code": code}).status_code == 303
    for given, expected in ((code, 401), (anna.codes[0].upper(), 303), (anna.codes[0], 401)):
        client, _ = first_step(people, anna.one)
        answer = client.post("/sign-in/code", data={"code": given})
        assert answer.status_code == expected, (given, answer.text)
        if expected == 401:
            assert "Код не подходит" in answer.text
    shown = anna.client.get("/second-factor").text
    assert f"Неиспользованных кодов восстановления: {MOST_CODES - 1}" in shown
    world = people.world
    told = world.technologist.get(
        f"/persons/{anna.one.person_id}/history", params={"min_position": world.desk.log.head()}
    )
    assert "вход по коду восстановления" in told.text


def test_guesses_at_codes_are_slowed_down_from_wherever_they_come(people: People) -> None:
    anna = enrolled(people)
    client, _ = first_step(people, anna.one)
    wrong = code_of(anna.secret, people.world.desk.clock.now() - timedelta(seconds=STEP_S * 20))
    answers = [client.post("/sign-in/code", data={"code": wrong}).status_code for _ in range(FREE)]
    assert answers == [401] * FREE
    right = client.post("/sign-in/code", data={"code": anna.code()})
    assert right.status_code == 429
    with people.world.desk.database.connection() as connection:
        connection.execute("DELETE FROM desk.sign_in_failures WHERE source <> ''")
    again, _ = first_step(people, anna.one)
    assert again.post("/sign-in/code", data={"code": anna.code()}).status_code == 429


def test_what_a_browser_keeps_between_the_steps_opens_nothing_altered_or_alone(people: People) -> None:
    anna, olga = enrolled(people), people.somebody()
    client, _ = first_step(people, anna.one)
    kept = client.cookies["desk_half"]
    for altered in (kept[:-8] + "AAAAAAAA", "", "é", kept[:40]):
        thief = people.stranger()
        answer = thief.post(
            "/sign-in/code",
            data={"code": anna.code()},
            headers={b"Sec-Fetch-Site": b"same-origin", b"Cookie": f"desk_half={altered}".encode("latin-1")},
        )
        assert answer.status_code == 401, altered
        assert 'name="password"' in answer.text
    client.headers["Cookie"] = f"desk_session={kept}"
    assert client.get("/tickets").status_code == 303
    assert olga is not None


def test_another_password_makes_the_first_step_of_before_worthless(people: People) -> None:
    anna = enrolled(people)
    client, _ = first_step(people, anna.one)
    changed = anna.client.post("/password", data={"old_password": OWN, "password": OWN + " и ещё"})
    assert changed.status_code == 303
    assert client.post("/sign-in/code", data={"code": anna.code()}).status_code == 401


def test_first_code_and_password_must_be_right_and_until_then_none_is_asked_for(people: People) -> None:
    one = people.somebody()
    client = people.signed_in(one)
    secret = begun(client)
    wrong = client.post("/second-factor/confirm", data={"code": "12345", "password": OWN})
    assert (wrong.status_code, 'class="refusal"' in wrong.text) == (401, True)
    assert '<code class="secret">' in wrong.text
    assert first_step(people, one)[1].status_code == 303
    first = {"code": code_of(secret, people.world.desk.clock.now())}
    found = client.post("/second-factor/confirm", data={**first, "password": "not theirs"})
    assert (found.status_code, "Логин и пароль не подходят" in found.text) == (401, True)
    assert client.post("/second-factor/confirm", data={**first, "password": OWN}).is_success


def test_switching_it_on_ends_all_other_sessions_and_off_needs_a_code(people: People) -> None:
    one = people.somebody()
    elsewhere = people.signed_in(one)
    anna = enrolled(people, one)
    assert elsewhere.get("/tickets").status_code == 303
    assert anna.client.get("/tickets").status_code == 200
    assert anna.client.post("/second-factor/off", data={"code": "000000"}).status_code in {401, 422}
    assert anna.client.post("/second-factor/off", data={"code": anna.codes[1]}).status_code == 303
    assert first_step(people, one)[1].headers["location"] == "/articles"


def test_new_recovery_codes_make_those_of_before_worthless(people: People) -> None:
    anna = enrolled(people)
    made = anna.client.post("/second-factor/codes", data={"code": anna.code()})
    fresh = re.findall(r"<code>([a-z0-9-]{19})</code>", made.text)
    assert len(fresh) == MOST_CODES
    client, _ = first_step(people, anna.one)
    assert client.post("/sign-in/code", data={"code": anna.codes[0]}).status_code == 401
    assert client.post("/sign-in/code", data={"code": fresh[0]}).status_code == 303


def test_an_administrator_takes_it_off_and_its_owner_reads_so_first_of_all(people: People, world: World) -> None:
    anna = enrolled(people)
    assert world.signed_in_admin.delete(f"/persons/{anna.one.person_id}/second-factor").status_code == 200
    assert anna.client.get("/tickets").status_code == 303
    client, came = first_step(people, anna.one)
    assert came.headers["location"] == "/second-factor"
    shown = client.get("/second-factor").text
    assert "Ваш второй фактор снят" in shown
    assert "admin" in shown
    assert "Ваш второй фактор снят" not in client.get("/second-factor").text
    assert first_step(people, anna.one)[1].headers["location"] == "/articles"
    again = world.signed_in_admin.delete(f"/persons/{anna.one.person_id}/second-factor")
    assert (again.status_code, again.json()["code"]) == (404, "no-second-factor")


def test_on_the_person_s_card_an_administrator_takes_it_off(people: People) -> None:
    anna, head = enrolled(people), people.signed_in(people.somebody("administrator"))
    where = f"/company/people/{anna.one.person_id}"
    assert "Снять второй фактор" in head.get(f"{where}?tab=account").text
    assert people.signed_in(people.somebody("specialist")).post(f"{where}/second-factor").status_code in {403, 404}
    assert head.post(f"{where}/second-factor").headers["location"] == f"{where}?tab=account"
    assert "Снять второй фактор" not in head.get(f"{where}?tab=account").text
    assert first_step(people, anna.one)[1].headers["location"] == "/second-factor"


def test_a_technologist_s_is_a_technologist_s_to_take_off(people: People, world: World) -> None:
    strong = enrolled(people, people.somebody("technologist"))
    assert world.signed_in_admin.delete(f"/persons/{strong.one.person_id}/second-factor").status_code == 403
    assert world.signed_in_technologist.delete(f"/persons/{strong.one.person_id}/second-factor").status_code == 200


def test_whose_group_needs_it_switches_it_on_first_of_all(
    people: People, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = people.somebody("auditor")
    needs = world.desk.settings.model_copy(update={"second_factor_for": "auditor"})
    monkeypatch.setattr(world.desk, "settings", needs)
    client = people.signed_in(one)
    assert client.get("/tickets").headers["location"] == "/second-factor"
    assert "Вашим группам прав нужен второй фактор" in client.get("/second-factor").text
    refused = client.get("/api/v1/tickets")
    assert (refused.status_code, refused.json()["code"]) == (403, "second-factor-is-required")
    secret = begun(client)
    first = {"code": code_of(secret, world.desk.clock.now()), "password": OWN}
    done = client.post("/second-factor/confirm", data=first)
    assert done.status_code == 200
    assert client.get("/tickets").status_code == 200
    assert 'action="/second-factor/off"' not in client.get("/second-factor").text
    other = people.signed_in(people.somebody("specialist"))
    assert other.get("/tickets").status_code == 200


def test_the_secret_lies_sealed_and_stands_in_no_fact(people: People, world: World) -> None:
    anna = enrolled(people)
    with world.desk.database.connection() as connection:
        (sealed,) = connection.execute(
            "SELECT sealed FROM desk.second_factors WHERE person_id = %s", (anna.one.person_id,)
        ).fetchone() or (b"",)
        facts = connection.execute(
            "SELECT state FROM desk.facts WHERE originator_id = %s", (anna.one.person_id,)
        ).fetchall()
    for plain in (anna.secret, anna.secret.hex().encode(), anna.codes[0].encode()):
        assert plain not in bytes(sealed)
        assert all(plain not in bytes(state) for (state,) in facts)


def test_who_lost_it_and_has_nobody_to_ask_is_let_in_from_the_terminal(
    people: People, world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    anna = enrolled(people)
    monkeypatch.setenv("DESK_DATABASE_URL", world.desk.database.url)
    monkeypatch.setenv("DESK_LANGUAGE", "ru")
    status, out, _ = typed("password", anna.one.login, "--without-code", patch=monkeypatch, printed=capsys)
    assert status == 0
    made = out.strip()
    client = people.stranger()
    client.headers.update(SAME_ORIGIN)
    came = client.post("/sign-in", data={"login": anna.one.login, "password": made})
    assert (came.status_code, came.headers["location"]) == (303, "/second-factor")
    client.post("/password", data={"old_password": made, "password": OWN})
    assert "в терминале сервера" in client.get("/second-factor").text


def test_who_comes_from_a_directory_has_a_second_factor_of_the_desk_beside_its_password(
    people: People, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = people.somebody()
    fed(world, one.person_id)
    monkeypatch.setattr(world.desk.coming_in, "_directory", Directory())
    word = "of the directory"
    own, session = {"login": one.login, "password": word}, one.signed_in(word)
    begun = world.anonymous.post("/me/second-factor", json={}, headers=session).json()
    first = code_of(b32decode(begun["secret_key"]), world.desk.clock.now())
    path = "/me/second-factor/confirmation"
    foreign = world.anonymous.post(path, json={"code": first, "password": OWN}, headers=session)
    assert foreign.json()["code"] == "wrong-credentials"
    told = world.anonymous.post(path, json={"code": first, "password": word}, headers=session)
    assert world.anonymous.post("/sign-in", json=own).json()["code"] == "second-factor-is-needed"
    client = people.stranger()
    client.headers.update(SAME_ORIGIN)
    assert 'name="code"' in client.post("/sign-in", data=own).text
    code = told.json()["recovery_codes"][0]
    assert client.post("/sign-in/code", data={"code": code}).status_code == 303


def test_over_http_the_code_goes_along_with_the_password(people: People, world: World) -> None:
    anna = enrolled(people)
    body = {"login": anna.one.login, "password": OWN}
    needed = world.anonymous.post("/sign-in", json=body)
    assert (needed.status_code, needed.json()["code"], needed.json()["field"]) == (
        401,
        "second-factor-is-needed",
        "code",
    )
    assert "half" not in needed.text
    assert world.anonymous.post("/sign-in", json={**body, "code": anna.code()}).status_code == 200
    came = world.anonymous.post("/sign-in", json={**body, "code": anna.codes[2]})
    own = {"Authorization": f"Bearer {came.json()['secret']}"}
    shown = world.anonymous.get("/me/second-factor", headers=own).json()
    assert (shown["codes_left"], shown["taken_off_at"]) == (MOST_CODES - 1, None)
    assert world.anonymous.post("/me/second-factor", json={}, headers=own).json()["code"] == "second-factor-is-on"
