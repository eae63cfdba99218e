"""What a ticket is, as far as its histories tell from what to what it changed; read by ``projections.facts``.

A reading of its own beside ``ticket``: that state is changed in place, and what it was is asked here; and a timeline
keeps this little with each line, so that it need not fold a ticket from its beginning. A test sees that both agree.
"""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from events.folds.reading import Reading, begins, on
from events.ticket import TicketPrioritised, TicketReclassified, TicketRegistered
from events.ticket_corrections import TicketRequesterCorrected
from events.ticket_history import ConsequencesWithdrawn
from events.values.ticket import Level


class TraitsState(msgspec.Struct, frozen=True, kw_only=True):
    """What a ticket is at some point of its history."""

    type: str
    agreement_id: UUID
    service_id: UUID | None = None
    impact: Level | None = None
    urgency: Level | None = None


T = TypeVar("T", bound=TraitsState)


def _registered(kind: type[T], fact: TicketRegistered) -> T:
    return kind(
        type=fact.type,
        agreement_id=fact.agreement_id,
        service_id=next(iter(fact.service_path), None),
        impact=fact.impact,
        urgency=fact.urgency,
    )


def _reclassified(traits: T, fact: TicketReclassified) -> T:
    service = next(iter(fact.service_path), None)
    return replace(traits, type=fact.type, agreement_id=fact.agreement_id, service_id=service)


def _requester_corrected(traits: T, fact: TicketRequesterCorrected) -> T:
    return replace(traits, agreement_id=fact.agreement_id, service_id=next(iter(fact.service_path), None))


def _prioritised(traits: T, fact: TicketPrioritised | ConsequencesWithdrawn) -> T:
    return replace(traits, impact=fact.impact, urgency=fact.urgency)


TRAITS = Reading(
    TraitsState,
    begins(TicketRegistered, _registered),
    on(TicketReclassified, _reclassified),
    on(TicketRequesterCorrected, _requester_corrected),
    on(TicketPrioritised, _prioritised),
    on(ConsequencesWithdrawn, _prioritised),
)
