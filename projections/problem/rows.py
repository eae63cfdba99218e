"""The list of problems and a problem's card; read by those who may see problems."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Fact, Recorded
from events.problem import (
    ProblemAssigned,
    ProblemDescribed,
    ProblemIncidentsLinked,
    ProblemIncidentsUnlinked,
    ProblemMoved,
    ProblemRegistered,
    RootCauseFound,
    WorkaroundFound,
)
from events.values.people import Responsible, Viewer
from events.values.problem import KNOWN_ERROR, PROBLEM_CYCLE
from events.values.text import Text
from events.values.ticket import LEVELS, RESOLVED
from projections.facts import past_names
from projections.kit import heir, visibility
from projections.kit.ddl import ddl
from projections.kit.parking import ALONE
from projections.kit.ways import Way, ways_from
from projections.person import directory
from projections.ticket.linked import LinkedTicket, linked


class Problems:
    """The only writer of problems. These facts are few, so each is written as it comes."""

    name = "problems"
    tables = ("problems", "problem_incidents")
    ddl = ddl("projections.problem", "rows.sql")
    parks = ALONE
    interests: ClassVar[tuple[type[Fact], ...]] = (
        ProblemRegistered,
        ProblemDescribed,
        ProblemAssigned,
        ProblemIncidentsLinked,
        ProblemIncidentsUnlinked,
        WorkaroundFound,
        RootCauseFound,
        ProblemMoved,
    )
    reads_personal = False

    def forget(self) -> None:
        """Nothing is remembered between batches."""

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Write each fact's change."""
        for recorded in batch:
            if isinstance(recorded.fact, ProblemRegistered):
                _register(cursor, recorded, recorded.fact)
            else:
                _change(cursor, recorded)


def _register(cursor: Cursor[Any], recorded: Recorded, fact: ProblemRegistered) -> None:
    at, answers = recorded.metadata.occurred_at, fact.responsible
    cursor.execute(
        "INSERT INTO problems (problem_id, number, subject, description, priority, status, is_open, team_id,"
        " responsible_id, services, registered_at, changed_at, version)"
        " VALUES (%s, %s, %s, %s, %s, %s, true, %s, %s, %s, %s, %s, %s)",
        (
            fact.problem_id,
            fact.number,
            fact.subject,
            fact.description,
            LEVELS.index(fact.priority),
            PROBLEM_CYCLE.initial,
            None if answers is None else answers.team_id,
            None if answers is None else answers.person_id,
            list(fact.services),
            at,
            at,
            recorded.version,
        ),
    )
    _link(cursor, fact.problem_id, fact.incidents)


def _link(cursor: Cursor[Any], problem_id: UUID, incidents: Collection[UUID]) -> None:
    cursor.execute(
        "INSERT INTO problem_incidents SELECT %s, unnest(%s::uuid[]) ON CONFLICT DO NOTHING",
        (problem_id, list(incidents)),
    )


def _change(cursor: Cursor[Any], recorded: Recorded) -> None:
    changes: dict[str, Any] = {"version": recorded.version}
    match recorded.fact:
        case ProblemDescribed() as fact:
            changes |= {
                "subject": fact.subject,
                "description": fact.description,
                "priority": LEVELS.index(fact.priority),
                "services": list(fact.services),
            }
        case ProblemAssigned(responsible=answers):
            changes |= {"team_id": answers.team_id, "responsible_id": answers.person_id}
        case ProblemIncidentsLinked(incidents=incidents):
            _link(cursor, recorded.stream, incidents)
        case ProblemIncidentsUnlinked(incidents=incidents):
            cursor.execute(
                "DELETE FROM problem_incidents WHERE problem_id = %s AND ticket_id = ANY(%s)",
                (recorded.stream, list(incidents)),
            )
        case WorkaroundFound(workaround=workaround):
            changes["workaround"] = workaround
        case RootCauseFound(root_cause=root_cause):
            changes["root_cause"] = root_cause
        case ProblemMoved() as fact:
            status = PROBLEM_CYCLE.status(fact.status)
            changes |= {
                "status": fact.status,
                "reason": fact.reason,
                "is_open": not (status and (status.is_final or status.resolves)),
            }
            if fact.status == RESOLVED:
                changes["solution"] = fact.solution
        case _:
            pass
    settings = ", ".join(f"{column} = %({column})s" for column in changes)
    cursor.execute(
        f"UPDATE problems SET {settings}, changed_at = greatest(changed_at, %(at)s) WHERE problem_id = %(id)s".encode(),  # noqa: S608 - constants
        {**changes, "id": recorded.stream, "at": recorded.metadata.occurred_at},
    )


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
