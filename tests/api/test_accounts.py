"""Accounts through the door: sign-in, own passwords, sessions, tokens with scopes, access that ends at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import httpx
import pytest

from commands.org_unit.change import ArchiveOrgUnit, RestoreOrgUnit
from commands.person.access import DeactivatePerson, GiveLogin, ReactivatePerson
from commands.person.card import ChangeEmails
from commands.person.register import RegisterPerson
from connectors.storage.accounts.passwords import Passwords, PasswordVerdict
from connectors.storage.accounts.sign_in_failures import FREE
from events.values.identity import PersonId
from events.values.people import Group
from events.values.person_name import PersonName
from tests.api.serving import World

OWN = "верно коню батарея скрепка"


class Someone:
    """A registered person with a login and, once they signed in, a client of their own."""

    def __init__(self, world: World, login: str, group: Group = "specialist", last: str = "Орлова") -> None:
        self.world = world
        self.login = login
        self.group = group
        self.person_id = PersonId(
            world.order(
                RegisterPerson(
                    full_name=PersonName(last, "Анна"),
                    unit_id=world.department,
                    login=login,
                    licence="unlicensed" if group == "requester" else "named",
                    groups=frozenset({group}),
                )
            )
        )

    def generated(self, **asked: Any) -> dict[str, Any]:
        """What an administrator gets who makes a password for them; a technologist's, another technologist (row 20)."""
        by = self.world.signed_in_technologist if self.group == "technologist" else self.world.signed_in_admin
        answer = by.post(f"/persons/{self.person_id}/password", json=asked)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def knock(self, password: str, login: str | None = None) -> httpx.Response:
        """Try to sign in."""
        asked = {"login": login or self.login, "password": password}
        return self.world.anonymous.post("/sign-in", json=asked)

    def signed_in(self, password: str) -> dict[str, str]:
        """The header of a new session."""
        answer = self.knock(password)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['secret']}"}

    def settled(self) -> dict[str, str]:
        """The header of a session with a password of their own."""
        first = self.generated()["password"]
        session = self.signed_in(first)
        answer = self.world.anonymous.post(
            "/me/password", json={"old_password": first, "password": OWN}, headers=session
        )
        assert answer.status_code == 200, answer.text
        return session


def asks(world: World, path: str, bearing: dict[str, str]) -> httpx.Response:
    return world.anonymous.get(path, headers=bearing)


def test_rows_67_68_a_generated_password_is_shown_once_and_changed_at_the_first_sign_in(world: World) -> None:
    anna = Someone(world, "anna.first")
    made = anna.generated()
    answer = anna.knock(made["password"])
    assert answer.json()["must_change"] is True
    session = {"Authorization": f"Bearer {answer.json()['secret']}"}
    refused = asks(world, "/tickets", session)
    assert (refused.status_code, refused.json()["code"]) == (403, "password-must-change")
    changed = world.anonymous.post(
        "/me/password", json={"old_password": made["password"], "password": OWN}, headers=session
    )
    assert changed.status_code == 200
    assert asks(world, "/tickets", session).status_code == 200
    assert anna.knock(made["password"]).status_code == 401
    assert anna.knock(OWN).json()["must_change"] is False


def test_row_69_generate_and_send_says_that_mail_is_not_set_up_and_hands_the_password_over(world: World) -> None:
    made = Someone(world, "anna.mail").generated(send=True)
    assert made["sent"] is False
    assert "почта" in made["note"]["ru"]
    assert "mail" in made["note"]["en"]
    assert len(made["password"]) == 19


def test_a_person_without_a_login_gets_no_password(world: World) -> None:
    nameless = world.order(RegisterPerson(full_name=PersonName("Без", "Логина"), unit_id=world.department))
    answer = world.signed_in_admin.post(f"/persons/{nameless}/password", json={})
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "no-login-yet", "login")


def test_whatever_is_wrong_the_refusal_is_the_same(world: World) -> None:
    anna = Someone(world, "anna.wrong")
    anna.settled()
    told = [anna.knock("не тот пароль").json(), anna.knock("любой", login="никого.такого").json()]
    assert told[0] == told[1]
    assert (told[0]["status"], told[0]["code"]) == (401, "wrong-credentials")


