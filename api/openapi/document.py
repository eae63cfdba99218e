"""The OpenAPI document: bodies, answers and examples from the structs themselves; served and generated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from api.http.refusal_answers import ProblemDetails
from api.openapi.answers import answers
from api.openapi.bodies import BODIES
from api.openapi.names import let_one_language_do
from api.openapi.plain_words import plainly
from api.openapi.recorded import Recorded, recorded
from api.pictures.kinds import MEDIA_TYPES
from api.rest.command_route import (
    AGREEMENT,
    CHECKLIST,
    FREEZE,
    MACRO,
    PERSON,
    SCHEDULE,
    SERVICE,
    TEAM,
    TEMPLATE,
    UNIT,
    VERSIONED,
    VIEW,
    CommandRoute,
)
from api.rest.command_table import COMMAND_ROUTES
from api.rest.commands import ReceiptView, Told

Json = dict[str, Any]

_REF = "#/components/schemas/{name}"
_COMMANDS: dict[str, CommandRoute] = {route.command.name: route for route in COMMAND_ROUTES}
_REFS: dict[str, str] = {
    "tickets": "1001",
    "live": "1001",
    "sla": "1001",
    "problems": "P-1",
    "changes": "C-1",
    "schedules": SCHEDULE,
    "agreements": AGREEMENT,
    "persons": PERSON,
    "teams": TEAM,
    "units": UNIT,
    "services": SERVICE,
    "accounts": PERSON,
    "ticket-types": "incident",
    "quarantine": "7",
    "modules": "change_requests",
    "views": VIEW,
    "templates": TEMPLATE,
    "articles": "K-1",
    "macros": MACRO,
    "freezes": FREEZE,
    "checklist-templates": CHECKLIST,
    "settings": "7",
}
_PATH_IDS = {
    "send": "0f6a1d3c-2f0e-4b7d-8b8e-5d2f7a9c1e44",
    "ref": "",
    "version": "1",
    "edition": "1",
    "session": "5b7a2c1e-0d5f-4a55-9a61-2f3a8a1c7b10",
    "token": "9a1d4f0c-63b5-4b8e-8a39-5c7c0f3e2d21",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
_OPEN = frozenset({"sign-in", "reset-password", "answer-satisfaction"})
"""What is asked without a token: it is how one gets in."""
_UNSTRUCTURED = frozenset({"is-alive", "is-ready"})
"""What no struct describes."""
_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 252"/>'
_METRICS = '# TYPE desk_projection_lag_facts gauge\ndesk_projection_lag_facts{projection="ticket_list"} 0.0\n'
_MESSAGE = "From: mailer-daemon@client.example\r\nSubject: Undelivered Mail\r\n\r\n..."
_EVENTS = (
    'retry: 2000\nevent: open\ndata: {"cursor":"1.2745","ping_s":15.0}\nid: 1.2745\n\n'
    'event: changed\ndata: {"cursor":"1.2747","tickets":[1001],"left":[],"crossed":[],"counts":true,'
    '"lists":false}\nid: 1.2747\n\n'
)
_TABLE = "\ufeffНомер;Тема;Статус\r\n1001;Не печатает принтер;Новая\r\n"
_CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Deskledger//On call//EN\r\nBEGIN:VEVENT\r\n"
    "UID:8f2c6a1e-5d3b-5c7a-9e4f-0b1a2c3d4e5f\r\nDTSTAMP:20300107T060000Z\r\nDTSTART:20300107T060000Z\r\n"
    "DTEND:20300114T060000Z\r\nSUMMARY:Дежурит Веснина Ольга\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
_TEXTS = {
    "read-metrics": ("text/plain", _METRICS),
    "read-quarantined-original": ("message/rfc822", _MESSAGE),
    "open-stream": ("text/event-stream", _EVENTS),
    "export-tickets": ("text/csv", _TABLE),
    "read-on-call-calendar": ("text/calendar", _CALENDAR),
}
_HEADERS: dict[str, Json] = {
    "X-Position": {
        "description": "Where the facts stand in the log: give it to a read as ?min_position=.",
        "schema": {"type": "integer"},
    },
    "X-Cursor": {
        "description": "The same with the epoch of the log: what a program keeps, so that a restore is noticed.",
        "schema": {"type": "string"},
    },
    "X-Epoch": {
        "description": "The epoch of the log, which positions in the answer are of.",
        "schema": {"type": "integer"},
    },
    "ETag": {"description": "The version of the thing, for If-Match.", "schema": {"type": "string"}},
    "Location": {"description": "Where the new thing is read.", "schema": {"type": "string"}},
    "X-Stale": {
        "description": "“true”: the answer does not contain min_position yet, and says “stale” in its body.",
        "schema": {"type": "string"},
    },
}


def document(plain: Json) -> Json:
    """FastAPI's own document with what it cannot know: bodies and answers that msgspec reads and writes."""
    answered = answers()
    kinds: set[Any] = {route.command for route in COMMAND_ROUTES} | {ReceiptView, ProblemDetails, Told}
    kinds |= set(answered.values()) | {body.kind for body in BODIES.values()}
    _, schemas = msgspec.json.schema_components(sorted(kinds, key=lambda kind: kind.__name__), ref_template=_REF)
    for route in COMMAND_ROUTES:
        if route.binds:
            _take_out(schemas[route.command.__name__], route.binds)
        if route.is_told_late:
            schemas[route.command.__name__]["properties"]["at"] = schemas["Told"]["properties"]["at"]
    del schemas["Told"]
    sent = [*(route.command for route in COMMAND_ROUTES), *(body.kind for body in BODIES.values())]
    let_one_language_do(schemas, [_ref(kind) for kind in sent])
    plain["components"] = {
        "schemas": dict(sorted(schemas.items())),
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    }
    plain["security"] = [{"token": []}]
    examples = recorded()
    for methods in plain["paths"].values():
        for operation in methods.values():
            # What is newer than the records has no example yet.
            _complete(operation, examples.get(operation["operationId"], Recorded()), answered)
    told: Json = plainly(plain)
    return told


