"""Builds a read model anew beside the live one and swaps them; called by ``desk rebuild`` and at start."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, ClassVar, Protocol

import structlog
from psycopg import Cursor, sql
from psycopg.errors import LockNotAvailable

from events.fact import Recorded
from events.values.refusal import Refusal
from events.values.text import Text
from projections.kit import parking
from projections.kit.port import FactSource, Hearing, Projection
from replay import late_indexes

BESIDE = "views_next"
BATCH = 5000

SHORT_MS = 200
"""How long the swap may stand in the queue for the old tables: all lists stand behind it for as long."""
LONGEST_WAIT_S = 900.0
"""Seconds for which the swap is tried again, and for which another rebuild of the same read model is waited for."""
PAUSE_S = 1.0
_TOLD_EVERY_S = 10.0
_WORK = "10min"
"""Time limit of one statement of a rebuild."""

OnProgress = Callable[[int, int], None]
"""Called with the facts done and the facts in all."""


class ReadModelIsHeld(Refusal):
    """The read model {name} was built anew but could not be put in place for {seconds} s: its tables are held by
    {who}. The old ones stay as they were. Wait until that session ends, or end it, then run “desk rebuild {name}”
    or start again; backups take pg_dump -n desk, which does not touch read models.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "Проекция {name} построена заново, но встать на место не смогла за {seconds} с: её таблицы держит {who}. "
        "Прежние остались как были. Дождитесь конца того сеанса или завершите его, затем выполните «desk rebuild "
        "{name}» или запустите снова; для копий берите pg_dump -n desk: он не трогает проекции."
    )


WAITS = Text(
    ru="Проекция {name} построена и ждёт, чтобы встать на место: её таблицы держит {who}.",
    en="The read model {name} is built and waits to be put in place: its tables are held by {who}.",
)

_HOLDERS = """
    SELECT DISTINCT a.pid, coalesce(nullif(a.application_name, ''), '?'), a.xact_start
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.granted AND l.pid <> pg_backend_pid() AND l.locktype = 'relation'
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND l.relation IN (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                         WHERE n.nspname IN ('views', 'views_next') AND c.relname = ANY(%s))
    ORDER BY a.xact_start LIMIT 3
"""


class Tables(Protocol):
    """Where the rows go."""

    def transaction(self) -> AbstractContextManager[Cursor[Any]]:
        """A cursor in one transaction."""
        ...


def rebuild(
    projection: Projection,
    source: FactSource,
    tables: Tables,
    *,
    fingerprint: str,
    batch: int = BATCH,
    progress: OnProgress = lambda _done, _all: None,
) -> int:
    """Fold the whole log into new tables, then put them in the place of the old; gives the position reached.

    ``projection`` must be an instance of its own: the live consumer goes on with another. Reads see the old
    tables until the swap. A fact that cannot be taken in raises, and the old stay; one of a stream that the projection
    ``parks`` sets that stream aside, as it does live.
    """
    # Held to the end by a transaction that does nothing else: two rebuilds of one read model take turns.
    with tables.transaction() as turn:
        turn.execute("SELECT set_config('lock_timeout', %s, true)", (f"{LONGEST_WAIT_S:.0f}s",))
        turn.execute("SET LOCAL statement_timeout TO 0")
        turn.execute("SELECT pg_advisory_xact_lock(hashtextextended('desk.rebuild.' || %s, 0))", (projection.name,))
        return _rebuilt(projection, source, tables, fingerprint, batch, progress)


def _rebuilt(
    projection: Projection, source: FactSource, tables: Tables, fingerprint: str, batch: int, progress: OnProgress
) -> int:
    is_long, waiting = source.head() >= late_indexes.LONG_LOG, list[str]()

    def begin(cursor: Cursor[Any]) -> None:
        # Of several read models that are built at once one makes what they share.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('desk.rebuild', 0))")
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(BESIDE)))
        _drop(cursor, projection, BESIDE)
        cursor.execute(projection.ddl)
        cursor.execute(parking.DDL)
        cursor.execute("DELETE FROM parked WHERE projection = %s", (projection.name,))
        waiting[:] = late_indexes.take_off(cursor, projection, BESIDE) if is_long else []

    wait = _Wait(projection)
    while not _done_without_queueing(tables, begin):
        wait.for_holders(tables)
    hearing = Hearing(projection, source)
    position = 0
    while position < (head := source.head()):
        with tables.transaction() as cursor:
            _beside(cursor)
            position = _fold(cursor, projection, hearing, position, batch)
        progress(position, head)
    with tables.transaction() as cursor:
        _beside(cursor)
        late_indexes.put_on(cursor, waiting)

    def swap(cursor: Cursor[Any]) -> None:
        _swap(cursor, projection, position, fingerprint)

    while True:
        with tables.transaction() as cursor:
            _beside(cursor)
            # A batch of the live consumer may take its time; it stands still from here on, and what came in the
            # meantime is folded first.
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", (f"{LONGEST_WAIT_S:.0f}s",))
            cursor.execute("SELECT position FROM views.positions WHERE name = %s FOR UPDATE", (projection.name,))
            row = cursor.fetchone()
            while position < max(source.head(), 0 if row is None else row[0]):
                position = _fold(cursor, projection, hearing, position, batch)
            # In a transaction within: when somebody reads the old tables, what was folded stays and is not lost.
            if _at_once(cursor, swap):
                return position
        wait.for_holders(tables)


