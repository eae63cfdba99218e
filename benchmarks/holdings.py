"""Which agreements a person holds, and why: p95 in a big company; the cost of moving a unit; run by ``make bench``."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import count, islice
from typing import Any
from uuid import UUID, uuid4

from psycopg import Cursor

from benchmarks.report import Figure, show
from benchmarks.stage import migrated
from connectors.storage.feeds import positions
from connectors.storage.server.database import Database
from events.agreement import AgreementConcluded, BaseAgreementChosen
from events.fact import Fact, Metadata, Recorded
from events.holding import AgreementGranted
from events.org_unit import OrgUnitAdded, OrgUnitMoved
from events.person import PersonRegistered
from events.values.identity import AgreementId, CommandId, FactId, OrgUnitId, PersonId, ScheduleId, StreamId
from events.values.people import SYSTEM
from events.values.person_name import PersonName
from events.values.text import Text
from projections.agreement.holdings import Holdings, of_person
from projections.agreement.rows import Agreements

PEOPLE = 100_000
UNITS = 20_000
AGREEMENTS = 500
GRANTS_EACH = 20
MOVED_PEOPLE = 5_000
SAMPLES = 1_000
MOVES = 20
LIMIT_MS = 5.0
"""What is to be reached at p95."""
AT = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
NAME = PersonName("Орлова", "Анна")
BATCH = 5_000
_METADATA = Metadata(
    fact_id=FactId(UUID(int=1)),
    actor=SYSTEM,
    command_id=CommandId(UUID(int=1)),
    correlation_id=CommandId(UUID(int=1)),
    causation_id=CommandId(UUID(int=1)),
    occurred_at=AT,
    recorded_at=AT,
)


class Company:
    """A client company of 20,000 units, ten under each, and 100,000 people in them, five in each."""

    def __init__(self) -> None:
        self.units = [OrgUnitId(uuid4()) for _ in range(UNITS)]
        self.people = [PersonId(uuid4()) for _ in range(PEOPLE)]
        self.agreements = [AgreementId(uuid4()) for _ in range(AGREEMENTS)]
        # The moved one: 1,000 units that stand in a row under it, five people in each.
        self.moved = OrgUnitId(uuid4())
        self.inside = [OrgUnitId(uuid4()) for _ in range(MOVED_PEOPLE // 5)]
        self.movers = [PersonId(uuid4()) for _ in range(MOVED_PEOPLE)]

    def facts(self, chance: random.Random) -> Iterator[Fact]:
        """How all of it came to be."""
        for nth, unit_id in enumerate(self.units):
            yield _added(unit_id, self.units[(nth - 1) // 10] if nth else None)
        yield _added(self.moved, self.units[1])
        for nth, unit_id in enumerate(self.inside):
            yield _added(unit_id, self.inside[(nth - 1) // 10] if nth else self.moved)
        for people, units in ((self.people, self.units), (self.movers, self.inside)):
            for nth, person_id in enumerate(people):
                yield PersonRegistered(person_id=person_id, kind="contact", name=NAME, unit_id=units[nth % len(units)])
        for agreement_id in self.agreements:
            yield AgreementConcluded(
                agreement_id=agreement_id, name=Text.same("A"), schedule_id=ScheduleId(UUID(int=2))
            )
            for recipient in chance.sample(self.units, GRANTS_EACH):
                yield AgreementGranted(recipient_id=recipient, agreement_id=agreement_id)
        yield BaseAgreementChosen(agreement_id=self.agreements[0])


def run() -> Iterator[Figure]:
    """Both figures of this file."""
    with ExitStack() as stack:
        database = migrated(stack)
        company, chance = Company(), random.Random(1)  # noqa: S311 - the same desk in every run
        for projection in (Holdings(), Agreements()):
            positions.prepare(database, projection)
        take_in(database, company.facts(chance))
        yield asked(database, company, chance)
        yield moved(database, company)


def take_in(database: Database, facts: Iterable[Fact]) -> None:
    """All facts into both read models, in batches as the consumer would."""
    place = count(1)
    recorded = (_recorded(fact, next(place)) for fact in facts)
    while some := list(islice(recorded, BATCH)):
        with database.transaction() as cursor:
            for projection in (Holdings(), Agreements()):
                batch = [one for one in some if isinstance(one.fact, projection.interests)]
                if batch:
                    projection.apply(cursor, batch)
    with database.connection() as connection:
        connection.execute("ANALYZE")


def asked(database: Database, company: Company, chance: random.Random) -> Figure:
    """p95 of the question for people at random."""
    took, found = [], 0
    for person_id in chance.sample(company.people, SAMPLES):
        with database.transaction() as cursor:
            begun = time.perf_counter()
            found += len(of_person(cursor, person_id, AT))
            took.append((time.perf_counter() - begun) * 1_000)
    took.sort()
    told = (
        f"{PEOPLE} people, {UNITS} units, {AGREEMENTS} agreements of {GRANTS_EACH} units each,"
        f" {found / SAMPLES:.1f} held on average, {SAMPLES} people at random; the peer is the limit"
    )
    return Figure.duration(
        "held_agreements_p95", ours=took[int(SAMPLES * 0.95)], peer=LIMIT_MS, unit="ms", conditions=told
    )


def moved(database: Database, company: Company) -> Figure:
    """A unit of 5,000 people goes under another one that holds agreements; the peer writes a row per person."""
    ours, peer = [], []
    for nth in range(MOVES):
        source, target = (company.units[1], company.units[2])[:: -1 if nth % 2 else 1]
        fact = OrgUnitMoved(unit_id=company.moved, parent_id=target, from_id=source)
        with database.transaction() as cursor:
            begun = time.perf_counter()
            Holdings().apply(cursor, [_recorded(fact, 1)])
            ours.append((time.perf_counter() - begun) * 1_000)
        with database.transaction() as cursor:
            begun = time.perf_counter()
            _write_per_person(cursor, company.movers, company.agreements[nth])
            peer.append((time.perf_counter() - begun) * 1_000)
    told = f"a unit with {MOVED_PEOPLE} people in {len(company.inside)} units below it, median of {MOVES}"
    return Figure.duration(
        "move_unit_vs_a_row_per_person",
        ours=statistics.median(ours),
        peer=statistics.median(peer),
        unit="ms",
        conditions=f"{told}; the peer gives one agreement to each of them in one statement",
    )


def _write_per_person(cursor: Cursor[Any], people: Iterable[UUID], agreement_id: UUID) -> None:
    cursor.execute(
        "INSERT INTO holdings SELECT unnest(%s::uuid[]), %s ON CONFLICT DO NOTHING", (list(people), agreement_id)
    )


def _added(unit_id: OrgUnitId, parent_id: OrgUnitId | None) -> Fact:
    return OrgUnitAdded(
        unit_id=unit_id, kind="branch" if parent_id else "company", name=Text.same("Unit"), parent_id=parent_id
    )


def _recorded(fact: Fact, position: int) -> Recorded:
    stream: UUID = getattr(fact, fact.__struct_fields__[0])
    return Recorded(stream=StreamId(stream), version=1, position=position, metadata=_METADATA, fact=fact)


if __name__ == "__main__":
    show(run())
