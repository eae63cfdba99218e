"""A page of 50 of a million tickets sorted by due, against the same page in raw SQL; run by ``make bench``.

``DESK_BENCH_ROWS`` sets how many tickets there are: a million unless a trial asks for fewer.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from psycopg import Cursor

from benchmarks.clocks import AT, life, recorded, terms
from benchmarks.report import Figure, medians, show
from benchmarks.stage import migrated
from connectors.storage.feeds import positions
from connectors.storage.server.database import Database
from events.fact import Recorded
from events.values.duration import Duration
from events.values.identity import TeamId, ticket_id
from events.values.people import SYSTEM, Actor, Viewer
from projections.kit import page_cursor
from projections.person.directory import Directory
from projections.sla_clocks import rows
from projections.sla_clocks.projection import SlaClocks
from projections.ticket.lists import pages as tickets_query
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.rows import COLUMNS, TicketList
from sla_engine.instants import NEVER, micros

ROWS = int(os.environ.get("DESK_BENCH_ROWS", "1000000"))
RUNS = 5
PAGES = 40
TEAMS = 50
DEEP = ROWS // 2
OPEN = TicketFilter(is_open=True)
NOW = AT + timedelta(days=20)
SEES_ALL = Viewer(actor=SYSTEM, groups=frozenset())
OURS = frozenset(
    TeamId(UUID(hex=name)) for name in ("c4ca4238a0b923820dcc509a6f75849b", "c81e728d9d4c2f636f067f89cc14862c")
)
"""The teams of a second-line specialist, as ``md5`` names them: the first and the second of fifty."""
SECOND_LINE = Viewer(
    actor=Actor(kind="person", id=UUID(int=9), name="Пётр"), groups=frozenset({"second_line"}), teams=OURS
)
RAW = """
    SELECT p.*, team.name_ru, team.name_en, person.name
    FROM (
        SELECT t.ticket_id, t.number, t.type, t.subject, t.status, t.priority, t.requester_id, t.requester_name,
               t.agreement_id, t.service_id, t.team_id, t.responsible_id, t.registered_at, t.changed_at,
               t.changed_version, t.comments, t.last_word, c.due_us, c.alarm_us, c.missed_us
        FROM sla_clocks c JOIN ticket_list t USING (ticket_id)
        WHERE c.is_open AND {}
        ORDER BY c.due_us, c.ticket_id LIMIT 50
    ) p
    LEFT JOIN teams team USING (team_id)
    LEFT JOIN persons person ON person.person_id = p.responsible_id
    ORDER BY p.due_us, p.ticket_id
