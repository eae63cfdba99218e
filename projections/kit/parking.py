"""Tickets, problems, changes, articles that a read model could not take in: set aside alone, so that others go on.

Written by the live consumer, by a rebuild and by the clocks; read by both, by the doors and by health. What is set
aside stays so until the read model is built anew: then it is tried again from the beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg import Cursor

from events import article, article_feedback, change_request, problem, ticket
from events.approval import APPROVAL_FACTS
from events.fact import Fact, Recorded
from projections.kit.columns import first_of, rows_of, selected
from projections.kit.port import Projection
from projections.kit.statement import statement

ALONE: tuple[type[Fact], ...] = (
    *(
        value
        for noun in (ticket, problem, change_request, article, article_feedback)
        for value in vars(noun).values()
        if isinstance(value, type) and issubclass(value, Fact) and value.stored_name
    ),
    *APPROVAL_FACTS,
)
"""Facts of streams that nobody else's rows hang on. What an agreement, a schedule or a unit says, all hang on."""

LONGEST_REASON = 500
MOST_PARKED = 100
"""When a read model has set so many aside, it is not the tickets that are wrong: it stops, as at any other fact."""

_OF_VALUES = ("21", "22", "23", "54")
"""Classes of SQLSTATE that tell of what was to be written: of its form, its rules, or how much of it there is.

The driver calls the last an operational error, but no server gets well of it: 54000 is a value too long for an index.
"""

DDL = """
CREATE TABLE IF NOT EXISTS parked (
    projection text        NOT NULL,
    stream     uuid        NOT NULL,
    position   bigint      NOT NULL, -- of the fact that could not be taken in; it and all later ones are left out
    fact       text        NOT NULL,
    reason     text        NOT NULL,
    parked_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (projection, stream)
)
"""


class Parked(msgspec.Struct, frozen=True, kw_only=True):
    """One stream that a read model left out, and from which fact on."""

    projection: str
    stream: UUID
    position: int
    fact: str
    reason: str
    parked_at: datetime


_OF_STREAM = statement("SELECT {parked} FROM parked WHERE projection = %s AND stream = %s", parked=selected(Parked))
_LATEST = statement("SELECT {parked} FROM parked ORDER BY parked_at DESC, stream LIMIT %s", parked=selected(Parked))


def streams(cursor: Cursor[Any], projection: str) -> frozenset[UUID]:
    """Everything that a read model has set aside."""
    cursor.execute("SELECT stream FROM parked WHERE projection = %s", (projection,))
    return frozenset(stream for (stream,) in cursor)


def of_stream(cursor: Cursor[Any], projection: str, stream: UUID) -> Parked | None:
    """How a read model set one stream aside; ``None`` when it did not."""
    cursor.execute(_OF_STREAM, (projection, stream))
    return first_of(Parked, cursor)


def park(cursor: Cursor[Any], projection: str, stream: UUID, at: tuple[int, str], error: Exception) -> None:
    """Set a stream aside at a position and the fact there; the first reason stays."""
    reason = f"{type(error).__name__}: {error}"[:LONGEST_REASON].replace("\0", "")
    cursor.execute(
        "INSERT INTO parked (projection, stream, position, fact, reason) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (projection, stream, *at, reason),
    )


def may_park(projection: Projection, recorded: Recorded, error: Exception) -> bool:
    """Whether what a fact raised is the trouble of its stream alone, and the projection may set that aside."""
    return is_of_facts(error) and type(recorded.fact) in getattr(projection, "parks", ())


def is_of_facts(error: Exception) -> bool:
    """Whether facts may have raised it: tables and servers are everybody's, and are waited for or mended."""
    return not isinstance(error, psycopg.Error) or (error.sqlstate or "").startswith(_OF_VALUES)


def set_aside(cursor: Cursor[Any], projection: Projection, recorded: Recorded, error: Exception) -> None:
    """Park the stream of a fact, and let the projection show what is left of it (``leave_out``, if it has that)."""
    park(cursor, projection.name, recorded.stream, (recorded.position, recorded.fact.stored_name), error)
    leave_out = getattr(projection, "leave_out", None)
    if leave_out is not None:
        leave_out(cursor, recorded)


def all_parked(cursor: Cursor[Any], limit: int = 100) -> Sequence[Parked]:
    """What is set aside by all read models, the latest first; so many at most."""
    cursor.execute(_LATEST, (limit,))
    return rows_of(Parked, cursor)


def counts(cursor: Cursor[Any]) -> dict[str, int]:
    """How many streams each read model has set aside; those with none are left out."""
    cursor.execute("SELECT projection, count(*) FROM parked GROUP BY projection ORDER BY projection")
    return dict(cursor.fetchall())
