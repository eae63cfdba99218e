"""Correct what a ticket said first and who it is for; take back one's own new ticket."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from msgspec import UNSET, UnsetType

from aggregates import ticket_corrections as corrections
from commands.command import Command, UnitOfWork, handles
from commands.fields import Body, Subject, kept, refuse_nothing
from commands.ticket.access import ticket, told
from commands.ticket.entitlement import asked_for, settle_for
from commands.ticket.requester import From, Place, requester_of
from events.values.identity import AgreementId, OrgUnitId, TicketId
from events.values.one_line import one_line, refuse_unclear


class CorrectTicketWords(Command, frozen=True, kw_only=True):
    """Correct subject or description; what they were stays in the history.

    Staff may until the ticket is over, whoever asked for it until somebody works on it.
    """

    name: ClassVar[str] = "correct-ticket-words"

    ticket_id: TicketId
    subject: Subject | UnsetType = UNSET
    description: Body | UnsetType | None = UNSET

    def __post_init__(self) -> None:
        if self.subject is not UNSET:
            refuse_unclear(self.subject, "subject")


@handles(CorrectTicketWords)
def correct_ticket_words(command: CorrectTicketWords, work: UnitOfWork) -> UUID:
    """What is not named stays as it is; a description of null is none. Nothing happens when both stay the same."""
    found = ticket(work, command.ticket_id)
    refuse_nothing(command)
    facts = corrections.reword(
        found,
        subject=one_line(kept(command.subject, found.subject)),
        description=kept(command.description, found.description) or "",
        by=work.viewer,
    )
    return told(work, found, facts)


class CorrectRequester(Command, frozen=True, kw_only=True):
    """Say that a ticket is for somebody else than it was registered for; targets are set again (T3).

    It stays under its agreement where that serves them, too. The time zone of its clocks stays (W7). It is for the
    company that it was for where they belong to it, unless ``unit_id`` names another unit of theirs: also of the same
    person, who then asked for another one.
    """

    name: ClassVar[str] = "correct-requester"

    ticket_id: TicketId
    requester: From
    agreement_id: AgreementId | UnsetType = UNSET
    unit_id: OrgUnitId | UnsetType = UNSET


@handles(CorrectRequester)
def correct_requester(command: CorrectRequester, work: UnitOfWork) -> UUID:
    """By the rules of registration: they must be entitled to what the ticket stands on."""
    found = ticket(work, command.ticket_id)
    found.refuse_if_final()
    unit_id = kept(command.unit_id, None)
    requester = requester_of(work, command.requester, place=Place(unit_id=unit_id, of_ticket=found))
    work.reference = str(found.number)
    stays = unit_id is None or requester.units[:1] == (found.unit_id,)
    if requester.person_id == found.requester_id and stays:
        return found.ticket_id
    agreement_id, service_path = settle_for(work, found, requester, agreement_id=kept(command.agreement_id, None))
    facts = corrections.correct_requester(
        found,
        requester,
        agreement_id=agreement_id,
        service_path=service_path,
        asked=asked_for(work, agreement_id),
    )
    work.record(found.ticket_id, facts)
    return found.ticket_id


class TakeTicketBack(Command, frozen=True, kw_only=True):
    """Take back a ticket that one asked for, before anybody works on it; its clocks are cancelled (C3)."""

    name: ClassVar[str] = "take-ticket-back"

    ticket_id: TicketId
    reason: Body = ""


@handles(TakeTicketBack)
def take_ticket_back(command: TakeTicketBack, work: UnitOfWork) -> UUID:
    """Only whoever asked for it; nothing happens when they took it back already."""
    found = ticket(work, command.ticket_id)
    return told(work, found, corrections.take_back(found, reason=command.reason, by=work.viewer))
