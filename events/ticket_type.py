"""What happens to a type of ticket; decided by ``aggregates.ticket_type``, read by registration and by the list."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.identity import TicketTypeId
from events.values.ticket_type import TypeDefinition


class TicketTypeDefined(Fact, frozen=True, kw_only=True):
    """A type of ticket exists beside those that come with the desk (rows 2, 91)."""

    stored_name: ClassVar[str] = "ticket-type.defined@1"

    type_id: TicketTypeId
    code: str
    definition: TypeDefinition


class TicketTypeRevised(Fact, frozen=True, kw_only=True):
    """Another version of the type, shipped ones included (row 92).

    ``led`` says where tickets in a status that is no more are led: former code -> status of the new version.
    """

    stored_name: ClassVar[str] = "ticket-type.revised@1"

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
