"""The list of problems and a problem's card; read by those who may see problems."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.identity import PersonId, TeamId
from events.values.people import Responsible, Viewer
from events.values.problem import KNOWN_ERROR, PROBLEM_CYCLE
from events.values.text import Text
from events.values.ticket import LEVELS
from projections.kit import heir, visibility
from projections.kit.columns import first_of, rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement
from projections.linked import pages as linked_pages
from projections.linked.pages import Around, LinkedFilter
from projections.linked.ways import Way, ways_from
from projections.problem.outages import Outage, of_problem
from projections.problem.rows import INCIDENTS
from projections.ticket.linked import LinkedTicket, linked


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
    """Problems, the newest first; ``next_cursor`` leads on, and so does ``next_before``."""

    problems: tuple[ProblemLine, ...]
    next_before: int | None = None
    next_cursor: str | None = None


class ProblemCard(ProblemLine, frozen=True, kw_only=True):
    """All that is known of a problem. Of its tickets those that the viewer may see; the others are counted."""

    description: str
    workaround: str
    root_cause: str
    reason: str
    solution: str
    tickets: tuple[LinkedTicket, ...]
    ways: tuple[Way, ...]
    outage: Outage | None = None


class ProblemFilter(LinkedFilter, frozen=True, kw_only=True):
    """What the list is narrowed to: as any of what tickets are linked to."""


class _Row(NamedTuple):
    problem_id: UUID
    number: int
    subject: str
    priority: int
    status: str
    team_id: TeamId | None
    responsible_id: PersonId | None
    services: list[UUID]
    incidents: int
    workaround: str
    root_cause: str
    registered_at: datetime
    changed_at: datetime
    version: int
    description: str
    reason: str
    solution: str


_ROW = statement("SELECT {columns} FROM problems p", columns=selected(_Row, "p", incidents=INCIDENTS.number("p")))
_WANTED = statement(
    "{wanted} AND (%(ticket)s::uuid IS NULL OR p.problem_id IN"
    " (SELECT problem_id FROM problem_incidents WHERE ticket_id = %(ticket)s"
    " OR ticket_id IN (SELECT m.ticket_id FROM merged_tickets m WHERE m.into_id = %(ticket)s)))",
    wanted=linked_pages.wanted("p"),
)


@reads("problems", "services", "ticket_list", also=(heir.named_for, linked_pages.around))
def visible_to(
    cursor: Cursor[Any], viewer: Viewer, wanted: ProblemFilter, *, before: int | None = None, limit: int = 50
) -> ProblemPage:
    """A page of the problems that the viewer may see."""
    seen, params = visibility.problems(viewer, "p")
    cursor.execute(
        statement(
            "{row} WHERE {seen} AND {wanted} ORDER BY p.number DESC LIMIT %(limit)s",
            row=_ROW,
            seen=seen,
            wanted=_WANTED,
        ),
        {
            **params,
            **heir.named_for(cursor, "problems", wanted.team, wanted.responsible),
            **linked_pages.asked(wanted, before=before, limit=limit),
        },
    )
    rows = rows_of(_Row, cursor)
    around = linked_pages.around(cursor, rows)
    lines = tuple(ProblemLine(**_line(row, around)) for row in rows[:limit])
    return ProblemPage(lines, lines[-1].number if len(rows) > limit else None)


@reads("problems", "ticket_list", also=(linked_pages.around, linked, of_problem))
def card(cursor: Cursor[Any], viewer: Viewer, problem_id: UUID) -> ProblemCard | None:
    """The problem's card; ``None`` when it does not exist or the viewer may not see it."""
    seen, params = visibility.problems(viewer, "p")
    cursor.execute(
        statement("{row} WHERE {seen} AND p.problem_id = %(id)s", row=_ROW, seen=seen), {**params, "id": problem_id}
    )
    row = first_of(_Row, cursor)
    if row is None:
        return None
    return ProblemCard(
        **_line(row, linked_pages.around(cursor, [row])),
        description=row.description,
        workaround=row.workaround,
        root_cause=row.root_cause,
        reason=row.reason,
        solution=row.solution,
        tickets=linked(cursor, viewer, "problem_incidents", "problem_id", problem_id),
        ways=_ways(row.status, root_cause=row.root_cause),
        outage=of_problem(cursor, viewer, problem_id),
    )


def _ways(status: str, *, root_cause: str) -> tuple[Way, ...]:
    """A known error has a root cause: until it is recorded, the way there asks for it."""
    return tuple(
        msgspec.structs.replace(way, requires=(*way.requires, "root_cause"))
        if way.to == KNOWN_ERROR and not root_cause
        else way
        for way in ways_from(PROBLEM_CYCLE, status, by="move-problem", led_by={})
    )


def _line(row: _Row, around: Around) -> dict[str, Any]:
    return {
        **around.told(row, PROBLEM_CYCLE),
        "problem_id": row.problem_id,
        "priority": LEVELS[row.priority],
        "incidents": row.incidents,
        "has_workaround": bool(row.workaround),
        "has_root_cause": bool(row.root_cause),
        "registered_at": row.registered_at,
        "changed_at": row.changed_at,
    }
