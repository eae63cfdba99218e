"""The one reading of a ticket's facts; shared by ``aggregates.ticket``, the list's rows and the card as it was then.

What decisions alone hang on, as since when it stands and whom it waits for, is read on top: ``ticket_grounds``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, TypeVar, cast

import msgspec

from events.approval import ApprovalAnswered, ApprovalEnded, ApprovalRequested
from events.fact import Fact, Recorded
from events.folds.reading import Reading, begins_told, on, passes_over, says
from events.ticket import (
    CROSSINGS,
    TicketAssigned,
    TicketClosed,
    TicketCommented,
    TicketDeclined,
    TicketJoined,
    TicketMerged,
    TicketMoved,
    TicketPrioritised,
    TicketPutInProgress,
    TicketPutOnHold,
    TicketReclassified,
    TicketRegistered,
    TicketReopened,
    TicketRequesterRecognised,
    TicketResolved,
    TicketResumed,
    TicketUnassigned,
)
from events.ticket_company import COMPANY_FACTS
from events.ticket_corrections import TicketRequesterCorrected, TicketReworded, TicketTakenBack
from events.ticket_files import TicketFilesAttached
from events.ticket_history import ConsequencesWithdrawn
from events.ticket_shares import SHARE_FACTS
from events.ticket_status import entered
from events.ticket_unmerged import TicketUnjoined, TicketUnmerged
from events.ticket_words import (
    TakenAs,
    TicketAnswerNoted,
    TicketCommentEdited,
    TicketCommentRedacted,
    TicketCommentSplitOff,
    TicketCommentWithdrawn,
    TicketDescriptionRedacted,
    TicketPeopleMentioned,
)
from events.ticket_work import TICKET_WORK
from events.values.identity import AgreementId, OrgUnitId, PersonId, ServiceId, TicketId
from events.values.people import Responsible
from events.values.ticket import NEW, STATUSES, Attachment, Channel, Level, PrioritySource, Status


class TicketState(msgspec.Struct, kw_only=True):
    """One ticket as its card tells of it; it is changed in place.

    ``unit_id`` and ``company_id`` are the requester's unit at registration and its root, ``attachments`` are the files
    that it came with. It is ``is_open`` while it is neither resolved nor over, ``is_unfinished`` while it is not over.
    ``reason`` is that of the hold, the reopening or the refusal that holds now, or what is asked of approvers.
    ``last_word`` says who commented publicly last, ``noted_answer`` what an answer was taken as that moved nothing.
    """

    ticket_id: TicketId
    number: int
    type: str
    subject: str
    description: str = ""
    channel: Channel
    requester_id: PersonId
    requester_name: str
    requester_email: str
    company_id: OrgUnitId | None = None
    unit_id: OrgUnitId | None = None
    agreement_id: AgreementId
    service_id: ServiceId | None = None
    attributes: dict[str, str] = {}
    attachments: tuple[Attachment, ...] = ()
    follows: TicketId | None = None
    registered_at: datetime
    priority: Level
    impact: Level | None = None
    urgency: Level | None = None
    priority_from: PrioritySource | None = None
    responsible: Responsible | None = None
    status: str = NEW
    is_open: bool = True
    is_unfinished: bool = True
    reason: str | None = None
    solution: str | None = None
    wake_up_at: datetime | None = None
    merged_into: TicketId | None = None
    comments: int = 0
    public_comments: int = 0
    last_word: Literal["staff", "requester"] | None = None
    noted_answer: TakenAs | None = None


T = TypeVar("T", bound=TicketState)


def begun_in(fact: TicketRegistered) -> Status:
    """The status that a ticket begins in."""
    return entered(fact) or STATUSES[NEW]


def registered(kind: type[T], told: Recorded, **more: Any) -> T:
    """The ticket of its first fact; ``more`` is what a class holds beside the card."""
    fact = cast("TicketRegistered", told.fact)
    requester = fact.requester
    return kind(
        ticket_id=fact.ticket_id,
        number=fact.number,
        type=fact.type,
        subject=fact.subject,
        description=fact.description,
        channel=fact.channel,
        requester_id=requester.person_id,
        requester_name=requester.name,
        requester_email=requester.email,
        company_id=requester.units[-1] if requester.units else None,
        unit_id=requester.units[0] if requester.units else None,
        agreement_id=fact.agreement_id,
        service_id=fact.service_path[0] if fact.service_path else None,
        attributes=fact.attributes,
        attachments=fact.attachments,
        follows=fact.follows,
        registered_at=told.metadata.occurred_at,
        priority=fact.priority,
        impact=fact.impact,
        urgency=fact.urgency,
        responsible=fact.responsible,
        status=begun_in(fact).code,
        **more,
    )


def _unassigned(ticket: T, _: TicketUnassigned) -> T:
    ticket.responsible = None
    return ticket


def _prioritised(ticket: T, fact: TicketPrioritised | ConsequencesWithdrawn) -> T:
    ticket.priority, ticket.impact, ticket.urgency = fact.priority, fact.impact, fact.urgency
    ticket.priority_from = fact.priority_from
    return ticket


def _reclassified(ticket: T, fact: TicketReclassified) -> T:
    ticket.type, ticket.agreement_id, ticket.attributes = fact.type, fact.agreement_id, fact.attributes
    ticket.service_id = fact.service_path[0] if fact.service_path else None
    return ticket


def _recognised(ticket: T, fact: TicketRequesterRecognised) -> T:
    """Their address stays that of the letter."""
    ticket.requester_id, ticket.requester_name = fact.requester_id, fact.name
    return ticket


def _requester_corrected(ticket: T, fact: TicketRequesterCorrected) -> T:
    """Another asks, and is shown what they are shown: the words are told anew with the fact."""
    requester = fact.requester
    ticket.requester_id, ticket.requester_name = requester.person_id, requester.name
    ticket.requester_email = requester.email
    ticket.unit_id = requester.units[0] if requester.units else None
    ticket.company_id = requester.units[-1] if requester.units else None
    ticket.agreement_id = fact.agreement_id
    ticket.service_id = fact.service_path[0] if fact.service_path else None
    ticket.subject, ticket.description, ticket.attributes = fact.subject, fact.description, fact.attributes
    ticket.attachments = fact.attachments
    ticket.solution, ticket.reason = fact.solution or None, fact.reason or None
    return ticket


def _undescribed(ticket: T, fact: TicketDescriptionRedacted) -> T:
    ticket.description = ""
    if fact.with_files:
        ticket.attachments = ()
    return ticket


def _reworded(ticket: T, fact: TicketReworded) -> T:
    ticket.subject, ticket.description = fact.subject, fact.description
    return ticket


def _commented(ticket: T, fact: TicketCommented) -> T:
    ticket.comments += 1
    if fact.is_public:
        ticket.public_comments += 1
        ticket.last_word = "staff" if fact.by_staff else "requester"
        if fact.by_staff:
            ticket.noted_answer = None
    return ticket


def _comment_withdrawn(ticket: T, fact: TicketCommentWithdrawn) -> T:
    ticket.comments -= 1
    ticket.last_word = fact.last_word
    if fact.is_public:
        ticket.public_comments -= 1
    return ticket


def _answer_noted(ticket: T, fact: TicketAnswerNoted) -> T:
    ticket.noted_answer = fact.taken_as
    return ticket


def _entered(ticket: T, fact: Fact) -> T:
    """In another status, or in the same for something else: what was told of the last one is over."""
    status = cast("Status", entered(fact))
    ticket.status, ticket.is_unfinished = status.code, not status.is_final
    ticket.is_open = not (status.is_final or status.resolves)
    ticket.reason = ticket.wake_up_at = ticket.merged_into = ticket.noted_answer = None
    return ticket


def _put_on_hold(ticket: T, fact: TicketPutOnHold) -> T:
    ticket = _entered(ticket, fact)
    ticket.reason, ticket.wake_up_at = fact.reason, fact.wake_up_at
    return ticket


def _moved(ticket: T, fact: TicketMoved) -> T:
    ticket = _entered(ticket, fact)
    ticket.reason, ticket.wake_up_at = fact.reason or None, fact.wake_up_at
    ticket.solution = fact.solution or ticket.solution
    return ticket


def _resolved(ticket: T, fact: TicketResolved) -> T:
    ticket = _entered(ticket, fact)
    ticket.solution = fact.solution
    return ticket


def _with_reason(ticket: T, fact: TicketReopened | TicketDeclined | ApprovalEnded | TicketTakenBack) -> T:
    ticket = _entered(ticket, fact)
    ticket.reason = fact.reason or None
    return ticket


def _asked(ticket: T, fact: ApprovalRequested) -> T:
    ticket = _entered(ticket, fact)
    ticket.reason = fact.question
    return ticket


def _merged(ticket: T, fact: TicketMerged) -> T:
    ticket = _entered(ticket, fact)
    ticket.merged_into = fact.into
    return ticket


def _withdrawn(ticket: T, fact: ConsequencesWithdrawn) -> T:
    """It tells how the ticket stands without what had followed by itself: whoever folded that needs no look back."""
    ticket = _prioritised(_entered(ticket, fact), fact)
    ticket.reason, ticket.wake_up_at, ticket.responsible = fact.reason or None, fact.wake_up_at, fact.responsible
    return ticket


def _unmerged(ticket: T, fact: TicketUnmerged) -> T:
    """As above: it tells how the ticket stands without the merge."""
    ticket = _entered(ticket, fact)
    ticket.reason, ticket.wake_up_at, ticket.noted_answer = fact.reason or None, fact.wake_up_at, fact.noted_answer
    return ticket


TICKET = Reading(
    TicketState,
    begins_told(TicketRegistered, registered),
    says(TicketAssigned, "responsible"),
    on(TicketUnassigned, _unassigned),
    on(TicketPrioritised, _prioritised),
    on(TicketReclassified, _reclassified),
    on(TicketRequesterRecognised, _recognised),
    on(TicketRequesterCorrected, _requester_corrected),
    on(TicketReworded, _reworded),
    on(TicketCommented, _commented),
    on(TicketAnswerNoted, _answer_noted),
    on(TicketCommentWithdrawn, _comment_withdrawn),
    on(TicketPutInProgress, _entered),
    on(TicketPutOnHold, _put_on_hold),
    on(TicketResumed, _entered),
    on(TicketMoved, _moved),
    on(TicketResolved, _resolved),
    on(TicketReopened, _with_reason),
    on(TicketClosed, _entered),
    on(TicketDeclined, _with_reason),
    on(TicketTakenBack, _with_reason),
    on(TicketMerged, _merged),
    on(TicketUnmerged, _unmerged),
    on(ApprovalRequested, _asked),
    on(ApprovalEnded, _with_reason),
    on(ConsequencesWithdrawn, _withdrawn),
    # Whose voices are heard, what stands around it and what time brought about, the card shows from elsewhere.
    passes_over(TicketJoined),
    passes_over(TicketUnjoined),
    passes_over(TicketFilesAttached),
    passes_over(TicketCommentEdited),
    passes_over(TicketCommentRedacted),
    on(TicketDescriptionRedacted, _undescribed),
    passes_over(TicketCommentSplitOff),
    passes_over(TicketPeopleMentioned),
    *map(passes_over, (*COMPANY_FACTS, *SHARE_FACTS)),
    passes_over(ApprovalAnswered),
    *map(passes_over, (*TICKET_WORK, *CROSSINGS)),
)
