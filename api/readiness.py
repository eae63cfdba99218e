"""Is the desk ready: would a command be taken, are the read models near; asked by /health/ready and ``desk health``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import msgspec
import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from aggregates.log import epoch_of
from api.bootstrap import Desk
from api.questions import health
from connectors.storage.feeds import positions
from connectors.storage.feeds.leases import held
from connectors.storage.feeds.positions import Place
from connectors.storage.log.reading import LogReading
from connectors.storage.proof.head_file import HeadFileCannotBeUsed
from connectors.storage.proof.head_keeper import REPLACED
from connectors.storage.server import migrate
from connectors.storage.server.database import DatabaseUnreachable
from connectors.storage.server.faults import MISSING
from connectors.storage.server.readable import Unreadable, unreadable
from connectors.storage.server.states import SILENT, state_of
from connectors.storage.server.words import storage_words
from events.folds.log import EpochState
from events.values.identity import LOG_STREAM
from events.values.text import Text

CONNECT_S = 3
HELD = "table-is-held"
SILENT_CODE = "storage-does-not-answer"
_CODES = {
    "25006": "storage-takes-no-writes",
    "53100": "storage-is-full",
    "53300": "storage-has-no-connection-free",
    **dict.fromkeys(MISSING, "storage-lacks-a-table-or-column"),
}
"""SQLSTATE -> the reason's code."""
KEEPS_TRYING = 3
"""A loop that failed so many times running does not only stumble over a lock."""

_TAKES_WRITES = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool"
_WRITES_A_LITTLE = "SELECT count(*) FROM (SELECT n FROM generate_series(1, 20000) n ORDER BY -n OFFSET 0) sorted"
"""Sorted beyond its memory, it writes some hundred kilobytes beside the tables and takes them away again: a full disk
is found without a table, a lock or a line of the journal."""

