"""The one reading of a ticket type's facts; shared by ``aggregates.ticket_type`` and the rows of types."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from events.folds.reading import Reading, begins, on
from events.ticket_type import (
    TicketTypeArchived,
    TicketTypeChecklistSet,
    TicketTypeDefined,
    TicketTypeRestored,
    TicketTypeRevised,
    TicketTypeSatisfactionSet,
    led_after,
)
from events.values.checklist import NO_CHECKLIST, ChecklistPolicy
from events.values.identity import TicketTypeId
from events.values.satisfaction import USUAL_POLICY, SatisfactionPolicy
from events.values.ticket_type import TypeDefinition


class TicketTypeState(msgspec.Struct, frozen=True, kw_only=True):
    """One type. ``led`` says where tickets in statuses that are no more are led.

    One that comes with the desk has no first fact: whoever folds it begins with what the desk brought.
    """

    type_id: TicketTypeId
    code: str
    definition: TypeDefinition
    is_archived: bool = False
    led: dict[str, str] = {}
    satisfaction: SatisfactionPolicy = USUAL_POLICY
    checklist: ChecklistPolicy = NO_CHECKLIST


def _defined(kind: type[TicketTypeState], fact: TicketTypeDefined) -> TicketTypeState:
    return kind(type_id=fact.type_id, code=fact.code, definition=fact.definition)


def _revised(known: TicketTypeState, fact: TicketTypeRevised) -> TicketTypeState:
    return replace(known, definition=fact.definition, led=led_after(known.led, fact))


def _archived(known: TicketTypeState, _: TicketTypeArchived) -> TicketTypeState:
    return replace(known, is_archived=True)


def _restored(known: TicketTypeState, _: TicketTypeRestored) -> TicketTypeState:
    return replace(known, is_archived=False)


def _rated(known: TicketTypeState, fact: TicketTypeSatisfactionSet) -> TicketTypeState:
    return replace(known, satisfaction=fact.policy)


def _with_checklist(known: TicketTypeState, fact: TicketTypeChecklistSet) -> TicketTypeState:
    return replace(known, checklist=fact.policy)


TICKET_TYPE = Reading(
    TicketTypeState,
    begins(TicketTypeDefined, _defined),
    on(TicketTypeRevised, _revised),
    on(TicketTypeArchived, _archived),
    on(TicketTypeRestored, _restored),
    on(TicketTypeSatisfactionSet, _rated),
    on(TicketTypeChecklistSet, _with_checklist),
)
