"""What may happen to a ticket: its state folded from facts, and what people decide on it; driven by its commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec

from aggregates import ticket_refusals as refusals
from aggregates import ticket_ways
from aggregates.approval import Approval
from aggregates.approval_refusals import TicketWaitsForApproval
from events.approval import ApprovalAnswered, ApprovalReminded, ApprovalRequested
from events.fact import Fact, Recorded
from events.folds.approval import answered, recognised, reminded
from events.ticket import (
    CROSSINGS,
    DeadlineMissed,
    DeadlineMissWithdrawn,
    EscalationReached,
    TicketAssigned,
    TicketClosed,
    TicketCommented,
    TicketDeclined,
    TicketJoined,
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
from events.ticket_history import (
    ConsequencesWithdrawn,
    EscalationWithdrawn,
    HistoryBegun,
    HistoryEnded,
    followed_by_itself,
    standing,
)
from events.ticket_status import entered
from events.values.identity import AgreementId, CommentId, PersonId, ServiceId, TicketId
from events.values.lifecycle import Said, Transition
from events.values.people import Responsible
from events.values.ticket import (
    CLOSED,
    DECLINED,
    IN_PROGRESS,
    NEW,
    ON_HOLD,
    REOPENED,
    RESOLVED,
    STATUSES,
    Attachment,
    Level,
    PrioritySource,
    Status,
)
from events.values.ticket_type import SHIPPED_TYPES, TypeDefinition


class Ticket(msgspec.Struct, kw_only=True):
    """The state of one ticket. ``last_at`` is when its last fact that is no crossing happened.

    ``said_at`` is when the last of them happened that did not follow by itself: only that bars an earlier time (C6).

    ``prioritised_at`` and ``assigned_at`` are when somebody last said so themselves.

    ``joined`` are those who asked for tickets that were merged into it. ``stands`` is its status as it was meant when
    the ticket came into it. ``definition`` is its type as it is now and
    ``may_take`` which ways of it whoever asks for a decision may take; both are given by the one who asks.
    """

    ticket_id: TicketId
    number: int
    version: int
    last_at: datetime
    said_at: datetime
    stands: Status = STATUSES[NEW]
    stands_since: datetime
    type: str
    requester_id: PersonId
    agreement_id: AgreementId
    service_path: tuple[ServiceId, ...] = ()
    attributes: dict[str, str] = {}
    priority: Level
    impact: Level | None = None
    urgency: Level | None = None
    priority_from: PrioritySource | None = None
    responsible: Responsible | None = None
    reason: str = ""
    merged_into: TicketId | None = None
    joined: frozenset[PersonId] = frozenset()
    wake_up_at: datetime | None = None
    approval: Approval | None = None
    standing_misses: dict[str, int] = {}
    withdrawn_misses: set[tuple[str, int]] = set()
    fired: set[tuple[str, int, str]] = set()
    prioritised_at: datetime | None = None
    assigned_at: datetime | None = None
    is_told: bool = False
    definition: TypeDefinition = SHIPPED_TYPES["incident"]
    may_take: Callable[[Transition], bool] = lambda _way: True

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> Ticket | None:
        """The ticket that the facts of its stream tell of; ``None`` when they tell of something else."""
        if not history or not isinstance(fact := history[0].fact, TicketRegistered):
            return None
        first = history[0]
        ticket = cls(
            ticket_id=fact.ticket_id,
            number=fact.number,
            version=first.version,
            last_at=first.metadata.occurred_at,
            said_at=first.metadata.occurred_at,
            stands=entered(fact) or STATUSES[NEW],
            stands_since=first.metadata.occurred_at,
            type=fact.type,
            requester_id=fact.requester.person_id,
            agreement_id=fact.agreement_id,
            service_path=fact.service_path,
            attributes=fact.attributes,
            priority=fact.priority,
            impact=fact.impact,
            urgency=fact.urgency,
            responsible=fact.responsible,
        )
        for recorded in standing(history)[1:]:
            ticket.apply(recorded)
        ticket.version = history[-1].version
        return ticket

    def apply(self, recorded: Recorded) -> None:
        """Take in one more fact of the stream."""
        self.version = recorded.version
        fact = recorded.fact
        if isinstance(fact, CROSSINGS):
            self._apply_crossing(recorded)
            return
        if isinstance(fact, ConsequencesWithdrawn):
            # What it withdraws was never taken in: see ``fold``.
            return
        at = recorded.metadata.occurred_at
        self.last_at = max(self.last_at, at)
        is_said = not followed_by_itself(recorded)
        if is_said:
            self.said_at = max(self.said_at, at)
        if isinstance(fact, TicketCommented):
            # The commonest of all facts, and all that there is to it.
            return
        if is_said:
            self._note_word(fact, at)
        if self._apply_trait(fact):
            return
        if (status := entered(fact)) is not None:
            self.merged_into = getattr(fact, "into", None)
            self.stands, self.stands_since = status, recorded.metadata.occurred_at
            self.wake_up_at = getattr(fact, "wake_up_at", None)
            self.reason = getattr(fact, "reason", "")
            asks = recorded.metadata.actor
            self.approval = Approval.requested(fact, asks) if isinstance(fact, ApprovalRequested) else None
        elif isinstance(fact, ApprovalAnswered) and self.approval is not None:
            self.approval = answered(self.approval, recorded)

    def _note_word(self, fact: Fact, at: datetime) -> None:
        """When somebody said how pressing the ticket is, or who answers for it."""
        if isinstance(fact, TicketPrioritised):
            self.prioritised_at = at
        elif isinstance(fact, TicketAssigned | TicketUnassigned):
            self.assigned_at = at

    def _apply_trait(self, fact: Fact) -> bool:
        """Take in what changes who answers or what the ticket is; gives whether it was that."""
        if isinstance(fact, TicketAssigned | TicketUnassigned):
            self.responsible = fact.responsible if isinstance(fact, TicketAssigned) else None
        elif isinstance(fact, TicketPrioritised):
            self.priority, self.impact, self.urgency = fact.priority, fact.impact, fact.urgency
            self.priority_from = fact.priority_from
        elif isinstance(fact, TicketReclassified):
            self.type, self.agreement_id = fact.type, fact.agreement_id
            self.service_path, self.attributes = fact.service_path, fact.attributes
        elif isinstance(fact, TicketJoined):
            self.joined |= frozenset(fact.requesters)
        elif isinstance(fact, TicketRequesterRecognised):
            self._recognised(fact)
        else:
            return False
        return True

    def _recognised(self, fact: TicketRequesterRecognised) -> None:
        self.requester_id = fact.requester_id
        if self.approval is not None:
            self.approval = recognised(self.approval, fact)

    def _apply_crossing(self, recorded: Recorded) -> None:
        fact = recorded.fact
        if isinstance(fact, DeadlineMissed):
            self.standing_misses = {**self.standing_misses, fact.clock: fact.target_no}
        elif isinstance(fact, DeadlineMissWithdrawn):
            self.withdrawn_misses = self.withdrawn_misses | {(fact.clock, fact.target_no)}
            self.standing_misses = {k: no for k, no in self.standing_misses.items() if k != fact.clock}
        elif isinstance(fact, EscalationReached):
            self.fired = self.fired | {(fact.clock, fact.target_no, fact.point_id)}
        elif isinstance(fact, HistoryBegun | HistoryEnded):
            self.is_told = isinstance(fact, HistoryBegun)
        elif isinstance(fact, EscalationWithdrawn):
            self.fired = self.fired - {(fact.clock, fact.target_no, fact.point_id)}
        elif isinstance(fact, ApprovalReminded) and self.approval is not None:
            self.approval = reminded(self.approval, recorded)

    @property
    def is_final(self) -> bool:
        """Whether the ticket is over: closed, declined or merged."""
        return self.stands.is_final

    @property
    def status(self) -> str:
        """The code of its status."""
        return self.stands.code

    # -- the work ----------------------------------------------------------------------------------------

    def assign(self, responsible: Responsible) -> list[Fact]:
        """A team, or an employee within it, takes the ticket (row 73)."""
        self.refuse_if_final()
        if responsible == self.responsible:
            return []
        return [TicketAssigned(ticket_id=self.ticket_id, responsible=responsible)]

    def unassign(self) -> list[Fact]:
        """Nobody is responsible any more; nothing happens when nobody is."""
        self.refuse_if_final()
        return [] if self.responsible is None else [TicketUnassigned(ticket_id=self.ticket_id)]

    def put_in_progress(self) -> list[Fact]:
        """The work begins; nothing happens when it already goes on."""
        if self.status == IN_PROGRESS:
            return []
        status = self.way_to(IN_PROGRESS)
        return [TicketPutInProgress(ticket_id=self.ticket_id, status=unless_shipped(status))]

    def put_on_hold(self, *, reason: str, wake_up_at: datetime | None, at: datetime) -> list[Fact]:
        """The work waits, with a reason and perhaps a time to wake up; a ticket on hold may wait for something else."""
        said: dict[Said, object] = {"reason": reason, "wake_up_at": wake_up_at}
        if self.status == ON_HOLD:
            status = self.stands
            ticket_ways.refuse_unsaid_again(self.definition.lifecycle, status, said)
        else:
            status = self.way_to(ON_HOLD, said)
        if wake_up_at != self.wake_up_at:
            ticket_ways.refuse_vain_wake_up(status, wake_up_at, at)
        elif self.status == ON_HOLD and reason == self.reason:
            return []
        return [
            TicketPutOnHold(
                ticket_id=self.ticket_id, reason=reason, wake_up_at=wake_up_at, status=unless_shipped(status)
            )
        ]

    def resume(self) -> list[Fact]:
        """The wait is over by hand."""
        self.refuse_if_final()
        if self.status != ON_HOLD:
            raise refusals.TicketIsNotOnHold
        return [TicketResumed(ticket_id=self.ticket_id, status=unless_shipped(self.way_to(IN_PROGRESS)))]

    def resolve(self, *, solution: str) -> list[Fact]:
        """A solution is given."""
        status = self.way_to(RESOLVED, {"solution": solution})
        return [
            TicketResolved(
                ticket_id=self.ticket_id,
                solution=solution,
                status=unless_shipped(status),
                closes_after=ticket_ways.closing_term(self.definition, status),
            )
        ]

    def close(self) -> list[Fact]:
        """The ticket is over; nothing happens when it already is."""
        if self.status == CLOSED:
            return []
        return [TicketClosed(ticket_id=self.ticket_id, status=unless_shipped(self.way_to(CLOSED)))]

    def reopen(self, *, reason: str) -> list[Fact]:
        """The solution did not hold."""
        status = self.way_to(REOPENED, {"reason": reason})
        return [TicketReopened(ticket_id=self.ticket_id, reason=reason, status=unless_shipped(status))]

    def decline(self, *, reason: str) -> list[Fact]:
        """The desk refuses the ticket."""
        status = self.way_to(DECLINED, {"reason": reason})
        return [TicketDeclined(ticket_id=self.ticket_id, reason=reason, status=unless_shipped(status))]

    def comment(
        self,
        *,
        comment_id: CommentId,
        body: str,
        is_public: bool,
        by_staff: bool,
        attachments: tuple[Attachment, ...],
        message_id: str,
    ) -> list[Fact]:
        """Somebody writes to the ticket; the requester's side only publicly (rows 128-130)."""
        self.refuse_if_final()
        if not is_public and not by_staff:
            raise refusals.PrivateCommentIsForStaff
        return [
            TicketCommented(
                ticket_id=self.ticket_id,
                comment_id=comment_id,
                requester_id=self.requester_id,
                body=body,
                is_public=is_public,
                by_staff=by_staff,
                attachments=attachments,
                message_id=message_id,
            )
        ]

    def refuse_if_final(self) -> None:
        """What is over takes no changes."""
        if self.is_final:
            raise refusals.TicketIsClosed(number=self.number, follows=refusals.continues(self.ticket_id))

    def way_to(self, code: str, said: Mapping[Said, object] | None = None) -> Status:
        """The status of a code, if the life cycle leads there from here and all is said that the way asks for."""
        self.refuse_if_final()
        if self.approval is not None:
            raise TicketWaitsForApproval(number=self.number)
        status = self.way_between(self.stands, code)
        ticket_ways.refuse_unsaid(self.definition.lifecycle, self.stands, status, said or {})
        ticket_ways.refuse_unfilled(self.definition, status, self.attributes)
        return status

    def way_between(self, leaves: Status, code: str) -> Status:
        """The status of a code, if the life cycle leads there from another one."""
        return ticket_ways.way(self.definition.lifecycle, leaves, code, may_take=self.may_take)


def unless_shipped(status: Status) -> Status | None:
    """What a fact says of its status: nothing when it is the shipped one, which everybody knows."""
    return None if STATUSES.get(status.code) == status else status
