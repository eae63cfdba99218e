"""Orders to many tickets, and what came of each; kept by who asks for them and worked off by the carrier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from connectors.storage.feeds.positions import CHANNEL
from connectors.storage.live.copied_words import texts_in
from connectors.storage.log.sealing import Keyring, key_id_of, seal, unseal
from connectors.storage.server.database import Database
from events.values.identity import TicketId
from events.values.people import Actor, Group, Language
from projections.kit.columns import first_of, rows_of, selected
from projections.kit.statement import statement

TOPIC = "bulk"
"""What the carrier is woken by."""
HELD = timedelta(minutes=1)
"""How long a job is left to whoever took a batch of it and was heard of no more."""
KEPT = timedelta(days=30)
JobState = Literal["running", "done", "stopped", "no_access"]
Kept = Literal["made", "kept", "another"]
"""A job that is new, one that was asked for before, another request under the same id."""
ItemState = Literal["waiting", "done", "unchanged", "refused"]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Who orders what: the command without its ticket, the groups that its issuer might use then."""

    actor: Actor
    groups: frozenset[Group]
    language: Language
    content: msgspec.Raw


class Batch(NamedTuple):
    """Some tickets of a job that nothing was done about yet; ``asked`` is nothing when nobody can read it any more."""

    job_id: UUID
    command: str
    asked_at: datetime
    asked: Asked | None
    tickets: dict[int, TicketId]


class BulkJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job as it stands, with how many of its tickets are in which state."""

    job_id: UUID
    command: str
    issuer_id: UUID
    state: JobState
    asked_at: datetime
    ended_at: datetime | None
    tickets: int
    waiting: int
    done: int
    unchanged: int
    refused: int
    position: int


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One ticket of a job, and what came of it."""

    nth: int
    ticket_id: UUID
    number: int | None
    state: ItemState
    version: int | None = None
    position: int = 0
    code: str = ""
    text_ru: str = ""
    text_en: str = ""


class _Taken(NamedTuple):
    job_id: UUID
    command: str
    issuer_id: UUID
    asked_at: datetime
    sealed: bytes


class _Waiting(NamedTuple):
    nth: int
    ticket_id: UUID


_JOBS = statement(
    "SELECT {columns} FROM desk.bulk_jobs job CROSS JOIN LATERAL (SELECT count(*) AS tickets,"
    " count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'done') AS done,"
    " count(*) FILTER (WHERE state = 'unchanged') AS unchanged, count(*) FILTER (WHERE state = 'refused') AS refused,"
    " coalesce(max(position), 0) AS position FROM desk.bulk_items item WHERE item.job_id = job.job_id) counted",
    columns=selected(BulkJob, state=statement("job.state"), job_id=statement("job.job_id")),
)
_JOB = statement("{jobs} WHERE job_id = %s", jobs=_JOBS)
_OF_ISSUER = statement(
    "{jobs} WHERE issuer_id = %(issuer)s AND (%(at)s::timestamptz IS NULL OR asked_at < %(at)s"
    " OR (asked_at = %(at)s AND job_id > %(last)s)) ORDER BY asked_at DESC, job_id LIMIT %(limit)s",
    jobs=_JOBS,
)
_TAKE = statement(
    "UPDATE desk.bulk_jobs SET held_until = %(until)s WHERE job_id = (SELECT job_id FROM desk.bulk_jobs"
    " WHERE state = 'running' AND (held_until <= %(now)s OR %(held)s) AND (%(job)s::uuid IS NULL OR job_id = %(job)s)"
    " ORDER BY held_until LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING {columns}",
    columns=selected(_Taken),
)
_WAITING = statement(
    "SELECT {columns} FROM desk.bulk_items WHERE job_id = %s AND state = 'waiting' ORDER BY nth LIMIT %s",
    columns=selected(_Waiting),
)
_ITEMS = statement(
    "SELECT {columns} FROM desk.bulk_items WHERE job_id = %(job)s AND nth > %(after)s"
    " AND (%(state)s::text IS NULL OR state = %(state)s) ORDER BY nth LIMIT %(limit)s",
    columns=selected(Item),
)
_RUNNING = statement(
    "SELECT {columns} FROM desk.bulk_jobs WHERE state = 'running' ORDER BY job_id FOR UPDATE", columns=selected(_Taken)
)
_END = (
    "UPDATE desk.bulk_jobs SET state = %(state)s, ended_at = %(now)s, sealed = NULL"
    " WHERE job_id = %(job)s AND state = 'running'"
)


