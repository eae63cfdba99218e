"""Registrations per second over HTTP, for a person and a service, with 8 clients; run by ``make bench``."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from urllib.parse import urlsplit

import msgspec

from api.rest.command_table import TIMETABLE
from benchmarks.http_commands import CLIENTS, per_second, served
from benchmarks.report import Figure, medians, show
from benchmarks.stage import administrators_token, migrated

SECONDS = 2.0
RUNS = 5
DEPTH = 5
"""Units between the person and the company that holds the agreement, and services above the one that is asked for."""


def run() -> Iterator[Figure]:
    """Registration by its rules, and under the base agreement alone, each against an empty endpoint of the server."""
    with ExitStack() as stack:
        database = migrated(stack)
        token = administrators_token(database)
        address = stack.enter_context(served(database.url))
        bearer = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        person, service = prepare(address, bearer)
        asked = {"subject": "Не печатает принтер", "requester": {"person_id": person}}
        measured = partial(per_second, address, "POST", "/api/v1/tickets", headers=bearer, seconds=SECONDS)
        plain = partial(measured, msgspec.json.encode(asked))
        full = partial(measured, msgspec.json.encode({**asked, "service_id": service}))
        empty = partial(per_second, address, "GET", "/health/live", b"", {}, seconds=SECONDS)
        full(seconds=0.5)
        by_rules, under_base, floor = medians(RUNS, full, plain, empty)
    told = (
        f"{CLIENTS} clients, one server process, its loops and database beside it, person {DEPTH} units below the"
        f" holder of the agreement, service {DEPTH} levels deep, median of {RUNS} x {SECONDS} s"
    )
    yield Figure.rate(
        "register_for_service_vs_empty_endpoint", ours=by_rules, peer=floor, unit="requests/s", conditions=told
    )
    yield Figure.rate(
        "register_under_base_vs_empty_endpoint", ours=under_base, peer=floor, unit="requests/s", conditions=told
    )


def prepare(address: str, bearer: dict[str, str]) -> tuple[str, str]:
    """A company that holds an agreement on a service, and somebody deep in it; gives the person and the service."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)

    def made(path: str, **body: object) -> str:
        connection.request("POST", f"/api/v1{path}", msgspec.json.encode(body), bearer)
        answer = connection.getresponse()
        told: dict[str, str] = msgspec.json.decode(answer.read())
        if answer.status not in {200, 201}:
            raise RuntimeError(told)
        return told["id"]

    schedule = made("/schedules", title={"en": "9-18"}, timetable=TIMETABLE)
    made("/agreements", title={"en": "Base"}, schedule_id=schedule, is_base=True)
    company = unit = made("/companies", title={"en": "Client"})
    service = made("/services", title={"en": "Top"})
    agreement = made("/agreements", title={"en": "Client's"}, schedule_id=schedule)
    made(f"/agreements/{agreement}/services", services=[service])
    made(f"/agreements/{agreement}/recipients", units=[company])
    for nth in range(DEPTH):
        unit = made("/branches", title={"en": f"Branch {nth}"}, parent_id=unit)
        service = made("/services", title={"en": f"Service {nth}"}, parent_id=service, types=["incident"])
    person = made("/persons", full_name={"last": "Орлова"}, unit_id=unit, kind="contact")
    connection.close()
    return person, service


if __name__ == "__main__":
    show(run())
