"""The list of problems and a problem's card; read by those who may see problems."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.folds.problem import PROBLEM, ProblemState
from events.values.people import Responsible, Viewer
from events.values.problem import KNOWN_ERROR, PROBLEM_CYCLE
from events.values.text import Text
from events.values.ticket import LEVELS
from projections.facts import past_names
from projections.kit import heir, visibility
from projections.kit.columns import SetOfRows
from projections.kit.ddl import ddl
from projections.kit.kept import KeptRows, begun_before
from projections.kit.parking import ALONE
from projections.kit.reads import reads
from projections.kit.ways import Way, ways_from
from projections.person import directory
from projections.ticket.linked import LinkedTicket, linked


class Problems:
    """The only writer of problems."""

    name = "problems"
    tables = ("problems", "problem_incidents")
    ddl = ddl("projections.problem", "rows.sql")
    parks = ALONE
    interests: ClassVar[tuple[type[Fact], ...]] = PROBLEM.facts
    reads_personal = False

    def __init__(self) -> None:
        self._kept = KeptRows("problems", "problem_id", load=load, columns=_columns)

    def forget(self) -> None:
        """Read problems from their tables again."""
        self._kept.forget()

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold the batch, and write what it touches."""
        before = self._kept.take(cursor, begun_before(batch))
        now = dict(before)
        for recorded in batch:
            known = PROBLEM.begun(Kept, recorded) or PROBLEM.after(now[recorded.stream], recorded)
            at = recorded.metadata.occurred_at
            now[recorded.stream] = replace(
                known,
                version=recorded.version,
                registered_at=known.registered_at or at,
                changed_at=max(known.changed_at or at, at),
            )
        self._kept.write(cursor, now)
        _INCIDENTS.write(cursor, _incidents(before), _incidents(now))


class Kept(ProblemState, frozen=True, kw_only=True):
    """A problem as it stands at a version of its stream."""

    version: int = 0
    registered_at: datetime | None = None
    changed_at: datetime | None = None


def load(cursor: Cursor[Any], problems: Collection[UUID]) -> dict[UUID, Kept]:
    """Problems as their rows tell of them; their tickets in no order."""
    cursor.execute(
        "SELECT problem_id, number, subject, description, priority, team_id, responsible_id, services, status,"
        " workaround, root_cause, reason, solution, version, registered_at, changed_at,"
        " ARRAY(SELECT ticket_id FROM problem_incidents i WHERE i.problem_id = p.problem_id ORDER BY ticket_id)"
        " FROM problems p WHERE problem_id = ANY(%s)",
        (list(problems),),
    )
    return {
        row[0]: Kept(
            problem_id=row[0],
            number=row[1],
            subject=row[2],
            description=row[3],
            priority=LEVELS[row[4]],
            responsible=None if row[5] is None else Responsible(row[5], row[6]),
            services=tuple(row[7]),
            status=row[8],
            workaround=row[9],
            root_cause=row[10],
            reason=row[11],
            solution=row[12],
            version=row[13],
            registered_at=row[14],
            changed_at=row[15],
            incidents=tuple(row[16]),
        )
        for row in cursor
    }


_INCIDENTS = SetOfRows("problem_incidents", {"problem_id": "uuid", "ticket_id": "uuid"})


def _incidents(known: Mapping[UUID, Kept]) -> set[tuple[UUID, UUID]]:
    return {(problem_id, ticket_id) for problem_id, one in known.items() for ticket_id in one.incidents}


def _columns(known: Kept) -> dict[str, Any]:
    columns = msgspec.structs.asdict(known)
    del columns["incidents"]
    answers = columns.pop("responsible")
    status = PROBLEM_CYCLE.status(known.status)
    return columns | {
        "priority": LEVELS.index(known.priority),
        "is_open": not (status and (status.is_final or status.resolves)),
        "team_id": answers and answers.team_id,
        "responsible_id": answers and answers.person_id,
        "services": list(known.services),
    }


class ProblemLine(msgspec.Struct, frozen=True, kw_only=True):
    """A problem in the list, with who answers today; ``named_responsible`` was named, where that is not the same."""

    problem_id: UUID
    number: int
    subject: str
    priority: str
    status: str
    status_name: Text
    team_id: UUID | None
    team: Text | None
    responsible_id: UUID | None
    responsible: Text | None
    named_responsible: Responsible | None = None
    services: tuple[UUID, ...]
    service_names: tuple[Text | None, ...]
    incidents: int
    has_workaround: bool
    has_root_cause: bool
    registered_at: datetime
    changed_at: datetime
    version: int


class ProblemPage(msgspec.Struct, frozen=True):
    """Problems, the newest first; ``next_before`` leads on."""

    problems: tuple[ProblemLine, ...]
    next_before: int | None = None


class ProblemCard(ProblemLine, frozen=True, kw_only=True):
    """All that is known of a problem. Of its tickets those that the viewer may see; the others are counted."""

    description: str
    workaround: str
    root_cause: str
    reason: str
    solution: str
    tickets: tuple[LinkedTicket, ...]
    ways: tuple[Way, ...]


class ProblemFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What the list is narrowed to; empty conditions match anything."""

    statuses: tuple[str, ...] = ()
    is_open: bool | None = None
    service: UUID | None = None
    service_exactly: bool = False
    ticket: UUID | None = None
    team: UUID | None = None
    responsible: UUID | None = None
    text: str = ""


_LINE = (
    "SELECT problem_id, number, subject, priority, status, team_id, responsible_id, services,"
    " (SELECT count(*) FROM problem_incidents i WHERE i.problem_id = p.problem_id),"
    " workaround, root_cause, registered_at, changed_at, version, description, reason, solution FROM problems p WHERE "
)
_WANTED = (
    " AND (%(statuses)s::text[] = '{}' OR status = ANY(%(statuses)s))"  # noqa: S608 - constants
    " AND (%(is_open)s::boolean IS NULL OR is_open = %(is_open)s)"
    " AND (%(service)s::uuid IS NULL OR services @> ARRAY[%(service)s::uuid]"
    " OR (NOT %(service_exactly)s AND services && ARRAY(SELECT service_id FROM services s"
    " WHERE s.path @> ARRAY[%(service)s::uuid])))"
    " AND (%(ticket)s::uuid IS NULL OR problem_id IN"
    " (SELECT problem_id FROM problem_incidents WHERE ticket_id = %(ticket)s"
    " OR ticket_id IN (SELECT m.ticket_id FROM merged_tickets m WHERE m.into_id = %(ticket)s)))"
    + heir.ANSWERS.format("p")
    + " AND strpos(lower(subject), lower(%(text)s)) > 0"
    " AND (%(before)s::bigint IS NULL OR number < %(before)s)"
    " ORDER BY number DESC LIMIT %(limit)s"
)


@reads(
    "problems",
    "services",
    "ticket_list",
    also=(heir.named_for, heir.rows_of_today, directory.names, past_names.latest),
)
def visible_to(
    cursor: Cursor[Any], viewer: Viewer, wanted: ProblemFilter, *, before: int | None = None, limit: int = 50
) -> ProblemPage:
    """A page of the problems that the viewer may see."""
    predicate, params = visibility.problems(viewer, "p")
    asked = {
        **params,
        **heir.named_for(cursor, "problems", wanted.team, wanted.responsible),
        **msgspec.structs.asdict(wanted),
        "statuses": list(wanted.statuses),
        "text": wanted.text.strip(),
        "before": before,
        "limit": limit + 1,
    }
    rows = cursor.execute((_LINE + predicate + _WANTED).encode(), asked).fetchall()
    rows = heir.rows_of_today(cursor, rows, team=5)
    named = _names(cursor, rows)
    lines = tuple(ProblemLine(**_line(row, named)) for row in rows[:limit])
    return ProblemPage(lines, lines[-1].number if len(rows) > limit else None)


@reads(
    "problems",
    "ticket_list",
    also=(heir.rows_of_today, directory.names, past_names.latest, linked),
)
def card(cursor: Cursor[Any], viewer: Viewer, problem_id: UUID) -> ProblemCard | None:
    """The problem's card; ``None`` when it does not exist or the viewer may not see it."""
    predicate, params = visibility.problems(viewer, "p")
    statement = f"{_LINE}{predicate} AND problem_id = %(id)s"
    row = cursor.execute(statement.encode(), {**params, "id": problem_id}).fetchone()
    if row is None:
        return None
    (row,) = heir.rows_of_today(cursor, [row], team=5)
    named = _names(cursor, [row])
    tickets = linked(cursor, viewer, "problem_incidents", "problem_id", problem_id)
    return ProblemCard(
        **_line(row, named),
        description=row[14],
        workaround=row[9],
        root_cause=row[10],
        reason=row[15],
        solution=row[16],
        tickets=tickets,
        ways=_ways(row[4], root_cause=row[10]),
    )


def _ways(status: str, *, root_cause: str) -> tuple[Way, ...]:
    """A known error has a root cause: until it is recorded, the way there asks for it."""
    return tuple(
        msgspec.structs.replace(way, requires=(*way.requires, "root_cause"))
        if way.to == KNOWN_ERROR and not root_cause
        else way
        for way in ways_from(PROBLEM_CYCLE, status, by="move-problem", led_by={})
    )


def _names(cursor: Cursor[Any], rows: Collection[Sequence[Any]]) -> dict[UUID, Text]:
    """What the teams, people and services of rows are called."""
    named = directory.names(cursor, {found for row in rows for found in row[5:7] if found is not None})
    return named | past_names.latest(cursor, {service for row in rows for service in row[7]})


def _line(row: Sequence[Any], named: dict[UUID, Text]) -> dict[str, Any]:
    return {
        "problem_id": row[0],
        "number": row[1],
        "subject": row[2],
        "priority": LEVELS[row[3]],
        "status": row[4],
        "status_name": PROBLEM_CYCLE.name_of(row[4]),
        "team_id": row[5],
        "team": named.get(row[5]),
        "responsible_id": row[6],
        "responsible": named.get(row[6]),
        "named_responsible": row[-1],
        "services": tuple(row[7]),
        "service_names": tuple(named.get(service) for service in row[7]),
        "incidents": row[8],
        "has_workaround": bool(row[9]),
        "has_root_cause": bool(row[10]),
        "registered_at": row[11],
        "changed_at": row[12],
        "version": row[13],
    }
