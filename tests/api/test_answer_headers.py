"""What every answer says to browsers and caches, what the pages may run, and which kinds of bodies are read."""

from __future__ import annotations

import base64
import hashlib
import re

import httpx
import pytest

from tests.api.refused import problem
from tests.api.serving import World
from tests.support.plain_http import PLAINLY


def got(world: World, path: str, method: str = "GET") -> httpx.Response:
    return httpx.request(method, f"{world.url}{path}", timeout=30, **PLAINLY)


@pytest.mark.parametrize("path", ["/", "/docs", "/health/live", "/api/v1/openapi.json", "/api/v1/me", "/nowhere"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
def test_no_answer_is_guessed_at_or_framed_or_tells_the_server(world: World, path: str, method: str) -> None:
    answer = got(world, path, method)

    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "Server" not in answer.headers


def test_no_answer_to_a_bearer_is_kept(world: World) -> None:
    number = world.ticket()["number"]
    for path in ("/me", "/tickets", f"/tickets/{number}", f"/tickets/{number}/sla/timeline.svg", "/nowhere"):
        assert world.specialist.get(path).headers["Cache-Control"] == "no-store", path
    refused = world.specialist.post(f"/tickets/{number}/comments", json={})
    assert refused.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/docs"])
def test_a_page_runs_its_own_script_and_style_and_nothing_else(world: World, path: str) -> None:
    answer = got(world, path)
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    for tag in ("script", "style"):
        own = re.findall(rf"<{tag}>(.*?)</{tag}>", answer.text, re.DOTALL)
        known = [f"'sha256-{base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()}'" for part in own]
        assert policy[f"{tag}-src"].split() == known
        assert len(known) == 1

    assert policy["default-src"] == "'none'"
    # What such a policy silently takes away: attributes with style or script, and what comes from elsewhere.
    markup = re.sub(r"<(script|style)>.*?</\1>", "", answer.text, flags=re.DOTALL)
    assert not re.search(r"""\s(style|on\w+|src|href)=""", markup)


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "text/plain; charset=utf-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/json",
    ],
)
def test_a_body_of_another_kind_is_refused_with_the_right_one(world: World, kind: str) -> None:
    answer = world.specialist.post("/tickets", content=b'{"subject": "x"}', headers={"Content-Type": kind})

    assert problem(answer)[:3] == (415, "body-is-not-sent-as-json", "Content-Type")
    for told in answer.json()["texts"].values():
        assert kind.partition(";")[0] in told
        assert "Content-Type: application/json" in told


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8", "application/merge+json", ""])
def test_json_is_taken_under_its_own_name_and_without_any(world: World, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = world.specialist.post("/tickets", content=b'{"subject": "x"}', headers=headers)

    assert answer.status_code == 201, answer.text


def test_what_somebody_made_up_is_said_back_to_them_in_part(world: World) -> None:
    made_up = "x" * 15_000
    answers = [
        world.specialist.get("/tickets", params={made_up: "1"}),
        world.specialist.post("/tickets", json={"subject": "x", made_up: 1}),
    ]
    for answer in answers:
        assert problem(answer)[:2] == (422, "invalid-field")
        assert answer.json()["field"] == "x" * 199 + "…"
        assert len(answer.content) < 6_000


def test_nothing_is_of_no_kind(world: World) -> None:
    number = world.ticket()["number"]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = world.specialist.post(f"/tickets/{number}/comments", content=b"", headers=headers)

    assert problem(answer)[:3] == (422, "invalid-field", "body")


def test_who_is_not_signed_in_hears_how_people_and_programs_get_in(world: World) -> None:
    refused = world.anonymous.get("/me")

    assert refused.json()["title"] == "Нужно войти или предъявить токен"
    for told in refused.json()["texts"].values():
        assert "POST /api/v1/sign-in" in told
        assert "POST /api/v1/me/tokens" in told
        assert "desk token" in told


def test_a_wrong_password_is_no_matter_of_tokens(world: World) -> None:
    wrong = {"login": "nobody.of.headers", "password": "certainly wrong"}
    titles = {
        language: world.anonymous.post("/sign-in", json=wrong, params={"lang": language}).json()["title"]
        for language in ("ru", "en")
    }
    assert titles == {"ru": "Вход не выполнен", "en": "Not signed in"}
