"""Things that have come so far that a command can be given to them; used by tests of the doors."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import httpx
import msgspec

from commands.approvers import Stage
from commands.change_request.approve import SubmitChange
from commands.change_request.draft import DraftChange
from commands.person.register import RegisterPerson
from events.values.identity import ChangeId, CommandId, PersonId
from events.values.people import Actor, Group
from events.values.person_name import PersonName
from events.values.ticket_type import SHIPPED_TYPES
from tests.api.serving import AS_SYSTEM, World
from tests.support.plain_http import PLAINLY

Steps = tuple[tuple[str, dict[str, Any]], ...]

APPROVED: Steps = (("outline", {"risk": "low"}), ("submit", {}))
BEFORE: dict[str, Steps] = {
    "schedule-change": APPROVED,
    "move-change": APPROVED,
}
"""What must have been done before a command on a change request makes sense."""
WINDOW = {"begins_at": "2031-03-02T22:00:00+03:00", "ends_at": "2031-03-03T02:00:00+03:00"}


def prepared_change(world: World, command: str) -> str:
    """A fresh change request, moved on to where the command makes sense."""
    draft = {"subject": "Заменить коммутатор", "plan": "План", "back_out": "Назад", "window": WINDOW}
    if command == "answer-change-approval":
        # Nobody approves their own: what the administrator answers, the desk itself drafted.
        drafted = ChangeId(world.order(msgspec.convert(draft, DraftChange)))
        world.order(SubmitChange(change_id=drafted, stages=(Stage(approvers=(PersonId(world.persons["admin"]),)),)))
        return str(drafted)
    change = str(posted(world, "/changes", draft)["id"])
    for step, body in BEFORE.get(command, ()):
        posted(world, f"/changes/{change}/{step}", body)
    return change


READ: Steps = (("publish", {}),)
BEFORE_ARTICLES: dict[str, Steps] = {
    "withdraw-article": READ,
    "restore-article": (("archive", {}),),
    "give-article-feedback": READ,
    "take-article-feedback-back": (*READ, ("feedback", {"helped": True})),
}
"""What must have been done before a command on an article makes sense."""


def written_article(world: World, command: str, example: dict[str, Any]) -> str:
    """A fresh article, as far as the command needs it."""
    article = str(posted(world, "/articles", example)["id"])
    for step, body in BEFORE_ARTICLES.get(command, ()):
        posted(world, f"/articles/{article}/{step}", body)
    return article


def defined_type(world: World) -> str:
    """The code of a fresh type of ticket that reads like an incident."""
    code = f"t{uuid4().hex[:12]}"
    definition = json.loads(msgspec.json.encode(SHIPPED_TYPES["incident"]))
    posted(world, "/ticket-types", {"code": code, "definition": definition})
    return code


def asked_type(world: World) -> str:
    """The code of a fresh type with the fields that the example of a service's questions asks for."""
    code = f"t{uuid4().hex[:12]}"
    definition = json.loads(msgspec.json.encode(SHIPPED_TYPES["incident"]))
    name = {"ru": "Поле", "en": "Field"}
    choices = [{"code": "erp", "name": name}, {"code": "mail", "name": name}]
    definition["attributes"] = [
        {"code": "system", "name": {"ru": "Система", "en": "System"}, "kind": "choice", "choices": choices},
        {"code": "until", "name": {"ru": "До какого дня", "en": "Until"}, "kind": "date"},
    ]
    posted(world, "/ticket-types", {"code": code, "definition": definition})
    return code


def awaited_approval(world: World) -> tuple[str, str]:
    """A fresh ticket that waits for the administrator, and what it waits for."""
    number = str(world.ticket()["number"])
    asked = {"question": "?", "stages": [{"approvers": [str(world.persons["admin"])]}]}
    answer = world.specialist.post(f"/tickets/{number}/approvals", json=asked)
    assert answer.status_code == 200, answer.text
    seen = {"min_position": answer.json()["position"]}
    (approval,) = world.admin.get(f"/tickets/{number}", params=seen).json()["approvals"]
    return number, approval["approval_id"]


def posted(world: World, path: str, body: dict[str, Any], by: httpx.Client | None = None) -> dict[str, Any]:
    """The receipt of a command, by the administrator unless somebody is named."""
    answer = (by or world.admin).post(path, json=body)
    assert answer.status_code in {200, 201}, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


def somebody(world: World, *groups: Group) -> httpx.Client:
    """A fresh employee with these groups, at the door."""
    command = RegisterPerson(
        full_name=PersonName("Кто-то", uuid4().hex),
        unit_id=world.department,
        licence="named",
        groups=frozenset(groups),
    )
    person = world.desk.bus.execute(command, viewer=AS_SYSTEM, command_id=CommandId(uuid4())).stream
    actor = Actor(kind="person", id=person, name="Кто-то")
    token = world.desk.tokens.make(actor, frozenset(groups), now=world.desk.clock.now())
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"{world.url}/api/v1", headers=headers, timeout=30, **PLAINLY)
