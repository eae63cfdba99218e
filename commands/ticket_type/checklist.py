"""Say which checklists tickets of a type begin with, and whether all must be ticked off before one is resolved."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from msgspec.structs import replace

from aggregates.ticket_type import NoSuchTicketType, TicketType
from commands.checklist_template import usable_all
from commands.command import Command, UnitOfWork, handles
from events.values.checklist import ChecklistPolicy
from events.values.identity import ticket_type_id
from events.values.ticket import Code


class SetTypeChecklist(Command, frozen=True, kw_only=True):
    """Have tickets of a type begin with checklists, and perhaps be resolved only once all is ticked off."""

    name: ClassVar[str] = "set-type-checklist"

    code: Code
    policy: ChecklistPolicy


@handles(SetTypeChecklist)
def set_type_checklist(command: SetTypeChecklist, work: UnitOfWork) -> UUID:
    """Tickets that are there keep what they have; whether all must be ticked off holds for them at once."""
    found = TicketType.of(command.code, work.history(ticket_type_id(command.code)))
    if found is None:
        raise NoSuchTicketType
    templates = usable_all(work, command.policy.templates, field="policy.templates", kept=found.checklist.templates)
    work.record(found.type_id, found.begin_with(replace(command.policy, templates=templates)))
    return found.type_id
