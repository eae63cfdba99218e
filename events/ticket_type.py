"""What happens to a type of ticket, and where its tickets are led; decided by ``aggregates.ticket_type``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from events.fact import Fact
from events.values.checklist import ChecklistPolicy
from events.values.identity import TicketTypeId
from events.values.satisfaction import SatisfactionPolicy
from events.values.ticket_type import TypeDefinition


class TicketTypeDefined(Fact, frozen=True, kw_only=True):
    """A type of ticket exists beside those that come with the desk (rows 2, 91)."""

    stored_name: ClassVar[str] = "ticket-type.defined@3"

    type_id: TicketTypeId
    code: str
    definition: TypeDefinition


class TicketTypeRevised(Fact, frozen=True, kw_only=True):
    """Another version of the type, shipped ones included (row 92).

    ``led`` says where tickets in a status that is no more are led: former code -> status of the new version.
    """

    stored_name: ClassVar[str] = "ticket-type.revised@3"

    type_id: TicketTypeId
    code: str
    definition: TypeDefinition
    led: dict[str, str] = {}


class TicketTypeArchived(Fact, frozen=True, kw_only=True):
    """No new ticket of this type can be registered; those that exist go on."""

    stored_name: ClassVar[str] = "ticket-type.archived@1"

    type_id: TicketTypeId
    code: str


class TicketTypeRestored(Fact, frozen=True, kw_only=True):
    """The type can be registered again."""

    stored_name: ClassVar[str] = "ticket-type.restored@1"

    type_id: TicketTypeId
    code: str


class TicketTypeSatisfactionSet(Fact, frozen=True, kw_only=True):
    """Whoever asked for a ticket of this type is asked how content they are, or is not, from now on."""

    stored_name: ClassVar[str] = "ticket-type.satisfaction-set@1"

    type_id: TicketTypeId
    code: str
    policy: SatisfactionPolicy


class TicketTypeChecklistSet(Fact, frozen=True, kw_only=True):
    """Tickets of this type begin with these checklists from now on, and must perhaps be ticked off to be resolved."""

    stored_name: ClassVar[str] = "ticket-type.checklist-set@1"

    type_id: TicketTypeId
    code: str
    policy: ChecklistPolicy


def led_after(led: Mapping[str, str], revised: TicketTypeRevised) -> dict[str, str]:
    """Where tickets in statuses that are no more are led after one more revision: former code -> present one.

    Whoever was to be led to a status that is now removed as well is led on from there.
    """
    onward = {old: revised.led.get(new, new) for old, new in led.items()} | revised.led
    return {old: new for old, new in onward.items() if revised.definition.lifecycle.status(old) is None}
