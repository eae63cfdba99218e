"""What is wrong with the storage in words that say the way out; for the door, the command line and a desk's start."""

from __future__ import annotations

from typing import ClassVar

import psycopg

from connectors.storage.server.connections_needed import needed
from connectors.storage.server.database import Database, DatabaseUnreachable
from connectors.storage.server.faults import MISSING
from connectors.storage.server.words import storage_words
from events.values.refusal import Refusal
from events.values.text import Text


class DatabaseTakesNoWrites(Refusal):
    """The database takes no writes: it is read-only, or a stand-by server. Nothing was changed. Allow writes, or name
    the primary server in DESK_DATABASE_URL, then start again.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "База данных не принимает записи: она только для чтения, или это резервный сервер. Ничего не изменено. "
        "Разрешите запись или укажите в DESK_DATABASE_URL ведущий сервер и запустите снова."
    )


SILENT = Text(ru="Хранилище сейчас не отвечает.", en="The storage does not answer at this moment.")

_LACKING = Text(
    ru="В хранилище нет таблицы или столбца, которые сделал Deskledger. Верните их, а проекцию постройте заново: "
    "desk rebuild ИМЯ. Чего нет, скажет журнал PostgreSQL.",
    en="The storage lacks a table or a column that the desk has made. Bring it back, or build the read model anew: "
    "desk rebuild NAME. The log of PostgreSQL says what is missing.",
)

_STATES = {
    **dict.fromkeys(MISSING, _LACKING),
    "25006": Text(
        ru="Хранилище не принимает записи: база данных только для чтения, или это резервный сервер. Разрешите запись "
        "или подключите ведущий сервер.",
        en="The storage takes no writes: the database is read-only, or a stand-by server. Allow writes, or connect to "
        "the primary server.",
    ),
    "53100": Text(
        ru="На диске хранилища нет места. Освободите место.", en="The disk of the storage is full. Make room on it."
    ),
    "53300": Text(
        ru="У сервера PostgreSQL слишком много соединений (53300), свободных нет. Закройте лишние сеансы или увеличьте "
        f"max_connections: на каждый Deskledger из двух веб-процессов до {needed(2)}.",
        en="The PostgreSQL server has too many connections (53300), none is free. End sessions that nobody needs, or "
        f"raise max_connections: up to {needed(2)} for each desk of two web processes.",
    ),
}
"""SQLSTATE -> what it is, and the way out. No word of the server's: a stranger may read these."""


def state_of(error: BaseException) -> Text:
    """What ails the storage, as far as it is known; else that it does not answer."""
    return _STATES.get(storage_words(error)[:5], SILENT)


def told_to_operator(error: psycopg.Error | DatabaseUnreachable) -> Text:
    """The same for who may read what the server said; an error that is none of the storage's state is called one."""
    state, words = state_of(error), storage_words(error)
    if state is not SILENT:
        return Text(ru=f"{state.ru} PostgreSQL: {words}", en=f"{state.en} PostgreSQL: {words}")
    if isinstance(error, DatabaseUnreachable):
        return error.text
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return Text(
            ru=f"База данных не отвечает: {words}. Проверьте сервер и DESK_DATABASE_URL и повторите.",
            en=f"The database does not answer: {words}. Look at the server and DESK_DATABASE_URL, and try again.",
        )
    return Text(
        ru=f"База данных ответила ошибкой: {words}. Её таблицы могут быть не от этой версии: проверьте «desk health».",
        en=f"The database answered with an error: {words}. Its tables may be of another version: see “desk health”.",
    )


def refuse_without_writes(database: Database) -> None:
    """Raise ``DatabaseTakesNoWrites`` where nothing can be stored."""
    with database.connection() as connection:
        row = connection.execute("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool")
        if row.fetchone() == (True,):
            raise DatabaseTakesNoWrites
