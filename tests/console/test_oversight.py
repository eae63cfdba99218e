"""What is watched over as pages: letters in quarantine, tokens, sign-ins and sessions; who may only look."""

from __future__ import annotations

import re

import pytest

from tests.api.serving import World
from tests.api.test_quarantine import put_aside
from tests.api.test_ticket_types import define
from tests.console.people import People


def test_a_letter_in_quarantine_is_read_as_words_and_dealt_with_by_its_page(people: People, world: World) -> None:
    entry, _ = put_aside(world)
    client = people.signed_in(people.somebody("technologist"))
    page = client.get(f"/settings/quarantine/{entry}").text
    assert "Рассылка (Precedence: bulk): человек не ждёт ответа на неё." in page
    assert "Precedence: bulk" in page
    assert f'href="/api/v1/quarantine/{entry}/original"' in page
    watching = people.signed_in(people.somebody("auditor"))
    assert f"/settings/quarantine/{entry}/release" not in watching.get(f"/settings/quarantine/{entry}").text
    refused = watching.post(f"/settings/quarantine/{entry}/release")
    assert refused.status_code == 403
    assert 'class="refusal"' in refused.text
    done = client.post(f"/settings/quarantine/{entry}/release")
    assert done.headers["location"] == f"/settings/quarantine/{entry}"
    assert "Разобрано" in client.get(f"/settings/quarantine/{entry}").text
    assert world.admin.get(f"/quarantine/{entry}").json()["released_at"] is not None
    assert [client.get(f"/settings/quarantine/{one}").status_code for one in ("0", "x", "9" * 30)] == [404, 404, 404]


def test_a_token_of_ones_own_is_shown_once_works_and_is_withdrawn(people: People, world: World) -> None:
    one = people.somebody("specialist")
    client = people.signed_in(one)
    assert 'href="/tokens"' in client.get("/tickets").text
    refused = client.post("/tokens", data={"label": "", "days": "many"})
    assert refused.status_code == 422
    assert 'class="refusal"' in refused.text
    made = client.post("/tokens", data={"label": "Отчёты", "scopes": "read", "days": "7"})
    assert (made.status_code, made.headers["cache-control"]) == (200, "no-store")
    secret = re.search(r'class="secret" readonly value="([^"]+)"', made.text)
    assert secret is not None
    program = people.stranger()
    bearer = {"Authorization": f"Bearer {secret[1]}"}
    assert program.get("/api/v1/tickets", headers=bearer).status_code == 200
    # A token is for programs: as the cookie of a browser it opens nothing, for pages ask for no scopes.
    program.cookies.set("desk_session", secret[1])
    assert program.get("/tickets").headers["location"].startswith("/sign-in")
    page = client.get("/tokens").text
    assert secret[1] not in page
    (withdrawn,) = re.findall(r'action="(/tokens/[^"]+/withdraw)"', page)
    assert client.post(withdrawn).headers["location"] == "/tokens"
    assert people.stranger().get("/api/v1/tickets", headers=bearer).status_code == 401
    assert world.desk is not None


def test_administrators_withdraw_anybodys_token_and_auditors_only_see_it(people: People, world: World) -> None:
    label = f"Чужой {people.somebody('requester').login}"
    owner = people.signed_in(people.somebody("requester"))
    owner.post("/tokens", data={"label": label, "days": "7"})
    watching = people.signed_in(people.somebody("auditor"))
    seen = watching.get("/settings/tokens").text
    assert label in seen
    assert "/withdraw" not in seen
    assert watching.post("/settings/tokens/00000000-0000-0000-0000-000000000001/withdraw").status_code == 403
    client = people.signed_in(people.somebody("administrator"))
    row = re.search(
        rf"{label}.*?action=\"(/settings/tokens/[^\"]+/withdraw)\"", client.get("/settings/tokens").text, re.DOTALL
    )
    assert row is not None
    assert client.post(row[1]).headers["location"] == "/settings/tokens"
    assert label not in client.get("/settings/tokens").text
    assert client.post("/settings/tokens/not-an-id/withdraw").status_code == 404
    assert world.desk is not None