def _take_out(schema: Json, field: str) -> None:
    """The path names it: the body must not."""
    del schema["properties"][field]
    schema["required"] = [name for name in schema.get("required", []) if name != field]


def _complete(operation: Json, shown: Recorded, answered: Mapping[str, type[Any]]) -> None:
    name, responses = operation["operationId"], operation["responses"]
    responses.pop("422", None)
    responses["default"] = {
        "description": "Problem (RFC 9457)",
        "content": {"application/problem+json": _shown(_ref(ProblemDetails), shown.refusal)},
    }
    # What is wanted in front, how new it must be behind.
    operation.get("parameters", []).sort(key=lambda parameter: parameter["name"] == "min_position")
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            parameter["example"] = _PATH_IDS[parameter["name"]] or _REFS[operation["tags"][0]]
    if operation["tags"] == ["health"] or name in _OPEN:
        operation["security"] = []
    if name in _COMMANDS:
        _complete_command(operation, _COMMANDS[name], shown)
        return
    answer = responses.get("201") or responses["200"]
    if name in BODIES:
        body = BODIES[name]
        content = {"application/json": {"schema": _ref(body.kind), "example": body.example}}
        operation["requestBody"] = {"required": bool(body.example), "content": content}
    elif name == "upload-photo":
        operation["requestBody"] = {"required": True, "content": _photo()}
    elif name == "upload-file":
        operation["requestBody"] = {"required": True, "content": _file() | _form()}
    answer["content"] = _answer(name, shown, answered)
    named = {parameter["name"] for parameter in operation.get("parameters", [])}
    heads = (["X-Stale", "X-Epoch"] if "min_position" in named else []) + (
        ["ETag"] if name in {"read-ticket", "read-problem", "read-change"} else []
    )
    if heads:
        answer["headers"] = {header: _HEADERS[header] for header in heads}
    if "min_position" in named:
        responses["default"]["headers"] = {"X-Stale": _HEADERS["X-Stale"]}


def _answer(name: str, shown: Recorded, answered: Mapping[str, type[Any]]) -> Json:
    if name in answered:
        return {"application/json": _shown(_ref(answered[name]), shown.answer)}
    if name in _UNSTRUCTURED:
        return {"application/json": _shown({"type": "object"}, shown.answer)}
    if name == "read-photo":
        return _photo()
    if name in {"read-file", "read-person-file"}:
        return _file()
    kind, example = _TEXTS.get(name, ("image/svg+xml", _PICTURE))
    return {kind: {"schema": {"type": "string"}, "example": example}}


def _photo() -> Json:
    return {kind: {"schema": {"type": "string", "format": "binary"}, "example": "…"} for kind in MEDIA_TYPES}


def _file() -> Json:
    return {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}, "example": "…"}}


def _form() -> Json:
    files = {"type": "array", "items": {"type": "string", "format": "binary"}}
    schema = {"type": "object", "properties": {"file": files}}
    return {"multipart/form-data": {"schema": schema, "example": {"file": ["…"]}}}


def _complete_command(operation: Json, route: CommandRoute, shown: Recorded) -> None:
    content = {"application/json": {"schema": _ref(route.command), "example": route.example}}
    operation["requestBody"] = {"required": bool(route.example), "content": content}
    answer = operation["responses"]["201" if route.creates else "200"]
    answer["content"] = {"application/json": _shown(_ref(ReceiptView), shown.answer)}
    heads = (
        ["X-Position", "X-Cursor"]
        + (["ETag"] if route.tag in VERSIONED else [])
        + (["Location"] if route.creates else [])
    )
    answer["headers"] = {header: _HEADERS[header] for header in heads}


def _shown(schema: Json, example: msgspec.Raw) -> Json:
    """A schema with what was recorded for it."""
    return {"schema": schema} | ({"example": msgspec.json.decode(example)} if bytes(example) else {})


def _ref(kind: type[Any]) -> Json:
    return {"$ref": _REF.format(name=kind.__name__)}
