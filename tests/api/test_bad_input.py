"""What cannot be right is refused by its field and its rule, in both languages, with nothing half done."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from tests.api.refused import TIMETABLE, problem
from tests.api.serving import World


@pytest.mark.parametrize(
    ("body", "code", "field", "status"),
    [
        (b"{", "not-json", "body", 400),
        (b'{"subject" "x"}', "not-json", "body", 400),
        (b"[]", "not-json", "body", 400),
        (b'"subject"', "not-json", "body", 400),
        (b"null", "not-json", "body", 400),
        (b'{"subject": "\xff\xfe"}', "not-json", "body", 400),
        (b'{"subject": "\\ud800"}', "not-json", "body", 400),
        (b'{"subject": "\\udc00\\ud800"}', "not-json", "body", 400),
        (b'{"subject": NaN}', "not-json", "body", 400),
        (b'{"subject": "x"} {}', "not-json", "body", 400),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "body-is-too-large", "body", 413),
        (b'{"a":' * 1900 + b"1" + b"}" * 1900, "not-json", "body", 400),
        (b'{"subject": ' + b"9" * 5000 + b"}", "not-json", "body", 400),
        (b'{"subject": 1e999}', "not-json", "body", 400),
        (b'{"subject": "a\\u0000b"}', "invalid-field", "subject", 422),
        (b'{"subject": "x", "attributes": {"a": "b\\u0000"}}', "invalid-field", "attributes.a", 422),
        (b'{"subject": "x", "subject": "y"}', "invalid-field", "subject", 422),
        (b'{"subject": "x", "attributes": {"a": "1", "a": "2"}}', "invalid-field", "a", 422),
        (b'{"subject": "x", "colour": "red"}', "invalid-field", "colour", 422),
        (b"{}", "invalid-field", "subject", 422),
        (b"", "invalid-field", "subject", 422),
        (b'{"subject": 5}', "invalid-field", "subject", 422),
        (b'{"subject": "   "}', "invalid-field", "subject", 422),
        (b'{"subject": "' + b"x" * 501 + b'"}', "invalid-field", "subject", 422),
        (b'{"subject": "x", "priority": "huge"}', "invalid-field", "priority", 422),
        (b'{"subject": "x", "agreement_id": "main"}', "invalid-field", "agreement_id", 422),
        (b'{"subject": "x", "attributes": {"a": "b", "c": 4}}', "invalid-field", "attributes.c", 422),
        (b'{"subject": "x", "attributes": {"": "b"}}', "invalid-field", "attributes", 422),
        (b'{"subject": "x", "requester": {"email": "nobody"}}', "invalid-field", "requester.email", 422),
        (b'{"subject": "x", "requester": {"mail": "a@b"}}', "invalid-field", "requester.mail", 422),
        (b'{"subject": "x", "type": "wish"}', "unknown-ticket-type", "type", 422),
        (b'{"subject": "x", "type": "' + b"w" * 51 + b'"}', "invalid-field", "type", 422),
        (b'{"subject": "x", "message_id": "' + b"m" * 999 + b'"}', "invalid-field", "message_id", 422),
        (b'{"subject": "x", "message_id": "<a@b>\\n"}', "invalid-field", "message_id", 422),
        (b'{"subject": "x", "message_id": "<a @b>"}', "invalid-field", "message_id", 422),
        (b'{"subject": "x", "message_id": "<\xd1\x8f@b>"}', "invalid-field", "message_id", 422),
        (b'{"subject": "x", "attributes": {"a\\nb": "c"}}', "invalid-field", "attributes", 422),
        (b'{"subject": "x", "attributes": {"a\\u202eb": "c"}}', "invalid-field", "attributes", 422),
    ],
)
def test_a_body_that_is_not_right_is_refused(world: World, body: bytes, code: str, field: str, status: int) -> None:
    answer = world.specialist.post("/tickets", content=body)

    assert problem(answer)[:3] == (status, code, field)
    assert answer.json()["texts"]["ru"] != answer.json()["texts"]["en"]


@pytest.mark.parametrize("half", ["\\ud800", "\\ud800 and more words behind it", "\\udc00\\ud800"])
def test_half_of_a_pair_is_called_so_and_not_a_body_that_ends(world: World, half: str) -> None:
    answer = world.specialist.post("/tickets", content=f'{{"subject": "{half}"}}'.encode(), params={"lang": "en"})
    assert "half of a pair" in answer.json()["detail"]


TURNED = "\u202eabc"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/tickets", {"subject": TURNED}, "subject"),
        ("/tickets", {"subject": "x", "attributes": {"room": TURNED}}, "attributes.room"),
        ("/tickets", {"subject": "x", "requester": {"email": "a@example.org", "name": TURNED}}, "requester.name"),
        ("/problems", {"subject": TURNED}, "subject"),
        ("/changes", {"subject": TURNED}, "subject"),
        ("/tickets/{number}/reclassify", {"attributes": {"room": TURNED}}, "attributes.room"),
        (
            "/tickets/{number}/approvals",
            {"question": TURNED, "stages": [{"approvers": [str(uuid4())]}]},
            "question",
        ),
    ],
)
def test_a_line_that_turns_the_reading_direction_is_refused_by_its_character(
    world: World, path: str, body: dict[str, Any], field: str
) -> None:
    number = world.ticket()["number"] if "{number}" in path else ""
    refused = world.admin.post(path.format(number=number), json=body)
    assert problem(refused)[:3] == (422, "invalid-field", field)
    for language, words in (("ru", "Невидимый знак U+202E"), ("en", "invisible character U+202E")):
        assert words in refused.json()["texts"][language]


def test_a_body_keeps_what_it_quotes(world: World) -> None:
    number = world.ticket(description=TURNED)["number"]
    assert world.specialist.get(f"/tickets/{number}").json()["description"] == TURNED


def test_a_text_that_only_looks_like_a_null_character_is_taken(world: World) -> None:
    assert world.specialist.post("/tickets", content=b'{"subject": "C:\\\\u0000"}').status_code == 201


def test_a_body_over_the_limit_is_refused_and_the_next_request_is_heard(world: World) -> None:
    body = b'{"subject": "' + b"x" * 100_000 + b'"}'

    def pieces() -> Iterator[bytes]:
        yield from (body[at : at + 5_000] for at in range(0, len(body), 5_000))

    whole, chunked = (
        world.specialist.post("/tickets", content=body),
        world.specialist.post("/tickets", content=pieces()),
    )

    for answer in (whole, chunked):
        assert problem(answer)[:3] == (413, "body-is-too-large", "body")
        assert "20000" in answer.json()["detail"]
    assert world.specialist.get("/me").status_code == 200


def test_what_is_no_http_is_refused_without_a_trace(world: World) -> None:
    parts = urlsplit(world.url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
    connection.putrequest("POST", "/api/v1/tickets", skip_host=True)
    connection.putheader("Content-Length", "many")
    connection.endheaders()
    answer = connection.getresponse()

    assert answer.status == 400
    assert b"Traceback" not in answer.read()
    connection.close()


def test_a_token_that_is_none_is_refused(world: World) -> None:
    now = world.desk.clock.now()
    expired = world.token("specialist", expires_at=now - timedelta(seconds=1))
    withdrawn = world.token("specialist", label=uuid4().hex)
    entry = max(world.desk.tokens.entries(now=now), key=lambda found: found.created_at)
    assert world.anonymous.get("/me", headers={"Authorization": f"Bearer {withdrawn}"}).status_code == 200
    assert world.desk.tokens.withdraw(entry.token_id, now=now)

    for header in (
        "",
        "Bearer",
        "Bearer desk_unknown",
        "Basic YTpi",
        f"Bearer {expired}",
        f"Bearer {withdrawn}",
    ):
        answer = world.anonymous.get("/me", headers={"Authorization": header})
        assert problem(answer)[:3] == (401, "bad-token", "Authorization")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="deskledger"'
        assert "desk_" not in answer.text
    assert world.anonymous.post("/tickets", json={"subject": "x"}).status_code == 401


def test_row_166_a_status_that_cannot_be_reached_is_refused(world: World) -> None:
    number = world.ticket()["number"]

    assert problem(world.specialist.post(f"/tickets/{number}/reopen", json={"reason": "?"})) == (
        409,
        "status-is-not-reachable",
        "",
        "row 166",
    )
    moved = world.specialist.post(f"/tickets/{number}/move", json={"to": "closed"})
    assert problem(moved) == (409, "status-is-not-reachable", "to", "row 166")
    resumed = world.specialist.post(f"/tickets/{number}/resume")
    assert problem(resumed)[:2] == (409, "ticket-is-not-on-hold")


def test_row_166_a_closed_ticket_takes_no_comment(world: World) -> None:
    number = world.ticket()["number"]
    world.specialist.post(f"/tickets/{number}/resolve", json={"solution": "Готово"})
    world.specialist.post(f"/tickets/{number}/close")
    history = len(world.specialist.get(f"/tickets/{number}/history").json()["facts"])
    refused = world.specialist.post(f"/tickets/{number}/comments", json={"body": "Ещё"}, params={"lang": "en"})

    assert problem(refused) == (409, "ticket-is-closed", "", "row 166")
    assert str(number) in refused.json()["detail"]
    assert len(world.specialist.get(f"/tickets/{number}/history").json()["facts"]) == history


def test_row_166_who_writes_to_a_closed_ticket_is_told_how_a_new_one_continues_it(world: World) -> None:
    first = world.ticket()
    world.specialist.post(f"/tickets/{first['number']}/resolve", json={"solution": "Готово"})
    world.specialist.post(f"/tickets/{first['number']}/close")
    refused = world.requester.post(f"/tickets/{first['number']}/comments", json={"body": "Опять"}).json()

    (follows,) = refused["parameters"]["follows"]
    assert all(follows in told and "follows" in told for told in refused["texts"].values())
    later = world.requester.post("/tickets", json={"subject": "Опять", "follows": follows}).json()
    card = world.requester.get(f"/tickets/{later['number']}", params={"min_position": later["position"]}).json()
    assert card["follows"]["number"] == first["number"]


SOMEBODY: dict[str, Any] = {"full_name": {"last": "x"}, "unit_id": str(uuid4())}


@pytest.mark.parametrize(
    ("path", "body", "code", "status"),
    [
        ("/agreements/{unknown}/rename", {"title": {"ru": "x"}}, "no-such-agreement", 404),
        ("/schedules/{unknown}/rename", {"title": {"ru": "x"}}, "no-such-schedule", 404),
        ("/teams/{unknown}/rename", {"title": {"ru": "x"}}, "no-such-team", 404),
        ("/persons/{unknown}/groups", {"groups": ["specialist"]}, "no-such-person", 404),
        ("/schedules/{unknown}/preview", {"timetable": TIMETABLE}, "no-such-schedule", 404),
        ("/agreements/{unknown}/preview", {"promise": {}}, "no-such-agreement", 404),
        ("/teams/first/rename", {"title": {"ru": "x"}}, "invalid-field", 422),
        ("/agreements/first/preview", {"promise": {}}, "invalid-field", 422),
        ("/agreements", {"title": {"ru": "x"}, "schedule_id": "{unknown}"}, "no-such-schedule", 404),
        ("/teams", {"title": {"ru": "x"}, "members": ["{unknown}"]}, "no-such-person", 404),
        ("/teams", {"title": {}}, "invalid-field", 422),
        ("/persons", {**SOMEBODY, "groups": ["boss"]}, "invalid-field", 422),
        ("/persons", {**SOMEBODY, "groups": ["change_specialist"]}, "groups-do-not-combine", 422),
        ("/persons", SOMEBODY, "no-such-unit", 404),
    ],
)
def test_what_is_not_there_is_refused(world: World, path: str, body: Any, code: str, status: int) -> None:
    unknown = str(uuid4())
    if body.get("schedule_id"):
        body = {**body, "schedule_id": unknown}
    if body.get("members"):
        body = {**body, "members": [unknown]}
    answer = world.admin.post(path.replace("{unknown}", unknown), json=body)

    assert problem(answer)[:2] == (status, code)


@pytest.mark.parametrize(
    "effective_from", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"]
)
def test_an_edit_at_the_end_of_time_breaks_nothing(world: World, effective_from: str) -> None:
    body = {"timetable": TIMETABLE, "effective_from": effective_from}
    made = world.admin.post("/schedules", json={"title": {"ru": "Край"}, "timetable": TIMETABLE}).json()
    preview = world.admin.post(f"/schedules/{made['id']}/preview", json=body)
    saved = world.admin.post(f"/schedules/{made['id']}/revise", json=body)

    assert preview.status_code in {200, 422}, preview.text
    assert saved.status_code in {200, 422}, saved.text
    later = world.ticket()
    assert "X-Stale" not in world.specialist.get("/tickets", params={"min_position": later["position"]}).headers


@pytest.mark.parametrize("wake_up_at", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "2000-01-01T00:00:00Z"])
def test_a_wake_up_at_the_end_of_time_breaks_nothing(world: World, wake_up_at: str) -> None:
    receipt = world.ticket()
    url = f"/tickets/{receipt['number']}"
    held = world.specialist.post(f"{url}/hold", json={"reason": "Жду", "wake_up_at": wake_up_at})

    assert held.status_code in {200, 422}, held.text
    later = world.ticket()
    answer = world.specialist.get(url, params={"min_position": later["position"]})
    assert "X-Stale" not in answer.headers
    assert world.specialist.get(f"{url}/sla/explain").status_code == 200


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"country": "ZZ", "year": 2026}, "country"),
        ({"country": "RUS", "year": 2026}, "country"),
        ({"country": "RU", "year": 1066}, "year"),
        ({"country": "RU"}, "year"),
    ],
)
def test_holidays_of_nowhere_are_refused(world: World, asked: dict[str, str | int], field: str) -> None:
    assert problem(world.admin.get("/schedules/holidays", params=asked))[2] == field


def test_previews_are_for_administrators(world: World) -> None:
    for path in (
        "/schedules/preview",
        f"/schedules/{world.schedule}/preview",
        f"/agreements/{world.agreement}/preview",
    ):
        assert problem(world.specialist.post(path, json={}))[:2] == (403, "not-allowed")
    assert world.specialist.get("/schedules/holidays", params={"country": "RU", "year": 2026}).status_code == 403


@pytest.mark.parametrize(
    ("body", "ru", "en"),
    [
        ({"subject": "  "}, "оно не должно быть пустым.", "it must not be blank."),
        ({"subject": ""}, "оно не должно быть пустым.", "it must not be blank."),
        ({"subject": 5}, "нужно: строка, а пришло: целое число.", "expected text, got a whole number."),
        (
            {"subject": "x", "requester": {"email": "nobody"}},
            "нужен адрес вида a@b.c.",
            "an address such as a@b.c is needed.",
        ),
        (
            {"subject": "x", "priority": "huge"},
            "значения 'huge' нет среди допустимых; есть: critical, high, low, normal.",
            "'huge' is not one of the values that it takes; known: critical, high, low, normal.",
        ),
    ],
)
def test_a_refusal_says_in_plain_words_what_is_wanted(world: World, body: dict[str, Any], ru: str, en: str) -> None:
    texts = world.specialist.post("/tickets", json=body).json()["texts"]

    assert texts["ru"].endswith(ru)
    assert texts["en"].endswith(en)


@pytest.mark.parametrize("name", ["reaction", "resolution"])
def test_a_value_that_is_unknown_deep_inside_is_answered_with_the_known_ones(world: World, name: str) -> None:
    rule = {"id": "a", "name": {"ru": "a"}, "when": {"priorities": ["huge"]}, "norm": {}}
    answer = world.admin.post(f"/agreements/{world.agreement}/preview", json={"promise": {name: {"rules": [rule]}}})

    assert problem(answer)[2] == f"promise.{name}.rules[0].when.priorities[0]"
    assert "есть: critical, high, low, normal." in answer.json()["detail"]


def test_a_blank_solution_is_refused_in_plain_words(world: World) -> None:
    number = world.ticket()["number"]
    answer = world.specialist.post(f"/tickets/{number}/resolve", json={"solution": " \n "})

    assert problem(answer)[:3] == (422, "invalid-field", "solution")
    assert answer.json()["texts"]["en"].endswith("it must not be blank.")


@pytest.mark.parametrize(
    "more",
    [
        {"yearly": [{"month": 1, "day": 1, "name": {"ru": "Новый год"}}]},
        {"exceptions": [{"on": "2030-01-02", "name": {"en": "A day off"}}]},
    ],
)
def test_a_name_in_one_language_is_enough_everywhere(world: World, more: dict[str, Any]) -> None:
    answer = world.admin.post("/schedules/preview", json={"timetable": {**TIMETABLE, **more}})

    assert answer.status_code == 200, answer.text


def test_a_name_in_no_known_language_is_refused(world: World) -> None:
    yearly = [{"month": 1, "day": 1, "name": {"de": "Neujahr"}}]
    answer = world.admin.post("/schedules/preview", json={"timetable": {**TIMETABLE, "yearly": yearly}})

    assert problem(answer)[2].startswith("timetable.yearly[0].name")


@pytest.mark.parametrize("title", [{}, {"ru": None, "en": None}])
def test_a_name_in_neither_language_is_blamed_as_a_whole(world: World, title: dict[str, Any]) -> None:
    answer = world.admin.post("/teams", json={"title": title})

    assert problem(answer) == (422, "invalid-field", "title", "row 100")
    texts = answer.json()["texts"]
    assert "Нужно хотя бы одно из двух: название на русском (ru) или на английском (en)." in texts["ru"]
    assert "At least one of the two is needed: a name in Russian (ru) or in English (en)." in texts["en"]


def test_a_name_deep_inside_in_neither_language_is_blamed_as_a_whole(world: World) -> None:
    yearly = [{"month": 1, "day": 1, "name": {}}]
    answer = world.admin.post("/schedules/preview", json={"timetable": {**TIMETABLE, "yearly": yearly}})

    assert problem(answer)[:3] == (422, "invalid-field", "timetable.yearly[0].name")
    assert "At least one of the two is needed" in answer.json()["texts"]["en"]


def test_a_stranger_beside_a_name_in_one_language_is_what_is_blamed(world: World) -> None:
    yearly = [{"month": 1, "day": 1, "name": {"ru": "Новый год", "de": "Neujahr"}}]
    answer = world.admin.post("/schedules/preview", json={"timetable": {**TIMETABLE, "yearly": yearly}})

    assert problem(answer)[2] == "timetable.yearly[0].name.de"