def test_guessing_is_slowed_down_and_told_until_when(world: World) -> None:
    anna = Someone(world, "anna.guessed")
    anna.settled()
    for _ in range(FREE):
        assert anna.knock("угадываю").status_code == 401
    answer = anna.knock(OWN)
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-attempts")
    assert 0 < int(answer.headers["retry-after"]) <= 15


def test_of_twenty_guesses_at_one_instant_no_more_than_the_budget_are_checked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = Someone(world, "anna.hammered")
    anna.settled()
    checked: list[str] = []
    verdict = Passwords.verdict

    def counting(table: Passwords, person_id: UUID | None, password: str) -> PasswordVerdict:
        checked.append(password)
        return verdict(table, person_id, password)

    monkeypatch.setattr(Passwords, "verdict", counting)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(anna.knock, [f"угадываю {nth}" for nth in range(20)]))
    assert len(checked) == FREE
    assert sorted(answer.status_code for answer in answers) == [401] * FREE + [429] * (20 - FREE)


def test_many_people_behind_one_address_do_not_slow_each_other_down(world: World) -> None:
    anna = Someone(world, "anna.of.the.office")
    anna.settled()
    for nth in range(60):
        assert anna.knock("опечатка", login=f"сосед.{nth}").status_code == 401
    assert anna.knock(OWN).status_code == 200


def test_a_session_has_the_rights_of_this_moment_and_a_password_change_ends_the_others(world: World) -> None:
    anna = Someone(world, "anna.sessions")
    first = anna.settled()
    second = anna.signed_in(OWN)
    me = asks(world, "/me", second).json()
    assert set(me["groups"]) == {"specialist", "requester"}
    listed = asks(world, "/me/sessions", first).json()["sessions"]
    assert len(listed) == 2
    assert all("httpx" in session["client"] for session in listed)
    assert "sess_" not in str(listed)
    other = "другая батарея скрепка"
    changed = world.anonymous.post("/me/password", json={"old_password": OWN, "password": other}, headers=second)
    assert changed.status_code == 200
    assert asks(world, "/me", first).status_code == 401
    assert asks(world, "/me", second).status_code == 200


def test_sessions_are_ended_one_by_one_all_elsewhere_and_by_signing_out(world: World) -> None:
    anna = Someone(world, "anna.leaves")
    here = anna.settled()
    there, elsewhere = anna.signed_in(OWN), anna.signed_in(OWN)
    mine = {s["session_id"] for s in asks(world, "/me/sessions", here).json()["sessions"]}
    assert len(mine) == 3
    ended = world.anonymous.post("/sign-out", headers=there)
    assert ended.status_code == 200
    assert asks(world, "/me", there).status_code == 401
    assert world.anonymous.delete("/me/sessions", headers=here).json() == {"ended": 1}
    assert asks(world, "/me", elsewhere).status_code == 401
    left = asks(world, "/me/sessions", here).json()["sessions"][0]["session_id"]
    gone = world.anonymous.delete(f"/me/sessions/{UUID(int=5)}", headers=here)
    assert (gone.status_code, gone.json()["code"]) == (404, "no-such-session")
    assert world.anonymous.delete(f"/me/sessions/{left}", headers=here).status_code == 200
    assert asks(world, "/me", here).status_code == 401


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("коротко", "password-is-too-short"),
        ("а" * 201, "password-is-too-long"),
        ("ababababababab", "password-is-guessable"),
        ("anna.weak.login", "password-is-guessable"),
        (OWN, "password-is-the-same"),
    ],
)
def test_a_weak_password_is_refused_by_the_field(world: World, password: str, code: str) -> None:
    anna = Someone(world, f"anna.weak.{code}" if password != "anna.weak.login" else password)  # noqa: S105 - a test's word
    session = anna.settled()
    answer = world.anonymous.post("/me/password", json={"old_password": OWN, "password": password}, headers=session)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, code, "password")
    assert anna.knock(OWN).status_code == 200


