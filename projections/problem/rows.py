"""The table of problems: its only writer; read by ``projections.problem.pages``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

import msgspec
from msgspec.structs import replace
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.folds.problem import PROBLEM, ProblemState
from events.values.identity import PersonId, ProblemId, ServiceId, TeamId, TicketId
from events.values.problem import is_open
from events.values.ticket import LEVELS
from projections.kit.columns import rows_of, selected
from projections.kit.ddl import ddl
from projections.kit.kept import KeptRows, begun_before, follow
from projections.kit.parking import ALONE
from projections.kit.port import words_in
from projections.kit.statement import statement
from projections.linked.rows import Incidents, named_by
from projections.problem import outages


class Problems:
    """The only writer of problems."""

    name = "problems"
    tables = ("problems", "problem_incidents", "outages", "outage_people")
    ddl = ddl("projections.problem", "rows.sql")
    parks = ALONE
    interests: ClassVar[tuple[type[Fact], ...]] = (*PROBLEM.facts, *outages.FACTS)
    reads_personal = words_in(interests)

    def __init__(self) -> None:
        self._kept = KeptRows("problems", "problem_id", load=load, columns=_columns)

    def forget(self) -> None:
        """Read problems from their tables again."""
        self._kept.forget()

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold the batch, and write what it touches."""
        beside = [recorded for recorded in batch if isinstance(recorded.fact, outages.FACTS)]
        own = [recorded for recorded in batch if not isinstance(recorded.fact, outages.FACTS)]
        before = self._kept.take(cursor, begun_before(own))
        now = dict(before)
        follow(PROBLEM, Kept, now, own, _as_of)
        self._kept.write(cursor, now)
        INCIDENTS.write(cursor, before, now)
        outages.take_in(cursor, beside)


class Kept(ProblemState, frozen=True, kw_only=True):
    """A problem as it stands at a version of its stream."""

    version: int = 0
    registered_at: datetime | None = None
    changed_at: datetime | None = None


def _as_of(known: Kept, recorded: Recorded) -> Kept:
    at = recorded.metadata.occurred_at
    return replace(
        known,
        version=recorded.version,
        registered_at=known.registered_at or at,
        changed_at=max(known.changed_at or at, at),
    )


INCIDENTS = Incidents("problem_incidents", "problem_id")
"""The tickets of problems."""


class _Row(NamedTuple):
    problem_id: ProblemId
    number: int
    subject: str
    description: str
    priority: int
    team_id: TeamId | None
    responsible_id: PersonId | None
    services: list[ServiceId]
    status: str
    workaround: str
    root_cause: str
    reason: str
    solution: str
    version: int
    registered_at: datetime
    changed_at: datetime
    incidents: list[TicketId]


_LOAD = statement(
    "SELECT {columns} FROM problems p WHERE p.problem_id = ANY(%s)",
    columns=selected(_Row, "p", incidents=INCIDENTS.of("p")),
)


def load(cursor: Cursor[Any], problems: Collection[UUID]) -> dict[UUID, Kept]:
    """Problems as their rows tell of them; their tickets in no order."""
    cursor.execute(_LOAD, (list(problems),))
    return {
        row.problem_id: Kept(
            problem_id=row.problem_id,
            number=row.number,
            subject=row.subject,
            description=row.description,
            priority=LEVELS[row.priority],
            responsible=named_by(row),
            services=tuple(row.services),
            status=row.status,
            workaround=row.workaround,
            root_cause=row.root_cause,
            reason=row.reason,
            solution=row.solution,
            version=row.version,
            registered_at=row.registered_at,
            changed_at=row.changed_at,
            incidents=tuple(row.incidents),
        )
        for row in rows_of(_Row, cursor)
    }


def _columns(known: Kept) -> dict[str, Any]:
    columns = msgspec.structs.asdict(known)
    del columns["incidents"]
    answers = columns.pop("responsible")
    return columns | {
        "priority": LEVELS.index(known.priority),
        "is_open": is_open(known.status),
        "team_id": answers and answers.team_id,
        "responsible_id": answers and answers.person_id,
        "services": list(known.services),
    }
