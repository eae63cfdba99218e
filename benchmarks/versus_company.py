"""One founded company at each of two desks, what its people ask, and what a desk does at rest; for ``versus``."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import msgspec

from benchmarks.cheap_client import Request
from benchmarks.registration import prepare
from benchmarks.two_desks import ServedDesk

TICKETS = 64
"""That are worked on: more than there are clients, so that two never meet on one."""
A_SECOND = 50
WRITERS = 2


class Company(msgspec.Struct, frozen=True, kw_only=True):
    """Who is there, and what they have."""

    address: str
    token: str
    person: str
    service: str
    teams: tuple[str, str]
    numbers: tuple[int, ...]

    @property
    def asked(self) -> dict[str, object]:
        """A registration for a service."""
        return {
            "subject": "Не печатает принтер",
            "description": "Второй этаж, бухгалтерия.",
            "requester": {"person_id": self.person},
            "service_id": self.service,
        }

    @contextmanager
    def client(self) -> Iterator[httpx.Client]:
        """Somebody who may do everything."""
        with httpx.Client(
            base_url=f"{self.address}/api/v1",
            headers={"Authorization": f"Bearer {self.token}"},
            trust_env=False,
            timeout=30,
        ) as client:
            yield client

    def make_ready(self, load: str) -> None:
        """Bring the tickets to where a load begins: a turn ends in the middle of it."""
        if load == "status":
            with self.client() as client:
                for number in self.numbers:
                    client.post(f"/tickets/{number}/resume", json={})  # refused where it is in progress


def founded(desk: ServedDesk) -> Company:
    """A company deep in whose branches somebody asks for a service, two teams, and tickets in progress."""
    token = desk.token()
    person, service = prepare(desk.address, {"Authorization": f"Bearer {token}"})
    company = Company(address=desk.address, token=token, person=person, service=service, teams=("", ""), numbers=())
    with company.client() as client:
        first, second = (
            _done(client.post("/teams", json={"title": {"en": title}}))["id"] for title in ("First line", "Second line")
        )
        numbers = []
        for _ in range(TICKETS):
            number = int(str(_done(client.post("/tickets", json=company.asked))["number"]))
            numbers.append(number)
            _done(client.post(f"/tickets/{number}/assign", json={"responsible": {"team_id": second}}))
            _done(client.post(f"/tickets/{number}/start", json={}))
            _done(client.post(f"/tickets/{number}/comments", json={"body": "Уже смотрим.", "is_public": True}))
    desk.rest()
    return msgspec.structs.replace(company, teams=(str(first), str(second)), numbers=tuple(numbers))


LOADS = ("me", "list_of_50", "card", "card_with_history", "comment", "status", "assign", "register")
"""What is asked under load; what only reads first, while both hold the same."""


def asked_of(company: Company, load: str) -> list[Request]:
    """The requests of one load, to be asked one after the other and then anew."""
    numbers = company.numbers
    parked = {"reason": "Ждём запчасть", "wake_up_at": "2036-01-15T09:00:00+03:00"}
    asked = {
        "me": [Request("GET", "/me")],
        "list_of_50": [Request("GET", "/tickets?limit=50")],
        "card": [Request("GET", f"/tickets/{number}") for number in numbers],
        "card_with_history": [
            Request("GET", f"/tickets/{number}{part}") for number in numbers for part in ("", "/history")
        ],
        "comment": [
            Request("POST", f"/tickets/{number}/comments", {"body": "Уже смотрим.", "is_public": True})
            for number in numbers
        ],
        "status": [
            Request("POST", f"/tickets/{number}/{step}", body)
            for step, body in (("hold", parked), ("resume", {}))
            for number in numbers
        ],
        "assign": [
            Request("POST", f"/tickets/{number}/assign", {"responsible": {"team_id": team}})
            for team in company.teams
            for number in numbers
        ],
        "register": [Request("POST", "/tickets", company.asked)],
    }
    return asked[load]


def at_rest(desks: Sequence[ServedDesk], seconds: float) -> dict[str, dict[str, float]]:
    """CPU seconds a minute while nobody asks, memory and connections."""
    before = {desk.tree.name: desk.cpu() for desk in desks}
    time.sleep(seconds)
    after = {desk.tree.name: desk.cpu() for desk in desks}
    found: dict[str, dict[str, float]] = {}
    for desk in desks:
        own, servers = (
            (now - then) * 60 / seconds for now, then in zip(after[desk.tree.name], before[desk.tree.name], strict=True)
        )
        found[desk.tree.name] = {
            "idle_cpu_a_minute_s": own,
            "idle_cpu_with_postgresql_a_minute_s": own + servers,
            "memory_MB": desk.memory() / 1e6,
            "connections_at_rest_count": float(desk.connections()),
        }
    return found


def visible(company: Company, seconds: float) -> dict[str, float]:
    """From the receipt of a registration to the list that shows it, while others register 50 a second."""
    stop = threading.Event()
    writers = [threading.Thread(target=_write, args=(company, stop), daemon=True) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    waits: list[float] = []
    try:
        with company.client() as client:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                position = _done(client.post("/tickets", json=company.asked))["position"]
                begun = time.perf_counter()
                client.get("/tickets", params={"limit": 1, "min_position": str(position)}).raise_for_status()
                waits.append((time.perf_counter() - begun) * 1_000)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    waits.sort()
    return {"visible_p50_ms": waits[len(waits) // 2], "visible_p95_ms": waits[int(len(waits) * 0.95)]}


def _write(company: Company, stop: threading.Event) -> None:
    """Register at a steady pace, however long an answer takes."""
    with company.client() as client:
        due = time.monotonic()
        while not stop.wait(max(0.0, due - time.monotonic())):
            due += WRITERS / A_SECOND
            _done(client.post("/tickets", json=company.asked))


def _done(answer: httpx.Response) -> dict[str, object]:
    if answer.is_error:
        raise RuntimeError(f"{urlsplit(str(answer.url)).path}: {answer.status_code} {answer.text[:500]}")
    told: dict[str, object] = answer.json()
    return told
