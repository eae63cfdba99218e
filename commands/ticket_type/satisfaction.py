"""Say whether and how long tickets of a type may be rated by whoever asked for them."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates.ticket_type import NoSuchTicketType, TicketType
from commands.command import Command, UnitOfWork, handles
from events.values.identity import ticket_type_id
from events.values.satisfaction import SatisfactionPolicy
from events.values.ticket import Code


class SetSatisfactionPolicy(Command, frozen=True, kw_only=True):
    """Have tickets of a type rated once they are solved, or not; for how long, and from which score on it is low."""

    name: ClassVar[str] = "set-satisfaction-policy"

    code: Code
    policy: SatisfactionPolicy


@handles(SetSatisfactionPolicy)
def set_satisfaction_policy(command: SetSatisfactionPolicy, work: UnitOfWork) -> UUID:
    """It holds for all tickets of the type at once; what was said stays."""
    found = TicketType.of(command.code, work.history(ticket_type_id(command.code)))
    if found is None:
        raise NoSuchTicketType
    work.record(found.type_id, found.ask_for_ratings(command.policy))
    return found.type_id
