"""What decisions on a ticket hang on beside what its card tells: times, whom it waits for, what the timekeeper told.

Read by ``aggregates.ticket`` on top of ``ticket``, from a history without what was withdrawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar, cast
from uuid import UUID

from events.approval import ApprovalAnswered, ApprovalReminded, ApprovalRequested
from events.fact import Recorded
from events.folds.approval import AwaitedState, answered, involves, recognised, reminded, requested
from events.folds.reading import Reading, begins_told, on, on_told, passes_over
from events.folds.ticket import TICKET, TicketState, begun_in, registered
from events.ticket import (
    DeadlineMissed,
    DeadlineMissWithdrawn,
    EscalationReached,
    TicketAssigned,
    TicketCommented,
    TicketJoined,
    TicketPrioritised,
    TicketReclassified,
    TicketRegistered,
    TicketRequesterRecognised,
    TicketUnassigned,
)
from events.ticket_company import TicketCopied, TicketCopyEnded, TicketUnwatched, TicketWatched
from events.ticket_corrections import TicketRequesterCorrected, TicketReworded
from events.ticket_files import TicketFilesAttached
from events.ticket_history import (
    ConsequencesWithdrawn,
    EscalationWithdrawn,
    HistoryBegun,
    HistoryEnded,
    followed_by_itself,
    standing,
    withdraws,
)
from events.ticket_shares import TicketShared, TicketShareEnded, shared_with
from events.ticket_status import STATUS_FACTS, entered
from events.ticket_unmerged import TicketUnjoined, TicketUnmerged
from events.ticket_words import OF_COMMENTS, TicketAnswerNoted
from events.ticket_work import TICKET_WORK
from events.values.identity import PersonId, ServiceId, TicketId
from events.values.ticket import Status


class TicketGrounds(TicketState, kw_only=True):
    """One ticket with all that decides what may happen to it.

    ``stands`` is its status as it was meant when the ticket came into it at ``stands_since``. ``last_at`` is when its
    last fact that is no crossing happened; ``said_at`` when the last of them happened that did not follow by itself:
    only that bars an earlier time (C6). ``prioritised_at`` and ``assigned_at`` are when somebody last said so
    themselves. ``joins`` are the tickets that were merged into it, and who asked for them; ``waits_for`` is whose yes
    or no it waits for. ``standing_misses`` are the targets that clocks missed and ``fired`` the escalations that stand.
    ``is_begun`` says that somebody worked on it: it left its first status, staff wrote publicly, or another joined it.
    ``copied`` read its public words and answer, ``watchers`` are the staff who follow it.
    ``shared`` are the persons and groups to whom it is shown beside those who see it anyway.
    """

    service_path: tuple[ServiceId, ...] = ()
    stands: Status
    stands_since: datetime
    last_at: datetime
    said_at: datetime
    prioritised_at: datetime | None = None
    assigned_at: datetime | None = None
    joins: dict[TicketId, frozenset[PersonId]] = {}
    waits_for: AwaitedState | None = None
    standing_misses: dict[str, int] = {}
    withdrawn_misses: set[tuple[str, int]] = set()
    fired: set[tuple[str, int, str]] = set()
    is_told: bool = False
    is_begun: bool = False
    copied: frozenset[PersonId] = frozenset()
    watchers: frozenset[PersonId] = frozenset()
    shared: frozenset[UUID] = frozenset()

    @property
    def joined(self) -> frozenset[PersonId]:
        """Those who asked for tickets that were merged into it."""
        return frozenset().union(*self.joins.values())


G = TypeVar("G", bound=TicketGrounds)


def grounds(kind: type[G], history: Sequence[Recorded]) -> G | None:
    """The ticket that the facts of a stream tell of; ``None`` when they tell of something else, or nothing.

    What was withdrawn is not taken in, and so what withdrew it tells nothing new.
    """
    ticket = GROUNDS.begun(kind, history[0]) if history else None
    if ticket is None:
        return None
    for told in standing(history)[1:]:
        if not withdraws(told.fact):
            ticket = GROUNDS.after(TICKET.after(ticket, told), told)
    return ticket


def grounds_onward(ticket: G, news: Sequence[Recorded]) -> G | None:
    """The ticket, changed in place, after more facts; ``None`` where they withdraw some that it was made of."""
    if any(withdraws(told.fact) for told in news):
        return None
    for told in news:
        ticket = GROUNDS.after(TICKET.after(ticket, told), told)
    return ticket


def _registered(kind: type[TicketGrounds], told: Recorded) -> TicketGrounds:
    fact, at = cast("TicketRegistered", told.fact), told.metadata.occurred_at
    return registered(
        kind,
        told,
        service_path=fact.service_path,
        stands=begun_in(fact),
        stands_since=at,
        last_at=at,
        said_at=at,
    )


def _noted(ticket: G, told: Recorded) -> G:
    """Something happened to the ticket, and somebody said so unless it followed by itself."""
    at = told.metadata.occurred_at
    ticket.last_at = max(ticket.last_at, at)
    if at > ticket.said_at and not followed_by_itself(told):
        ticket.said_at = at
    return ticket


def _assigned(ticket: G, told: Recorded) -> G:
    if not followed_by_itself(told):
        ticket.assigned_at = told.metadata.occurred_at
    return _noted(ticket, told)


def _prioritised(ticket: G, told: Recorded) -> G:
    if not followed_by_itself(told):
        ticket.prioritised_at = told.metadata.occurred_at
    return _noted(ticket, told)


def _reclassified(ticket: G, told: Recorded) -> G:
    ticket.service_path = cast("TicketReclassified", told.fact).service_path
    return _noted(ticket, told)


def _joined(ticket: G, told: Recorded) -> G:
    ticket.is_begun = True
    fact = cast("TicketJoined", told.fact)
    ticket.joins = {**ticket.joins, fact.joined: frozenset(fact.requesters)}
    return _noted(ticket, told)


def _unjoined(ticket: G, told: Recorded) -> G:
    fact = cast("TicketUnjoined", told.fact)
    gone = frozenset(fact.requesters)
    ticket.joins = {one: asked - gone for one, asked in ticket.joins.items() if one != fact.parted}
    return _noted(ticket, told)


def _recognised(ticket: G, told: Recorded) -> G:
    if ticket.waits_for is not None:
        ticket.waits_for = recognised(ticket.waits_for, cast("TicketRequesterRecognised", told.fact))
    return _noted(ticket, told)


def _requester_corrected(ticket: G, told: Recorded) -> G:
    fact = cast("TicketRequesterCorrected", told.fact)
    ticket.service_path = fact.service_path
    if ticket.waits_for is not None:
        ticket.waits_for = involves(ticket.waits_for, fact.requester.person_id)
    return _noted(ticket, told)


def _copied(ticket: G, told: Recorded) -> G:
    fact = cast("TicketCopied | TicketCopyEnded", told.fact)
    one = {fact.person_id}
    ticket.copied = ticket.copied | one if isinstance(fact, TicketCopied) else ticket.copied - one
    return _noted(ticket, told)


def _watched(ticket: G, told: Recorded) -> G:
    fact = cast("TicketWatched | TicketUnwatched", told.fact)
    one = {fact.person_id}
    ticket.watchers = ticket.watchers | one if isinstance(fact, TicketWatched) else ticket.watchers - one
    return _noted(ticket, told)


def _shared(ticket: G, told: Recorded) -> G:
    fact = cast("TicketShared | TicketShareEnded", told.fact)
    one = {shared_with(fact)}
    ticket.shared = ticket.shared | one if isinstance(fact, TicketShared) else ticket.shared - one
    return _noted(ticket, told)


def _commented(ticket: G, told: Recorded) -> G:
    fact = cast("TicketCommented", told.fact)
    ticket.is_begun = ticket.is_begun or (fact.is_public and fact.by_staff)
    return _noted(ticket, told)


def _entered(ticket: G, told: Recorded) -> G:
    """In another status nobody's yes or no is waited for any more."""
    ticket.stands, ticket.stands_since = cast("Status", entered(told.fact)), told.metadata.occurred_at
    ticket.waits_for, ticket.is_begun = None, True
    return _noted(ticket, told)


