"""What following facts costs each read model, one fact at a time and 2,000 at once; by ``live_facts``.

It is run in two trees, this one and an older one, so it takes nothing from either that the other has not.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.followed_courses import (
    FOUNDED,
    Course,
    an_id,
    of_agreement,
    of_approval,
    of_change,
    of_person,
    of_problem,
    of_service,
    of_team,
    of_ticket,
    of_unit,
)
from benchmarks.stage import migrated
from commands.agreement import ConcludeAgreement
from commands.bus import Bus
from commands.fields import Named
from commands.ports import Change, Draft, FactLog
from commands.service_schedule import DrawUpSchedule
from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import Consumer
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.server.database import Database
from events.fact import Fact, Metadata
from events.values.identity import CommandId, FactId, ScheduleId, StreamId
from events.values.people import SYSTEM, Viewer
from events.values.schedule import Hours, Timetable, WorkWeek
from projections.agreement.rows import Agreements
from projections.approval.rows import Approvals
from projections.change_request.rows import Changes
from projections.org_unit.tree import OrgTree
from projections.person.directory import Directory
from projections.problem.rows import Problems
from projections.service.rows import Services
from projections.sla_clocks.projection import SlaClocks
from projections.ticket.rows import TicketList

AT = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
STREAMS = 40
"""Things of each noun that are worked on side by side."""
LIVE, BATCH, WARM = 200, 2_000, 30

FOLLOWED: tuple[tuple[str, Callable[[], Any], Course], ...] = (
    ("ticket_list", TicketList, of_ticket),
    ("sla_clocks", SlaClocks, of_ticket),
    ("team", Directory, of_team),
    ("unit", OrgTree, of_unit),
    ("approval", Approvals, of_approval),
    ("change", Changes, of_change),
    ("problem", Problems, of_problem),
    ("service", Services, of_service),
    ("agreement", Agreements, of_agreement),
    ("person", Directory, of_person),
)


class Begin:
    """A clock that stands where everything begins."""

    def now(self) -> datetime:
        """Always the same instant."""
        return AT


def found(log: Any) -> dict[str, Any]:
    """A schedule and the agreement on it."""
    bus, viewer = Bus(log, log, Begin()), Viewer(actor=SYSTEM, groups=frozenset())
    week = WorkWeek(mon=(Hours("09:00", "18:00"),), wed=(Hours("09:00", "18:00"),))
    drawn = bus.execute(
        DrawUpSchedule(title=Named(en="8*5"), timetable=Timetable(zone="Europe/Moscow", week=week)),
        viewer=viewer,
        command_id=CommandId(UUID(int=1)),
    )
    concluded = bus.execute(
        ConcludeAgreement(title=Named(en="Base"), schedule_id=ScheduleId(drawn.stream), is_base=True),
        viewer=viewer,
        command_id=CommandId(UUID(int=2)),
    )
    return {"schedule": drawn.stream, "agreement": concluded.stream}


class Writer:
    """Appends the rounds of courses to the log."""

    def __init__(self, log: FactLog) -> None:
        self._log = log
        self._nth = 100
        self._versions: dict[Any, int] = {}
        self._turns: Counter[Course] = Counter()

    def rounds(self, course: Course, facts: int) -> int:
        """So many facts at least, of all streams in turns; gives how many."""
        told: list[Fact] = []
        while len(told) < facts:
            told += [fact for nth in range(STREAMS) for fact in course(nth, self._turns[course])]
            self._turns[course] += 1
        self.append(told)
        return len(told)

    def append(self, facts: Sequence[Fact]) -> None:
        """Facts in this order, in one save; each a change of the stream that it names first."""
        made = []
        for fact in facts:
            self._nth += 1
            stream = getattr(fact, fact.__struct_fields__[0])
            version = self._versions.get(stream, 0)
            self._versions[stream] = version + 1
            at, command = AT + timedelta(seconds=self._nth), CommandId(UUID(int=self._nth))
            told = Metadata(
                fact_id=FactId(an_id(12, self._nth)),
                actor=SYSTEM,
                command_id=command,
                correlation_id=command,
                causation_id=command,
                occurred_at=at,
                recorded_at=at,
            )
            change = Change(
                stream=StreamId(stream), expected_version=version, drafts=(Draft(metadata=told, fact=fact),)
            )
            made.append(change)
        by_stream: dict[Any, list[Change]] = {}
        for change in made:
            by_stream.setdefault(change.stream, []).append(change)
        for nth in range(max(map(len, by_stream.values()))):
            changes = [of_one[nth] for of_one in by_stream.values() if len(of_one) > nth]
            self._nth += 1
            self._log.append(changes, command_id=CommandId(UUID(int=self._nth)), fingerprint=b"b")


def spent(database: Database) -> float:
    """Milliseconds of CPU that this process and the server's processes for it have taken."""
    with database.connection() as connection:
        pids = [pid for (pid,) in connection.execute("SELECT pid FROM pg_stat_activity WHERE client_port IS NOT NULL")]
    theirs = sum(int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) for pid in pids)
    return time.process_time() * 1_000 + theirs / 1_000_000


def followed(
    database: Database, log: PostgresLog, writer: Writer, make: Callable[[], Any], course: Course
) -> Iterator[float]:
    """Milliseconds of CPU a fact: one at a time, then many at once."""
    projection = make()
    writer.rounds(course, LIVE)
    positions.prepare(database, projection)
    Consumer(projection, log, database).catch_up()
    for facts, batch in ((LIVE, 1), (BATCH, BATCH)):
        told = writer.rounds(course, facts)
        consumer = Consumer(projection, log, database, batch=batch)
        warm = sum(consumer.step() for _ in range(WARM if batch == 1 else 0))
        begun, taken = spent(database), 0
        while stepped := consumer.step():
            taken += stepped
        if taken + warm != told:
            raise LookupError(f"{consumer.name} stopped")
        yield (spent(database) - begun) / taken


def main() -> None:
    """Measure all, each over its own facts in one log; print one line of JSON."""
    figures: dict[str, float] = {}
    with ExitStack() as stack:
        database = migrated(stack)
        log = PostgresLog(database)
        FOUNDED.update(found(log))
        writer = Writer(log)
        for name, make, course in FOLLOWED:
            figures[name + "_live"], figures[name + "_batch"] = followed(database, log, writer, make, course)
    print("figures " + json.dumps(figures), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main()