Told = tuple[bool, dict[str, Any]]
"""Whether the desk is ready, and what is to be said of it."""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why the desk is not ready: a code, what it is about, and the words."""

    code: str
    name: str = ""
    texts: Text


def readiness(
    desk: Desk, words: Callable[[Exception], str] = lambda error: type(error).__name__
) -> tuple[bool, dict[str, Any]]:
    """Whether requests can be served well, and every reason to doubt it; ``words`` tell what the storage says."""
    doubts: list[Reason] = []
    try:
        doubts += _of_storage(desk)
        if any(doubt.code == HELD for doubt in doubts):
            # Whatever else is asked would wait for the same holder, or for a connection that waits for it.
            return _not_to_be_read(desk, doubts, "held")
        missing = migrate.pending(desk.database)
        with desk.database.snapshot() as db:
            log = desk.log.at(db)
            head, places = log.head(), positions.places(db)
            epoch = epoch_of(log.load(LOG_STREAM))
            rules = health.zone_rules_now(db)
            aside = {**health.set_aside(db), "zone_rules": msgspec.to_builtins(rules)}
            lags = {place.name: _lag(log, place, head, desk.clock.now()) for place in places}
        doubts += _of_log(desk)
    except (psycopg.Error, DatabaseUnreachable) as error:
        return _not_to_be_read(desk, doubts or [_of_error(error)], words(error))
    doubts += _of_commands(desk)
    if missing:
        texts = Text(
            ru=f"Не применены миграции: {', '.join(missing)}. Выполните desk migrate.",
            en=f"Migrations are missing: {', '.join(missing)}. Run desk migrate.",
        )
        doubts.append(Reason(code="migrations-are-missing", texts=texts))
    for place in places:
        doubts += _of_read_model(desk, place, *lags[place.name])
    doubts += _of_loops(desk)
    return not doubts, {
        "ready": not doubts,
        "reasons": msgspec.to_builtins(doubts),
        "head": head,
        "epoch": _epoch(epoch),
        "migrations_missing": missing,
        "projections": {
            place.name: {
                "position": place.position,
                "lag": lags[place.name][0],
                "lag_s": round(lags[place.name][1], 1),
                "poison": None if place.poison_at is None else {"position": place.poison_at, "why": place.poison},
            }
            for place in places
        },
        **aside,
        **_known_without_storage(desk),
    }


def _known_without_storage(desk: Desk) -> dict[str, Any]:
    return {
        "loops": {loop.name: {"state": loop.state, "error": loop.error} for loop in desk.standing.loops()},
        "remeasured": msgspec.to_builtins(desk.standing.remeasured()),
    }


def storage_is_silent(desk: Desk, kind: str, seconds: float) -> tuple[bool, dict[str, Any]]:
    """What is told when the storage did not answer within ``seconds``."""
    texts = Text(
        ru=f"Хранилище не ответило за {seconds:g} с. Проверьте PostgreSQL, блокировки и нагрузку.",
        en=f"The storage did not answer in {seconds:g} s. Look at PostgreSQL, its locks and its load.",
    )
    return _not_to_be_read(desk, [Reason(code=SILENT_CODE, texts=texts)], kind)


def _of_error(error: BaseException) -> Reason:
    """What an answer that is an error says of the storage; where it says nothing, that it does not answer."""
    state = state_of(error)
    if state is SILENT:
        texts = Text(
            ru="Хранилище не отвечает. Проверьте PostgreSQL.", en="The storage does not answer. Look at PostgreSQL."
        )
        return Reason(code=SILENT_CODE, texts=texts)
    return Reason(code=_CODES.get(storage_words(error)[:5], "storage-is-ill"), texts=state)


def _not_to_be_read(desk: Desk, doubts: list[Reason], kind: str) -> tuple[bool, dict[str, Any]]:
    """What is told of a desk whose storage cannot be asked for the rest."""
    return False, {
        "ready": False,
        "reasons": msgspec.to_builtins([*doubts, *_of_commands(desk), *_of_loops(desk)]),
        "storage": kind,
        **_known_without_storage(desk),
    }


def for_strangers(told: dict[str, Any]) -> dict[str, Any]:
    """The same without what errors say: they may quote SQL and values."""
    kept = dict(told)
    for name, known in told.get("projections", {}).items():
        if known["poison"] is not None:
            known = {**known, "poison": {"position": known["poison"]["position"]}}  # noqa: PLW2901 - the same, with less
        kept["projections"] = {**kept["projections"], name: known}
    if "loops" in told:
        kept["loops"] = {name: {"state": loop["state"]} for name, loop in told["loops"].items()}
    return kept


def _of_storage(desk: Desk) -> Iterator[Reason]:
    """Ask the server on a connection of its own: whoever works with the pool is patient with it."""
    patience_s = desk.settings.ready_s
    asked = {
        **conninfo_to_dict(desk.database.url),
        "connect_timeout": CONNECT_S,
        "application_name": "deskledger health",
    }
    with closing(psycopg.connect(make_conninfo("", **asked), autocommit=True)) as connection:
        connection.execute(f"SET statement_timeout = {int(patience_s * 1_000)}")
        row = connection.execute(_TAKES_WRITES).fetchone()
        if row is None or row[0]:
            texts = Text(
                ru="Хранилище только для чтения: команды не принимаются. Верните запись или подключите ведущий сервер.",
                en="The storage is read-only: no command is taken. Allow writes, or connect to the primary server.",
            )
            yield Reason(code="storage-takes-no-writes", texts=texts)
        try:
            connection.execute("SET work_mem = '64kB'")
            connection.execute(_WRITES_A_LITTLE)
        except psycopg.errors.DiskFull:
            texts = Text(
                ru="На диске хранилища нет места: команды не принимаются. Освободите место.",
                en="The disk of the storage is full: no command is taken. Make room.",
            )
            yield Reason(code="storage-is-full", texts=texts)
        lists = [table for consumer in desk.consumers for table in consumer.projection.tables]
        for found in unreadable(connection, lists, patience_s / 5, schema=desk.database.views):
            yield _of_table(found)


def _of_table(found: Unreadable) -> Reason:
    name = found.table
    if found.is_held:
        texts = Text(
            ru=f"Таблицу {name} держит другой сеанс PostgreSQL: запросы ждут. Найдите его в pg_locks и завершите.",
            en=f"Another session of PostgreSQL holds the table {name}: requests wait. Find it in pg_locks and end it.",
        )
        return Reason(code=HELD, name=name, texts=texts)
    texts = Text(
        ru=f"Таблица {name} не читается: её нет или на неё нет прав. Причина — в журнале PostgreSQL.",
        en=f"The table {name} cannot be read: it is away, or the desk may not. The log of PostgreSQL says why.",
    )
    return Reason(code="table-cannot-be-read", name=name, texts=texts)


def _of_commands(desk: Desk) -> Iterator[Reason]:
    waiting_s = desk.standing.longest_wait_s()
    if waiting_s > desk.settings.ready_s:
        texts = Text(
            ru=f"Команда ждёт записи в журнал уже {waiting_s:.0f} с. Проверьте блокировки и диск PostgreSQL.",
            en=f"A command has been waiting {waiting_s:.0f} s for the log. Look at PostgreSQL's locks and disk.",
        )
        yield Reason(code="commands-wait", texts=texts)


def _of_log(desk: Desk) -> Iterator[Reason]:
    try:
        if desk.epochs.is_another():
            yield Reason(code="log-was-replaced", texts=REPLACED)
    except HeadFileCannotBeUsed as refusal:
        yield Reason(code=refusal.code(), texts=refusal.text)


def _epoch(epoch: EpochState) -> dict[str, Any]:
    """Which epoch the log is in; after a restore, since when, behind which position, and what was seen before."""
    if epoch.began_at is None:
        return {"number": epoch.number}
    return {
        "number": epoch.number,
        "began_at": epoch.began_at,
        "began_behind": epoch.began_behind,
        "seen_before": epoch.seen_position,
    }


def _lag(log: LogReading, place: Place, head: int, now: datetime) -> tuple[int, float]:
    """How far a read model is behind, in facts and in seconds."""
    facts = max(0, head - place.position)
    written_at = log.written_at(place.position + 1) if facts else None
    age = timedelta() if written_at is None else now - written_at
    return facts, max(0.0, age.total_seconds())


def _of_read_model(desk: Desk, place: Place, facts: int, seconds: float) -> Iterator[Reason]:
    name = place.name
    if place.poison_at is not None:
        texts = Text(
            ru=f"Проекция {name} остановилась на факте {place.poison_at}. Выполните desk rebuild {name}.",
            en=f"The read model {name} stopped at the fact {place.poison_at}. Run desk rebuild {name}.",
        )
        yield Reason(code="read-model-is-poisoned", name=name, texts=texts)
    most, longest = desk.settings.ready_lag_facts, desk.settings.ready_lag_s
    if facts > most or seconds > longest:
        texts = Text(
            ru=f"Проекция {name} догоняет журнал: отстаёт на {facts} фактов и {seconds:.0f} с, "
            f"готова при {most} и {longest:g} с. Подождите.",
            en=f"The read model {name} is catching up: {facts} facts and {seconds:.0f} s behind, "
            f"ready at {most} and {longest:g} s. Wait.",
        )
        yield Reason(code="read-model-is-behind", name=name, texts=texts)


def _of_loops(desk: Desk) -> Iterator[Reason]:
    for loop in desk.standing.loops():
        if loop.state == "retrying" and loop.tries >= KEEPS_TRYING:
            texts = Text(
                ru=f"Цикл {loop.name} не может сделать свой шаг, попыток: {loop.tries}. Причина — в журнале.",
                en=f"The loop {loop.name} fails at its turn, {loop.tries} times running. The log says why.",
            )
            yield Reason(code="loop-keeps-retrying", name=loop.name, texts=texts)
        elif loop.state == "stopped":
            texts = Text(
                ru=f"Цикл {loop.name} остановлен. Запустите desk serve заново.",
                en=f"The loop {loop.name} has stopped. Start desk serve again.",
            )
            yield Reason(code="loop-has-stopped", name=loop.name, texts=texts)


def readiness_from_beside(desk: Desk) -> Told:
    """As ``readiness``, told by a process that runs no loops itself: whether any desk runs them, not how they are."""
    is_ready, why = readiness(desk, storage_words)
    if why.pop("loops", None) and "storage" not in why:
        leases = held(desk.database, desk.loops.under_lease)
        why["loops"] = {name: "held" if is_held else "free" for name, is_held in leases.items()}
    if is_ready or "parked" in why:
        with desk.database.snapshot() as cursor:
            why |= health.each_set_aside(cursor)
    # What is measured anew is known to the desk alone that does it.
    why.pop("remeasured", None)
    return is_ready, why
