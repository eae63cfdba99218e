"""Approvals, changes and problems as a few plain records: what the desk must accept, refuse and show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

Stage = tuple[str, tuple[UUID, ...]]
Hours = tuple[datetime, datetime]
EXPIRED = "Срок согласования истёк, ответа нет · The approval expired without an answer"

TICKET_WAYS = {
    "new": {"in_progress", "on_hold", "on_approval", "resolved", "declined"},
    "in_progress": {"on_hold", "on_approval", "resolved", "declined"},
    "reopened": {"in_progress", "on_hold", "on_approval", "resolved", "declined"},
    "on_hold": {"in_progress", "resolved", "declined"},
    "resolved": {"reopened", "closed"},
}
TICKET_ASKS = {"on_hold": "reason", "declined": "reason", "resolved": "solution"}
CHANGE_WAYS = {
    "draft": {"submitted", "cancelled"},
    "submitted": {"approved", "rejected", "draft", "cancelled"},
    "rejected": {"draft", "cancelled"},
    "approved": {"scheduled", "draft", "cancelled"},
    "scheduled": {"approved", "draft", "implemented", "cancelled"},
    "implemented": {"reviewed"},
    "reviewed": {"closed"},
}
BY_OTHERS = {("draft", "submitted"), ("submitted", "approved"), ("submitted", "rejected"), ("approved", "scheduled")}
CHANGE_ASKS = {("submitted", "draft"), ("approved", "draft"), ("scheduled", "draft"), ("scheduled", "approved")}
PROBLEM_WAYS = {
    "new": {"in_progress", "known_error", "resolved", "cancelled"},
    "in_progress": {"known_error", "resolved", "cancelled"},
    "known_error": {"in_progress", "resolved", "cancelled"},
    "resolved": {"in_progress", "closed"},
}


class PlainAsking(msgspec.Struct):
    """What somebody is asked: every answer is kept, and everything is counted anew from them."""

    stages: tuple[Stage, ...]
    involved: set[UUID]
    since: datetime
    remind: int | None
    expire: int | None
    reminded_at: datetime | None = None
    answers: list[tuple[int, UUID, UUID, str]] = []
    """Stage, for whom, by whom, verdict."""
    over: str = ""

    @property
    def at(self) -> int:
        passed = [nth for nth in range(len(self.stages)) if self.verdict(nth) == "approve"]
        return min(len(passed), len(self.stages) - 1)

    def verdict(self, stage: int) -> str:
        mode, people = self.stages[stage]
        said = [verdict for nth, _, _, verdict in self.answers if nth == stage]
        if mode == "first":
            return said[0] if said else ""
        if mode == "one":
            return "approve" if "approve" in said else "reject" if len(said) == len(people) else ""
        return "reject" if "reject" in said else "approve" if len(said) == len(people) else ""

    @property
    def people(self) -> tuple[UUID, ...]:
        return self.stages[self.at][1]

    @property
    def missing(self) -> list[UUID]:
        heard = {whom for nth, whom, _, _ in self.answers if nth == self.at}
        return [person for person in self.people if person not in heard]

    @property
    def everybody(self) -> set[UUID]:
        return {person for _, people in self.stages for person in people}

    @property
    def expires_at(self) -> datetime | None:
        return None if self.expire is None or self.over else self.since + timedelta(hours=self.expire)

    @property
    def reminds_at(self) -> datetime | None:
        is_told = self.remind is None or self.reminded_at is not None or self.over
        return None if is_told else self.since + timedelta(hours=self.remind or 0)

    def comes(self, now: datetime) -> bool:
        """Whether it has expired by now; if not, its reminder may have come."""
        if self.expires_at is not None and self.expires_at <= now:
            return True
        if self.reminds_at is not None and self.reminds_at <= now:
            self.reminded_at = self.reminds_at
        return False

    def has_spoken(self, who: UUID) -> bool:
        return any(nth == self.at and by == who for nth, _, by, _ in self.answers)

    def refused(self, whom: UUID, by: UUID, verdict: str, comment: str) -> str | None:
        return first_refused(
            (
                (whom not in self.people, "approval-is-not-yours"),
                (bool(self.involved & {whom, by}), "nobody-approves-their-own"),
                (whom not in self.missing, "approver-has-answered"),
                (self.has_spoken(by) or (by != whom and by in self.people), "one-voice-in-stage"),
                (verdict == "reject" and not comment, "rejection-needs-reason"),
            )
        )

    def answer(self, whom: UUID, by: UUID, verdict: str, now: datetime) -> None:
        stage = self.at
        self.answers.append((stage, whom, by, verdict))
        ends = self.verdict(stage)
        if ends == "approve" and stage + 1 < len(self.stages):
            self.since, self.reminded_at = now, None
        elif ends:
            self.over = "approved" if ends == "approve" else "rejected"

    def may_answer(self, whom: UUID, by: UUID) -> bool:
        return not self.over and self.refused(whom, by, "approve", "") is None


class PlainTicket(msgspec.Struct):
    requester: UUID
    status: str = "new"
    reason: str | None = None
    solution: str | None = None
    asking: PlainAsking | None = None
    question: str = ""
    back: str = ""
    rejected_to: str = ""
    outcomes: list[str] = []

    @property
    def waits(self) -> PlainAsking | None:
        return self.asking if self.status == "on_approval" else None

    def way(self, to: str) -> str | None:
        ways = TICKET_WAYS.get(self.status, set())
        return first_refused(
            (
                (self.status in {"closed", "declined"}, "ticket-is-closed"),
                (self.waits is not None, "ticket-waits-for-approval"),
                (to not in ways, "status-is-not-reachable"),
            )
        )

    def end(self, outcome: str, why: str = "") -> None:
        assert self.asking is not None
        self.asking.over = outcome
        self.outcomes.append(outcome)
        self.status = self.back if outcome in {"approved", "withdrawn"} else self.rejected_to
        self.reason = why or None if self.status == "declined" else None


class PlainChange(msgspec.Struct):
    authors: set[UUID]
    risk: str
    window: Hours | None
    services: tuple[UUID, ...]
    status: str = "draft"
    asking: PlainAsking | None = None
    shown: list[tuple[int, UUID, UUID, str]] = []
    held: Hours | None = None
    last: Hours | None = None
    note: str = ""
    reason: str = ""

    @property
    def is_over(self) -> bool:
        return self.status in {"closed", "cancelled"}

    @property
    def waits(self) -> PlainAsking | None:
        return self.asking if self.status == "submitted" else None

    def way(self, to: str) -> str | None:
        is_way = to in CHANGE_WAYS.get(self.status, set())
        return first_refused(((self.is_over, "change-is-over"), (not is_way, "change-status-is-not-reachable")))

    def moved(self, to: str, reason: str) -> None:
        # What was carried out keeps the window in which it was; any other way out shows the wish again.
        self.last = self.held if to == "implemented" else self.last if to in {"reviewed", "closed"} else None
        self.status, self.reason, self.held, self.note = to, reason, None, ""


class PlainProblem(msgspec.Struct):
    status: str = "new"
    solution: str = ""
    incidents: set[int] = set()
    is_explained: bool = False


class PlainPractice:
    """Every answer is looked for by going through everything."""

    def __init__(self) -> None:
        self.tickets: list[PlainTicket] = []
        self.changes: list[PlainChange] = []
        self.problems: list[PlainProblem] = []
        self.parents: dict[UUID, UUID | None] = {}
        self.substitutes: dict[UUID, tuple[UUID, datetime]] = {}

    def stands_in(self, who: UUID, person: UUID, now: datetime) -> bool:
        substitute, until = self.substitutes.get(person, (None, now))
        return substitute == who and now < until

    def speaks_for(self, who: UUID, people: Sequence[UUID] | set[UUID], now: datetime) -> list[UUID]:
        return [person for person in sorted(people) if person == who or self.stands_in(who, person, now)]

    def voice(self, asking: PlainAsking, who: UUID, others: Sequence[UUID]) -> UUID:
        """For whom somebody answers who does not say it."""
        if who in asking.people:
            return who
        return next((person for person in others if person in asking.missing), next(iter(others), who))

    def waiting_for(self, who: UUID, asking: PlainAsking | None, now: datetime) -> set[UUID]:
        if asking is None:
            return set()
        return {one for one in self.speaks_for(who, asking.missing, now) if asking.may_answer(one, who)}

    # -- windows -----------------------------------------------------------------------------------------

    def above(self, service: UUID) -> set[UUID]:
        found: set[UUID] = set()
        step: UUID | None = service
        while step is not None:
            found.add(step)
            step = self.parents[step]
        return found

    def collides(self, change: PlainChange, window: Hours) -> bool:
        return any(
            other is not change
            and other.held is not None
            and other.held[0] < window[1]
            and window[0] < other.held[1]
            and (one in self.above(two) or two in self.above(one))
            for other in self.changes
            for one in change.services
            for two in other.services
        )

    # -- time --------------------------------------------------------------------------------------------

    def keep_time(self, now: datetime) -> None:
        """What has come by now: the expiry, or else the reminder, each at the moment that was due."""
        for ticket in self.tickets:
            if ticket.waits is not None and ticket.waits.comes(now):
                ticket.end("expired", EXPIRED)
        for change in self.changes:
            if change.waits is not None and change.waits.comes(now):
                change.waits.over = "expired"
                change.moved("rejected", EXPIRED)


def first_refused(checks: Sequence[tuple[bool, str]]) -> str | None:
    """The code of the first rule that is broken."""
    return next((code for is_broken, code in checks if is_broken), None)