class BulkJobs:
    """The tables of jobs. What people wrote in an order lies sealed by its issuer's key, and goes when the job ends."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    def ask(
        self,
        job_id: UUID,
        *,
        digest: bytes,
        command: str,
        asked: Asked,
        tickets: Sequence[tuple[TicketId, int | None]],
        now: datetime,
    ) -> Kept:
        """Keep a job, which is held from then on by whoever made it, or find it kept."""
        issuer = asked.actor.id
        sealed = seal(self._keyring.of_owners([issuer])[issuer], asked, _place(job_id))
        with self._database.transaction() as cursor:
            cursor.execute(
                "INSERT INTO desk.bulk_jobs (job_id, digest, command, issuer_id, sealed, asked_at, state, held_until)"
                " VALUES (%s, %s, %s, %s, %s, %s, 'running', %s) ON CONFLICT (job_id) DO NOTHING",
                (job_id, digest, command, issuer, sealed, now, now + HELD),
            )
            if not cursor.rowcount:
                cursor.execute("SELECT digest FROM desk.bulk_jobs WHERE job_id = %s", (job_id,))
                ((kept,),) = cursor.fetchall()
                return "kept" if bytes(kept) == digest else "another"
            cursor.execute(
                "INSERT INTO desk.bulk_items (job_id, nth, ticket_id, number)"
                " SELECT %s, row_number() OVER (), ticket_id, number"
                " FROM unnest(%s::uuid[], %s::bigint[]) AS named (ticket_id, number)",
                (job_id, [ticket for ticket, _ in tickets], [number for _, number in tickets]),
            )
        return "made"

    def take(self, now: datetime, most: int, job_id: UUID | None = None, *, held: bool = False) -> Batch | None:
        """Some tickets of the job that has waited longest, or of this one; nobody else takes it until it is put back.

        ``held``: the caller holds it already, since they made it. Nothing: no job waits.
        """
        with self._database.transaction() as cursor:
            cursor.execute(_TAKE, {"until": now + HELD, "now": now, "job": job_id, "held": held})
            taken = first_of(_Taken, cursor)
            if taken is None:
                return None
            cursor.execute(_WAITING, (taken.job_id, most))
            tickets = {one.nth: TicketId(one.ticket_id) for one in rows_of(_Waiting, cursor)}
        return Batch(taken.job_id, taken.command, taken.asked_at, self._opened(taken), tickets)

    def _opened(self, taken: _Taken) -> Asked | None:
        sealed = bytes(taken.sealed)
        key = self._keyring.by_ids([key_id_of(sealed)]).get(key_id_of(sealed))
        return None if key is None else msgspec.json.decode(unseal(key, sealed, _place(taken.job_id)), type=Asked)

    def put_back(self, job_id: UUID, came_of: Sequence[Item], now: datetime) -> bool:
        """Keep what came of some tickets, and let the next batch be taken; whether there is one."""
        with self._database.transaction() as cursor:
            cursor.executemany(
                "UPDATE desk.bulk_items SET number = coalesce(%s, number), state = %s, version = %s, position = %s,"
                " code = %s, text_ru = %s, text_en = %s WHERE job_id = %s AND nth = %s AND state = 'waiting'",
                [
                    (
                        one.number,
                        one.state,
                        one.version,
                        one.position,
                        one.code,
                        one.text_ru,
                        one.text_en,
                        job_id,
                        one.nth,
                    )
                    for one in came_of
                ],
            )
            cursor.execute(
                "SELECT count(*) FROM desk.bulk_items WHERE job_id = %s AND state = 'waiting'",
                (job_id,),
            )
            ((waiting,),) = cursor.fetchall()
            if not waiting:
                cursor.execute(_END, {"state": "done", "now": now, "job": job_id})
            cursor.execute(
                "UPDATE desk.bulk_jobs SET held_until = %s WHERE job_id = %s AND state = 'running'", (now, job_id)
            )
            goes_on = cursor.rowcount > 0
            if goes_on:
                cursor.execute("SELECT pg_notify(%s, %s)", (CHANNEL, TOPIC))
        return goes_on

    def end(self, job_id: UUID, state: JobState, now: datetime) -> None:
        """Leave the rest of a job undone; one that has ended stays as it ended."""
        with self._database.transaction() as cursor:
            cursor.execute(_END, {"state": state, "now": now, "job": job_id})

    def stop_those(self, says: Callable[[str], bool], now: datetime) -> None:
        """Leave the rest undone of each job whose order ``says`` something that is to be said no more."""
        with self._database.transaction() as cursor:
            for taken in rows_of(_Taken, cursor.execute(_RUNNING)):
                asked = self._opened(taken)
                if asked is not None and any(map(says, texts_in(msgspec.json.decode(asked.content)))):
                    cursor.execute(_END, {"state": "stopped", "now": now, "job": taken.job_id})

    def job(self, job_id: UUID) -> BulkJob | None:
        """One job as it stands."""
        with self._database.transaction() as cursor:
            cursor.execute(_JOB, (job_id,))
            return first_of(BulkJob, cursor)

    def of_issuer(self, issuer_id: UUID, limit: int, *, after: tuple[datetime, UUID] | None = None) -> list[BulkJob]:
        """Somebody's jobs, the newest first; ``after`` is when the last one seen was asked for, and its id."""
        at, last = after or (None, None)
        with self._database.transaction() as cursor:
            cursor.execute(_OF_ISSUER, {"issuer": issuer_id, "at": at, "last": last, "limit": limit})
            return rows_of(BulkJob, cursor)

    def items(self, job_id: UUID, *, after: int, limit: int, state: ItemState | None = None) -> list[Item]:
        """The tickets of a job, in the order in which they were named."""
        with self._database.transaction() as cursor:
            cursor.execute(_ITEMS, {"job": job_id, "after": after, "limit": limit, "state": state})
            return rows_of(Item, cursor)

    def forget_old(self, now: datetime) -> None:
        """Jobs that ended longer ago than ``KEPT`` go, with what came of them."""
        with self._database.transaction() as cursor:
            cursor.execute("DELETE FROM desk.bulk_jobs WHERE ended_at < %s", (now - KEPT,))


def _place(job_id: UUID) -> bytes:
    """Where what is sealed opens."""
    return b"bulk-job:" + job_id.bytes
