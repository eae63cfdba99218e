"""The document of the API: complete, true, and usable without the internet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from events.values.identity import BUILT_IN_ADMIN
from tests.api.json_schema import faults
from tests.api.orders import filled
from tests.api.pictures import png
from tests.api.serving import World
from tests.support.generated import documents, openapi
from tests.support.plain_http import PLAINLY

Json = dict[str, Any]
DOCUMENT: Json = openapi()
SCHEMAS: Json = DOCUMENT["components"]["schemas"]


def operations() -> Iterator[tuple[str, str, Json]]:
    """Method, path and description of every operation."""
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


OPERATIONS = {operation["operationId"]: (method, path, operation) for method, path, operation in operations()}
READS = sorted(name for name, (method, _, _) in OPERATIONS.items() if method == "get")
TRIED = ("try-timetable", "preview-schedule", "preview-agreement", "release-quarantined")


def contents(operation: Json) -> Iterator[tuple[str, Json]]:
    """Every body of an operation, sent and answered."""
    if "requestBody" in operation:
        yield from operation["requestBody"]["content"].items()
    for response in operation["responses"].values():
        yield from response["content"].items()


def test_every_operation_has_an_id_of_its_own_and_both_languages() -> None:
    ids = Counter(operation["operationId"] for _, _, operation in operations())

    assert [name for name, times in ids.items() if times > 1] == []
    for _, path, operation in operations():
        ru, en = operation["summary"].split(" · ")
        assert re.search("[а-яё]", ru), path
        assert not re.search("[а-яё]", en), path
        assert operation["tags"], path


def test_no_schema_is_called_by_where_it_stands_in_our_code() -> None:
    """Two structs of one name would show their modules, which programs must not hang on."""
    assert [name for name in SCHEMAS if not re.fullmatch(r"[A-Z][A-Za-z]*", name)] == []


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_body_has_an_example_that_its_own_schema_accepts(name: str) -> None:
    method, _, operation = OPERATIONS[name]

    assert ("requestBody" in operation) == (method in {"post", "put"})
    for kind, content in contents(operation):
        assert "example" in content, kind
        assert list(faults(content["example"], content["schema"], SCHEMAS)) == []
    for parameter in operation.get("parameters", []):
        assert parameter["in"] != "path" or "example" in parameter


def shape(value: Any) -> Any:
    """The keys of an answer, with those of the first thing in every list."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return None


def missing(told: Any, found: Any, path: str = "$") -> Iterator[str]:
    """Where an example's keys and an answer's differ, below what both have."""
    if isinstance(told, dict) and isinstance(found, dict):
        yield from (f"{path}.{key}" for key in told.keys() ^ found.keys())
        for key in told.keys() & found.keys():
            yield from missing(told[key], found[key], f"{path}.{key}")
    elif isinstance(told, list) and isinstance(found, list) and told and found:
        yield from missing(told[0], found[0], f"{path}[0]")


FREE = re.compile(
    r"\.(by_status|attributes|fact|equivalents|projections|loops|timetables|promise|by_team|of_members|rows"
    r"|known|led|standing|names|parked|clocks|acts)\b"
)
"""Below these the keys are names of the world, not of the API, or those of one kind of several, as of acts; the schema
test reads what stands there."""


def quarantined(world: World) -> int:
    """A message that became no ticket, always the same."""
    return world.desk.intake().take(b"Subject: nobody\r\n\r\nwords\r\n", source="nobody.eml").entry


QUERIES = {
    "propose-holidays": {"country": "RU", "year": "2026"},
    "search": {"text": "принтер"},
    "find-similar": {"subject": "принтер"},
    "suggest-articles": {"text": "принтер"},
    "read-presence": {"numbers": "1001"},
    "read-ticket-changes": {"since_version": "1"},
    "count-tickets": {"unread": "true"},
    "save-draft": {"kind": "new_ticket"},
    "drop-draft": {"kind": "new_ticket"},
    "preview-merge": {"into": str(BUILT_IN_ADMIN)},
    "preview-freeze": {"begins": "2030-12-28T18:00:00", "ends": "2031-01-09T09:00:00", "zone": "Europe/Moscow"},
}
"""What has to be asked with a query. What has no end is asked for its head."""


def sent(world: World, name: str, number: int = 0, *, position: int | None = None) -> httpx.Response:
    """What the served desk answers to an operation as it is documented, where it can with ``position`` in it."""
    method, path, operation = OPERATIONS[name]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    version = "0" if operation["tags"] == ["ticket-types"] else "1"
    query = dict(QUERIES.get(name, {}))
    if name == "fill-reply-template":
        query["ticket"] = str(number)
    if any(parameter["name"] == "min_position" for parameter in operation.get("parameters", [])):
        query["min_position"] = str(world.desk.log.head() if position is None else position)
    return world.admin.request(
        "HEAD" if name == "open-stream" else method,
        world.url
        + path.replace("{ref}", ref_of(world, name, number))
        .replace("{version}", version)
        .replace("{edition}", "1")
        .replace("{sha256}", kept_file(world, path) if "{sha256}" in path else ""),
        json=filled(world, body),
        params=query,
        headers=world.session_of("admin") if path.startswith("/api/v1/me/") else {},
    )


def uploaded(world: World) -> str:
    """The digest of something that the administrator sent."""
    answer = world.admin.post("/files", params={"name": "a.txt"}, content=b"\0 no words")
    return str(answer.json()["files"][0]["sha256"])


