"""Brings the tables of what is true up to date by numbered SQL; called by ``desk migrate`` and at every start."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from typing import ClassVar

import msgspec
import psycopg
from psycopg import Connection, sql

from connectors.storage.server.database import TRUTH, Database, Row
from connectors.storage.server.limits import MIGRATIONS, limit
from connectors.storage.server.states import refuse_without_writes
from events.values.refusal import Refusal


class DatabaseIsNewer(Refusal):
    """The database was migrated by a newer desk (it knows {name}); nothing was changed. Start that newer desk,
    or restore the backup that was made before the upgrade.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "База данных обновлена более новой версией Deskledger (в ней есть {name}); ничего не изменено. "
        "Запустите ту версию или восстановите копию, сделанную до обновления."
    )


class MigrationWasEdited(Refusal):
    """The migration {name} is not the one that this database was made with; nothing was changed. Restore the
    file: what was applied is never edited, a change is a new number.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "Миграция {name} отличается от применённой к этой базе; ничего не изменено. Верните прежний файл: "
        "применённое не правят, изменение получает новый номер."
    )


class DatabaseIsOlder(Refusal):
    """The database lacks {names}: an older desk made it, or none yet; nothing was changed. Make a dump, then let
    “desk migrate” or the start of “desk serve” bring it up to date.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "В базе данных нет {names}: её создала более старая версия Deskledger, или она пуста; ничего не изменено. "
        "Сделайте копию, затем обновите её командой «desk migrate» или запуском «desk serve»."
    )


class TablesAreHeld(Refusal):
    """The tables could not be changed by {name}: another session has held them for more than {seconds} s. Nothing of
    this step was changed. End that session ({who}), then start again.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "Шаг {name} не смог изменить таблицы: другой сеанс держит их дольше {seconds} с. Из этого шага ничего не "
        "изменено. Завершите тот сеанс ({who}) и запустите снова."
    )


_OPEN = """
    SELECT pid, coalesce(nullif(application_name, ''), '?'), xact_start FROM pg_stat_activity
    WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
    ORDER BY xact_start LIMIT 3
"""


class Migration(msgspec.Struct, frozen=True):
    """One numbered step and the digest of its text."""

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """Digest of the text, the same whatever line ends a checkout has."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@cache
def migrations() -> tuple[Migration, ...]:
    """All steps that this desk knows, in order."""
    found = [
        Migration(int(file.name[:4]), file.name.removesuffix(".sql"), file.read_text(encoding="utf-8"))
        for file in (resources.files("connectors.storage") / "migrations").iterdir()
        if re.fullmatch(r"\d{4}_\w+\.sql", file.name)
    ]
    return tuple(sorted(found, key=lambda step: step.number))


def migrate(database: Database) -> list[str]:
    """Apply what is missing, each step in a transaction of its own; the names of what was applied.

    Where nothing is missing nothing is written. Two desks that start at once take turns. Raises ``DatabaseIsNewer``,
    ``MigrationWasEdited`` or ``DatabaseTakesNoWrites`` before anything is changed.
    """
    if not pending(database):
        return []
    refuse_without_writes(database)
    applied: list[str] = []
    with database.dedicated() as connection, held_by_others(connection) as step_is:
        with connection.cursor() as cursor:
            limit(cursor, MIGRATIONS, locally=False)
        connection.execute("SELECT pg_advisory_lock(hashtextextended('desk.migrations', 0))")
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(TRUTH)))
        connection.execute(
            "CREATE TABLE IF NOT EXISTS desk.migrations (number int PRIMARY KEY, name text NOT NULL,"
            " checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
        )
        for step in _missing(connection):
            step_is(step.name)
            with connection.transaction():
                connection.execute(step.text)
                connection.execute(
                    "INSERT INTO desk.migrations (number, name, checksum) VALUES (%s, %s, %s)",
                    (step.number, step.name, step.checksum),
                )
            applied.append(step.name)
    return applied


@contextmanager
def held_by_others(connection: Connection[Row]) -> Iterator[Callable[[str], None]]:
    """Tells which session is in the way of a step, instead of waiting for ever; yields what names the step."""
    doing = ["0000"]

    def step_is(name: str) -> None:
        doing[0] = name

    try:
        yield step_is
    except psycopg.errors.LockNotAvailable as error:
        found = [f"{name}, pid {pid}, {since:%H:%M:%S %Z}" for pid, name, since in connection.execute(_OPEN)]
        raise TablesAreHeld(name=doing[0], seconds=round(MIGRATIONS.lock_s), who="; ".join(found) or "?") from error


def refuse_older(database: Database) -> None:
    """Raise ``DatabaseIsOlder`` where a step is missing, as ``migrate`` where one is too new; changes nothing."""
    if missing := pending(database):
        raise DatabaseIsOlder(names=", ".join(missing))


def is_untouched(database: Database) -> bool:
    """Whether no desk has made its tables here."""
    with database.connection() as connection:
        row = connection.execute("SELECT to_regnamespace('desk') IS NULL").fetchone()
        return row is not None and bool(row[0])


def pending(database: Database) -> list[str]:
    """The names of steps that the database has not seen; for readiness. Raises as ``migrate``."""
    with database.connection() as connection:
        row = connection.execute("SELECT to_regclass('desk.migrations') IS NULL").fetchone()
        if row is None or row[0]:
            return [step.name for step in migrations()]
        return [step.name for step in _missing(connection)]


def _missing(connection: Connection[Row]) -> list[Migration]:
    done = {
        number: (name, checksum)
        for number, name, checksum in connection.execute("SELECT number, name, checksum FROM desk.migrations")
    }
    known = {step.number: step for step in migrations()}
    for number, (name, checksum) in sorted(done.items()):
        if number not in known:
            raise DatabaseIsNewer(name=name)
        if known[number].checksum != checksum:
            raise MigrationWasEdited(name=name)
    return [step for step in migrations() if step.number not in done]
