"""Commands on types of tickets and their life cycles (rows 2, 91-92, 166-167)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates.ticket_type import NoSuchTicketType, TicketType, TicketTypeExists
from commands.command import Command, UnitOfWork, handles
from commands.type_rules import refuse_unworkable
from events.values.identity import ticket_type_id
from events.values.ticket import Code
from events.values.ticket_type import TypeDefinition


class DefineTicketType(Command, frozen=True, kw_only=True):
    """Define a type of ticket beside those that come with the desk (row 91)."""

    name: ClassVar[str] = "define-ticket-type"

    code: Code
    definition: TypeDefinition

    def __post_init__(self) -> None:
        refuse_unworkable(self.definition, "definition")


@handles(DefineTicketType)
def define_ticket_type(command: DefineTicketType, unit: UnitOfWork) -> UUID:
    """A code names one type for ever."""
    type_id = ticket_type_id(command.code)
    if TicketType.of(command.code, unit.history(type_id)) is not None:
        raise TicketTypeExists(type=command.code)
    unit.reference = command.code
    unit.record(type_id, TicketType.define(command.code, command.definition))
    return type_id


class ReviseTicketType(Command, frozen=True, kw_only=True):
    """Give a type another version; tickets in a removed status are led to another on purpose (row 166)."""

    name: ClassVar[str] = "revise-ticket-type"

    code: Code
    definition: TypeDefinition
    led: dict[str, str] = {}

    def __post_init__(self) -> None:
        refuse_unworkable(self.definition, "definition")


@handles(ReviseTicketType)
def revise_ticket_type(command: ReviseTicketType, unit: UnitOfWork) -> UUID:
    """Tickets follow the new version at once; the desk leads those whose status is no more."""
    found = _standing(unit, command.code)
    unit.record(found.type_id, found.revise(command.definition, command.led))
    return found.type_id


class ArchiveTicketType(Command, frozen=True, kw_only=True):
    """Let no new ticket of a type be registered."""

    name: ClassVar[str] = "archive-ticket-type"

    code: Code


@handles(ArchiveTicketType)
def archive_ticket_type(command: ArchiveTicketType, unit: UnitOfWork) -> UUID:
    """Tickets that exist go on."""
    found = _standing(unit, command.code)
    unit.record(found.type_id, found.archive())
    return found.type_id


class RestoreTicketType(Command, frozen=True, kw_only=True):
    """Let tickets of an archived type be registered again."""

    name: ClassVar[str] = "restore-ticket-type"

    code: Code


@handles(RestoreTicketType)
def restore_ticket_type(command: RestoreTicketType, unit: UnitOfWork) -> UUID:
    """Nothing happens when it is not archived."""
    found = _standing(unit, command.code)
    unit.record(found.type_id, found.restore())
    return found.type_id


def _standing(unit: UnitOfWork, code: Code) -> TicketType:
    """The type that a command is given to; on a ticket, a code that names none is a field that does not fit."""
    found = TicketType.of(code, unit.history(ticket_type_id(code)))
    if found is None:
        raise NoSuchTicketType
    return found
