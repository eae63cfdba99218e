"""A fresh thing for every command, and the command's documented example about it; for the tests of the doors."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID, uuid4, uuid5

import httpx

from api.rest.command_route import (
    CHECKLIST,
    COMPANY,
    FILE,
    MACRO,
    PERSON,
    SCHEDULE,
    SERVICE,
    TEAM,
    TICKET,
    UNIT,
    CommandRoute,
)
from api.rest.command_table import COMMAND_ROUTES
from api.rest.person.on_call_orders import COLLEAGUE
from api.rest.person.orders import UNIT_ROUTES
from commands.catalogue import issuers
from commands.permissions import TECHNOLOGISTS
from tests.api.practice import asked_type, awaited_approval, defined_type, posted, prepared_change, written_article
from tests.api.serving import World

BUSY: dict[str, tuple[str, ...]] = {
    "resume": ("hold",),
    "close": ("resolve",),
    "reopen": ("resolve",),
    "draft-article": ("resolve",),
    "rate": ("resolve",),
    "change-rating": ("resolve",),
    "unstart": ("start",),
    "give-back": ("take",),
}
"""What must have been done before a command on a ticket makes sense."""
NO_PAPER = b"12:00 no paper"
"""The content of the example."""
BY_A_ROTA = {"end-on-call-rota", "cover-on-call", "swap-on-call", "withdraw-replacement"}
"""Commands that change who of a team is on call."""
BY_WHOEVER_ASKED = {"take-ticket-back", "rate-ticket", "change-rating"}
"""Commands on a ticket that nobody else may give."""
MADE_AT = dict.fromkeys((route.path for route in UNIT_ROUTES), "/departments") | {
    "/units/{ref}/share-tickets": "/companies",
    "/units/{ref}/ask-for-colleagues": "/companies",
}
"""Where a unit comes from that the command can be given to."""


def filled(world: World, value: Any) -> Any:
    """An example with the ids of things that exist here."""
    known = {
        PERSON: str(world.persons["specialist"]),
        TEAM: str(world.team),
        SCHEDULE: str(world.schedule),
        COMPANY: str(world.company),
        UNIT: str(world.department),
        COLLEAGUE: str(world.persons["second_line"]),
    }
    if isinstance(value, dict):
        return {key: filled(world, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(world, inner) for inner in value]
    known |= {SERVICE: str(world.service), UNIT: str(world.department)}
    if value == FILE:
        world.admin.post("/files", params={"name": "print.log"}, content=NO_PAPER)
    if value == MACRO:
        acts = [{"do": "tag-ticket", "add": ["сбой"]}]
        return str(posted(world, "/macros", {"title": {"ru": "Сбой"}, "acts": acts})["id"])
    if value == CHECKLIST:
        made = {"title": {"ru": "Новичок"}, "items": ["Учётная запись"], "audience": {"kind": "everyone"}}
        return str(posted(world, "/checklist-templates", made)["id"])
    if value == TICKET:
        return str(world.ticket()["id"])
    return known.get(value, value) if isinstance(value, str) else value


def named(world: World, route: CommandRoute) -> str:
    """The address of something that the command can be given to."""
    if route.tag == "tickets":
        number = world.ticket()["number"]
        for step in BUSY.get(route.path.rsplit("/", 1)[1], ()):
            done = next(r for r in COMMAND_ROUTES if r.path == f"/tickets/{{ref}}/{step}")
            assert world.specialist.post(f"/tickets/{number}/{step}", json=done.example).status_code == 200
        return str(number)
    if route.tag == "ticket-types":
        return defined_type(world)
    if route.tag == "modules":
        return "change_requests"
    making = next(made for made in COMMAND_ROUTES if made.path == MADE_AT.get(route.path, f"/{route.tag}"))
    example = filled(world, making.example)
    if route.tag == "persons":
        employee = {"kind": "employee", "unit_id": str(world.department), "licence": "named"}
        example = {**example, **employee, "emails": [], "login": uuid4().hex}
    if route.tag == "agreements":
        example["is_base"] = False
    if route.tag == "teams":
        example["members"].append(str(world.persons["second_line"]))
    if route.tag == "articles":
        return written_article(world, route.command.name, example)
    if route.tag == "changes":
        return prepared_change(world, route.command.name)
    return str(world.admin.post(making.path, json=example).json()["id"])


class Prepared(NamedTuple):
    """An order that will be taken: who sends it, about what, with which body."""

    client: httpx.Client
    ref: str
    body: dict[str, Any]


def prepared(world: World, route: CommandRoute) -> Prepared:
    """What a command is documented with, about something that exists and has come far enough for it."""
    example = _about_what_is_there(world, route, filled(world, route.example))
    if "comment_id" in example:
        ref = named(world, route)
        said = posted(world, f"/tickets/{ref}/comments", {"body": "Смотрим."})
        return Prepared(world.admin, ref, {**example, "comment_id": str(uuid5(UUID(said["command_id"]), "comment"))})
    if "approval_id" in example:
        ref, example["approval_id"] = awaited_approval(world)
    else:
        ref = named(world, route) if route.binds else ""

    if route.command.name in {"unlink-problem-incidents", "unlink-change-incidents"}:
        posted(world, route.path.replace("{ref}", ref).replace("/unlink-", "/link-"), example)
    if route.command.name in {"end-outage", "join-outage", "leave-outage"}:
        posted(world, f"/problems/{ref}/outage", {"title": {"en": "Nothing prints"}})
    if route.command.name == "change-rating":
        rated = world.requester.post(f"/tickets/{ref}/rate", json={"score": 1})
        assert rated.status_code == 200, rated.text
    if route.command.name in BY_A_ROTA:
        example = _on_call(world, ref, example)
    about = {"task_id", "entry_id", "absence_id", "check_id", "checks"} & example.keys()
    if about or route.command.name in {"unlink-tickets", "unmerge-ticket"}:
        example = _around(world, ref, example)
    # Only a technologist sets sources up; an administrator may whatever else an administrator may.
    client = world.technologist if issuers(route.command.name) == TECHNOLOGISTS else world.admin
    if route.command.name in BY_WHOEVER_ASKED:
        client = world.requester
    if route.command.name in {"take-ticket", "give-ticket-back"}:
        client = world.specialist  # who is in a team
    return Prepared(client, ref, example)


def _about_what_is_there(world: World, route: CommandRoute, example: dict[str, Any]) -> dict[str, Any]:
    if route.command.name == "merge-ticket":
        example = {"into": world.ticket()["number"]}
    if route.command.name == "register-person":
        example |= {"emails": [f"{uuid4().hex}@client.example"], "login": uuid4().hex}
    if route.command.name == "name-team-lead":
        example = {"lead": str(world.persons["second_line"])}
    if route.command.name == "set-service-questions":
        code = asked_type(world)
        example = {"form": {"questions": [{**one, "type": code} for one in example["form"]["questions"]]}}
    return example


def _around(world: World, ref: str, example: dict[str, Any]) -> dict[str, Any]:
    """The example about a task, an entry of time, a link or a merge of the ticket, or about an absence ahead."""
    if not example:
        posted(world, f"/tickets/{ref}/merge", {"into": world.ticket()["number"]})
        return example
    if "to" in example:
        posted(world, f"/tickets/{ref}/link", example)
        return example
    if "absence_id" in example:
        planned = {"from_at": "2030-07-01T00:00:00Z", "until_at": "2030-07-15T00:00:00Z"}
        return {**example, "absence_id": str(posted(world, f"/persons/{ref}/absences", planned)["id"])}
    if "check_id" in example or "checks" in example:
        receipt = posted(world, f"/tickets/{ref}/checklist", {"items": ["Ноутбук"]})
        shown = world.admin.get(f"/tickets/{ref}/work", params={"min_position": receipt["position"]}).json()
        check = shown["checklist"][0]["check_id"]
        return {**example, **({"check_id": check} if "check_id" in example else {"checks": [check]})}
    about, made = ("task_id", {"title": "Позвонить"}) if "task_id" in example else ("entry_id", {"minutes": 30})
    receipt = posted(world, f"/tickets/{ref}/{'tasks' if about == 'task_id' else 'time'}", made)
    shown = world.admin.get(f"/tickets/{ref}/work", params={"min_position": receipt["position"]}).json()
    return {**example, about: shown["tasks" if about == "task_id" else "times"][0][about]}


def _on_call(world: World, ref: str, example: dict[str, Any]) -> dict[str, Any]:
    """The example about a team that is on call; somebody takes a span there, where that is taken back."""
    people = [str(world.persons[name]) for name in ("specialist", "second_line")]
    rota = {"people": people, "every": "week", "starts": "2030-01-07T09:00:00", "zone": "Europe/Moscow"}
    posted(world, f"/teams/{ref}/on-call/rota", rota)
    if "replacement_id" not in example:
        return example
    span = {"from_at": "2030-01-16T09:00:00+03:00", "until_at": "2030-01-17T09:00:00+03:00"}
    covered = posted(world, f"/teams/{ref}/on-call/cover", {"person_id": people[0], **span})
    return {**example, "replacement_id": covered["id"]}