def test_sign_ins_are_narrowed_and_a_persons_sessions_ended(people: People, world: World) -> None:
    one = people.somebody("specialist")
    there = people.signed_in(one)
    people.stranger().post(
        "/sign-in", data={"login": one.login, "password": "wrong"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    watching = people.signed_in(people.somebody("auditor"))
    page = watching.get(f"/settings/sign-ins?person={one.login}").text
    assert page.count(f"/settings/sign-ins/{one.person_id}") >= 2
    assert "Орлова" in page
    only = watching.get(f"/settings/sign-ins?person={one.login}&outcome=refused").text
    assert "▲ отказано" in only
    nobody = watching.get("/settings/sign-ins?person=no.such.login")
    assert nobody.status_code == 422
    assert 'class="refusal"' in nobody.text
    assert "/end" not in watching.get(f"/settings/sign-ins/{one.person_id}").text
    assert watching.post(f"/settings/sign-ins/{one.person_id}/end").status_code == 403
    client = people.signed_in(people.somebody("administrator"))
    assert f'action="/settings/sign-ins/{one.person_id}/end"' in client.get(f"/settings/sign-ins/{one.person_id}").text
    assert client.post(f"/settings/sign-ins/{one.person_id}/end").status_code == 303
    assert there.get("/tickets").headers["location"].startswith("/sign-in")
    assert world.desk is not None


def test_row_159_the_page_of_labels_says_which_groups_see_what_is_behind_each(people: People, world: World) -> None:
    page = people.signed_in(people.somebody("auditor")).get("/settings/modules").text
    assert "Видят: администратор, технолог, специалист" in page
    assert 'action="/order/hide-module"' not in page or "Скрыть" not in page
    assert world.desk is not None


def test_row_176_the_journal_is_narrowed_and_a_change_shown_as_what_was_and_what_is(
    people: People, world: World
) -> None:
    code = define(world)
    stands = world.admin.get(f"/ticket-types/{code}", params={"min_position": world.desk.log.head()}).json()["type"]
    renamed = {**stands["definition"], "name": {"ru": "Доступ <b>срочно</b>", "en": "Access"}}
    world.admin.post(f"/ticket-types/{code}/revise", json={"definition": renamed})
    world.admin.post(f"/ticket-types/{code}/archive")
    world.desk.catch_up()
    client = people.signed_in(people.somebody("auditor"))
    listed = client.get(
        f"/settings/journal?thing={stands['type_id']}&kind=ticket_type&since=2000-01-01&until=9999-12-31"
    )
    places = re.findall(r'href="/settings/journal/(\d+)"', listed.text)
    assert len(places) == 3
    assert "<b>" not in listed.text
    change = client.get(f"/settings/journal/{places[1]}").text
    assert "<del>Запрос доступа</del>" in change
    assert "<ins>Доступ &lt;b&gt;срочно&lt;/b&gt;</ins>" in change
    both = client.get(f"/settings/journal/compared?was={places[0]}&now={places[2]}").text
    assert "в архиве" in both
    assert "<del>Запрос доступа</del>" in both
    assert 'action="/settings/journal/compared"' in client.get(f"/settings/ticket-types/{code}").text
    assert "Таких изменений не было." in client.get("/settings/journal?until=2000-01-01").text
    assert client.get("/settings/journal?person=no.such.login").status_code == 422
    no_day = client.get("/settings/journal?since=2026-13-45")
    assert (no_day.status_code, "нужен день, например 2026-03-02" in no_day.text) == (422, True)
    for path in ("0", "x", "compared?was=x&now=1"):
        assert client.get(f"/settings/journal/{path}").status_code == 404


def test_row_16_what_the_plan_lacks_is_shown_with_the_reason_and_refused_at_every_door(
    people: People, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = people.signed_in(people.somebody("technologist"))
    whole = client.get("/settings/plan").text
    assert "Тариф: Enterprise" in whole
    assert "нет на вашем" not in whole
    monkeypatch.setattr(world.desk, "settings", world.desk.settings.model_copy(update={"plan": "lite"}))
    monkeypatch.setattr(world.desk.bus, "_plan", "lite")
    reason = (
        "На тарифе «Lite» этого нет: Свои типы заявок и жизненные циклы. Есть на тарифах: «Standard», «Enterprise»."
    )
    assert "нет на вашем" in client.get("/settings/plan").text
    for path in ("ticket-types", "ticket-types/incident", "life-cycles/incident"):
        page = client.get(f"/settings/{path}").text
        assert reason in page, path
        assert "/edit" not in page
    told = client.get("/settings/journal")
    assert told.status_code == 403
    assert "Есть на тарифах: «Enterprise»." in told.text
    definition = world.admin.get("/ticket-types/incident").json()["type"]["definition"]
    other = {**definition, "reopens_within_days": 3}
    asked = world.admin.post("/ticket-types/incident/revise", json={"definition": other})
    assert (asked.status_code, asked.json()["code"], asked.json()["rule"]) == (403, "plan-lacks", "row 16")
    archived = client.post("/order/archive-ticket-type", data={"code": "no_such"}, headers={"Part": "order"})
    assert archived.json()["code"] == "no-such-ticket-type"
    plan = world.admin.get("/settings/plan").json()
    assert (plan["plan"], {one["is_included"] for one in plan["features"]}) == ("lite", {False})