def test_a_reset_link_sets_a_password_once(world: World) -> None:
    anna = Someone(world, "anna.forgot")
    session = anna.settled()
    offered = world.signed_in_admin.post(f"/persons/{anna.person_id}/reset-link", json={})
    assert offered.status_code == 201
    link = offered.json()["link"]
    asked = {"link": link, "password": "новая батарея скрепка"}
    assert world.anonymous.post("/password-reset", json=asked).status_code == 200
    assert asks(world, "/me", session).status_code == 401
    assert anna.knock("новая батарея скрепка").status_code == 200
    again = world.anonymous.post("/password-reset", json=asked)
    assert (again.status_code, again.json()["code"]) == (422, "reset-link-is-spent")


def test_deactivation_ends_access_at_once_and_coming_back_needs_a_new_sign_in(world: World) -> None:
    anna = Someone(world, "anna.leaves.us")
    session = anna.settled()
    made = world.anonymous.post("/me/tokens", json={"label": "скрипт"}, headers=session)
    token = {"Authorization": f"Bearer {made.json()['token']}"}
    assert asks(world, "/me", token).status_code == 200
    world.order(DeactivatePerson(person_id=anna.person_id, reason="Уволилась"))
    assert [asks(world, "/me", bearing).status_code for bearing in (session, token)] == [401, 401]
    assert anna.knock(OWN).json()["code"] == "wrong-credentials"
    world.order(ReactivatePerson(person_id=anna.person_id))
    assert anna.knock(OWN).status_code == 200


def test_nobody_inside_an_archived_unit_comes_in(world: World) -> None:
    anna = Someone(world, "anna.archived")
    session = anna.settled()
    world.order(ArchiveOrgUnit(unit_id=world.department, reason="Закрыт"))
    try:
        assert asks(world, "/me", session).status_code == 401
        assert anna.knock(OWN).status_code == 401
    finally:
        world.order(RestoreOrgUnit(unit_id=world.department))
    assert asks(world, "/me", session).status_code == 200


def test_a_token_serves_for_its_scopes_and_manages_no_accounts(world: World) -> None:
    anna = Someone(world, "anna.tokens", "administrator")
    session = anna.settled()
    made = world.anonymous.post("/me/tokens", json={"label": "чтение", "scopes": ["read"], "days": 7}, headers=session)
    assert made.status_code == 201
    token = {"Authorization": f"Bearer {made.json()['token']}"}
    assert asks(world, "/tickets", token).status_code == 200
    beyond = world.anonymous.post("/tickets", json={"subject": "Принтер"}, headers=token)
    assert (beyond.status_code, beyond.json()["code"]) == (403, "token-lacks-scope")
    assert "tickets" in beyond.json()["detail"]
    assert asks(world, "/me/sessions", token).json()["code"] == "sign-in-is-needed"
    listed = asks(world, "/me/tokens", session).json()["tokens"]
    assert [(entry["label"], entry["scopes"]) for entry in listed] == [("чтение", ["read"])]
    assert made.json()["token"] not in str(listed)
    assert world.anonymous.delete(f"/me/tokens/{listed[0]['token_id']}", headers=session).status_code == 200
    assert asks(world, "/tickets", token).status_code == 401


def test_administrators_see_and_withdraw_everybodys_tokens_and_nobody_else_does(world: World) -> None:
    anna = Someone(world, "anna.withdrawn")
    session = anna.settled()
    made = world.anonymous.post("/me/tokens", json={"label": "чужой"}, headers=session).json()
    entry = next(t for t in world.admin.get("/tokens").json()["tokens"] if t["label"] == "чужой")
    assert world.specialist.get("/tokens").status_code == 403
    assert world.specialist.delete(f"/tokens/{entry['token_id']}").status_code == 403
    assert world.signed_in_admin.delete(f"/tokens/{entry['token_id']}").status_code == 200
    assert asks(world, "/me", {"Authorization": f"Bearer {made['token']}"}).status_code == 401