def kept_file(world: World, path: str) -> str:
    """The digest of a file, where it is read on a card put there."""
    digest = uploaded(world)
    if "/persons/" in path:
        file = {"sha256": digest, "name": "a.txt", "media_type": "", "size_bytes": 0}
        put = world.admin.post(f"/persons/{world.persons['specialist']}/files", json={"file": file})
        assert put.status_code == 200, put.text
    return digest


def ref_of(world: World, name: str, number: int) -> str:
    """Something that an operation can be asked about."""
    tag = OPERATIONS[name][2]["tags"][0]
    known = {
        "schedules": world.schedule,
        "agreements": world.agreement,
        "persons": world.persons["specialist"],
        "accounts": world.persons["admin"],
        "teams": world.team,
        "units": world.department,
        "ticket-types": "incident",
        "services": world.service,
        "problems": "P-1",
        "changes": "C-1",
        "quarantine": quarantined(world),
        "modules": "problems",
        "views": world.view if tag == "views" else "",
        "templates": world.template if tag == "templates" else "",
        "macros": world.macro if tag == "macros" else "",
        "checklist-templates": world.checklist if tag == "checklist-templates" else "",
        "articles": world.article if tag == "articles" else "",
        "settings": world.setting_change if tag == "settings" else "",
    }
    return str(world.bulk_job if name in {"read-bulk", "preview-bulk-undo"} else known.get(tag) or number)


@pytest.mark.parametrize("name", [*READS, *TRIED])
def test_every_documented_answer_is_what_the_desk_answers(world: World, name: str) -> None:
    receipt = world.ticket(impact="high")
    world.specialist.post(f"/tickets/{receipt['number']}/start")
    world.token("admin", label="отчёты")
    world.session_of("admin")
    photo = f"/persons/{world.persons['specialist']}/photo"
    assert world.admin.post(photo, content=png()).status_code == 200
    answer = sent(world, name, receipt["number"])
    assert answer.status_code == 200, answer.text
    kind = answer.headers["content-type"].split(";")[0]
    content = OPERATIONS[name][2]["responses"]["200"]["content"]
    assert kind in content
    if kind != "application/json":
        return

    found, told = answer.json(), content["application/json"]
    assert list(faults(found, told["schema"], SCHEMAS)) == []
    differences = [path for path in missing(shape(told["example"]), shape(found)) if not FREE.search(path)]
    assert differences == []


def test_a_problem_is_what_the_document_says(world: World) -> None:
    told = OPERATIONS["read-ticket"][2]["responses"]["default"]["content"]["application/problem+json"]
    found = world.specialist.get("/tickets/999999999").json()

    assert list(faults(found, told["schema"], SCHEMAS)) == []


def test_a_receipt_is_what_the_document_says(world: World) -> None:
    told = OPERATIONS["register-ticket"][2]["responses"]["201"]["content"]["application/json"]

    assert list(faults(world.ticket(), told["schema"], SCHEMAS)) == []
    assert shape(world.ticket()) == shape(told["example"])


def test_the_served_document_is_the_generated_one(world: World) -> None:
    served = httpx.get(f"{world.url}/api/v1/openapi.json", **PLAINLY).json()

    assert served == DOCUMENT


@pytest.mark.parametrize("name", sorted(documents()))
def test_the_generated_documents_are_current(name: str) -> None:
    kept = Path(__file__).parents[2] / "docs/generated" / name

    assert kept.read_text(encoding="utf-8") == documents()[name], "run `make docs`"


@pytest.mark.parametrize("path", ["/docs"])
def test_the_documentation_needs_nothing_from_elsewhere(world: World, path: str) -> None:
    page = httpx.get(f"{world.url}{path}", **PLAINLY)

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]+", page.text) == []
    assert "src=" not in page.text
    assert "/api/v1/openapi.json" in page.text


def test_the_documentation_names_every_group_of_operations_in_both_languages(world: World) -> None:
    page = httpx.get(f"{world.url}/docs", **PLAINLY).text
    block = page[page.index("const GROUPS") : page.index("};", page.index("const GROUPS"))]
    named = {name.strip('"') for name in re.findall(r'([a-z]+|"[a-z-]+"): \["[А-Яё]', block)}

    assert named >= {operation["tags"][0] for _, _, operation in OPERATIONS.values()}


@pytest.mark.parametrize(
    ("body", "fits"), [({"ru": "х"}, True), ({"en": "x"}, True), ({}, False), ({"ru": None}, False)]
)
def test_the_schema_asks_for_a_name_in_one_language_as_the_desk_does(world: World, body: Json, *, fits: bool) -> None:
    """The title of a department, and the name of a status inside a definition."""
    status = {"code": "begun", "name": body, "is_final": True, "resolves": True}
    sent = {
        "add-department": {"title": body},
        "try-timetable": {
            "timetable": {"zone": "UTC", "week": {"mon": [["09:00", "18:00"]]}, "yearly": [holiday(body)]}
        },
        "define-ticket-type": {"code": f"t{uuid4().hex[:9]}", "definition": typed(status)},
    }
    for name, content in sent.items():
        _, path, operation = OPERATIONS[name]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        accepted = world.admin.post(f"{world.url}{path}", json=content).status_code < 400
        assert (not list(faults(content, schema, SCHEMAS)), accepted) == (fits, fits), name


def holiday(name: Json) -> Json:
    return {"month": 1, "day": 1, "name": name}


def typed(final: Json) -> Json:
    first = {"code": "asked", "name": {"ru": "Запрошен", "en": "Asked"}, "counts": True}
    ways = [{"leaves": "asked", "enters": final["code"]}]
    lifecycle = {"statuses": [first, final], "initial": "asked", "transitions": ways}
    return {"name": {"en": "Short"}, "lifecycle": lifecycle}
