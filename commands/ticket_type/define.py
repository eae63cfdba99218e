"""Commands on types of tickets and their life cycles (rows 2, 91-92, 166-167)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import msgspec

from aggregates.ticket_type import LastTypeStays, NoSuchTicketType, TicketType, TicketTypeExists
from commands.command import Command, UnitOfWork, handles
from commands.ticket_type.offered import ticket_type
from commands.type_rules import refuse_unworkable
from events.values.identity import ticket_type_id
from events.values.refusal import Listed
from events.values.ticket import Code
from events.values.ticket_type import LETTER_TYPES, TypeDefinition


class DefineTicketType(Command, frozen=True, kw_only=True):
    """Define a type of ticket beside those that come with the desk (row 91)."""

    name: ClassVar[str] = "define-ticket-type"

    code: Code
    definition: TypeDefinition

    def __post_init__(self) -> None:
        refuse_unworkable(self.definition, "definition")


@handles(DefineTicketType)
def define_ticket_type(command: DefineTicketType, work: UnitOfWork) -> UUID:
    """A code names one type for ever."""
    type_id = ticket_type_id(command.code)
    if TicketType.of(command.code, work.history(type_id)) is not None:
        raise TicketTypeExists(type=command.code)
    work.reference = command.code
    work.record(type_id, TicketType.define(command.code, command.definition))
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
def revise_ticket_type(command: ReviseTicketType, work: UnitOfWork) -> UUID:
    """Tickets follow the new version at once; the desk leads those whose status is no more."""
    found = _standing(work, command.code)
    facts = found.revise(command.definition, command.led)
    _refuse_stranding(work, found, msgspec.structs.replace(found, definition=command.definition))
    work.record(found.type_id, facts)
    return found.type_id


class ArchiveTicketType(Command, frozen=True, kw_only=True):
    """Let no new ticket of a type be registered."""

    name: ClassVar[str] = "archive-ticket-type"

    code: Code


@handles(ArchiveTicketType)
def archive_ticket_type(command: ArchiveTicketType, work: UnitOfWork) -> UUID:
    """Tickets that exist go on; letters need one of the shipped types to come in as."""
    found = _standing(work, command.code)
    _refuse_stranding(work, found, msgspec.structs.replace(found, is_archived=True))
    work.record(found.type_id, found.archive())
    return found.type_id


class RestoreTicketType(Command, frozen=True, kw_only=True):
    """Let tickets of an archived type be registered again."""

    name: ClassVar[str] = "restore-ticket-type"

    code: Code


@handles(RestoreTicketType)
def restore_ticket_type(command: RestoreTicketType, work: UnitOfWork) -> UUID:
    """Nothing happens when it is not archived."""
    found = _standing(work, command.code)
    work.record(found.type_id, found.restore())
    return found.type_id


def _refuse_stranding(work: UnitOfWork, found: TicketType, becomes: TicketType) -> None:
    """Some shipped type takes letters, which fill nothing in; the others are watched, so that no two go at once."""
    if found.code not in LETTER_TYPES or not found.takes_letters or becomes.takes_letters:
        return
    others = [ticket_type(work, code) for code in LETTER_TYPES if code != found.code]
    for other in others:
        work.watch(other.type_id)
    if not any(other.takes_letters for other in others):
        raise LastTypeStays(others=Listed({other.code: other.definition.name for other in others}))


def _standing(work: UnitOfWork, code: Code) -> TicketType:
    """The type that a command is given to; on a ticket, a code that names none is a field that does not fit."""
    found = TicketType.of(code, work.history(ticket_type_id(code)))
    if found is None:
        raise NoSuchTicketType
    return found