def test_only_administrators_give_passwords_links_and_end_sessions(world: World) -> None:
    anna = Someone(world, "anna.guarded")
    session = anna.settled()
    for method, path in (("POST", "password"), ("POST", "reset-link"), ("GET", "sessions"), ("DELETE", "sessions")):
        answer = world.specialist.request(method, f"/persons/{anna.person_id}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    assert asks(world, "/me", session).status_code == 200
    assert len(world.admin.get(f"/persons/{anna.person_id}/sessions").json()["sessions"]) == 1
    assert world.signed_in_admin.delete(f"/persons/{anna.person_id}/sessions").json() == {"ended": 1}
    assert asks(world, "/me", session).status_code == 401


def fed(world: World, person: PersonId) -> None:
    """From now on a directory says who the person is."""
    source = {"system": "ldap", "name": "ldap://dc", "key": str(person), "fields": ["name"]}
    answer = world.technologist.post(f"/persons/{person}/feed", json={"source": source})
    assert answer.status_code == 200, answer.text


class Directory:
    """A directory that takes one password from everybody."""

    def is_right(self, login: str, password: str, *, key: str) -> bool:
        """As the protocol says."""
        assert login
        assert key
        return password == "of the directory"  # noqa: S105 - a test's word


def test_row_36_who_comes_from_a_directory_need_not_change_a_password_that_the_desk_once_made(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = Someone(world, "anna.of.ldap")
    anna.generated()
    fed(world, anna.person_id)
    monkeypatch.setattr(world.desk.coming_in, "_directory", Directory())
    session = anna.signed_in("of the directory")
    assert asks(world, "/tickets", session).status_code == 200


def test_row_36_of_who_comes_from_a_directory_the_desk_takes_no_password_of_its_own(world: World) -> None:
    anna = Someone(world, "anna.away.in.ldap")
    anna.settled()
    link = world.signed_in_admin.post(f"/persons/{anna.person_id}/reset-link", json={}).json()["link"]
    fed(world, anna.person_id)
    assert anna.knock(OWN).json()["code"] == "wrong-credentials"
    reset = world.anonymous.post("/password-reset", json={"link": link, "password": "новая батарея скрепка"})
    assert (reset.status_code, reset.json()["code"]) == (422, "password-is-of-the-directory")
    for path in ("password", "reset-link"):
        answer = world.signed_in_admin.post(f"/persons/{anna.person_id}/{path}", json={})
        assert answer.json()["code"] == "password-is-of-the-directory"


def opened(world: World, anna: Someone) -> tuple[list[dict[str, str]], dict[str, str]]:
    """A session and a token that serve, and what a link would be asked."""
    session = anna.settled()
    made = world.anonymous.post("/me/tokens", json={"label": "скрипт"}, headers=session)
    link = world.signed_in_admin.post(f"/persons/{anna.person_id}/reset-link", json={}).json()["link"]
    bearings = [session, {"Authorization": f"Bearer {made.json()['token']}"}]
    assert [asks(world, "/me", bearing).status_code for bearing in bearings] == [200, 200]
    return bearings, {"link": link, "password": "новая батарея скрепка"}


def test_what_was_opened_before_a_deactivation_stays_dead_after_the_person_came_back(world: World) -> None:
    anna = Someone(world, "anna.comes.back")
    bearings, reset = opened(world, anna)
    world.order(DeactivatePerson(person_id=anna.person_id, reason="Уволилась"))
    refused = world.signed_in_admin.post(f"/persons/{anna.person_id}/password", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "person-is-deactivated")
    world.order(ReactivatePerson(person_id=anna.person_id))
    assert [asks(world, "/me", bearing).status_code for bearing in bearings] == [401, 401]
    assert world.anonymous.post("/password-reset", json=reset).json()["code"] == "reset-link-is-spent"
    assert asks(world, "/me", anna.signed_in(OWN)).status_code == 200


def test_row_68_taking_the_login_away_ends_access_also_by_e_mail(world: World) -> None:
    anna = Someone(world, "anna.no.login")
    world.order(ChangeEmails(person_id=anna.person_id, emails=("anna.no.login@desk.example",)))
    bearings, reset = opened(world, anna)
    assert anna.knock(OWN, login="anna.no.login@desk.example").status_code == 200
    world.order(GiveLogin(person_id=anna.person_id, login=None))
    assert [asks(world, "/me", bearing).status_code for bearing in bearings] == [401, 401]
    assert anna.knock(OWN, login="anna.no.login@desk.example").json()["code"] == "wrong-credentials"
    assert world.anonymous.post("/password-reset", json=reset).json()["code"] == "reset-link-is-spent"
    world.order(GiveLogin(person_id=anna.person_id, login="anna.no.login"))
    assert [asks(world, "/me", bearing).status_code for bearing in bearings] == [401, 401]
    assert asks(world, "/me", anna.signed_in(OWN)).status_code == 200


ON_ACCOUNTS = (("POST", "password"), ("POST", "reset-link"), ("DELETE", "sessions"))


@pytest.mark.parametrize(("method", "path"), ON_ACCOUNTS)
def test_a_token_of_an_administrator_manages_no_account_of_others(world: World, method: str, path: str) -> None:
    anna = Someone(world, f"anna.by.token.{path}")
    session = anna.settled()
    for client in (world.admin, world.technologist):
        answer = client.request(method, f"/persons/{anna.person_id}/{path}", json={})
        assert (answer.status_code, answer.json()["code"]) == (403, "sign-in-is-needed")
        withdrawn = client.delete(f"/tokens/{UUID(int=5)}")
        assert (withdrawn.status_code, withdrawn.json()["code"]) == (403, "sign-in-is-needed")
    assert asks(world, "/me", session).status_code == 200


@pytest.mark.parametrize(("method", "path"), ON_ACCOUNTS)
def test_an_administrator_gets_into_no_technologist_s_account(world: World, method: str, path: str) -> None:
    boss = Someone(world, f"boss.{path}", "technologist")
    address = f"/persons/{boss.person_id}/{path}"
    answer = world.signed_in_admin.request(method, address, json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    assert world.signed_in_technologist.request(method, address, json={}).status_code in {200, 201}


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("deactivate", {"reason": "Мешает"}),
        ("login", {"login": "mine.now"}),
        ("login", {"login": None}),
        ("emails", {"emails": ["mine.now@desk.example"]}),
    ],
)
def test_an_administrator_shuts_no_technologist_out(world: World, path: str, asked: dict[str, Any]) -> None:
    boss = Someone(world, f"boss.shut.{path}.{len(str(asked))}", "technologist")
    password = world.desk.accounts.set_first_password(boss.person_id, must_change=False)
    assert password is not None
    session = boss.signed_in(password)
    for client in (world.signed_in_admin, world.admin):
        answer = client.post(f"/persons/{boss.person_id}/{path}", json=asked)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    assert asks(world, "/me", session).status_code == 200
    assert boss.knock(password).status_code == 200


def test_an_administrator_makes_nobody_a_technologist_and_themselves_least_of_all(world: World) -> None:
    anna = Someone(world, "anna.climbs", "administrator")
    mine = {"groups": ["administrator", "technologist"]}
    answer = world.anonymous.post(f"/persons/{anna.person_id}/groups", json=mine, headers=anna.settled())
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (403, "not-allowed", "groups")


def test_no_secret_reaches_a_fact(world: World) -> None:
    anna = Someone(world, "anna.secret")
    password = anna.generated()["password"]
    session = anna.signed_in(password)
    link = world.signed_in_admin.post(f"/persons/{anna.person_id}/reset-link", json={}).json()["link"]
    with world.desk.database.connection() as connection:
        states = connection.execute("SELECT convert_from(state, 'UTF8') FROM desk.facts").fetchall()
        tables = connection.execute(
            "SELECT p::text FROM desk.passwords p UNION ALL SELECT s::text FROM desk.sessions s"
            " UNION ALL SELECT r::text FROM desk.reset_links r"
        ).fetchall()
    for secret in (password, session["Authorization"].removeprefix("Bearer "), link):
        assert all(secret not in row[0] for row in [*states, *tables])
    assert len(tables) >= 3