"""


def run() -> Iterator[Figure]:
    """Every figure of this file, each as soon as it is there."""
    with ExitStack() as stack:
        database = migrated(stack)
        fill(database)
        cursor = stack.enter_context(database.transaction())
        first = tickets_query.visible_to(cursor, SEES_ALL, OPEN, now=NOW)
        cursor.execute("SELECT due_us, ticket_id FROM sla_clocks ORDER BY due_us, ticket_id OFFSET %s LIMIT 1", (DEEP,))
        key, last = cursor.fetchone() or (0, UUID(int=0))
        deep = page_cursor.closed("due", key, last)
        second = "(c.due_us, c.ticket_id) > (%(key)s, %(last)s)"
        mine = "(c.requester_id = %(me)s OR c.responsible_id = %(me)s OR c.team_id = ANY(%(teams)s))"
        params = {"key": key, "last": last, "me": SECOND_LINE.actor.id, "teams": list(OURS)}
        assert_full(first.tickets)
        for name, viewer, after, where in (
            ("first_page", SEES_ALL, None, "true"),
            ("deep_page", SEES_ALL, deep, second),
            ("second_line_page", SECOND_LINE, None, mine),
            ("second_line_deep_page", SECOND_LINE, deep, f"{mine} AND {second}"),
        ):
            ours = partial(tickets_query.visible_to, cursor, viewer, OPEN, now=NOW, after=after)
            raw = partial(page, cursor, where, params)
            found, floor = medians(RUNS, partial(each, ours), partial(each, raw))
            told = f"50 of {ROWS} by due, {PAGES} times a run, median of {RUNS}; peer: the same rows in raw SQL"
            yield Figure.duration(f"{name}_vs_raw_sql", ours=found, peer=floor, unit="ms", conditions=told)


def page(cursor: Cursor[Any], where: str, params: dict[str, Any]) -> list[Any]:
    """The rows of a page as the driver gives them, without cursors or structs around them."""
    cursor.execute(RAW.format(where).encode(), params)
    return cursor.fetchall()


def each(question: Callable[[], object]) -> float:
    """Milliseconds that one question takes."""
    question()
    begun = time.perf_counter()
    for _ in range(PAGES):
        question()
    return (time.perf_counter() - begun) / PAGES * 1_000


def assert_full(tickets: tuple[object, ...]) -> None:
    """A page that is not full would be measured for nothing."""
    if len(tickets) < min(50, ROWS):
        raise ValueError(f"the page has {len(tickets)} tickets")


def fill(database: Database, many: int = ROWS) -> None:
    """Copies of one ticket's rows: fifty teams, a third of them assigned, a tenth closed; dues within 60 days."""
    for projection in (TicketList(), SlaClocks(), Directory()):
        positions.prepare(database, projection)
    facts: list[Recorded] = [recorded(fact, at) for at, fact in enumerate([*terms(Duration(2, "days")), *life(0)], 1)]
    with database.transaction() as cursor:
        SlaClocks().apply(cursor, facts)
        TicketList().apply(cursor, facts[2:])
    due = f"CASE WHEN n / 50 %% 10 = 0 THEN {NEVER} ELSE {micros(AT)} + (n * 7919::bigint %% 5184000) * 1000000 + n END"
    changed = {
        "ticket_id": "md5(n::text)::uuid",
        "number": "n",
        "is_open": "n / 50 %% 10 > 0",
        "is_unfinished": "n / 50 %% 10 > 0",
        "status": "CASE WHEN n / 50 %% 10 = 0 THEN 'closed' ELSE (ARRAY['new', 'in_progress', 'on_hold'])[n %% 3 + 1]"
        " END",
        "type": "(ARRAY['incident', 'inquiry', 'service_request'])[n * 7 / 10 %% 3 + 1]",
        "priority": "n * 3 / 7 %% 4",
        "channel": "(ARRAY['portal', 'email', 'phone', 'api'])[n / 11 %% 4 + 1]",
        "impact": "CASE WHEN n %% 1000 = 1 THEN 'critical' END",
        "last_word": "CASE WHEN n / 3 %% 2 = 0 THEN 'staff' ELSE 'requester' END",
        "team_id": f"md5((n %% {TEAMS})::text)::uuid",
        "responsible_id": "CASE WHEN n %% 3 = 0 THEN md5((n %% 500)::text)::uuid END",
        "requester_id": "md5((n %% 50000)::text)::uuid",
        "company_id": "md5((n %% 97)::text)::uuid",
        "unit_id": "md5((n %% 997)::text)::uuid",
        "service_id": "md5((n %% 199)::text)::uuid",
        "due_us": due,
        "alarm_us": due,
        "missed_us": f"CASE WHEN n / 50 %% 50 = 7 THEN {micros(AT)} + n * 1000000::bigint ELSE {NEVER} END",
        "registered_at": "registered_at + n * interval '1 second'",
        "registered_us": "registered_us + n * 1000000::bigint",
        "changed_at": "changed_at + n * interval '1 second'",
        "shown_at": "shown_at + n * interval '1 second'",
        "closed_at": "CASE WHEN n / 50 %% 10 = 0 THEN changed_at + n * interval '1 second' END",
    }
    with database.connection() as connection:
        connection.execute("SET statement_timeout = 0")
        connection.execute("SET maintenance_work_mem = '256MB'")
        for table, names in (("sla_clocks", [name for name, _ in rows.COLUMNS]), ("ticket_list", list(COLUMNS))):
            listed = ", ".join(changed.get(name, name) for name in names)
            # Made when the rows are there, as a rebuild's are: one by one they take most of an hour.
            indexes = connection.execute(
                "SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'views' AND tablename = %s"
                " AND indexname NOT LIKE '%%_pkey'",
                (table,),
            ).fetchall()
            for index, _ in indexes:
                connection.execute(f"DROP INDEX views.{index}".encode())
            connection.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {listed} FROM {table}, generate_series(1, %s) n"
                " WHERE ticket_id = %s".encode(),
                (many, ticket_id(0)),
            )
            connection.execute(f"DELETE FROM {table} WHERE ticket_id = %s".encode(), (ticket_id(0),))
            for _, definition in indexes:
                connection.execute(definition.encode())
            connection.execute(f"VACUUM ANALYZE {table}".encode())
        connection.execute(
            "INSERT INTO teams SELECT md5(n::text)::uuid, 'Линия ' || n, 'Line ' || n FROM generate_series(0, %s) n",
            (TEAMS - 1,),
        )
        connection.execute(
            "INSERT INTO persons SELECT md5(n::text)::uuid, 'employee', 'Имя ' || n, '', '', 'Имя ' || n, '', '', NULL,"
            " '{}', '{}', '', 'named', '{}', NULL, true, NULL, '', 'ru', NULL, '' FROM generate_series(0, 499) n"
        )
        connection.execute("VACUUM ANALYZE teams, persons")


if __name__ == "__main__":
    show(run())
