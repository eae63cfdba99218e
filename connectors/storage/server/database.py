"""The one door to PostgreSQL: pooled connections with the desk's search path; opened by the composition root."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Self, TypeVar

import psycopg
import structlog
from psycopg import Connection, Cursor, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

from connectors.seldom import Seldom
from connectors.storage.server.letters import refuse_without_letters
from connectors.storage.server.limits import ANSWER_S, REQUESTS, limit, time_left
from connectors.storage.server.pool import Pool, PoolStanding
from connectors.storage.server.words import storage_words
from events.values.refusal import Refusal

OLDEST_SERVER = 14
TRUTH = "desk"
"""Schema of what is true: facts, receipts, keys, files, tokens. Migrated, backed up, never rebuilt."""
VIEWS = "views"
"""Schema of the read models. Rebuilt, never migrated."""

Row = tuple[Any, ...]
T = TypeVar("T")

LARGEST_POOL = 16
"""Connections of one desk's pool at most."""
LONGEST_QUEUE_S = ANSWER_S
"""Seconds for which a thread waits for a connection when all are lent."""

NOTICED_S = 2.0
"""Within so many seconds even a busy server has noticed that a connection was closed."""

_MANNERS: dict[str, Any] = {
    "application_name": "deskledger",
    "client_encoding": "UTF8",
    "connect_timeout": "10",
    # A server whose machine lost power says nothing: miss it in seconds, not in hours.
    "keepalives_idle": "10",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""What a connection is told unless the URL says otherwise; over a Unix socket only the name counts."""

PATIENCE = 20.0
"""Seconds for which work that nobody waits for outlives a lost server before it gives up."""

_PASSING = ("08", "40", "53", "57P")
"""SQLSTATE classes that pass by themselves: lost connections, rollbacks, exhaustion, a server that restarts."""
_STAYS = ("53100",)
"""Of these what passes when somebody does something: room on a full disk is made by people, not by waiting."""

_ONE_MOMENT = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; LOCK TABLE views.parked IN ROW SHARE MODE"
"""How a question begins, in one round trip. A lock takes no snapshot: the moment is that of the next statement.
A rebuild that puts its tables in place excludes the lock, or they would hold rows younger than a question's moment."""
_DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
_IN_TRANSACTION = (TransactionStatus.INTRANS, TransactionStatus.INERROR)

_TOO_MANY = "53300"
"""SQLSTATE of a server that has no connection left."""

_SELDOM = Seldom(5.0)


class ServerTooOld(Refusal):
    """The PostgreSQL server is version {found}; the desk needs version {needed} or later. Upgrade the server,
    or leave DESK_DATABASE_URL out to let the desk run its own.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "Сервер PostgreSQL имеет версию {found}, а нужна {needed} или новее. Обновите сервер "
        "или уберите DESK_DATABASE_URL, и Deskledger запустит собственный."
    )


class DatabaseUnreachable(Refusal):
    """The database cannot be reached: {reason}. Check that the server runs and that DESK_DATABASE_URL names
    it, then try again.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "away"
    ru: ClassVar[str] = (
        "База данных недоступна: {reason}. Проверьте, что сервер запущен и что DESK_DATABASE_URL "
        "указывает на него, и повторите."
    )


class StorageIsBusy(Refusal):
    """Somebody else holds what this needs in the storage, for longer than {seconds} s; nothing was stored. Send the
    same request again in a moment.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "too_busy"
    ru: ClassVar[str] = (
        "То, что здесь нужно, в хранилище держит кто-то другой, дольше {seconds} с; ничего не записано. Повторите тот "
        "же запрос через минуту."
    )


BUSY = (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled)
"""A limit of ``limits`` passed: another session holds a lock, or the server did not get ready in time."""


class Database:
    """A pool of connections whose unqualified names mean the read models first, then the truth.

    ``views`` names the schema of the read models: ``views`` is what everybody reads, another schema holds the
    tables of a rebuild. Raises ``DatabaseUnreachable`` or ``ServerTooOld``.
    """

    def __init__(self, url: str, *, views: str = VIEWS, max_size: int = LARGEST_POOL) -> None:
        self.url = url
        self.views = views
        self._pool = Pool(self.dedicated, max_size=max_size, longest_queue_s=LONGEST_QUEUE_S)
        self._refuse_unfit_server()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every pooled connection."""
        self._pool.close()

    def losses(self) -> int:
        """How often a connection was found broken: behind the next one there may be another server."""
        return self._pool.losses

    def rest(self) -> None:
        """Hold no connection until one is asked for: a process that forks must have none that its child would share."""
        self._pool.give_back_idle()

    def close_the_unused(self) -> None:
        """Give back what nobody has needed for a while; for whoever sees time pass while nobody asks for anything."""
        self._pool.close_the_unused()

    def begin_anew(self, max_size: int, *, waits_for_disk: bool = True) -> None:
        """A pool of this process's own, for one that was forked off.

        Whoever begins again where it stood, after a crash of the server too, need not wait for each commit to lie on
        disk: what is lost then is the end of what it wrote, and whoever commits behind it and waits waits for all.
        """
        made = self.dedicated if waits_for_disk else self._dedicated_in_haste
        self._pool = Pool(made, max_size=max_size, longest_queue_s=LONGEST_QUEUE_S)

    def standing(self) -> PoolStanding:
        """How the pool is at this moment, for the meters."""
        return self._pool.standing()

    @contextmanager
    def connection(self) -> Iterator[Connection[Row]]:
        """A pooled connection in autocommit: every statement is a transaction of its own."""
        with self._pool.lend() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Cursor[Row]]:
        """A cursor in one transaction: committed at the end, rolled back by any exception."""
        with self._pool.lend() as connection, connection.transaction(), connection.cursor() as cursor:
            yield cursor

    @contextmanager
    def turn(self) -> Iterator[Cursor[Row]]:
        """A cursor for one transaction that its user begins and ends; what is not ended is rolled back."""
        with self._pool.lend() as connection, connection.cursor() as cursor:
            try:
                yield cursor
            finally:
                if connection.info.transaction_status in _IN_TRANSACTION:
                    connection.rollback()

    @contextmanager
    def snapshot(self) -> Iterator[Cursor[Row]]:
        """A cursor for one question: all that it reads is of one moment, and it can write nothing.

        What waits for a read model waits before. The manner of the transaction is said in its first words and nowhere
        else, so none of it is left on the connection for whoever is lent it next.
        """
        with self._pool.lend() as connection, connection.cursor() as cursor:
            try:
                at_once(connection, _ONE_MOMENT)
                yield cursor
            finally:
                # A connection that is lost, or in the middle of a statement, is closed by the pool.
                if connection.info.transaction_status in _IN_TRANSACTION:
                    at_once(connection, b"COMMIT")

    @contextmanager
    def glance(self) -> Iterator[Cursor[Row]]:
        """A cursor for a question that asks a single statement, which by itself reads all of one moment.

        PostgreSQL takes that moment when it holds the tables, so a rebuild that puts others in their place is seen as a
        whole, too. Two statements need a ``snapshot``.
        """
        with self._pool.lend() as connection, connection.cursor() as cursor:
            yield cursor

    @contextmanager
    def listening(self) -> Iterator[Connection[Row]]:
        """A pooled connection for who listens for a while: one fewer for requests, and none more for the server."""
        with self._pool.lend() as connection:
            try:
                yield connection
            finally:
                # One that is lost is closed by the pool.
                if connection.info.transaction_status == TransactionStatus.IDLE:
                    connection.execute("UNLISTEN *")

    def dedicated(self) -> Connection[Row]:
        """A connection outside the pool for whoever keeps one: LISTEN, a lease. The caller closes it.

        When the server refuses another, those that nobody uses here are given back to it, and it is asked once more.
        """
        try:
            connection = self._connected()
        except psycopg.OperationalError as error:
            if not storage_words(error).startswith(_TOO_MANY) or not self._pool.give_back_idle():
                raise
            connection = self._connected_soon()
        try:
            connection.execute(
                sql.SQL("SET search_path TO {}, {}; SET max_parallel_workers_per_gather TO 0").format(
                    sql.Identifier(self.views), sql.Identifier(TRUTH)
                )
            )
            with connection.cursor() as cursor:
                limit(cursor, REQUESTS, locally=False)
        except BaseException:
            connection.close()
            raise
        return connection

    def _dedicated_in_haste(self) -> Connection[Row]:
        connection = self.dedicated()
        connection.execute("SET synchronous_commit TO off")
        return connection

    def _connected(self) -> Connection[Row]:
        return psycopg.connect(make_conninfo("", **_MANNERS | conninfo_to_dict(self.url)), autocommit=True)

    def _connected_soon(self) -> Connection[Row]:
        """A connection in the place of one that was just closed, which the server notices a moment later."""
        give_up_at = time.monotonic() + time_left(NOTICED_S)
        while True:
            try:
                return self._connected()
            except psycopg.OperationalError as error:
                if not storage_words(error).startswith(_TOO_MANY) or time.monotonic() > give_up_at:
                    raise
                time.sleep(0.01)

    def patiently(self, work: Callable[[Connection[Row]], T], *, patience: float = PATIENCE) -> T:
        """The answer of ``work`` on a pooled connection; on another one when the first is lost meanwhile.

        Only for work that may be done twice: reading, or writing that knows itself again. Raises
        ``DatabaseUnreachable`` when the server stays away for longer than ``patience``, or than a request waits for
        its answer, and at once when its disk is full. The log hears of the first try that fails.
        """
        give_up_at = time.monotonic() + time_left(patience)
        pause = 0.01
        while True:
            try:
                with self.connection() as connection:
                    return work(connection)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                if not _passes(error):
                    raise
                words = storage_words(error)
                if (passed := _SELDOM.now(words[:5])) is not None:
                    structlog.get_logger("storage").warning("storage_away", error=words, more=passed)
                if error.sqlstate in _STAYS or time.monotonic() + pause > give_up_at:
                    raise DatabaseUnreachable(reason=words) from error
                time.sleep(pause)
                pause = min(pause * 2, 1.0)

    def _refuse_unfit_server(self) -> None:
        try:
            with self.connection() as connection:
                version = connection.info.server_version
                if version // 10_000 < OLDEST_SERVER:
                    raise ServerTooOld(found=version // 10_000, needed=OLDEST_SERVER)
                refuse_without_letters(connection)
        except psycopg.OperationalError as error:
            raise DatabaseUnreachable(reason=storage_words(error)) from error
        except Refusal:
            self.close()
            raise


def at_once(connection: Connection[Row], statements: bytes) -> PGresult:
    """Statements of ours in one round trip, past the driver's cursor; gives what the last one gave, as text.

    What the cursor does for any statement would make short transactions longer.
    """
    return answered(connection, connection.pgconn.exec_(statements))


def answered(connection: Connection[Row], result: PGresult) -> PGresult:
    """What was answered past the driver's cursor; raises what the server, or nobody any more, said instead."""
    if result.status not in _DONE:
        raise psycopg.OperationalError("the connection is lost") if connection.closed else error_from_result(result)
    return result


def _passes(error: psycopg.Error) -> bool:
    return error.sqlstate is None or error.sqlstate.startswith(_PASSING)
