"""What of a ticket is corrected later: its first words, who asked for it, that it was asked for at all."""

from __future__ import annotations

from typing import ClassVar, Literal

from events.fact import Fact, sealed_for
from events.values.identity import AgreementId, PersonId, ServiceId, TicketId
from events.values.people import Requester
from events.values.ticket import Attachment, Status

FirstWords = Literal["subject", "description"]
"""What a ticket says from its registration on."""


class TicketReworded(Fact, frozen=True, kw_only=True):
    """Subject or description were corrected; what they were, the facts before it tell.

    Both are told as they are from now on; ``corrected`` are those that are others than before.
    """

    stored_name: ClassVar[str] = "ticket.reworded@1"
    personal: ClassVar[dict[str, str]] = sealed_for("requester_id", "subject", "description")

    ticket_id: TicketId
    requester_id: PersonId
    subject: str
    description: str
    corrected: tuple[FirstWords, ...]


class TicketRequesterCorrected(Fact, frozen=True, kw_only=True):
    """The ticket is for somebody else than it was registered for; targets are set again, the zone stays (T3, W7).

    Its words are told anew, for they are the new requester's from now on (0149); so are the agreement and the service
    that it stands on. ``former_id`` is who asked for it until then.
    """

    stored_name: ClassVar[str] = "ticket.requester-corrected@1"
    personal: ClassVar[dict[str, str]] = sealed_for(
        "requester.person_id",
        *("subject", "description", "requester.name", "requester.email", "solution", "reason"),
        *("attributes{texts}", "attachments[].name"),
    )

    ticket_id: TicketId
    requester: Requester
    former_id: PersonId
    agreement_id: AgreementId
    service_path: tuple[ServiceId, ...] = ()
    subject: str
    description: str = ""
    attributes: dict[str, str] = {}
    texts: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    solution: str = ""
    reason: str = ""


class TicketTakenBack(Fact, frozen=True, kw_only=True):
    """Whoever asked for the ticket took it back before anybody worked on it; its clocks are cancelled (C3)."""

    stored_name: ClassVar[str] = "ticket.taken-back@1"
    personal: ClassVar[dict[str, str]] = {"reason": "requester_id"}

    ticket_id: TicketId
    requester_id: PersonId
    reason: str = ""
    status: Status | None = None
