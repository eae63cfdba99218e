"""What an auditor finds: tokens and sessions as facts, who came in and who did not, the dead in no list (row 85)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from commands.org_unit.change import ArchiveOrgUnit, RestoreOrgUnit
from commands.person.access import DeactivatePerson, ReactivatePerson
from connectors.storage.accounts.sessions import IDLE
from tests.api.serving import World
from tests.api.test_accounts import OWN, Someone, asks


def told(world: World, person: UUID) -> list[dict[str, Any]]:
    """The person's history as an auditor reads it."""
    answer = world.client("auditor").get(f"/persons/{person}/history")
    assert answer.status_code == 200, answer.text
    facts: list[dict[str, Any]] = answer.json()["facts"]
    return facts


def test_row_85_an_auditor_reads_who_made_and_withdrew_a_token_and_never_the_token(world: World) -> None:
    anna = Someone(world, "anna.traces.tokens")
    session = anna.settled()
    asked = {"label": "Отчёты", "scopes": ["read"], "days": 7}
    secret = world.anonymous.post("/me/tokens", json=asked, headers=session).json()["token"]
    (entry,) = asks(world, "/me/tokens", session).json()["tokens"]
    assert world.signed_in_admin.delete(f"/tokens/{entry['token_id']}").status_code == 200
    made, withdrawn = (fact for fact in told(world, anna.person_id) if "token" in fact["name"])
    assert (made["name"], withdrawn["name"]) == ("account.token-made@1", "account.token-withdrawn@1")
    assert (made["by"]["id"], withdrawn["by"]["id"]) == (str(anna.person_id), str(world.persons["admin"]))
    assert made["what"]["en"].startswith("The token “Отчёты” was made: until ")
    with world.desk.database.connection() as connection:
        states = connection.execute("SELECT convert_from(state, 'UTF8') FROM desk.facts").fetchall()
    assert all(secret not in row[0] for row in states)


def test_row_85_a_token_of_somebody_else_is_withdrawn_by_nobody_but_administrators_and_told_once(world: World) -> None:
    anna, eve = Someone(world, "anna.traces.theirs"), Someone(world, "eve.traces.theirs")
    mine, hers = anna.settled(), eve.settled()
    world.anonymous.post("/me/tokens", json={"label": "мой"}, headers=mine)
    (entry,) = asks(world, "/me/tokens", mine).json()["tokens"]
    stolen = world.anonymous.delete(f"/me/tokens/{entry['token_id']}", headers=hers)
    assert (stolen.status_code, stolen.json()["code"]) == (404, "no-such-token")
    for status in (200, 404):
        answer = world.anonymous.delete(f"/me/tokens/{entry['token_id']}", headers=mine)
        assert answer.status_code == status
    assert [fact["name"] for fact in told(world, anna.person_id)].count("account.token-withdrawn@1") == 1


def test_a_technologist_s_token_is_withdrawn_by_no_administrator(world: World) -> None:
    boss = Someone(world, "boss.traces.token", "technologist")
    password = world.desk.accounts.set_first_password(boss.person_id, must_change=False)
    assert password is not None
    session = boss.signed_in(password)
    secret = world.anonymous.post("/me/tokens", json={"label": "шеф"}, headers=session).json()["token"]
    (entry,) = asks(world, "/me/tokens", session).json()["tokens"]
    answer = world.signed_in_admin.delete(f"/tokens/{entry['token_id']}")
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    assert asks(world, "/me", {"Authorization": f"Bearer {secret}"}).status_code == 200
    assert world.signed_in_technologist.delete(f"/tokens/{entry['token_id']}").status_code == 200


def test_row_85_a_session_that_is_ended_by_hand_is_told_and_leaves_the_list(world: World) -> None:
    anna = Someone(world, "anna.traces.sessions")
    here = anna.settled()
    there = anna.signed_in(OWN)
    world.anonymous.post("/sign-out", headers=there)
    (left,) = asks(world, "/me/sessions", here).json()["sessions"]
    assert world.anonymous.delete(f"/me/sessions/{left['session_id']}", headers=here).status_code == 200
    ended = [fact for fact in told(world, anna.person_id) if fact["name"] == "account.session-ended@1"]
    assert len(ended) == 2
    assert {fact["by"]["id"] for fact in ended} == {str(anna.person_id)}


def test_lists_show_living_sessions_and_tokens_only(world: World) -> None:
    anna = Someone(world, "anna.traces.dead")
    session = anna.settled()
    world.anonymous.post("/me/tokens", json={"label": "умрёт"}, headers=session)
    world.token("admin", label="истёк", expires_at=world.desk.clock.now() - timedelta(seconds=1))
    long_ago = world.desk.clock.now() - IDLE
    world.desk.sessions.open(anna.person_id, client="давно", source="", now=long_ago)
    sessions, tokens = f"/persons/{anna.person_id}/sessions", "/tokens"

    def listed() -> tuple[int, set[str]]:
        labels = {entry["label"] for entry in world.admin.get(tokens).json()["tokens"]}
        return len(world.admin.get(sessions).json()["sessions"]), labels & {"умрёт", "истёк"}

    assert listed() == (1, {"умрёт"})
    world.order(ArchiveOrgUnit(unit_id=world.department, reason="Закрыт"))
    # Those who ask sit in the department, too.
    assert world.desk.accounts.sessions(anna.person_id) == []
    world.order(RestoreOrgUnit(unit_id=world.department))
    assert listed() == (1, {"умрёт"})
    world.order(DeactivatePerson(person_id=anna.person_id, reason="Уволилась"))
    world.order(ReactivatePerson(person_id=anna.person_id))
    assert listed() == (0, set())


def test_row_85_sign_ins_and_failures_are_kept_with_address_and_time_for_auditors(world: World) -> None:
    anna = Someone(world, "anna.traces.knocks")
    anna.settled()
    for password in ("не тот пароль", OWN):
        anna.knock(password)
    anna.knock("мой пароль в поле логина", login="Hunter2-Hunter2")
    auditor = world.client("auditor")
    mine = auditor.get("/sign-ins", params={"person": str(anna.person_id)}).json()["entries"]
    assert [entry["outcome"] for entry in mine] == ["signed_in", "refused", "signed_in"]
    assert all(entry["source"] == "127.0.0.1" and "httpx" in entry["client"] and entry["at"] for entry in mine)
    newest = auditor.get("/sign-ins", params={"limit": 1}).json()
    assert (newest["entries"][0]["person_id"], newest["entries"][0]["outcome"]) == (None, "refused")
    assert "Hunter2" not in str(newest)
    older = auditor.get("/sign-ins", params={"limit": 2, "before": newest["before"]}).json()
    assert [entry["person_id"] for entry in older["entries"]] == [str(anna.person_id)] * 2
    refused = auditor.get("/sign-ins", params={"person": str(anna.person_id), "outcome": "refused"}).json()
    assert (len(refused["entries"]), refused["before"]) == (1, None)
    assert world.admin.get("/sign-ins").status_code == 200
    for nobody in (world.specialist, world.requester):
        assert nobody.get("/sign-ins").status_code == 404


def test_whoever_hammers_fills_no_table(world: World) -> None:
    anna = Someone(world, "anna.traces.hammered")
    anna.settled()
    for _ in range(12):
        anna.knock("угадываю")
    found = world.admin.get("/sign-ins", params={"person": str(anna.person_id), "outcome": "refused"}).json()
    assert len(found["entries"]) == 5