def _requested(ticket: G, told: Recorded) -> G:
    ticket = _entered(ticket, told)
    ticket.waits_for = requested(cast("ApprovalRequested", told.fact), told.metadata.actor)
    return ticket


def _answered(ticket: G, told: Recorded) -> G:
    if ticket.waits_for is not None:
        ticket.waits_for = answered(ticket.waits_for, told)
    return _noted(ticket, told)


def _reminded(ticket: G, told: Recorded) -> G:
    if ticket.waits_for is not None:
        ticket.waits_for = reminded(ticket.waits_for, told)
    return ticket


def _missed(ticket: G, fact: DeadlineMissed) -> G:
    ticket.standing_misses = {**ticket.standing_misses, fact.clock: fact.target_no}
    return ticket


def _miss_withdrawn(ticket: G, fact: DeadlineMissWithdrawn) -> G:
    ticket.withdrawn_misses = ticket.withdrawn_misses | {(fact.clock, fact.target_no)}
    ticket.standing_misses = {clock: no for clock, no in ticket.standing_misses.items() if clock != fact.clock}
    return ticket


def _escalated(ticket: G, fact: EscalationReached) -> G:
    ticket.fired = ticket.fired | {(fact.clock, fact.target_no, fact.point_id)}
    return ticket


def _escalation_withdrawn(ticket: G, fact: EscalationWithdrawn) -> G:
    ticket.fired = ticket.fired - {(fact.clock, fact.target_no, fact.point_id)}
    return ticket


