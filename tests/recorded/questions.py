"""Every question, asked of the demo company: by its head, by an employee, about something that is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import httpx

from api.bootstrap import PROJECTIONS
from api.demo.access_type import ACCESS
from api.demo.catalogue import SERVICES
from api.demo.company import BASE, OFFICE_HOURS, TEAMS
from api.rest.at_hand.checklist_orders import CHECKLIST_ROUTES
from api.rest.at_hand.macro_orders import MACRO_ROUTES
from api.rest.at_hand.template_orders import TEMPLATE_ROUTES
from api.rest.command_route import CommandRoute
from api.rest.ticket_view.orders import VIEW_ROUTES
from events.values.identity import BUILT_IN_ADMIN
from tests.recorded.recorder import Recorder
from tests.recorded.scene import Company

FAR = str(10**12)
HEAD, EMPLOYEE = "v.klimova", "e.markova"
NOBODY = "00000000-0000-4000-8000-000000000000"
ASKED_ELSEWHERE = frozenset(
    {
        "read-photo",
        "read-file",
        "read-person-file",
        "is-ready",
        "read-metrics",
        "open-stream",
        "list-drafts",
        "list-sends",
    }
)
"""Questions that are asked when there is something to tell."""
QUERIES: Mapping[str, tuple[dict[str, str], ...]] = {
    "list-tickets": (
        {"limit": "2"},
        {"limit": "2", "sort": "-number", "status": "closed", "text": "VPN"},
        {"limit": "1", "overdue": "true"},
        {"limit": "1", "responsible": "nobody", "open": "true"},
        {"limit": "1", "service": str(SERVICES["internet"])},
        {"status": "nowhere"},
        {"limit": "0"},
        {"limit": "1", "clocks": "true", "numbers": "1001,№1002"},
        {"limit": "1", "where": '{"op":"not","of":{"op":"in","field":"priority","values":["low","normal"]}}'},
        {"closed_from": "позавчера"},
    ),
    "export-tickets": (
        {"columns": "number,subject,status,requester,due", "numbers": "1001,1002", "sort": "number"},
        {"columns": "beauty"},
        {"format": "pdf"},
    ),
    "list-views": ({}, {"counts": "true"}),
    "find-similar": (
        {"subject": "VPN рвётся", "limit": "2"},
        {"subject": ""},
        {"subject": "VPN", "requester": "nobody"},
    ),
    "list-similar": ({"limit": "2"},),
    "list-macros": ({}, {"ticket": "1001"}, {"archived": "true"}, {"ticket": "x"}),
    "list-checklist-templates": ({}, {"text": "доступ"}, {"archived": "true"}),
    "list-reply-templates": ({}, {"text": "в работе"}, {"archived": "true"}),
    "fill-reply-template": ({"ticket": "1001"}, {"ticket": "1001", "language": "en"}, {"ticket": "999999"}),
    "group-tickets": (
        {"by": "team", "open": "true"},
        {"by": "status", "registered_from": "2020-01-01"},
        {"by": "beauty"},
        {"view": NOBODY},
    ),
    "list-tasks": ({"limit": "2"}, {"responsible": "nobody", "overdue": "true"}, {"cursor": "nothing"}),
    "list-tags": ({}, {"text": "прин"}),
    "sum-time-spent": ({"since": "2020-01-01T00:00:00Z"}, {"since": "2030-01-01T00:00:00Z"}, {"since": "2020-01-01"}),
    "search": (
        {"text": "1001", "limit": "1"},
        {"text": "принтеров", "kinds": "ticket,service", "limit": "2"},
        {"text": "VPN", "limit": "1"},
        {"text": "принтр", "limit": "1"},
        {"text": "ничего такого"},
        {"text": "!"},
        {"text": "VPN", "kinds": "nothing"},
        {"text": "VPN", "cursor": "nothing"},
    ),
    "read-presence": ({"numbers": "1001,1002"}, {"numbers": "many"}),
    "list-problems": ({"limit": "2"}, {"text": "ничего"}, {"status": "nowhere"}),
    "list-articles": (
        {"limit": "2"},
        {"text": "принтера", "status": "published", "service": str(SERVICES["printers"])},
        {"behind": "true"},
        {"status": "lost"},
        {"cursor": "nothing"},
    ),
    "suggest-articles": (
        {"text": "VPN обрывается", "service": str(SERVICES["vpn"])},
        {"service": str(SERVICES["wifi"])},
        {},
    ),
    "read-article-edition": ({"language": "en"}, {"against": "1"}, {"language": "de"}, {"against": "99"}),
    "list-changes": ({"limit": "2"}, {"held": "true", "since": "2020-01-01T00:00:00Z"}, {"since": "2020-01-01"}),
    "preview-freeze": (
        {"begins": "2030-12-28T18:00:00", "ends": "2031-01-09T09:00:00", "zone": "Europe/Moscow"},
        {"begins": "2030-12-28T18:00:00", "ends": "2031-01-09T09:00:00", "zone": "Europe/Atlantis"},
    ),
    "find-persons": ({"text": "Маркова", "limit": "2"}, {"text": "никого"}),
    "find-units": ({"text": "Янтарь"},),
    "list-units": ({}, {"limit": "1"}),
    "list-services": ({}, {"text": "VPN"}),
    "list-downloads": ({"limit": "2"}, {"sha256": "nothing"}),
    "list-sign-ins": ({"limit": "2"}, {"outcome": "nothing"}),
    "list-quarantine": ({"limit": "2"},),
    "list-setting-changes": (
        {"kind": "agreement", "limit": "2"},
        {"person": EMPLOYEE, "since": "2020-01-01T00:00:00Z"},
        {"kind": "weather"},
        {"since": "2020-01-01T00:00:00"},
    ),
    "read-setting-change": ({}, {"against": "1"}),
    "propose-holidays": ({"country": "RU", "year": "2025"}, {"country": "XX", "year": "2025"}),
    "read-ticket-timeline": ({"limit": "6"}, {"after": "6"}),
    "read-ticket-changes": ({"since_version": "1"},),
    "read-on-call": ({"at": "2030-01-08T09:00:00Z"}, {"at": "2300-01-01T00:00:00Z"}),
    "read-team": ({}, {"as_of": "2025-11-01"}, {"as_of": "yesterday"}),
    "read-person": ({}, {"as_of": "2025-11-01"}),
    "read-unit": ({}, {"as_of": "2025-11-01"}),
    "read-catalogue-of-person": ({}, {"all": "true", "text": "VPN"}),
    "read-my-catalogue": ({}, {"all": "true"}),
    "read-service-form": ({"type": ACCESS}, {"type": "inquiry"}, {"type": "nothing"}),
    "sum-satisfaction": ({"since": "2020-01-01T00:00:00Z"}, {"by": "service"}, {"by": "beauty"}),
    "read-reports": ({"limit": "2"},),
    "list-unit-people": ({"limit": "2"},),
    "preview-merge": ({"into": str(BUILT_IN_ADMIN)},),
}
"""What a question is asked with, where the bare one does not say all."""


def refs(stage: Company, head: httpx.Client) -> dict[str, dict[str, str]]:
    """What a question about a collection is asked about."""
    unit = head.get("/units/search", params={"text": "Отдел продаж"}).json()["units"][0]["unit_id"]
    kept = head.get("/quarantine").json()["entries"][0]
    people = {"ref": stage.person(EMPLOYEE)}
    return {
        "tickets": {"ref": "1001"},
        "live": {"ref": "1001"},
        "sla": {"ref": "1001"},
        "problems": {"ref": "P-1"},
        "changes": {"ref": "C-1"},
        "schedules": {"ref": str(OFFICE_HOURS), "version": "1"},
        "agreements": {"ref": str(BASE), "version": "1"},
        "persons": people,
        "accounts": people,
        "approvals": people,
        "teams": {"ref": str(TEAMS["first"])},
        "units": {"ref": str(unit)},
        "services": {"ref": str(SERVICES["vpn"])},
        "ticket-types": {"ref": ACCESS, "version": "1"},
        "modules": {"ref": "change_requests"},
        "views": {"ref": made_view(head)},
        "articles": {"ref": "K-1", "edition": "1"},
        "templates": {"ref": made(head, "/templates", TEMPLATE_ROUTES)},
        "macros": {"ref": made(head, "/macros", MACRO_ROUTES)},
        "checklist-templates": {"ref": made(head, "/checklist-templates", CHECKLIST_ROUTES)},
        "quarantine": {"ref": str(kept["entry_id"])},
        "settings": {"ref": str(head.get("/settings/changes").json()["changes"][0]["position"])},
    }


def made_view(head: httpx.Client) -> str:
    """A view of what is open with the head's teams or with nobody."""
    made = head.post("/views", json=next(route.example for route in VIEW_ROUTES if route.creates))
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def made(head: httpx.Client, path: str, routes: Sequence[CommandRoute]) -> str:
    """What the head keeps at hand."""
    answer = head.post(path, json=next(route.example for route in routes if route.creates))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def waiting(head: httpx.Client) -> dict[str, str]:
    """The ticket that waits for an approval: its clocks are not at their end yet."""
    (found,) = head.get("/tickets", params={"status": "on_approval"}).json()["tickets"]
    return {"ref": str(found["number"])}


