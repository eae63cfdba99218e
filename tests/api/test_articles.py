"""Articles over HTTP: quoted by what people call them, their files, and what a hidden knowledge base says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.practice import posted
from tests.api.serving import World
from tests.api.test_modules import hidden


@pytest.fixture
def article(world: World) -> dict[str, Any]:
    """A published article for everyone."""
    words = {"language": "ru", "title": "Сканер молчит", "body": "Включите его"}
    made = posted(world, "/articles", {"texts": [words], "audience": "everyone"})
    return posted(world, f"/articles/K-{made['number']}/publish", {})


def test_an_article_is_quoted_by_its_number_and_stands_on_both_cards(world: World, article: dict[str, Any]) -> None:
    number, called = world.ticket()["number"], f"k-{article['number']}"
    said = {"body": "Вот статья", "article": called}
    answer = world.specialist.post(f"/tickets/{number}/comments", json=said)
    assert answer.status_code == 200, answer.text
    seen = {"min_position": answer.json()["position"]}
    quoted = world.requester.get(f"/tickets/{number}/articles", params=seen).json()["articles"]
    assert [(one["number"], one["is_public"]) for one in quoted] == [(article["number"], True)]
    card = world.specialist.get(f"/articles/{called}", params=seen).json()
    assert (card["quoted"], [one["number"] for one in card["tickets"]]) == (1, [number])
    nothing = world.specialist.post(f"/tickets/{number}/comments", json={"body": "Вот", "article": "K-9999"}).json()
    assert (nothing["code"], nothing["field"]) == ("no-such-article", "article")


def test_a_file_of_an_article_is_read_by_its_readers_and_its_digest_opens_nothing_else(
    world: World, article: dict[str, Any]
) -> None:
    file = world.admin.post("/files", params={"name": "tray.txt"}, content=b"paper here").json()["files"][0]
    ref = f"K-{article['number']}"
    named = posted(world, f"/articles/{ref}/files", {"attachments": [file]})
    seen = {"article": ref, "min_position": named["position"]}
    assert world.requester.get(f"/files/{file['sha256']}", params=seen).content == b"paper here"
    assert world.requester.get(f"/files/{file['sha256']}").json()["code"] == "no-such-file"
    assert world.requester.get(f"/files/{'0' * 64}", params=seen).json()["code"] == "no-such-file"
    withdrawn = posted(world, f"/articles/{ref}/withdraw", {})
    seen["min_position"] = withdrawn["position"]
    assert world.requester.get(f"/files/{file['sha256']}", params=seen).json()["code"] == "no-such-file"
    assert world.specialist.get(f"/files/{file['sha256']}", params=seen).status_code == 200


def test_a_hidden_knowledge_base_refuses_its_questions_and_is_not_sought(world: World, article: dict[str, Any]) -> None:
    ref = f"K-{article['number']}"
    with hidden(world, "knowledge"):
        for path in ("/articles", f"/articles/{ref}", "/articles/suggested?text=сканер"):
            assert world.requester.get(path).json()["code"] == "module-is-hidden", path
        kinds = {one["kind"] for one in world.specialist.get("/search", params={"text": "сканер"}).json()["sections"]}
        assert "article" not in kinds
    assert world.requester.get(f"/articles/{ref}").status_code == 200


def test_editions_are_compared_line_by_line(world: World, article: dict[str, Any]) -> None:
    ref = f"/articles/K-{article['number']}"
    posted(world, f"{ref}/redraft", {"language": "ru", "body": "Включите его\nИ подождите"})
    posted(world, f"{ref}/publish", {"note": "Подождать"})
    told = world.specialist.get(f"{ref}/editions").json()["editions"]
    assert [(one["edition"], one["languages"], one["note"]) for one in told] == [
        (2, ["ru"], "Подождать"),
        (1, ["ru"], ""),
    ]
    second = world.specialist.get(f"{ref}/editions/2", params={"against": 1}).json()
    assert second["body_changes"] == [{"what": "same", "text": "Включите его"}, {"what": "new", "text": "И подождите"}]
    assert world.specialist.get(f"{ref}/editions/3").json()["code"] == "invalid-field"
    assert world.requester.get(f"{ref}/editions").status_code == 403
