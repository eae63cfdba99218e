"""What may be corrected of a ticket, and until when it may be taken back; driven by ``commands.ticket.correct``."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from aggregates.approval_refusals import TicketWaitsForApproval
from aggregates.ticket import Ticket, unless_shipped
from events.fact import Fact
from events.ticket_corrections import FirstWords, TicketRequesterCorrected, TicketReworded, TicketTakenBack
from events.values.identity import AgreementId, ServiceId
from events.values.people import Requester, Viewer
from events.values.refusal import Refusal
from events.values.ticket import STATUSES, TAKEN_BACK


class TicketIsWorkedOn(Refusal):
    """Somebody works on ticket {number} by now. Write a comment that says what should be different."""

    kind = "at_odds"
    ru: ClassVar[str] = "Над заявкой {number} уже работают. Напишите в комментарии, что должно быть иначе."
    rule: ClassVar[str] = "row 166"


class OnlyRequesterTakesBack(Refusal):
    """Only whoever asked for ticket {number} takes it back. If it is not to be worked on, decline it with a reason."""

    kind = "not_yours"
    ru: ClassVar[str] = (
        "Отозвать заявку {number} может только тот, кто её подал. Если работать над ней не нужно, отклоните её,"
        " указав причину."
    )
    rule: ClassVar[str] = "row 166"


def reword(ticket: Ticket, *, subject: str, description: str, by: Viewer) -> list[Fact]:
    """Other first words; whoever asked corrects their own only while nobody works on the ticket."""
    ticket.refuse_if_final()
    if by.actor.kind == "person" and not by.is_staff:
        _refuse_begun(ticket)
    pairs: tuple[tuple[FirstWords, bool], ...] = (
        ("subject", subject != ticket.subject),
        ("description", description != ticket.description),
    )
    corrected = tuple(field for field, is_another in pairs if is_another)
    if not corrected:
        return []
    return [
        TicketReworded(
            ticket_id=ticket.ticket_id,
            requester_id=ticket.requester_id,
            subject=subject,
            description=description,
            corrected=corrected,
        )
    ]


def correct_requester(
    ticket: Ticket,
    requester: Requester,
    *,
    agreement_id: AgreementId,
    service_path: tuple[ServiceId, ...],
    asked: Collection[str] = (),
) -> list[Fact]:
    """Another requester, whose the ticket's words are from now on: so they are told anew (0149).

    Which of its attributes the rules of its agreement ask for is ``asked``.
    """
    ticket.refuse_if_final()
    return [
        TicketRequesterCorrected(
            ticket_id=ticket.ticket_id,
            requester=requester,
            former_id=ticket.requester_id,
            agreement_id=agreement_id,
            service_path=service_path,
            subject=ticket.subject,
            description=ticket.description,
            attributes=ticket.attributes,
            texts=ticket.definition.texts(ticket.attributes, asked),
            attachments=ticket.attachments,
            solution=ticket.solution or "",
            reason=ticket.reason or "",
        )
    ]


def take_back(ticket: Ticket, *, reason: str, by: Viewer) -> list[Fact]:
    """The requester needs it no longer, and nobody works on it yet; nothing happens when they said so before."""
    if ticket.status == TAKEN_BACK and by.actor.id == ticket.requester_id:
        return []
    ticket.refuse_if_final()
    if by.actor.id != ticket.requester_id:
        raise OnlyRequesterTakesBack(number=ticket.number)
    if ticket.waits_for is not None:
        raise TicketWaitsForApproval(number=ticket.number)
    _refuse_begun(ticket)
    status = ticket.definition.lifecycle.status(TAKEN_BACK)
    meant = status if status is not None and status.is_final else STATUSES[TAKEN_BACK]
    return [
        TicketTakenBack(
            ticket_id=ticket.ticket_id,
            requester_id=ticket.requester_id,
            reason=reason,
            status=unless_shipped(meant),
        )
    ]


def _refuse_begun(ticket: Ticket) -> None:
    """What staff said in private is no sign of work to whoever asked: they do not know of it."""
    if ticket.is_begun:
        raise TicketIsWorkedOn(number=ticket.number)