def nothing(path: str, tag: str) -> dict[str, str] | None:
    """A name of something that is not there."""
    if "{ref}" not in path:
        return None
    known = {"tickets": "999999", "sla": "999999", "quarantine": "999999", "settings": "999999"}
    ref = known.get(tag, NOBODY) if tag != "ticket-types" else "nothing"
    return {"ref": ref, "version": "1", "edition": "1"}


def ask_all(stage: Company, recorder: Recorder, head: httpx.Client, employee: httpx.Client) -> None:
    """Every question that changes nothing."""
    known, open_ticket = refs(stage, head), waiting(head)
    for name, operation in recorder.operations.items():
        if operation.method != "GET" or name in ASKED_ELSEWHERE:
            continue
        about = known.get(operation.tag, {})
        if operation.path.startswith("/api/v1/persons/{ref}"):
            about = known["persons"]
        queries = QUERIES.get(name, ({},))
        for query in queries:
            recorder.ask(name, head, HEAD, refs=about, query=query)
        if about == known["tickets"]:
            recorder.ask(name, head, HEAD, refs=open_ticket, query=queries[0])
        recorder.ask(name, employee, EMPLOYEE, refs=about, query=queries[0], once=True)
        if missing := nothing(operation.path, operation.tag):
            recorder.ask(name, head, HEAD, refs=missing, query=queries[0])
        elif operation.path.startswith("/api/v1/"):
            recorder.ask(name, head, HEAD, query={"colour": "red"})
        if "min_position" in operation.parameters:
            with behind(stage) as position:
                ask_too_soon(recorder, name, head, about, {**queries[0], "min_position": str(position)})
    ask_of_another_log(stage, recorder, head)


