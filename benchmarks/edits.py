"""Working time far ahead, and schedules that were edited often, beside the commit in which both were found slow.

The same few lines are measured in two trees: this one, and that commit taken out of git into a folder of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.report import Figure
from benchmarks.two_desks import figures_in, taken_out

COMMIT = "328360a"
ROOT = Path(__file__).parents[1]
VERSIONS, EXCEPTIONS = 51, 30
"""What the old commit still answers in a second; with 201 and 400 it takes a minute."""

MEASURED = """
import json, sys, time
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from benchmarks.stage import migrated
from commands.agreement import ConcludeAgreement
from commands.bus import Bus
from commands.fields import Named
from commands.service_schedule import DrawUpSchedule, ReviseSchedule
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import Consumer
from connectors.storage.log.event_log import PostgresLog
from events.values.identity import CommandId, StreamId, ticket_id
from events.values.people import SYSTEM, Viewer
from events.values.schedule import DatedException, Hours, Timetable, WorkWeek
from events.values.timetable_versions import TimetableVersions
from projections.sla_clocks import readers
from projections.sla_clocks.projection import SlaClocks
from sla_engine.instants import micros
from sla_engine.worktime import Calendar

versions, exceptions = int(sys.argv[1]), int(sys.argv[2])
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)


def took(what):
    begun = time.process_time()
    what()
    return (time.process_time() - begun) * 1000


class Hand:
    at = NOW

    def now(self):
        return self.at


office = TimetableVersions.first(Timetable(zone="Europe/Moscow", week=WorkWeek(sun=(Hours("09:00", "10:00"),))))
far = Calendar(office, "UTC")
found = {"add_far_cold": took(lambda: far.add(micros(NOW), 3650 * 86_400_000_000))}
near = Calendar(office, "UTC")
near.add(micros(NOW), 3_600_000_000)
found["add_near"] = min(
    took(lambda: [near.add(micros(NOW) + n, 28_800_000_000) for n in range(20_000)]) for _ in range(7)
) / 20_000
with ExitStack() as stack:
    database = migrated(stack)
    log, hand, nth = PostgresLog(database), Hand(), 0
    bus, projection = Bus(log, log, hand), SlaClocks()
    positions.prepare(database, projection)
    consumer = Consumer(projection, log, database)

    def do(command):
        global nth
        nth += 1
        viewer = Viewer(actor=SYSTEM, groups=frozenset())
        return bus.execute(command, viewer=viewer, command_id=CommandId(UUID(int=nth)))

    days = tuple(DatedException(date(2026, 7, 1) + timedelta(days=day)) for day in range(exceptions))
    week = WorkWeek(mon=(Hours("09:00", "18:00"),))
    timetable = Timetable(zone="Europe/Moscow", week=week, exceptions=days)
    schedule = do(DrawUpSchedule(title=Named(en="s"), timetable=timetable)).stream
    do(ConcludeAgreement(title=Named(en="a"), schedule_id=schedule, is_base=True))
    number = int(do(RegisterTicket(subject="x", requester=From(email="guest@example.org"))).reference)
    revised = []
    for edit in range(versions - 1):
        hand.at += timedelta(minutes=7)
        other = Timetable(zone="Europe/Moscow", week=WorkWeek(mon=(Hours("09:00", f"17:{edit % 60:02}"),)))
        revised.append(took(lambda: do(ReviseSchedule(schedule_id=schedule, timetable=other))))
    found["revise_first"], found["revise_last"] = sorted(revised[:5])[2], sorted(revised[-5:])[2]
    found["follow_edits"] = took(consumer.catch_up) / versions
    facts = log.load(StreamId(ticket_id(number)))
    with database.transaction() as cursor:
        found["explain"] = sorted(took(lambda: readers.explained(cursor, facts, hand.at)) for _ in range(3))[1]
print("figures " + json.dumps(found))
"""

MOVED = {
    "from commands.fields import Named": "from commands.agreement import Named",
    "from connectors.storage.feeds import": "from connectors.storage import",
    "connectors.storage.feeds.": "connectors.storage.",
    "connectors.storage.log.": "connectors.storage.",
}
"""Where the commit had what the lines import."""


def run() -> Iterator[Figure]:
    """Each in CPU milliseconds; the ratio is how many times less than at the old commit."""
    with tempfile.TemporaryDirectory(prefix="desk-before-") as folder:
        taken_out(COMMIT, Path(folder))
        theirs, ours = _figures(Path(folder), MOVED), _figures(ROOT, {})
    conditions = f"{VERSIONS} versions, {EXCEPTIONS} exceptions; CPU time; peer: commit {COMMIT}"
    for name, value in ours.items():
        yield Figure.duration(name, ours=value, peer=theirs[name], unit="ms", conditions=conditions)


def _figures(tree: Path, moved: dict[str, str]) -> dict[str, float]:
    measured = MEASURED
    for now, then in moved.items():
        measured = measured.replace(now, then)
    return figures_in(tree, "-c", measured, str(VERSIONS), str(EXCEPTIONS))
