"""What is found in a million tickets, and in which time, against the same SQL by hand; run by ``make bench``.

``DESK_BENCH_ROWS`` sets how many tickets there are: a million unless a trial asks for fewer. ``DESK_BENCH_COPIES`` says
of how many equal parts all but the first are copies of it, which takes less time: 10, and 1 where all are folded.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any
from uuid import UUID

from psycopg import Cursor

from benchmarks import bulk
from benchmarks.report import Figure, show
from benchmarks.spent import spent
from benchmarks.stage import migrated
from connectors.storage.feeds import positions
from connectors.storage.server.database import Database
from events.values.people import SYSTEM, Actor, Viewer
from projections.kit.port import Projection
from projections.person.directory import Directory
from projections.search import box
from projections.search.box import Asked
from projections.search.rows import Search
from projections.search.slots import INDEXES
from projections.search.sought import sought
from projections.ticket.rows import TicketList
from projections.ticket_type.rows import TicketTypes

ROWS = int(os.environ.get("DESK_BENCH_ROWS", "1000000"))
COPIES = int(os.environ.get("DESK_BENCH_COPIES", "10"))
TRIES = 5
LIMIT_MS = 100.0
SEES_ALL = Viewer(actor=SYSTEM, groups=frozenset())
SPECIALIST = Viewer(actor=Actor(kind="person", id=bulk.STAFF[0], name="Олег"), groups=frozenset({"specialist"}))
TWO_TEAMS = Viewer(
    actor=Actor(kind="person", id=bulk.STAFF[0], name="Олег"),
    groups=frozenset({"second_line"}),
    teams=frozenset(bulk.TEAMS[:2]),
)
REQUESTER = Viewer(
    actor=Actor(kind="person", id=UUID(int=0x100000 + 7), name="Кольцов"), groups=frozenset({"requester"})
)
VIEWERS = {"specialist": SPECIALIST, "two_teams": TWO_TEAMS, "requester": REQUESTER}
TYPED = (
    "принтер",
    "принтеры не работают",
    "при",
    "прин",
    "нет доступа",
    "нет доступа к серверу",
    "SN-00042",
    "srv017.corp.example",
    "0x0000beef",
    "Маркова",
    "принтер Марковой",
    "принтр",
    "«нет доступа»",
    "сертификат лицензия драйвер",
    "1001",
    "вертолёт",
    "0x0",
    "sn",
    "с",
    "нет доступп",
    "не нет без",
    "пан",
)
BY_HAND = (
    "SELECT t.number, t.subject FROM ticket_words s JOIN ticket_list t USING (ticket_id)"
    " WHERE s.words @@ %s::tsquery ORDER BY ts_rank(s.words, %s::tsquery) DESC, t.number DESC LIMIT 10"
)
"""Found and ranked whole, as one writes it who knows of no bound."""


def run() -> Iterator[Figure]:
    """Every figure of this file, each as soon as it is there."""
    with ExitStack() as stack:
        database = migrated(stack)
        fill(database)
        yield from asked(database)


def fill(database: Database) -> None:
    """Tickets with words; the indexes are made when these are there, as a rebuild's are."""
    models: tuple[Projection, ...] = (TicketTypes(), Directory(), TicketList(), Search())
    for model in models:
        positions.prepare(database, model)
    with database.connection() as connection:
        for line in INDEXES.splitlines():
            connection.execute(f"DROP INDEX {line.split()[2]}".encode())
    bulk.load(database, ROWS // COPIES, models)
    for nth in range(1, COPIES):
        _copy(database, nth)
    begun = time.monotonic()
    with database.connection() as connection:
        connection.execute(b"SET maintenance_work_mem = '512MB'")
        connection.execute(b"SET statement_timeout = 0")
        for line in INDEXES.splitlines():
            connection.execute(line.encode())
        for table in ("ticket_words", "ticket_list", "searched_texts"):
            connection.execute(f"VACUUM ANALYZE {table}".encode())
        size = connection.execute(
            "SELECT pg_size_pretty(pg_total_relation_size('ticket_words')),"
            " pg_size_pretty(pg_indexes_size('ticket_words'))"
        ).fetchone()
    print(f"indexes {time.monotonic() - begun:.0f} s, words and indexes {size}", file=sys.stderr, flush=True)


def _copy(database: Database, nth: int) -> None:
    """All tickets once more, under other ids and numbers."""
    again, number = f"md5({{}}::text || '{nth}')::uuid", f"number + {nth * (ROWS // COPIES)}"
    changed = {"ticket_id": again.format("ticket_id"), "thing_id": again.format("thing_id"), "number": number}
    changed["slot"] = f"({number}) / 65536 % 16"
    kept = f" WHERE number <= {ROWS // COPIES}"
    begun = time.monotonic()
    with database.connection() as connection:
        connection.execute(b"SET statement_timeout = 0")
        connection.execute(b"SET synchronous_commit = off")
        # Texts are read for the hits that are shown: mostly the newest.
        texts = [("searched_texts", f" WHERE thing_id IN (SELECT ticket_id FROM ticket_words{kept})")]
        for table, which in (*(texts if nth == COPIES - 1 else []), ("ticket_words", kept), ("ticket_list", kept)):
            columns = [
                name
                for (name,) in connection.execute(
                    "SELECT column_name::text FROM information_schema.columns"
                    " WHERE table_schema = 'views' AND table_name = %s ORDER BY ordinal_position",
                    (table,),
                )
            ]
            listed = ", ".join(changed.get(name, name) for name in columns)
            connection.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {listed} FROM {table}{which}".encode()
            )
    print(f"copy {nth} of {COPIES - 1}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


def asked(database: Database) -> Iterator[Figure]:
    """Percentiles over all that is typed, for each viewer; and each text alone, beside the same by hand."""
    told = f"CPU, {ROWS} tickets in {COPIES} copies, {len(TYPED)} texts {TRIES} times"
    for name, viewer in VIEWERS.items():
        waits = [spent(database, partial(_searched, viewer, text), 1) for _ in range(TRIES) for text in TYPED]
        by_cpu, by_clock = (
            sorted(column) for column in zip(*((one.cpu_ms, one.clock_ms) for one in waits), strict=True)
        )
        for title, place in (("p50", 0.5), ("p95", 0.95)):
            nth = int(len(waits) * place)
            yield Figure.duration(
                f"search_{title}_{name}",
                ours=by_cpu[nth],
                peer=LIMIT_MS,
                unit="ms",
                conditions=f"{told}; peer: {LIMIT_MS:.0f} ms; by the clock {by_clock[nth]:.3g} ms",
            )
    for text in TYPED:
        words = sought(text)
        if words is None:
            raise LookupError(text)
        query = words.told(inner=True)
        ours, peer = (
            statistics.median(spent(database, asked, 1).cpu_ms for _ in range(3))
            for asked in (partial(_searched, SPECIALIST, text), partial(_by_hand, query))
        )
        yield Figure.duration(
            f"search_{text}",
            ours=ours,
            peer=peer,
            unit="ms",
            conditions="CPU, a specialist; peer: found and ranked whole",
        )


def _searched(viewer: Viewer, text: str, cursor: Cursor[Any]) -> object:
    words = sought(text)
    if words is None:
        raise LookupError(text)
    return box.search(cursor, viewer, Asked(text=text, sought=words, kinds=("ticket",), limit=10, now=bulk.AT))


def _by_hand(query: str, cursor: Cursor[Any]) -> object:
    cursor.execute(BY_HAND, (query, query))
    return cursor.fetchall()


if __name__ == "__main__":
    show(run())