@contextmanager
def behind(stage: Company) -> Iterator[int]:
    """Every read model says that it lacks the last fact; gives where that stands."""
    move, desk = "UPDATE views.positions SET position = position + %s", stage.desk
    stage.catch_up()
    head = desk.log.head()
    with desk.database.connection() as connection:
        connection.execute(move, (-1,))
        # Who waits believes what was seen last, and a look may have come in after the last question had its answer.
        assert not desk.waiter.wait(PROJECTIONS, head + 1, 0)
        try:
            yield head
        finally:
            connection.execute(move, (1,))


def ask_of_another_log(stage: Company, recorder: Recorder, head: httpx.Client) -> None:
    """Ask for places that this log does not have."""
    present = stage.desk.log.head()
    for place in (FAR, f"1.{FAR}", f"2.{present}", "0.1"):
        recorder.ask("list-teams", head, HEAD, query={"min_position": place}, once=True)
    recorder.ask("list-teams", head, HEAD, query={"min_position": f"1.{present}"}, once=True)


def ask_too_soon(
    recorder: Recorder, name: str, head: httpx.Client, about: Mapping[str, str], query: Mapping[str, str]
) -> None:
    """Ask for a position that is not there yet: of the answer only what says so is kept."""
    recorder.ask(name, head, HEAD, refs=about, query=query, once=True)
    record = recorder.records[name][-1]
    body: Any = record["body"]
    record["body"] = {"stale": body["stale"]} if isinstance(body, dict) else {}
