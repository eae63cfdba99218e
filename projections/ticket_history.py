"""The history of a ticket as facts, with who, when and why; read from the log itself by auditors and staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from events.fact import Recorded
from events.inner import is_inner
from events.values.people import Actor, Viewer
from events.values.text import Text
from projections import visibility
from projections.describe import sentence


class HistoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One recorded fact in readable form."""

    position: int
    version: int
    name: str
    what: Text
    by: Actor
    occurred_at: datetime
    recorded_at: datetime
    fact_id: UUID
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID
    fact: dict[str, Any]


def history(viewer: Viewer, facts: Sequence[Recorded]) -> list[HistoryEntry]:
    """The facts that the viewer may read; that they may see the ticket is asked of its card first."""
    sees_inner = visibility.sees_inner(viewer)
    return [
        HistoryEntry(
            position=recorded.position,
            version=recorded.version,
            name=recorded.fact.stored_name,
            what=sentence(recorded.fact),
            by=recorded.metadata.actor,
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
