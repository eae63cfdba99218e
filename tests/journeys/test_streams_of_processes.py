"""Streams, presence and limits are those of the desk and of no process: one that is killed takes nothing with it."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psutil  # type: ignore[import-untyped] # it ships no types
import pytest
from typing_extensions import override

from connectors.storage.accounts.sessions import Sessions
from connectors.storage.server.database import Database
from tests.api.listening import Listening, place
from tests.api.raw import one_answer
from tests.api.test_serve import desk_serve
from tests.journeys.test_processes import WEB, Served, killed
from tests.support.database import new_database

pytestmark = pytest.mark.journey

Bearing = dict[str, str]
MOST = 4
"""Streams that one person may hold here."""
ORDERS = 40
"""Orders that one person may give in a minute."""


class Desk(Served):
    """Two web processes, and people who come to one of them."""

    stack: ExitStack
    loops: int
    """The process that answers nobody."""

    def open_for_tickets(self) -> None:
        """A schedule, and the base agreement on it."""
        times = {"zone": "Europe/Moscow", "week": {"mon": [["09:00", "18:00"]]}}
        drawn = self.ask("POST", "/schedules", json={"title": {"en": "Mondays"}, "timetable": times})
        assert drawn.status_code == 201, drawn.text
        body = {"title": {"en": "Base"}, "schedule_id": drawn.json()["id"], "is_base": True}
        concluded = self.ask("POST", "/agreements", json=body)
        assert concluded.status_code == 201, concluded.text

    def __enter__(self) -> Self:
        self.stack = ExitStack()
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def web(self) -> list[int]:
        """The web processes, once each place has one again."""
        while len(found := [each.pid for each in self.processes() if each.pid != self.loops]) < WEB:
            pass
        return found

    def door(self, pid: int) -> socket.socket:
        """A connection that this process answers: who holds more than another lets that one go first."""
        host, port = urlsplit(self.desk.url).netloc.split(":")
        with ExitStack() as others:
            for _ in range(200):
                fresh = socket.create_connection((host, int(port)), timeout=20)
                if self._holder(fresh) == pid:
                    self.stack.enter_context(fresh)
                    return fresh
                others.enter_context(fresh)
        message = "the other process took them all"
        raise AssertionError(message)

    def _holder(self, connection: socket.socket) -> int:
        own = connection.getsockname()
        while True:
            for process in self.processes():
                if process.pid != self.loops and any(each.raddr == own for each in process.net_connections("tcp")):
                    return int(process.pid)

    def listen(self, bearing: Bearing, pid: int, **headers: str) -> Listening:
        """Open a stream at a process; it is closed with the test."""
        return self.stack.enter_context(Aimed(self, pid, bearing, **headers))

    def somebody(self, *groups: str) -> tuple[UUID, Bearing, UUID]:
        """A new person, who has signed in."""
        unit = self.ask("POST", "/departments", json={"title": {"en": uuid4().hex}}).json()["id"]
        body = {
            "full_name": {"last": "Смирнова", "first": uuid4().hex},
            "unit_id": unit,
            "login": uuid4().hex,
            "licence": "named",
            "groups": groups,
        }
        made = self.ask("POST", "/persons", json=body)
        assert made.status_code == 201, made.text
        person = UUID(made.json()["id"])
        self.ask("GET", "/persons", params={"min_position": made.json()["position"]})
        secret, session = Sessions(self.database).open(person, client="t", source="127.0.0.1", now=datetime.now(UTC))
        return person, {"Authorization": f"Bearer {secret}"}, session.session_id

    def ticket(self) -> tuple[int, int]:
        """A fresh ticket: number and position."""
        made = self.ask("POST", "/tickets", json={"subject": "Принтер", "requester": {"email": "guest@desk.example"}})
        assert made.status_code == 201, made.text
        return int(made.json()["number"]), int(made.json()["position"])

    def asked(self, door: socket.socket, method: str, path: str, bearing: Bearing, body: Any = None) -> Any:
        """What is answered over this connection, which stays: status and body."""
        said = json.dumps(body or {}).encode()
        lines = [f"{method} /api/v1{path} HTTP/1.1", "Host: desk", f"Content-Length: {len(said)}"]
        lines += ["Content-Type: application/json", *(f"{name}: {value}" for name, value in bearing.items())]
        door.sendall("\r\n".join([*lines, "", ""]).encode() + said)
        answer = one_answer(door)
        return answer.status, json.loads(answer.body)


class Aimed(Listening):
    """A stream at the process that it is meant for."""

    def __init__(self, desk: Desk, pid: int, bearing: Bearing, **headers: str) -> None:
        self._over = desk.door(pid)
        super().__init__(desk.desk.url, bearing, **headers)

    @override
    def _door(self, url: str) -> socket.socket:
        return self._over


@pytest.fixture(scope="module")
def running(database_url: str, template: str) -> Iterator[tuple[Any, Database, int]]:
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESK_WEB_PROCESSES", str(WEB))
        patch.setenv("DESK_STREAMS_A_PERSON", str(MOST))
        patch.setenv("DESK_ORDERS_A_MINUTE", str(ORDERS))
        database = stack.enter_context(Database(stack.enter_context(new_database(database_url, template))))
        process = stack.enter_context(desk_serve(database.url))
        first = Desk(process, database)
        first.open_for_tickets()
        yield process, database, first.processes()[WEB].pid


@pytest.fixture
def desk(running: tuple[Any, Database, int]) -> Iterator[Desk]:
    process, database, loops = running
    with Desk(process, database) as served:
        served.loops = loops
        yield served


def numbers(events: list[Any]) -> list[int]:
    """The tickets that were told, the same one only once an event."""
    return [number for event in events for number in event.data["tickets"]]


def test_streams_of_a_process_that_is_killed_go_on_at_the_other_without_gap_or_double_and_are_counted_there(
    desk: Desk,
) -> None:
    _, bearing, _ = desk.somebody("specialist")
    dies, stays = desk.web()
    held = [desk.listen(bearing, pid) for pid in (dies, stays) * 2]
    assert [each.next("open").kind for each in held] == ["open"] * MOST
    assert [desk.listen(bearing, pid).status for pid in (dies, stays)] == [429, 429]
    first, position = desk.ticket()
    lasts = [each.changed_until(position)[-1].id for each in held]
    assert {place(last) >= position for last in lasts} == {True}

    killed(psutil.Process(dies))
    second, _ = desk.ticket()
    for each in held[::2]:
        with pytest.raises((EOFError, ConnectionError)):
            each.waits_for_the_end()
    # The storage hears of who died within a moment: nobody waits for a term.
    resumed = [_let_in(desk, bearing, stays, last) for last in lasts[::2]]
    assert {desk.listen(bearing, pid).status for pid in desk.web()} == {429}

    third, position = desk.ticket()
    for each, last in zip([*resumed, *held[1::2]], [*lasts[::2], *lasts[1::2]], strict=True):
        told = each.changed_until(position)
        places = [place(event.id) for event in told]
        assert places == sorted({*places})
        assert places[0] > place(last)
        assert first not in numbers(told)
        assert list(dict.fromkeys(numbers(told))) == [second, third]
    assert desk.meters()["desk_open_streams"] == MOST


def _let_in(desk: Desk, bearing: Bearing, pid: int, last: str) -> Listening:
    for _ in range(300):
        if (stream := desk.listen(bearing, pid, Last_Event_ID=last)).status == 200:
            assert stream.next("open").id == last
            return stream
        stream.close()
    message = "streams of a process that is gone are counted on"
    raise AssertionError(message)


def test_an_ended_session_closes_its_streams_at_both_processes_at_once_and_no_other(desk: Desk) -> None:
    person, bearing, session = desk.somebody("specialist")
    _, other, _ = desk.somebody("specialist")
    closes = [desk.listen(bearing, pid) for pid in desk.web()]
    stays = [desk.listen(other, pid) for pid in desk.web()]
    assert {each.next("open").kind for each in (*closes, *stays)} == {"open"}

    assert Sessions(desk.database).end(person, session, now=datetime.now(UTC))

    assert [each.next("ended").data["code"] for each in closes] == ["bad-token"] * WEB
    number, position = desk.ticket()
    for each in stays:
        assert numbers(each.changed_until(position))[-1:] == [number]


def test_presence_is_told_by_the_other_process_and_outlives_the_one_where_it_was_said_for_its_term(
    desk: Desk,
) -> None:
    (anna, by_anna, _), (_, by_boris, _) = desk.somebody("specialist"), desk.somebody("specialist")
    number, position = desk.ticket()
    said_at, told_at = desk.web()
    listening = desk.listen(by_boris, told_at)
    listening.next("open")
    desk.ask("GET", f"/tickets/{number}", params={"min_position": position})
    begun = datetime.now(UTC)

    status, said = desk.asked(desk.door(said_at), "PUT", f"/tickets/{number}/presence", by_anna, {"doing": "writing"})

    assert status == 200, said
    ((told,),) = [
        [(one["person_id"], one["doing"]) for one in ticket["persons"]]
        for ticket in listening.next("presence").data["tickets"]
        if ticket["number"] == number
    ]
    assert told == (str(anna), "writing")
    killed(psutil.Process(said_at))
    _, shown = desk.asked(desk.door(told_at), "GET", f"/presence?numbers={number}", by_boris)
    assert [one["person_id"] for ticket in shown["tickets"] for one in ticket["persons"]] == [str(anna)]
    assert 25 < (datetime.fromisoformat(said["until"]) - begun).total_seconds() < 60


def test_so_many_orders_a_minute_are_those_of_both_processes_and_of_one_that_was_killed(desk: Desk) -> None:
    minutes, statuses = [0, 1], list[int]()
    while minutes[0] != minutes[1]:
        # One that ends meanwhile would give them all of it again.
        _, bearing, _ = desk.somebody("administrator")
        minutes = [_minute()]
        dies, stays = desk.web()
        statuses = [_order(desk, door, bearing) for door in [desk.door(dies)] for _ in range(ORDERS - 1)]
        killed(psutil.Process(dies))
        statuses += [_order(desk, door, bearing) for door in [desk.door(stays)] for _ in range(3)]
        minutes.append(_minute())
    assert statuses == [201] * ORDERS + [429] * 2
    assert desk.ask("POST", "/teams", json=TEAM).status_code == 201, "somebody else is not counted with them"


TEAM = {"title": {"en": "A line"}}


def _order(desk: Desk, door: socket.socket, bearing: Bearing) -> int:
    status: int = desk.asked(door, "POST", "/teams", bearing, TEAM)[0]
    return status


def _minute() -> int:
    return int(time.time() // 60)
