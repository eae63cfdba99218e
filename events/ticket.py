"""What happens to a ticket; decided by ``aggregates.ticket``, read by the list, the card and the clocks.

A fact of a status carries what the status meant then, unless it is the shipped one: ``ticket_status`` reads it.
Words are the requester's, whoever says them: ``requester_id`` is who asks at that time, ``None`` where a first version
did not tell. ``texts`` are the attributes that people fill in freely and that no rule asks for (0149).
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from events.approval import ApprovalReminded
from events.fact import Fact, sealed_for
from events.ticket_history import EscalationWithdrawn, HistoryBegun, HistoryEnded
from events.values.closing_term import ClosingTerm
from events.values.dealing import Dealt
from events.values.identity import AgreementId, CommentId, PersonId, ServiceId, TicketId
from events.values.people import Requester, Responsible
from events.values.targets import EscalationAction
from events.values.ticket import Attachment, AttributeChange, Channel, Clock, Level, PrioritySource, Status


class TicketRegistered(Fact, frozen=True, kw_only=True):
    """A ticket entered the desk; both clocks start (rows 1, 127).

    What was true at registration stays here for ever: the requester with their units and zone, the agreement,
    the service with the path of services above it (own first), the version of the type. ``status`` is where the
    type's life cycle begins, ``None`` for the shipped one; ``follows`` is the ticket that this one goes on from.
    """

    stored_name: ClassVar[str] = "ticket.registered@2"
    personal: ClassVar[dict[str, str]] = sealed_for(
        "requester.person_id",
        *("subject", "description", "requester.name", "requester.email"),
        *("attributes{texts}", "attachments[].name", "message_id"),
    )

    ticket_id: TicketId
    number: int
    type: str
    subject: str
    description: str = ""
    requester: Requester
    channel: Channel
    agreement_id: AgreementId
    service_path: tuple[ServiceId, ...] = ()
    priority: Level
    impact: Level | None = None
    urgency: Level | None = None
    attributes: dict[str, str] = {}
    texts: tuple[str, ...] = ()
    responsible: Responsible | None = None
    attachments: tuple[Attachment, ...] = ()
    message_id: str = ""
    type_version: int = 0
    status: Status | None = None
    follows: TicketId | None = None


class TicketAssigned(Fact, frozen=True, kw_only=True):
    """A team, or somebody in it, became responsible; ``dealt`` says why them, where the team deals (row 73)."""

    stored_name: ClassVar[str] = "ticket.assigned@2"

    ticket_id: TicketId
    responsible: Responsible
    dealt: Dealt | None = None


class TicketUnassigned(Fact, frozen=True, kw_only=True):
    """Nobody is responsible any more, neither an employee nor a team."""

    stored_name: ClassVar[str] = "ticket.unassigned@1"

    ticket_id: TicketId


class TicketPutInProgress(Fact, frozen=True, kw_only=True):
    """Somebody began the work; the reaction clock stops (C1)."""

    stored_name: ClassVar[str] = "ticket.put-in-progress@1"

    ticket_id: TicketId
    status: Status | None = None


class TicketPutOnHold(Fact, frozen=True, kw_only=True):
    """The work waits for something; the resolution clock pauses (C2).

    Told again of a ticket that is on hold already, it waits for something else: no clock runs in between.
    """

    stored_name: ClassVar[str] = "ticket.put-on-hold@2"
    personal: ClassVar[dict[str, str]] = {"reason": "requester_id"}

    ticket_id: TicketId
    requester_id: PersonId | None = None
    reason: str
    wake_up_at: datetime | None = None
    status: Status | None = None


class TicketResumed(Fact, frozen=True, kw_only=True):
    """The wait is over: by hand, or because the wake-up came; the ticket is in progress again."""

    stored_name: ClassVar[str] = "ticket.resumed@1"

    ticket_id: TicketId
    woken: bool = False
    status: Status | None = None


class TicketResolved(Fact, frozen=True, kw_only=True):
    """A solution was given; the resolution clock stops unless the ticket is reopened (C2).

    ``closes_after`` is when the ticket closes by itself, unless somebody objects (C11).
    """

    stored_name: ClassVar[str] = "ticket.resolved@2"
    personal: ClassVar[dict[str, str]] = {"solution": "requester_id"}

    ticket_id: TicketId
    requester_id: PersonId | None = None
    solution: str
    status: Status | None = None
    closes_after: ClosingTerm | None = None


class TicketReopened(Fact, frozen=True, kw_only=True):
    """The solution did not hold; the resolution clock goes on with what was consumed (C2)."""

    stored_name: ClassVar[str] = "ticket.reopened@2"
    personal: ClassVar[dict[str, str]] = {"reason": "requester_id"}

    ticket_id: TicketId
    requester_id: PersonId | None = None
    reason: str = ""
    status: Status | None = None


class TicketClosed(Fact, frozen=True, kw_only=True):
    """The ticket is over."""

    stored_name: ClassVar[str] = "ticket.closed@1"

    ticket_id: TicketId
    by_itself: bool = False
    status: Status | None = None


class TicketDeclined(Fact, frozen=True, kw_only=True):
    """The desk refused the ticket with a reason; its clocks are cancelled (C3)."""

    stored_name: ClassVar[str] = "ticket.declined@2"
    personal: ClassVar[dict[str, str]] = {"reason": "requester_id"}

    ticket_id: TicketId
    requester_id: PersonId | None = None
    reason: str
    status: Status | None = None


class TicketMerged(Fact, frozen=True, kw_only=True):
    """The ticket goes on as another one; its clocks are cancelled (C3)."""

    stored_name: ClassVar[str] = "ticket.merged@1"

    ticket_id: TicketId
    into: TicketId
    status: Status | None = None


class TicketJoined(Fact, frozen=True, kw_only=True):
    """Another ticket goes on as this one from now on: its words are read here, and those who asked for it write here.

    ``requesters`` asked for the other ticket, and for those that had been merged into it before.
    """

    stored_name: ClassVar[str] = "ticket.joined@1"

    ticket_id: TicketId
    joined: TicketId
    number: int
    requesters: tuple[PersonId, ...]


class TicketMoved(Fact, frozen=True, kw_only=True):
    """The ticket came into a status of its type's own life cycle (row 166).

    ``led`` says that its former status was removed from the life cycle, and that this is where it was led on purpose.
    """

    stored_name: ClassVar[str] = "ticket.moved@2"
    personal: ClassVar[dict[str, str]] = {"solution": "requester_id", "reason": "requester_id"}

    ticket_id: TicketId
    requester_id: PersonId | None = None
    status: Status
    solution: str = ""
    reason: str = ""
    wake_up_at: datetime | None = None
    closes_after: ClosingTerm | None = None
    led: bool = False


class TicketCommented(Fact, frozen=True, kw_only=True):
    """Somebody wrote a comment; the first public one by staff stops the reaction clock (C1, rows 128-130)."""

    stored_name: ClassVar[str] = "ticket.commented@2"
    personal: ClassVar[dict[str, str]] = sealed_for("requester_id", "body", "attachments[].name", "message_id")

    ticket_id: TicketId
    comment_id: CommentId
    requester_id: PersonId
    body: str
    is_public: bool
    by_staff: bool
    attachments: tuple[Attachment, ...] = ()
    message_id: str = ""


class TicketPrioritised(Fact, frozen=True, kw_only=True):
    """Priority, impact or urgency changed; targets are set again (T3).

    ``priority_from`` is where the priority comes from; facts of the first version did not tell.
    """

    stored_name: ClassVar[str] = "ticket.prioritised@2"

    ticket_id: TicketId
    priority: Level
    impact: Level | None = None
    urgency: Level | None = None
    priority_from: PrioritySource | None = None


class TicketReclassified(Fact, frozen=True, kw_only=True):
    """The type, service, agreement or attributes changed; targets are set again (T3).

    ``attributes`` are all that the ticket has from now on, ``changed`` those that are others than before; facts of
    the first version did not tell which.
    """

    stored_name: ClassVar[str] = "ticket.reclassified@3"
    personal: ClassVar[dict[str, str]] = sealed_for(
        "requester_id", "attributes{texts}", "changed[].was", "changed[].now"
    )

    ticket_id: TicketId
    requester_id: PersonId | None = None
    type: str
    agreement_id: AgreementId
    service_path: tuple[ServiceId, ...] = ()
    attributes: dict[str, str] = {}
    texts: tuple[str, ...] = ()
    changed: tuple[AttributeChange, ...] = ()


class TicketRequesterRecognised(Fact, frozen=True, kw_only=True):
    """The guest who asked is known by now: the address that they wrote from is this person's, and so is the ticket.

    What was true at registration, units and agreement with it, stays as it was promised.
    """

    stored_name: ClassVar[str] = "ticket.requester-recognised@1"
    personal: ClassVar[dict[str, str]] = {"name": "requester_id"}

    ticket_id: TicketId
    requester_id: PersonId
    name: str
    guest_id: PersonId


class DeadlineMissed(Fact, frozen=True, kw_only=True):
    """A clock passed its target (C4). ``missed_at`` is the crossing itself, ``noticed_at`` when it was seen.

    ``target_no`` counts the targets that the clock has had, from 1: at most one miss for each (C8).
    """

    stored_name: ClassVar[str] = "ticket.deadline-missed@1"

    ticket_id: TicketId
    clock: Clock
    target_no: int
    missed_at: datetime
    noticed_at: datetime


class DeadlineMissWithdrawn(Fact, frozen=True, kw_only=True):
    """A recorded miss no longer holds: the target grew or the calendar was corrected (C5)."""

    stored_name: ClassVar[str] = "ticket.deadline-miss-withdrawn@1"

    ticket_id: TicketId
    clock: Clock
    target_no: int
    reason: Literal["target_changed", "working_time_changed", "history_corrected"]
    noticed_at: datetime


class EscalationReached(Fact, frozen=True, kw_only=True):
    """An escalation point came; it fires once per target, late rather than never (C7)."""

    stored_name: ClassVar[str] = "ticket.escalation-reached@1"

    ticket_id: TicketId
    clock: Clock
    target_no: int
    point_id: str
    due_at: datetime
    noticed_at: datetime
    action: EscalationAction


CROSSINGS: tuple[type[Fact], ...] = (
    DeadlineMissed,
    DeadlineMissWithdrawn,
    EscalationReached,
    EscalationWithdrawn,
    ApprovalReminded,
    HistoryBegun,
    HistoryEnded,
)
"""What the timekeeper records, and what keeps it from a ticket; they never touch a ticket's "last changed" (C8)."""
