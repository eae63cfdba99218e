"""Every command with its documented example about something fresh, and its commonest refusals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
from fastapi import status

from api.rest.command_route import CommandRoute
from api.rest.command_table import COMMAND_ROUTES
from commands.catalogue import may_issue
from events.values.people import Actor, Viewer
from tests.api.orders import Prepared, prepared
from tests.api.practice import posted
from tests.api.serving import STAFF
from tests.recorded.questions import NOBODY
from tests.recorded.recorder import Recorder
from tests.recorded.scene import Stage

Json = dict[str, Any]
BESIDE_ADMIN = ("technologist", "requester", "specialist")
SOMEBODY = Actor(kind="person", id=UUID(NOBODY), name="")
NOT_THERE = {"tickets": "999999", "modules": "nothing", "ticket-types": "nothing"}


def carry_out_all(stage: Stage, recorder: Recorder) -> None:
    """Every command of the table, in its order."""
    clients = {name: stage.client(name) for name in STAFF}
    for route in COMMAND_ROUTES:
        order = prepared(stage, route)
        by = next((who for who in BESIDE_ADMIN if getattr(stage, who) is order.client), "admin")
        _refuse(recorder, route, order, by, clients)
        _carry_out(recorder, route, order, by)
        _tidy(stage, route, order)
    _with_heads(stage, recorder)


def _carry_out(recorder: Recorder, route: CommandRoute, order: Prepared, by: str) -> None:
    """Once as it is documented, and once more, when it may have become senseless."""
    name, refs = route.command.name, {"ref": order.ref}
    first = recorder.ask(name, order.client, by, refs=refs, body=order.body, once=True)
    assert first.status_code == (status.HTTP_201_CREATED if route.creates else status.HTTP_200_OK), first.text
    again = recorder.ask(name, order.client, by, refs=refs, body=order.body, once=True)
    if again.is_error:
        recorder.records[name].pop()
        recorder.ask(name, order.client, by, refs=refs, body=order.body)


def _with_heads(stage: Stage, recorder: Recorder) -> None:
    """The same order once more by its key, another by the same key; what was seen is no more what stands."""
    name, body, key = "register-ticket", {"subject": "Не печатает принтер"}, {"Idempotency-Key": "an order"}
    for _ in range(2):
        recorder.ask(name, stage.requester, "requester", body=body, heads=key, once=True)
    recorder.ask(name, stage.requester, "requester", body={"subject": "Другая"}, heads=key)
    seen = {"If-Match": '"7"'}
    about = {
        "comment-on-ticket": (str(stage.ticket()["number"]), {"body": "Уже смотрим."}),
        "describe-problem": ("P-1", {"subject": "Сеть"}),
        "outline-change": ("C-1", {"subject": "Сеть"}),
    }
    for command, (ref, told) in about.items():
        recorder.ask(command, stage.admin, "admin", refs={"ref": ref}, body=told, heads=seen)


def _refuse(
    recorder: Recorder, route: CommandRoute, order: Prepared, by: str, clients: dict[str, httpx.Client]
) -> None:
    name, refs = route.command.name, {"ref": order.ref}
    for group, licensed in STAFF.items():
        if not may_issue(Viewer(actor=SOMEBODY, groups=frozenset({licensed})), name):
            recorder.ask(name, clients[group], group, refs=refs, body=order.body, once=True)
            break
    recorder.ask(name, order.client, by, refs=refs, body={**order.body, "colour": "red"}, once=True)
    if route.binds:
        missing = {"ref": NOT_THERE.get(route.tag, NOBODY)}
        recorder.ask(name, order.client, by, refs=missing, body=order.body)
    for field in order.body:
        recorder.ask(name, order.client, by, refs=refs, body={**order.body, field: 0.5}, once=True)
        break


def _tidy(stage: Stage, route: CommandRoute, order: Prepared) -> None:
    """What the next commands rely on."""
    if route.command.name == "hide-module":
        posted(stage, f"/modules/{order.ref}/show", {})
    if route.tag == "agreements":
        posted(stage, f"/agreements/{stage.agreement}/make-base", {})
