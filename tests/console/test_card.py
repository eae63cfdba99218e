"""The card of a ticket by HTTP: each deed is a page of its own, in both languages, offered to whom it is for."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from api.console.card.deeds import DEEDS
from commands.catalogue import COMMANDS
from tests.api.serving import World
from tests.console.people import People
from tests.console.test_pages import HOSTILE
from tests.console.test_undo import ordered

NAMED = {"replan": "task", "give-up": "task", "correct-time": "entry", "check": "check", "comment": "comment",
         "answer": "approval"}  # fmt: skip
"""Deeds on a part of the ticket, and by which word their address names it."""


def worked_on(client: httpx.Client, number: str, words: str) -> dict[str, str]:
    """A ticket with a task, time, an item and a comment; gives what addresses name each by."""
    ordered(client, "add-task", ticket_id=number, title=words)
    ordered(client, "spend-time", ticket_id=number, minutes="5", note=words)
    ordered(client, "add-checklist", ticket_id=number, items=words)
    ordered(client, "tag-ticket", ticket_id=number, add="метка")
    ordered(client, "comment-on-ticket", ticket_id=number, body=words, is_public="false")
    stage = {"stages.0.approvers": "specialist.of.the.world"}
    last = ordered(client, "request-approval", ticket_id=number, question=words, **stage)
    at = {"min_position": last["position"]}
    work = client.get(f"/api/v1/tickets/{number}/work", params=at).json()
    timeline = client.get(f"/api/v1/tickets/{number}/timeline", params=at).json()["entries"]
    card = client.get(f"/api/v1/tickets/{number}", params=at).json()
    return {
        "approval": card["approvals"][0]["approval_id"],
        "task": work["tasks"][0]["task_id"],
        "entry": work["times"][0]["entry_id"],
        "check": work["checklist"][0]["check_id"],
        "comment": next(one["comment_id"] for one in timeline if one.get("comment_id")),
    }


def addresses(number: str, ids: dict[str, str]) -> list[str]:
    return [
        f"/tickets/{number}/do/{name}" + (f"?{NAMED[name]}={ids[NAMED[name]]}" if name in NAMED else "")
        for name in DEEDS
    ]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_deed_opens_as_a_page_and_as_a_part_and_hostile_words_stay_words(
    people: People, world: World, language: str
) -> None:
    number = str(world.ticket(subject=HOSTILE, description=HOSTILE)["number"])
    client = people.signed_in(people.somebody("administrator"))
    ids = worked_on(client, number, HOSTILE)
    client.post("/look", data={"language": language})
    for path in (
        *addresses(number, ids),
        *(f"/tickets/{number}?tab={tab}" for tab in ("about", "links", "tasks", "approvals", "files", "none")),
        *(f"/tickets/{number}/{page}" for page in ("history", "registered", "print")),
    ):
        page = client.get(path)
        assert page.status_code == 200, (path, page.text[:300])
        assert f'<html lang="{language}"' in page.text
        assert "<script>alert" not in page.text, path
        assert "<img src=x" not in page.text, path
        part = client.get(path, headers={"Part": "history" if path.endswith("history") else "deed"})
        assert ("<html" in part.text) == ("?tab=" in path or path.endswith("print")), path


def test_every_deed_gives_an_order_that_there_is_by_a_form_on_its_page(people: People, world: World) -> None:
    number = str(world.ticket()["number"])
    client = people.signed_in(people.somebody("administrator"))
    ids = worked_on(client, number, "Слова")
    for name, path in zip(DEEDS, addresses(number, ids), strict=True):
        assert DEEDS[name].order in COMMANDS
        page = client.get(path).text
        orders = re.findall(r'action="/order/([a-z-]+)"', page)
        assert DEEDS[name].order in orders or name == "comment", name
        assert all(one in COMMANDS for one in orders)


def test_a_deed_that_is_not_theirs_or_not_there_is_refused_with_a_page(people: People, world: World) -> None:
    number = world.ticket()["number"]
    auditor = people.signed_in(people.somebody("auditor"))
    assert auditor.get(f"/tickets/{number}/do/merge").status_code == 403
    client = people.signed_in(people.somebody("administrator"))
    for path in ("do/nothing", "do/replan", "do/replan?task=x", f"do/comment?comment={world.team}"):
        assert client.get(f"/tickets/{number}/{path}").status_code == 404, path


def test_auditors_see_all_that_stands_on_a_card_and_are_offered_nothing(people: People, world: World) -> None:
    number = str(world.ticket()["number"])
    worked_on(people.signed_in(people.somebody("administrator")), number, "Позвонить подрядчику")
    world.desk.catch_up()
    auditor = people.signed_in(people.somebody("auditor"))
    page = auditor.get(f"/tickets/{number}").text
    assert page.count("Позвонить подрядчику") >= 3
    assert "/order/" not in page
    assert "/do/" not in page
    assert "Позвонить подрядчику" in auditor.get(f"/tickets/{number}/history").text


def test_a_field_that_is_emptied_takes_away_what_was_there(people: People, world: World) -> None:
    number = str(world.ticket(description="Было сказано", impact="high", urgency="high")["number"])
    client = people.signed_in(people.somebody("administrator"))
    done = ordered(
        client, "correct-ticket-words", ticket_id=number, subject="Тема", description="", _none="description"
    )
    told = world.admin.get(f"/tickets/{number}", params={"min_position": done["position"]}).json()
    assert told["description"] == ""
    fields: dict[str, Any] = {"impact": "", "urgency": "", "priority": "low", "_none": ["impact", "urgency"]}
    done = ordered(client, "prioritise-ticket", ticket_id=number, **fields)
    told = world.admin.get(f"/tickets/{number}", params={"min_position": done["position"]}).json()
    assert (told["impact"], told["urgency"], told["priority"]) == (None, None, "low")


def test_what_stands_below_is_closed_along_by_choice(people: People, world: World) -> None:
    parent, child = (str(world.ticket(subject=f"Ветка {nth}")["number"]) for nth in range(2))
    client = people.signed_in(people.somebody("administrator"))
    ordered(client, "link-tickets", ticket_id=parent, kind="parent_of", to=child)
    for number in (parent, child):
        ordered(client, "resolve-ticket", ticket_id=number, solution="Готово")
    world.desk.catch_up()
    card = client.get(f"/tickets/{parent}").text
    assert f"/tickets/{parent}/do/close" in card
    assert child in client.get(f"/tickets/{parent}/do/close").text
    done = ordered(client, "close-ticket", ticket_id=parent, children="true")
    told = world.admin.get(f"/tickets/{child}", params={"min_position": done["position"]}).json()
    assert told["status"] == "closed"


def test_a_ticket_that_is_over_still_takes_time_tags_and_links_and_offers_nothing_that_it_refuses(
    people: People, world: World
) -> None:
    number = str(world.ticket()["number"])
    world.admin.post(f"/tickets/{number}/decline", json={"reason": "Дважды"})
    client = people.signed_in(people.somebody("administrator"))
    for command, fields in (
        ("spend-time", {"minutes": "10"}),
        ("tag-ticket", {"add": "разобрано"}),
        ("share-ticket", {"group": "second_line"}),
    ):
        ordered(client, command, ticket_id=number, **fields)
    world.desk.catch_up()
    page = client.get(f"/tickets/{number}").text
    for deed in ("time", "link", "share"):
        assert f"/tickets/{number}/do/{deed}" in page, deed
    for deed in ("task", "merge", "assign", "words", "copy", "watcher"):
        assert f'/tickets/{number}/do/{deed}"' not in page, deed


def test_a_ticket_on_paper_has_its_conversation_and_history_and_no_menu(people: People, world: World) -> None:
    number = str(world.ticket(description="Как было")["number"])
    world.admin.post(f"/tickets/{number}/comments", json={"body": "Слово на бумагу"})
    world.desk.catch_up()
    page = people.signed_in(people.somebody("administrator")).get(f"/tickets/{number}/print").text
    for words in ("Как было", "Слово на бумагу", "История"):
        assert words in page
    assert "<header" not in page
