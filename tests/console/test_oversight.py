"""What is watched over as pages: letters in quarantine, tokens, sign-ins and sessions; who may only look."""

from __future__ import annotations

import re

from tests.api.serving import World
from tests.api.test_quarantine import put_aside
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
