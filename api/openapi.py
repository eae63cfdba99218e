"""The OpenAPI document: bodies, answers and examples from the structs themselves; served and generated."""

from __future__ import annotations

from typing import Any

import msgspec

from api.command_routes import ReceiptView
from api.command_table import COMMAND_ROUTES, CommandRoute
from api.examples import ANSWERS, BODIES, PLAIN, PROBLEM, RECEIPT
from api.examples_sla import AGREEMENT_ID, PERSON_ID, SCHEDULE_ID, TEAM_ID
from api.preview_routes import PromiseToTry, RevisionToTry, TimetableToTry
from api.problems import Problem
from api.quarantine_routes import Release

Json = dict[str, Any]

_REF = "#/components/schemas/{name}"
_COMMANDS: dict[str, CommandRoute] = {route.command.name: route for route in COMMAND_ROUTES}
_TRIED: dict[str, type[msgspec.Struct]] = {
    "try-timetable": TimetableToTry,
    "preview-schedule": RevisionToTry,
    "preview-agreement": PromiseToTry,
    "release-quarantined": Release,
}
_REFS: dict[str, str] = {
    "tickets": "1001",
    "sla": "1001",
    "schedules": str(SCHEDULE_ID),
    "agreements": str(AGREEMENT_ID),
    "persons": str(PERSON_ID),
    "teams": str(TEAM_ID),
    "quarantine": "7",
}
_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 252"/>'
_METRICS = '# TYPE desk_projection_lag_facts gauge\ndesk_projection_lag_facts{projection="ticket_list"} 0.0\n'
_MESSAGE = "From: mailer-daemon@client.example\r\nSubject: Undelivered Mail\r\n\r\n..."
_TEXTS = {"read-metrics": ("text/plain", _METRICS), "read-quarantined-original": ("message/rfc822", _MESSAGE)}
_HEADERS: dict[str, Json] = {
    "X-Position": {
        "description": "Where the facts stand in the log: give it to a read as ?min_position=.",
        "schema": {"type": "integer"},
    },
    "ETag": {"description": "The ticket's version, for If-Match.", "schema": {"type": "string"}},
    "Location": {"description": "Where the new thing is read.", "schema": {"type": "string"}},
    "X-Stale": {
        "description": "“true”: the answer does not contain min_position yet, and says “stale” in its body.",
        "schema": {"type": "string"},
    },
}


def document(plain: Json) -> Json:
    """FastAPI's own document with what it cannot know: bodies and answers that msgspec reads and writes."""
    kinds: set[Any] = {route.command for route in COMMAND_ROUTES} | {ReceiptView, Problem}
    kinds |= {type(example) for example in ANSWERS.values()} | set(_TRIED.values())
    _, schemas = msgspec.json.schema_components(sorted(kinds, key=lambda kind: kind.__name__), ref_template=_REF)
    for route in COMMAND_ROUTES:
        if route.binds:
            _take_out(schemas[route.command.__name__], route.binds)
    plain["components"] = {
        "schemas": dict(sorted(schemas.items())),
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    }
    plain["security"] = [{"token": []}]
    for methods in plain["paths"].values():
        for operation in methods.values():
            _complete(operation)
    return plain


def _take_out(schema: Json, field: str) -> None:
    """The path names it: the body must not."""
    del schema["properties"][field]
    schema["required"] = [name for name in schema.get("required", []) if name != field]


def _complete(operation: Json) -> None:
    name, responses = operation["operationId"], operation["responses"]
    responses.pop("422", None)
    responses["default"] = {
        "description": "Problem (RFC 9457)",
        "content": {"application/problem+json": _told(_ref(Problem), PROBLEM)},
    }
    for parameter in operation.get("parameters", []):
        if parameter["name"] == "ref":
            parameter["example"] = _REFS[operation["tags"][0]]
    if operation["tags"] == ["health"]:
        operation["security"] = []
    if name in _COMMANDS:
        _complete_command(operation, _COMMANDS[name])
        return
    answer = responses["200"]
    if name in BODIES:
        content = {"application/json": _told(_ref(_TRIED[name]), BODIES[name])}
        operation["requestBody"] = {"required": bool(BODIES[name]), "content": content}
    if name in ANSWERS:
        answer["content"] = {"application/json": _told(_ref(type(ANSWERS[name])), ANSWERS[name])}
    elif name in PLAIN:
        answer["content"] = {"application/json": _told({"type": "object"}, PLAIN[name])}
    else:
        kind, example = _TEXTS.get(name, ("image/svg+xml", _PICTURE))
        answer["content"] = {kind: _told({"type": "string"}, example)}
    named = {parameter["name"] for parameter in operation.get("parameters", [])}
    shown = (["X-Stale"] if "min_position" in named else []) + (["ETag"] if name == "read-ticket" else [])
    if shown:
        answer["headers"] = {header: _HEADERS[header] for header in shown}


def _complete_command(operation: Json, route: CommandRoute) -> None:
    content = {"application/json": {"schema": _ref(route.command), "example": route.example}}
    operation["requestBody"] = {"required": bool(route.example), "content": content}
    answer = operation["responses"]["201" if route.creates else "200"]
    answer["content"] = {"application/json": _told(_ref(ReceiptView), RECEIPT)}
    shown = ["X-Position"] + (["ETag"] if route.tag == "tickets" else []) + (["Location"] if route.creates else [])
    answer["headers"] = {header: _HEADERS[header] for header in shown}


def _told(schema: Json, example: object) -> Json:
    return {"schema": schema, "example": msgspec.json.decode(msgspec.json.encode(example, order="deterministic"))}


def _ref(kind: type[Any]) -> Json:
    return {"$ref": _REF.format(name=kind.__name__)}
