"""Absences as rows, the part of ``directory`` that is about them; few, so each fact is written as it comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from psycopg import Cursor

from events.absence import AbsenceEnded, AbsencePlanned, AbsenceReplanned
from events.fact import Recorded

_WRITE = (
    "INSERT INTO absences (absence_id, person_id, from_at, until_at, substitute_id, note) VALUES (%(absence_id)s,"
    " %(person_id)s, %(from_at)s, %(until_at)s, %(substitute_id)s, %(note)s) ON CONFLICT (absence_id) DO UPDATE SET"
    " from_at = excluded.from_at, until_at = excluded.until_at, substitute_id = excluded.substitute_id,"
    " note = excluded.note"
)
_CUT = "UPDATE absences SET until_at = least(until_at, %s) WHERE absence_id = %s"


def take_in(cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
    """Write what the facts of a batch say of absences."""
    for recorded in batch:
        fact = recorded.fact
        if isinstance(fact, AbsencePlanned | AbsenceReplanned):
            cursor.execute(_WRITE, msgspec.structs.asdict(fact))
        elif isinstance(fact, AbsenceEnded):
            cursor.execute(_CUT, (fact.ended_at, fact.absence_id))
