"""The OpenAPI document: bodies, answers and examples from the structs themselves; served and generated."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI

from api.command_routes import ReceiptView
from api.command_table import COMMAND_ROUTES
from api.problems import Problem
from events.values.people import Viewer
from projections.agreements import AgreementView, ScheduleView
from projections.directory import PersonView, TeamView
from projections.sla_clocks.readers import ClocksView, ExplanationView
from projections.ticket_card import TicketCard
from projections.ticket_history import HistoryEntry
from projections.ticket_timeline import Entry
from projections.tickets_query import Counts, Page

Json = dict[str, Any]

INSTANT = "2026-11-23T06:00:00Z"
_TICKET = "e46286ad-9e40-537d-ba9e-38d01e3eb2d0"
_PERSON = "7d2f2f3e-9c55-5b1c-8f0e-3f6c1a0b2d4e"
_CLOCK: Json = {
    "clock": "resolution",
    "state": "running",
    "is_running": True,
    "target_s": 28800.0,
    "target_no": 1,
    "rule_id": "critical",
    "promise_version": 1,
    "consumed_s": 3600.0,
    "left_s": 25200.0,
    "overrun_s": 0.0,
    "overrun_wall_s": 0.0,
    "due_at": "2026-11-23T14:00:00Z",
    "missed_at": None,
    "stopped_at": None,
}

ANSWERS: dict[str, tuple[str, Any, Json]] = {
    "list-tickets": ("Page", Page, {"tickets": [], "next_cursor": None}),
    "count-tickets": (
        "Counts",
        Counts,
        {"by_status": {"new": 2}, "open": 2, "overdue": 1, "mine": 0, "nobodys": 2},
    ),
    "read-ticket": (
        "TicketCard",
        TicketCard,
        {"ticket_id": _TICKET, "number": 1001, "subject": "Не печатает принтер", "status": "new", "version": 1},
    ),
    "read-ticket-timeline": ("Entry", Entry, {"entries": []}),
    "read-ticket-history": ("HistoryEntry", HistoryEntry, {"facts": []}),
    "read-ticket-sla": (
        "ClocksView",
        ClocksView,
        {
            "ticket_id": _TICKET,
            "number": 1001,
            "at": INSTANT,
            "resolution": _CLOCK,
            "reaction": {**_CLOCK, "clock": "reaction"},
        },
    ),
    "explain-ticket-sla": ("ExplanationView", ExplanationView, {"number": 1001, "clocks": []}),
    "list-agreements": ("AgreementView", AgreementView, {"agreements": []}),
    "list-schedules": ("ScheduleView", ScheduleView, {"schedules": []}),
    "list-teams": ("TeamView", TeamView, {"teams": []}),
    "find-persons": ("PersonView", PersonView, {"persons": []}),
    "who-am-i": (
        "Viewer",
        Viewer,
        {"actor": {"kind": "person", "id": _PERSON, "name": "Анна"}, "groups": ["specialist"]},
    ),
}
"""Operation -> the struct that its answer is made of, and an example of the answer."""

_REF = "#/components/schemas/{name}"


def document(app: FastAPI, plain: Json) -> Json:
    """FastAPI's own document with what it cannot know: bodies and answers that msgspec reads and writes."""
    del app
    kinds: list[Any] = [*{route.command for route in COMMAND_ROUTES}, ReceiptView, Problem]
    kinds += [kind for _, kind, _ in ANSWERS.values()]
    kinds.sort(key=lambda kind: kind.__name__)
    _, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    plain.setdefault("components", {}).setdefault("schemas", {}).update(components)
    plain["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    plain["security"] = [{"token": []}]
    for methods in plain["paths"].values():
        for operation in methods.values():
            _complete(operation)
    return plain


def _complete(operation: Json) -> None:
    problem = {"application/problem+json": {"schema": {"$ref": _REF.format(name="Problem")}}}
    responses = operation["responses"]
    responses.pop("422", None)
    responses["default"] = {"description": "Problem (RFC 9457)", "content": problem}
    name = operation.get("operationId", "")
    route = next((route for route in COMMAND_ROUTES if route.command.name == name), None)
    if route is not None:
        schema = {"$ref": _REF.format(name=route.command.__name__)}
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema, "example": route.example}},
        }
        receipt: Json = {
            "command_id": "0f8fad5b-d9cb-469f-a165-70867728950e",
            "id": _TICKET,
            "number": 1001,
            "version": 1,
            "position": 42,
            "repeated": False,
        }
        _answer(responses["201" if route.creates else "200"], "ReceiptView", receipt)
    elif name in ANSWERS:
        struct, _, example = ANSWERS[name]
        _answer(responses["200"], struct, example)
    elif name == "draw-ticket-sla":
        responses["200"]["content"] = {"image/svg+xml": {"example": "<svg/>"}}


def _answer(response: Json, struct: str, example: Json) -> None:
    schema: Json = {"$ref": _REF.format(name=struct)}
    if len(example) == 1 or struct == "ExplanationView":
        key, _ = list(example.items())[-1]
        schema = {"type": "object", "properties": {key: {"type": "array", "items": schema}}}
    response["content"] = {"application/json": {"schema": schema, "example": example}}