class _Wait:
    """How long a rebuild has stood before tables that somebody holds; says so, and gives up in the end."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection
        self._begun = time.monotonic()
        self._told = 0.0
        self._log = structlog.get_logger("rebuild")

    def for_holders(self, tables: Tables) -> None:
        """Rest a little; raises ``ReadModelIsHeld`` when that was for too long."""
        name, now = self._projection.name, time.monotonic()
        if now - self._told > _TOLD_EVERY_S:
            self._told = now
            told = {"name": name, "who": _holders(tables, self._projection)}
            self._log.warning("rebuild_waits", ru=WAITS.ru.format(**told), en=WAITS.en.format(**told))
        if now - self._begun > LONGEST_WAIT_S:
            raise ReadModelIsHeld(name=name, seconds=round(LONGEST_WAIT_S), who=_holders(tables, self._projection))
        time.sleep(PAUSE_S)


def _holders(tables: Tables, projection: Projection) -> str:
    with tables.transaction() as cursor:
        cursor.execute(_HOLDERS, (list(projection.tables),))
        found = [f"{name} (pid {pid}, {since:%H:%M:%S %Z})" for pid, name, since in cursor if since is not None]
    return ", ".join(found) or "?"


def _done_without_queueing(tables: Tables, work: Callable[[Cursor[Any]], None]) -> bool:
    with tables.transaction() as cursor:
        _beside(cursor)
        return _at_once(cursor, work)


def _at_once(cursor: Cursor[Any], work: Callable[[Cursor[Any]], None]) -> bool:
    """Do what needs tables for itself alone; whether it could: nobody may stand behind it for longer than a moment."""
    try:
        with cursor.connection.transaction():
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", (f"{SHORT_MS}ms",))
            work(cursor)
    except LockNotAvailable:
        return False
    return True


def _fold(cursor: Cursor[Any], projection: Projection, hearing: Hearing, position: int, batch: int) -> int:
    facts, until, _ = hearing.read(position, batch)
    if getattr(projection, "parks", ()):
        _fold_or_park(cursor, projection, facts)
    elif facts:
        projection.apply(cursor, facts)
    return until


def _fold_or_park(cursor: Cursor[Any], projection: Projection, facts: Sequence[Recorded]) -> bool:
    """Fold facts; the one that cannot be taken in is found by halves, and its stream set aside if it may be.

    Gives whether all were taken in. What no fact raises again was none of theirs, and is raised.
    """
    aside = parking.streams(cursor, projection.name)
    relevant = [recorded for recorded in facts if recorded.stream not in aside]
    if not relevant:
        return True
    try:
        with cursor.connection.transaction():
            projection.apply(cursor, relevant)
    except Exception as error:
        projection.forget()
        half = len(relevant) // 2
        if not parking.is_of_facts(error) or len(aside) >= parking.MOST_PARKED:
            raise
        if not half:
            if not parking.may_park(projection, relevant[0], error):
                raise
            parking.set_aside(cursor, projection, relevant[0], error)
        elif _fold_or_park(cursor, projection, relevant[:half]) & _fold_or_park(cursor, projection, relevant[half:]):
            raise
        return False
    return True


def _swap(cursor: Cursor[Any], projection: Projection, position: int, fingerprint: str) -> None:
    # Every question that has begun ends first: its snapshot does not show what the new tables hold since. See 0118.
    cursor.execute("LOCK TABLE views.parked IN EXCLUSIVE MODE")
    _drop(cursor, projection, "views")
    for table in projection.tables:
        cursor.execute(
            sql.SQL("ALTER TABLE {}.{} SET SCHEMA views").format(sql.Identifier(BESIDE), sql.Identifier(table))
        )
    cursor.execute("DELETE FROM views.parked WHERE projection = %s", (projection.name,))
    cursor.execute("INSERT INTO views.parked SELECT * FROM parked WHERE projection = %s", (projection.name,))
    cursor.execute(
        "INSERT INTO views.positions (name, position, fingerprint) VALUES (%s, %s, %s)"
        " ON CONFLICT (name) DO UPDATE SET position = excluded.position, fingerprint = excluded.fingerprint,"
        " poison_at = NULL, poison = NULL, moved_at = clock_timestamp()",
        (projection.name, position, fingerprint),
    )
    cursor.execute("SELECT pg_notify('desk_views', %s)", (f"{projection.name}:{position}",))


def _drop(cursor: Cursor[Any], projection: Projection, schema: str) -> None:
    for table in projection.tables:
        cursor.execute(
            sql.SQL("DROP TABLE IF EXISTS {}.{} CASCADE").format(sql.Identifier(schema), sql.Identifier(table))
        )


def _beside(cursor: Cursor[Any]) -> None:
    cursor.execute(sql.SQL("SET LOCAL search_path TO {}, desk").format(sql.Identifier(BESIDE)))
    # What a crash of the server takes away is built again, so nobody waits for its disk.
    cursor.execute(
        "SELECT set_config('statement_timeout', %s, true), set_config('synchronous_commit', 'off', true)", (_WORK,)
    )
