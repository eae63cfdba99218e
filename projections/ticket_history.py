"""Histories as facts, with who, when and why; read from the log itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Recorded
from events.inner import is_inner
from events.ticket import TicketReclassified, TicketRegistered
from events.values.people import Actor, Viewer
from events.values.text import Text
from projections import past_names, visibility
from projections.describe import called_actor, sentence
from projections.fact_objects import Names, about, completed, names_in
from projections.linked_tickets import followed


class HistoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One recorded fact in readable form."""

    position: int
    version: int
    name: str
    what: Text
    by: Actor
    actor: Text
    occurred_at: datetime
    recorded_at: datetime
    fact_id: UUID
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID
    fact: dict[str, Any]


def type_names(cursor: Cursor[Any], facts: Sequence[Recorded]) -> dict[int, Text]:
    """What the types that facts of a ticket tell were called then: version of the ticket -> name."""
    told = {
        recorded.version: (recorded.fact.type, recorded.position)
        for recorded in facts
        if isinstance(recorded.fact, TicketRegistered | TicketReclassified)
    }
    names = past_names.types_as_of(cursor, told.values())
    return {version: names[place] for version, place in told.items()}


def history_of_ticket(cursor: Cursor[Any], viewer: Viewer, facts: Sequence[Recorded]) -> list[HistoryEntry]:
    """The history of a ticket; which one it goes on from is told to those who may see that one, as on its card."""
    entries = history(viewer, facts, type_names(cursor, facts), names_in(cursor, viewer, facts))
    first = entries[0].fact
    if first["follows"] is not None and followed(cursor, viewer, facts[0].stream) is None:
        first["follows"] = None
    return entries


def history_with_names(cursor: Cursor[Any], viewer: Viewer, facts: Sequence[Recorded]) -> list[HistoryEntry]:
    """As ``history``, with whom and what each fact is about by the names of today."""
    return history(viewer, facts, names=names_in(cursor, viewer, facts))


def history(
    viewer: Viewer,
    facts: Sequence[Recorded],
    type_names: Mapping[int, Text] = MappingProxyType({}),
    names: Names = MappingProxyType({}),
) -> list[HistoryEntry]:
    """The facts that the viewer may read; that they may see what they are of is asked of its card first."""
    sees_inner = visibility.sees_inner(viewer)
    return [
        HistoryEntry(
            position=recorded.position,
            version=recorded.version,
            name=recorded.fact.stored_name,
            what=completed(
                sentence(recorded.fact, type_name=type_names.get(recorded.version)), about(recorded.fact), names
            ),
            by=recorded.metadata.actor,
            actor=called_actor(recorded.metadata.actor.id, recorded.metadata.actor.name),
            occurred_at=recorded.metadata.occurred_at,
            recorded_at=recorded.metadata.recorded_at,
            fact_id=recorded.metadata.fact_id,
            command_id=recorded.metadata.command_id,
            correlation_id=recorded.metadata.correlation_id,
            causation_id=recorded.metadata.causation_id,
            fact=msgspec.to_builtins(recorded.fact),
        )
        for recorded in facts
        if sees_inner or not is_inner(recorded.fact)
    ]
