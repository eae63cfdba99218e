"""How long the approvers of change requests have, by the clocks' own book; written by the clocks' projection (row 163).

The timekeeper asks here what has come, lists and cards when an approval expires.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.change_request import (
    ChangeApprovalAnswered,
    ChangeApprovalReminded,
    ChangeAssigned,
    ChangeIncidentsLinked,
    ChangeIncidentsUnlinked,
    ChangeMoved,
    ChangeSubmitted,
)
from events.fact import Fact, Recorded
from events.values.identity import AgreementId, ScheduleId
from projections.kit.reads import reads
from projections.sla_clocks.promise_book import Book
from sla_engine import wait as waits
from sla_engine.instants import Micros, micros
from sla_engine.wait import Wait

CHANGE_FACTS: tuple[type[Fact], ...] = (
    ChangeSubmitted,
    ChangeApprovalAnswered,
    ChangeApprovalReminded,
    ChangeMoved,
    ChangeAssigned,
    ChangeIncidentsLinked,
    ChangeIncidentsUnlinked,
)
"""All that may happen to a change request while its approvers are asked."""
ZONE = ""
"""A change is nobody's in particular: a schedule that follows its requester is read in UTC."""

_WAIT = msgspec.msgpack.Decoder(Wait)


class ChangeCrossing(msgspec.Struct, frozen=True, kw_only=True):
    """A reminder or an expiry that the timekeeper must record, with all that its command needs."""

    kind: Literal["change_reminder", "change_expiry"]
    change_id: UUID
    change_version: int
    stage: int
    at: Micros

    @property
    def stream(self) -> UUID:
        """The stream that it is recorded on."""
        return self.change_id


def follow(cursor: Cursor[Any], recorded: Recorded, book: Book) -> None:
    """One more fact of a change request: its wait begins, goes on with the next stage, or is over."""
    fact = recorded.fact
    if isinstance(fact, ChangeMoved):
        cursor.execute("DELETE FROM change_waits WHERE change_id = %s", (recorded.stream,))
        return
    at = micros(recorded.metadata.occurred_at)
    if isinstance(fact, ChangeSubmitted):
        if fact.agreement_id is not None:
            schedule_id = book.commitment(fact.agreement_id).schedule_id
            wait = waits.begun(fact, at, book.calendar(schedule_id, ZONE))
            _write(cursor, recorded, fact.agreement_id, schedule_id, wait)
        return
    cursor.execute(
        "UPDATE change_waits SET change_version = %s WHERE change_id = %s RETURNING agreement_id, schedule_id, wait",
        (recorded.version, recorded.stream),
    )
    row = cursor.fetchone()
    if row is None:
        return
    agreement_id, schedule_id, kept = row
    wait = _WAIT.decode(kept)
    if isinstance(fact, ChangeApprovalReminded):
        _write(cursor, recorded, agreement_id, schedule_id, waits.reminded(wait))
    elif isinstance(fact, ChangeApprovalAnswered) and fact.opens is not None:
        wait = waits.opened(wait, fact.opens, at, book.calendar(schedule_id, ZONE))
        _write(cursor, recorded, agreement_id, schedule_id, wait)


def _write(cursor: Cursor[Any], recorded: Recorded, agreement_id: UUID, schedule_id: UUID, wait: Wait) -> None:
    cursor.execute(
        "INSERT INTO change_waits VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (change_id) DO UPDATE SET"
        " change_version = excluded.change_version, wait = excluded.wait, expire_us = excluded.expire_us,"
        " next_us = excluded.next_us",
        (
            recorded.stream,
            recorded.version,
            agreement_id,
            schedule_id,
            msgspec.msgpack.encode(wait),
            wait.expire,
            wait.next_look,
        ),
    )


def measure(cursor: Cursor[Any], book: Book, schedule_id: ScheduleId) -> None:
    """The working time of a schedule reads otherwise: what waits by it is reminded and expires by that (W8)."""
    cursor.execute("SELECT change_id, wait FROM change_waits WHERE schedule_id = %s", (schedule_id,))
    _remeasure(cursor, book, schedule_id, cursor.fetchall())


def repin(cursor: Cursor[Any], book: Book, agreement_id: AgreementId, schedule_id: ScheduleId) -> None:
    """The agreement is kept on another schedule, for what waits, too (T4)."""
    cursor.execute("SELECT change_id, wait FROM change_waits WHERE agreement_id = %s", (agreement_id,))
    _remeasure(cursor, book, schedule_id, cursor.fetchall())


def _remeasure(cursor: Cursor[Any], book: Book, schedule_id: ScheduleId, found: Iterable[tuple[UUID, bytes]]) -> None:
    calendar = book.calendar(schedule_id, ZONE)
    for change_id, kept in found:
        wait = waits.measured(_WAIT.decode(kept), calendar)
        cursor.execute(
            "UPDATE change_waits SET schedule_id = %s, wait = %s, expire_us = %s, next_us = %s WHERE change_id = %s",
            (schedule_id, msgspec.msgpack.encode(wait), wait.expire, wait.next_look, change_id),
        )


def leave_out(cursor: Cursor[Any], change_id: UUID) -> None:
    """What is set aside neither reminds nor expires."""
    cursor.execute("DELETE FROM change_waits WHERE change_id = %s", (change_id,))


# -- questions ---------------------------------------------------------------------------------------------
@reads("sla_clocks")
def due(cursor: Cursor[Any], now: Micros, limit: int, *, without: Collection[UUID] = ()) -> Sequence[ChangeCrossing]:
    """What has come by ``now`` and is not recorded yet, the longest due first; the expiry before the reminder."""
    cursor.execute(
        "SELECT change_id, change_version, wait FROM change_waits WHERE next_us <= %s AND change_id <> ALL (%s)"
        " ORDER BY next_us LIMIT %s",
        (now, list(without), limit),
    )
    return [_crossing(change_id, version, _WAIT.decode(kept), now) for change_id, version, kept in cursor]


def _crossing(change_id: UUID, version: int, wait: Wait, now: Micros) -> ChangeCrossing:
    has_expired = wait.expire <= now
    return ChangeCrossing(
        kind="change_expiry" if has_expired else "change_reminder",
        change_id=change_id,
        change_version=version,
        stage=wait.stage,
        at=wait.expire if has_expired else wait.remind,
    )