def _history_told(ticket: G, fact: HistoryBegun | HistoryEnded) -> G:
    ticket.is_told = isinstance(fact, HistoryBegun)
    return ticket


_APART = (TicketRegistered, ApprovalRequested, ConsequencesWithdrawn, TicketUnmerged)

GROUNDS = Reading(
    TicketGrounds,
    begins_told(TicketRegistered, _registered),
    on_told(TicketAssigned, _assigned),
    on_told(TicketUnassigned, _assigned),
    on_told(TicketPrioritised, _prioritised),
    on_told(TicketReclassified, _reclassified),
    on_told(TicketRequesterRecognised, _recognised),
    on_told(TicketJoined, _joined),
    on_told(TicketUnjoined, _unjoined),
    on_told(TicketRequesterCorrected, _requester_corrected),
    on_told(TicketReworded, _noted),
    on_told(TicketCommented, _commented),
    *(on_told(kind, _noted) for kind in TICKET_WORK),
    on_told(TicketAnswerNoted, _noted),
    on_told(TicketFilesAttached, _noted),
    *(on_told(kind, _noted) for kind in OF_COMMENTS),
    on_told(TicketCopied, _copied),
    on_told(TicketCopyEnded, _copied),
    on_told(TicketWatched, _watched),
    on_told(TicketUnwatched, _watched),
    on_told(TicketShared, _shared),
    on_told(TicketShareEnded, _shared),
    *(on_told(kind, _entered) for kind in STATUS_FACTS if kind not in _APART),
    on_told(ApprovalRequested, _requested),
    on_told(ApprovalAnswered, _answered),
    on_told(ApprovalReminded, _reminded),
    on(DeadlineMissed, _missed),
    on(DeadlineMissWithdrawn, _miss_withdrawn),
    on(EscalationReached, _escalated),
    on(EscalationWithdrawn, _escalation_withdrawn),
    on(HistoryBegun, _history_told),
    on(HistoryEnded, _history_told),
    passes_over(ConsequencesWithdrawn),
    passes_over(TicketUnmerged),
)
