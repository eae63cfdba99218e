"""Reply templates over HTTP and in a terminal: found, filled for a ticket, answered with, counted."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.api.practice import posted
from tests.api.serving import World
from tests.api.test_cli import Run, desk

__all__ = ["desk"]

BODY = {
    "ru": "{{requester.first_name}}, заявка №{{ticket.number}} «{{ticket.subject}}»: {{responsible.name}},"
    " {{team.name}}. {{ticket.type}}, {{ticket.status}}. {{desk.name}}, {{me.name}}. {{ticket.link}}",
    "en": "{{requester.name}}: {{ticket.number}}, {{service.name}}, due {{ticket.due}}",
}


def made(world: World, **more: Any) -> dict[str, Any]:
    """A template that everybody may use."""
    title = {"ru": f"Взяли {uuid4().hex[:8]}"}
    sent = {"title": title, "body": BODY, "audience": {"kind": "everyone"}, **more}
    found: dict[str, Any] = posted(world, "/templates", sent)
    return found


def test_a_template_is_filled_with_what_is_known_and_says_what_is_not(world: World) -> None:
    number = world.ticket(subject="Шумит {{me.name}}")["number"]
    world.admin.post(f"/tickets/{number}/unassign", json={})  # another test may have named who answers for the desk
    template = made(world)
    asked = {"ticket": number, "min_position": template["position"]}
    told = world.specialist.get(f"/templates/{template['id']}/filled", params=asked).json()
    assert told["text"] == (
        f"requester, заявка №{number} «Шумит {{{{me.name}}}}»: [ответственный не назначен], [команда не назначена]."
        " Инцидент, Новая. Наша компания, specialist. [адрес службы не задан]"
    )
    assert (told["language"], [one["name"] for one in told["missing"]]) == (
        "ru",
        ["responsible.name", "team.name", "ticket.link"],
    )
    english = world.specialist.get(f"/templates/{template['id']}/filled", params={**asked, "language": "en"}).json()
    assert english["text"].startswith(f"requester: {number}, [no service], due 20")
    assert "None" not in english["text"]


def test_where_a_language_is_missing_the_other_is_told_with_its_own_words(world: World) -> None:
    template = made(world, body={"ru": "{{service.name}}"})
    asked = {"ticket": world.ticket()["number"], "language": "en", "min_position": template["position"]}
    told = world.specialist.get(f"/templates/{template['id']}/filled", params=asked).json()
    assert (told["language"], told["text"]) == ("ru", "[без услуги]")


def test_what_was_answered_with_a_template_is_counted_and_told_to_staff_alone(world: World) -> None:
    template, number = made(world), world.ticket()["number"]
    posted(world, f"/templates/{template['id']}/reword", {"body": {"ru": "Уже смотрим."}})
    said = {"body": "Уже смотрим.", "template_id": template["id"]}
    receipt = world.specialist.post(f"/tickets/{number}/comments", json=said).json()
    seen = {"min_position": receipt["position"]}
    card = world.specialist.get(f"/templates/{template['id']}", params=seen).json()
    assert (card["used"], card["used_by_me"], card["may_change"]) == (1, 1, False)
    assert [one["body"]["ru"] for one in card["versions"]] == ["Уже смотрим.", BODY["ru"]]
    assert card["maker"] == "admin"
    listed = world.admin.get("/templates", params={"text": card["name"]["ru"]}).json()["templates"]
    assert [(one["used"], one["used_by_me"], one["may_change"]) for one in listed] == [(1, 0, True)]
    for client, known in ((world.specialist, True), (world.requester, False)):
        facts = client.get(f"/tickets/{number}/history").json()["facts"]
        assert ("ticket.reply-template-used" in {fact["name"].partition("@")[0] for fact in facts}) is known


def test_an_archived_template_is_listed_apart_and_fills_nothing(world: World) -> None:
    template = made(world)
    receipt = posted(world, f"/templates/{template['id']}/archive", {})
    seen = {"min_position": receipt["position"]}
    ids = [one["template_id"] for one in world.admin.get("/templates", params=seen).json()["templates"]]
    assert template["id"] not in ids
    archived = world.admin.get("/templates", params={**seen, "archived": "true"}).json()["templates"]
    assert template["id"] in [one["template_id"] for one in archived]
    refused = world.admin.get(f"/templates/{template['id']}/filled", params={"ticket": world.ticket()["number"]})
    assert (refused.status_code, refused.json()["code"]) == (404, "no-such-reply-template")


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({"ticket": "999999"}, 404, "ticket"),
        ({"ticket": "много"}, 404, "ticket"),
        ({}, 422, "ticket"),
        ({"ticket": "1001", "language": "de"}, 422, "language"),
    ],
)
def test_what_no_template_is_filled_for_is_named(world: World, asked: dict[str, str], status: int, field: str) -> None:
    template = made(world)
    params = {**asked, "min_position": template["position"]}
    answer = world.specialist.get(f"/templates/{template['id']}/filled", params=params)
    assert (answer.status_code, answer.json()["field"]) == (status, field)


def test_requesters_have_no_templates(world: World) -> None:
    template = made(world)
    assert world.requester.get("/templates").status_code == 404
    assert world.requester.get(f"/templates/{template['id']}").status_code == 404
    assert world.requester.post("/templates", json={"title": {"ru": "x"}, "body": {"ru": "x"}}).status_code == 403


def test_a_template_is_answered_with_by_its_name_in_a_terminal(desk: Run, world: World) -> None:
    template, number = made(world), str(world.ticket()["number"])
    name = world.admin.get(f"/templates/{template['id']}", params={"min_position": template["position"]}).json()
    me, called = ("--as", "specialist.of.the.world"), name["name"]["ru"]
    status, out, err = desk("templates", called, *me)
    assert (status, err, called in out) == (0, "", True)
    assert desk("comment", number, "Ваш Иван.", "--template", called.upper(), *me)[0] == 0
    card = desk("card", number, *me)[1]
    assert f"requester, заявка №{number}" in card
    assert "Ваш Иван." in card
    assert desk("resolve", number, "--template", called, *me)[0] == 0
    refused = desk("comment", number, "--template", "Нет такого", *me)
    assert (refused[0], "Шаблона «Нет такого» нет" in refused[2], called in refused[2]) == (1, True, True)
    assert "--template" in desk("comment", number, *me)[2]
