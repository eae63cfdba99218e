"""What every clock must have consumed, told from the whole log in the plainest way; the yardstick of histories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from events.agreement import AgreementConcluded, AgreementPromiseRevised, AgreementRescheduled
from events.fact import Recorded
from events.folds.schedule import timetables_after
from events.ticket import (
    CROSSINGS,
    TicketClosed,
    TicketCommented,
    TicketDeclined,
    TicketMerged,
    TicketPrioritised,
    TicketPutInProgress,
    TicketPutOnHold,
    TicketReclassified,
    TicketRegistered,
    TicketReopened,
    TicketResolved,
    TicketResumed,
)
from events.ticket_history import ConsequencesWithdrawn
from events.ticket_unmerged import TicketUnmerged
from events.values.targets import Promise
from events.values.timetable_versions import TimetableVersions
from sla_engine.instants import Micros, micros
from sla_engine.worktime import Calendar

RUNS = (TicketPutInProgress, TicketResumed, TicketReopened)
STANDS = (TicketPutOnHold, TicketResolved, TicketClosed)
OVER = (TicketClosed, TicketDeclined, TicketMerged)
REACTS = (TicketPutInProgress, TicketResumed, TicketResolved, TicketClosed)


def _standing(facts: Sequence[Recorded]) -> list[Recorded]:
    """The log as if what was withdrawn had never been told."""
    gone = {
        (recorded.stream, version)
        for recorded in facts
        if isinstance(recorded.fact, ConsequencesWithdrawn | TicketUnmerged)
        for version in (*recorded.fact.withdrawn, *_itself(recorded))
    }
    return [recorded for recorded in facts if (recorded.stream, recorded.version) not in gone]


def _itself(recorded: Recorded) -> tuple[int, ...]:
    return (recorded.version,) if isinstance(recorded.fact, TicketUnmerged) else ()


class _Ticket:
    def __init__(self, fact: TicketRegistered, schedule: UUID, at: Micros, *, anyone: bool) -> None:
        self.agreement: UUID = fact.agreement_id
        self.schedule = schedule
        self.zone = fact.requester.time_zone
        self.anyone = anyone
        self.is_over = False
        self.last = at
        self.carried = {"reaction": 0, "resolution": 0}
        self.spans: dict[str, list[tuple[Micros, Micros]]] = {"reaction": [], "resolution": []}
        self.since: dict[str, Micros | None] = {"reaction": at, "resolution": at}
        self.timetables: TimetableVersions | None = None

    def stand(self, kind: str, at: Micros) -> None:
        since = self.since[kind]
        if since is not None:
            self.spans[kind].append((since, at))
            self.since[kind] = None


class SlowModel:
    """Folds the log fact by fact into spans of running time; no chunks, no rows, no arrays."""

    def __init__(self, facts: Sequence[Recorded]) -> None:
        self._tickets: dict[UUID, _Ticket] = {}
        self._schedules: dict[UUID, TimetableVersions] = {}
        self._terms: dict[UUID, tuple[UUID, Promise]] = {}
        for recorded in _standing(facts):
            self._take(recorded)

    def consumed(self, ticket_id: UUID, kind: str, now: Micros) -> int:
        ticket, calendar = self._tickets[ticket_id], self.calendar_of(ticket_id)
        since = ticket.since[kind]
        spans = [*ticket.spans[kind], *([] if since is None else [(since, now)])]
        return ticket.carried[kind] + sum(calendar.between(begin, end) for begin, end in spans)

    def calendar_of(self, ticket_id: UUID) -> Calendar:
        ticket = self._tickets[ticket_id]
        return Calendar.of(ticket.timetables or self._schedules[ticket.schedule], ticket.zone)

    def _take(self, recorded: Recorded) -> None:
        fact: Any = recorded.fact
        at = micros(recorded.metadata.occurred_at)
        noun = fact.stored_name.split(".")[0]
        if noun == "service-schedule" and "renamed" not in fact.stored_name:
            self._schedules[fact.schedule_id] = timetables_after(self._schedules.get(fact.schedule_id), fact)
        elif noun == "agreement":
            self._take_agreement(fact, at)
        elif isinstance(fact, TicketRegistered):
            schedule, promise = self._terms[fact.agreement_id]
            anyone = promise.policy.reaction_stopped_by == "anyone"
            self._tickets[fact.ticket_id] = _Ticket(fact, schedule, at, anyone=anyone)
        elif noun == "ticket" and not isinstance(fact, CROSSINGS):
            self._take_ticket(self._tickets[fact.ticket_id], fact, at)

    def _take_agreement(self, fact: Any, at: Micros) -> None:
        if isinstance(fact, AgreementConcluded):
            self._terms[fact.agreement_id] = (fact.schedule_id, fact.promise)
            return
        schedule, promise = self._terms[fact.agreement_id]
        if isinstance(fact, AgreementRescheduled):
            schedule = fact.schedule_id
        elif isinstance(fact, AgreementPromiseRevised):
            promise = fact.promise
        else:
            return
        self._terms[fact.agreement_id] = (schedule, promise)
        for ticket in self._tickets.values():
            if fact.apply_to_open and not ticket.is_over and ticket.agreement == fact.agreement_id:
                if isinstance(fact, AgreementRescheduled):
                    self._repin(ticket, schedule, max(at, ticket.last))
                ticket.anyone = promise.policy.reaction_stopped_by == "anyone"

    def _repin(self, ticket: _Ticket, schedule: UUID, at: Micros) -> None:
        if schedule == ticket.schedule:
            return
        calendar = Calendar.of(self._schedules[ticket.schedule], ticket.zone)
        ticket.schedule = schedule
        for kind in ("reaction", "resolution"):
            running = ticket.since[kind] is not None
            ticket.stand(kind, at)
            ticket.carried[kind] += sum(calendar.between(begin, end) for begin, end in ticket.spans[kind])
            ticket.spans[kind] = []
            ticket.since[kind] = at if running else None

    def _take_ticket(self, ticket: _Ticket, fact: Any, at: Micros) -> None:
        ticket.last = max(ticket.last, at)
        answered = isinstance(fact, TicketCommented) and fact.is_public and (fact.by_staff or ticket.anyone)
        if isinstance(fact, TicketReclassified):
            if fact.agreement_id != ticket.agreement:
                ticket.agreement = fact.agreement_id
                self._repin(ticket, self._terms[fact.agreement_id][0], at)
            ticket.anyone = self._terms[ticket.agreement][1].policy.reaction_stopped_by == "anyone"
        if isinstance(fact, TicketPrioritised):
            ticket.anyone = self._terms[ticket.agreement][1].policy.reaction_stopped_by == "anyone"
        if isinstance(fact, REACTS) or answered:
            ticket.stand("reaction", at)
        if isinstance(fact, RUNS) and ticket.since["resolution"] is None:
            ticket.since["resolution"] = at
        if isinstance(fact, STANDS):
            ticket.stand("resolution", at)
        if isinstance(fact, OVER):
            for kind in ("reaction", "resolution"):
                ticket.stand(kind, at)
            ticket.is_over = True
            ticket.timetables = self._schedules[ticket.schedule]
