"""What may happen to a ticket: its state folded from facts, and what people decide on it; driven by its commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import datetime

import msgspec

from aggregates import ticket_refusals as refusals
from aggregates import ticket_ways
from aggregates.approval import Approval
from aggregates.approval_refusals import TicketWaitsForApproval
from events.fact import Fact, Recorded
from events.folds.ticket_checks import CheckState
from events.folds.ticket_grounds import TicketGrounds, grounds, grounds_onward
from events.ticket import (
    TicketAssigned,
    TicketClosed,
    TicketCommented,
    TicketDeclined,
    TicketPutInProgress,
    TicketPutOnHold,
    TicketReopened,
    TicketResolved,
    TicketResumed,
    TicketUnassigned,
)
from events.values.dealing import Dealt
from events.values.identity import CommentId
from events.values.lifecycle import Said, Transition
from events.values.people import Responsible
from events.values.ticket import (
    CLOSED,
    DECLINED,
    IN_PROGRESS,
    ON_HOLD,
    REOPENED,
    RESOLVED,
    STATUSES,
    Attachment,
    Status,
)
from events.values.ticket_type import SHIPPED_TYPES, TypeDefinition


class Ticket(TicketGrounds, kw_only=True):
    """The state of one ticket, and what may happen to it.

    ``definition`` is its type as it is now and ``may_take`` which ways of it whoever asks for a decision may take;
    ``open_checks`` are the items of its checklist that its type wants ticked off before it is resolved. All are given
    by the one who asks.
    """

    version: int = 0
    definition: TypeDefinition = SHIPPED_TYPES["incident"]
    may_take: Callable[[Transition], bool] = lambda _way: True
    open_checks: Callable[[], Sequence[CheckState]] = tuple

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> Ticket | None:
        """The ticket that the facts of its stream tell of; ``None`` when they tell of something else."""
        ticket = grounds(cls, history)
        if ticket is not None:
            ticket.version = history[-1].version
        return ticket

    def onward(self, news: Sequence[Recorded]) -> Ticket | None:
        """The ticket after more facts of its stream; ``None`` where they take back some of before."""
        ticket = grounds_onward(copy(self), news)
        if ticket is not None and news:
            ticket.version = news[-1].version
        return ticket

    @property
    def approval(self) -> Approval | None:
        """The approval that it waits for, as those answer it who are asked."""
        return None if self.waits_for is None else Approval(**msgspec.structs.asdict(self.waits_for))

    @property
    def is_final(self) -> bool:
        """Whether the ticket is over: closed, declined or merged."""
        return self.stands.is_final

    # -- the work ----------------------------------------------------------------------------------------

    def assign(self, responsible: Responsible, dealt: Dealt | None = None) -> list[Fact]:
        """A team, or an employee within it, takes the ticket, perhaps because the team dealt it so (row 73)."""
        self.refuse_if_final()
        if responsible == self.responsible:
            return []
        return [TicketAssigned(ticket_id=self.ticket_id, responsible=responsible, dealt=dealt)]

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
        elif self.status == ON_HOLD and reason == (self.reason or ""):
            return []
        return [
            TicketPutOnHold(
                ticket_id=self.ticket_id,
                requester_id=self.requester_id,
                reason=reason,
                wake_up_at=wake_up_at,
                status=unless_shipped(status),
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
                requester_id=self.requester_id,
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
        told = unless_shipped(status)
        return [TicketReopened(ticket_id=self.ticket_id, requester_id=self.requester_id, reason=reason, status=told)]

    def decline(self, *, reason: str) -> list[Fact]:
        """The desk refuses the ticket."""
        status = self.way_to(DECLINED, {"reason": reason})
        told = unless_shipped(status)
        return [TicketDeclined(ticket_id=self.ticket_id, requester_id=self.requester_id, reason=reason, status=told)]

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
        if self.waits_for is not None:
            raise TicketWaitsForApproval(number=self.number)
        status = self.way_between(self.stands, code)
        ticket_ways.refuse_unsaid(self.definition.lifecycle, self.stands, status, said or {})
        ticket_ways.refuse_unfilled(self.definition, status, self.attributes)
        if status.resolves and not self.stands.resolves:
            ticket_ways.refuse_unticked(status, self.open_checks())
        return status

    def misses(self, code: str) -> bool:
        """Whether something must be filled in before the ticket may be in a status."""
        return bool(ticket_ways.unfilled(self.definition, code, self.attributes))

    def way_between(self, leaves: Status, code: str) -> Status:
        """The status of a code, if the life cycle leads there from another one."""
        return ticket_ways.way(self.definition.lifecycle, leaves, code, may_take=self.may_take)


def unless_shipped(status: Status) -> Status | None:
    """What a fact says of its status: nothing when it is the shipped one, which everybody knows."""
    return None if STATUSES.get(status.code) == status else status
