"""Random approvals, changes and problems: accepted, refused and shown as a plain model says (rows 163-165)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any, cast
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from psycopg import Cursor

from aggregates.refusal import Refusal
from commands.agreement import Named
from commands.change_request.approve import AnswerChangeApproval, SubmitChange
from commands.change_request.draft import DraftChange, OutlineChange
from commands.change_request.schedule import MoveChange, ScheduleChange
from commands.command import Command
from commands.person.substitute import DismissSubstitute, NameSubstitute
from commands.ports import Receipt
from commands.problem.incidents import LinkProblemIncidents, ResolveProblemIncident, UnlinkProblemIncidents
from commands.problem.register import RegisterProblem
from commands.problem.work import MoveProblem, RecordRootCause
from commands.service import AddService, MoveService
from commands.team import NameTeamLead
from commands.ticket.approval import AnswerApproval, RequestApproval, Stage, WithdrawApproval
from commands.ticket.work import MoveTicket
from events.approval import ApprovalRequested
from events.values.approval import Mode, Verdict
from events.values.change import Risk, Window
from events.values.duration import Duration
from events.values.identity import (
    ApprovalId,
    ChangeId,
    PersonId,
    ProblemId,
    ServiceId,
    StreamId,
)
from events.values.people import Viewer
from projections import approvals, changes_query, problems, ticket_card
from projections.changes_query import ChangeFilter
from tests.projections.plain_practice import (
    BY_OTHERS,
    CHANGE_ASKS,
    PROBLEM_WAYS,
    TICKET_ASKS,
    Hours,
    PlainAsking,
    PlainChange,
    PlainPractice,
    PlainProblem,
    PlainTicket,
    first_refused,
)
from tests.projections.plain_practice import Stage as PlainStage
from tests.projections.world import MONDAY, ROUND_THE_CLOCK, World, viewer

Asked = tuple[Mode, list[int]]
DESKER, LEAD = 5, 6
"""Whoever asks mostly; and nobody's own number: the lead of the team, who is the person with number 2."""
WHO = st.integers(0, 5)
ASKER = st.sampled_from([DESKER, DESKER, DESKER, DESKER, 0, 1, 2])
NAMED = st.sampled_from([2, 3, 4, LEAD, 2, 3, 4, LEAD, 2, 3, 4, LEAD, 0, DESKER])
STAGES = st.lists(
    st.tuples(st.sampled_from(["one", "all", "all", "first"]), st.lists(NAMED, min_size=1, max_size=3)),
    min_size=1,
    max_size=2,
)
WHOM = st.sampled_from([None, None, None, None, 2, 3])
AIMED = st.sampled_from([True, True, True, False])
"""Whether the rule looks for somebody or something that it fits."""
TWO = st.integers(0, 1)
THREE = st.integers(0, 2)
PATIENCE = st.sampled_from([(None, None), (2, None), (None, 9), (2, 9), (2, 9), (5, 5)])
VERDICTS = st.sampled_from(["approve", "approve", "reject"])
WORDS = st.sampled_from(["", "Так", "Так"])
RISKS = st.sampled_from(["low", "low", "high"])
WINDOWS = st.sampled_from([(0, 400), (4, 12), (4, 8), (6, 12), (10, 20)])
"""Hours since Monday; the first holds all the others."""


def hours(window: tuple[int, int] | None) -> Hours | None:
    return None if window is None else cast("Hours", tuple(MONDAY + timedelta(hours=hour) for hour in window))


def opened(window: Hours | None) -> Window | None:
    return None if window is None else Window(begins_at=window[0], ends_at=window[1])


class Practice(RuleBasedStateMachine):
    """Lives a history; every step is compared, what is shown is compared at the end."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world.empty()
        self.plain = PlainPractice()

    @initialize()
    def open_the_desk(self) -> None:
        world = self.world
        world.agreement(world.schedule(ROUND_THE_CLOCK))
        self.people = [world.person(f"Человек {nth}") for nth in range(DESKER + 1)]
        self.team = world.team(members=[self.people[2]])
        world.do(NameTeamLead(team_id=self.team, lead=self.people[2]))
        self.services: list[ServiceId] = []
        for parent in (None, 0, None):
            above = None if parent is None else self.services[parent]
            service = ServiceId(world.do(AddService(title=Named(en="s"), parent_id=above)).stream)
            self.services.append(service)
            self.plain.parents[service] = above
        self.tickets = [world.ticket(person=self.people[nth]) for nth in (0, 1)]
        self.plain.tickets = [PlainTicket(requester=self.people[nth]) for nth in (0, 1)]
        self.approvals = [ApprovalId(UUID(int=404))] * 2
        self.problem = ProblemId(world.do(RegisterProblem(subject="?")).stream)
        self.plain.problems = [PlainProblem()]
        self.changes: list[ChangeId] = []
        for nth, risk in enumerate(("low", "high", "low")):
            self.draft_change(nth, cast("Risk", risk), (4, 12), {nth})
        # Some of it stands so far already that the first steps find something to do.
        self.submit_change(0, DESKER, [], (None, None), is_aimed=False)
        self.submit_change(1, DESKER, [("all", [2, 3])], (2, 12), is_aimed=False)
        self.submit_change(2, DESKER, [], (None, None), is_aimed=False)
        self.request_approval(0, DESKER, [("all", [2, 3]), ("one", [3, 4])], (2, 12), "decline")
        self.name_substitute(2, 3, 12)
        self.name_substitute(3, 4, 12)

    def _told(self, command: Command, by: Viewer, expected: str | None) -> Receipt | None:
        """The receipt, if the desk takes the command; refused or not, it is as the plain model says."""
        try:
            outcome: Receipt | Refusal = self.world.do(command, by)
        except Refusal as refusal:
            outcome = refusal
        assert (outcome.code() if isinstance(outcome, Refusal) else None) == expected, (command, self.world.now)
        return None if isinstance(outcome, Refusal) else outcome

    def _viewer(self, who: int, *, is_staff: bool = True) -> Viewer:
        return viewer("administrator" if is_staff else "requester", who=self.people[who])

    def _asked(self, asked: Sequence[Asked]) -> tuple[tuple[Stage, ...], tuple[PlainStage, ...]]:
        """The stages as they are asked for, and as they come out."""
        stages, plain = [], []
        for mode, named in asked:
            people = tuple(self.people[one] for one in named if one != LEAD)
            stages.append(Stage(mode=mode, approvers=people, leads_of=(self.team,) if LEAD in named else ()))
            found = (*people, *((self.people[2],) if LEAD in named else ()))
            plain.append((mode, tuple(dict.fromkeys(found))))
        return tuple(stages), tuple(plain)

    # -- tickets -------------------------------------------------------------------------------------------

    @rule(
        nth=TWO,
        to=st.sampled_from(["in_progress", "on_hold", "on_approval", "resolved", "reopened", "reopened", "closed"]),
        words=WORDS,
    )
    def move_ticket(self, nth: int, to: str, words: str) -> None:
        plain = self.plain.tickets[nth]
        is_same = to == plain.status
        expected = first_refused(
            (
                (to == "on_approval", "approval-is-asked-for"),
                ((way := plain.way(to)) is not None, str(way)),
                (to in TICKET_ASKS and not words, "move-asks-for"),
            )
        )
        command = MoveTicket(ticket_id=self.tickets[nth], to=to, solution=words, reason=words)
        if self._told(command, self._viewer(DESKER), None if is_same else expected) and not is_same:
            plain.status = to
            plain.reason = words or None if to in {"on_hold", "declined", "reopened"} else None
            plain.solution = words if to == "resolved" else plain.solution

    @rule(nth=TWO, who=ASKER, asked=STAGES, patience=PATIENCE, to=st.sampled_from(["back", "in_progress", "decline"]))
    def request_approval(
        self, nth: int, who: int, asked: list[Asked], patience: tuple[int | None, int | None], to: str
    ) -> None:
        plain, (stages, people) = self.plain.tickets[nth], self._asked(asked)
        involved: set[UUID] = {plain.requester, self.people[who]}
        named = {person for _, stage in people for person in stage}
        remind, expire = patience
        expected = first_refused(
            (
                (bool(named & involved), "approver-is-involved"),
                ((way := plain.way("on_approval")) is not None, str(way)),
                (remind is not None and remind == expire, "reminder-comes-too-late"),
            )
        )
        command = RequestApproval(
            ticket_id=self.tickets[nth],
            question="Купить?",
            stages=stages,
            remind_for=None if remind is None else Duration(remind),
            expires_for=None if expire is None else Duration(expire),
            if_rejected=to,  # type: ignore[arg-type] # one of three words
        )
        if self._told(command, self._viewer(who), expected):
            plain.back = plain.status
            plain.rejected_to = {"back": plain.status, "in_progress": "in_progress", "decline": "declined"}[to]
            plain.status, plain.reason = "on_approval", "Купить?"
            plain.asking = PlainAsking(people, involved, self.world.now, remind, expire)
            fact = self.world.log.load(StreamId(self.tickets[nth]))[-1].fact
            assert isinstance(fact, ApprovalRequested)
            self.approvals[nth] = fact.approval_id

    @rule(nth=TWO, who=WHO, whom=WHOM, verdict=VERDICTS, words=WORDS, is_staff=AIMED, is_aimed=AIMED)
    def answer_approval(
        self, nth: int, who: int, whom: int | None, verdict: Verdict, words: str, *, is_staff: bool, is_aimed: bool
    ) -> None:
        if is_aimed and (waits := [one for one in (0, 1) if self.plain.tickets[one].waits is not None]):
            nth = waits[nth % len(waits)]
            who = self._one_who_speaks(who, self.plain.tickets[nth].waits)
        plain, me, now = self.plain.tickets[nth], self.people[who], self.world.now
        voices = [] if plain.asking is None else self.plain.speaks_for(me, plain.asking.everybody, now)
        voices.sort(key=lambda person: (person != me, person))
        approver = self._approver(plain.waits, whom, me, voices)
        expected = first_refused(
            (
                (not voices and not is_staff and me != plain.requester, "no-such-ticket"),
                (whom is None and plain.waits is None, "nothing-waits-for-approval"),
                (approver not in voices, "approval-is-not-yours"),
                (plain.waits is None, "nothing-waits-for-approval"),
            )
        ) or cast("PlainAsking", plain.waits).refused(approver, me, verdict, words)
        command = AnswerApproval(
            ticket_id=self.tickets[nth],
            approval_id=self.approvals[nth],
            verdict=verdict,
            comment=words,
            approver_id=None if whom is None else self.people[whom],
        )
        if self._told(command, self._viewer(who, is_staff=is_staff), expected) and plain.asking is not None:
            plain.asking.answer(approver, me, verdict, now)
            if plain.asking.over:
                plain.end(plain.asking.over, words)

    def _one_who_speaks(self, who: int, asking: PlainAsking | None) -> int:
        """Somebody who is asked now, or stands in for one who is."""
        missing = [] if asking is None else asking.missing
        now = self.world.now
        able = [nth for nth, one in enumerate(self.people) if self.plain.speaks_for(one, missing, now)]
        return able[who % len(able)] if able else who

    def _approver(self, asking: PlainAsking | None, whom: int | None, me: UUID, voices: Sequence[UUID]) -> UUID:
        if whom is not None:
            return self.people[whom]
        return me if asking is None else self.plain.voice(asking, me, voices)

    @precondition(lambda self: any(ticket.asking for ticket in self.plain.tickets))
    @rule(nth=TWO)
    def withdraw_approval(self, nth: int) -> None:
        plain = self.plain.tickets[nth]
        expected = None if plain.waits is not None else "nothing-waits-for-approval"
        command = WithdrawApproval(ticket_id=self.tickets[nth], approval_id=self.approvals[nth])
        if self._told(command, self._viewer(DESKER), expected):
            plain.end("withdrawn")

    # -- substitutes and time ------------------------------------------------------------------------------

    @rule(who=st.sampled_from([2, 3, 4]), substitute=WHO, lasts=st.integers(4, 20))
    def name_substitute(self, who: int, substitute: int, lasts: int) -> None:
        until = self.world.now + timedelta(hours=lasts)
        command = NameSubstitute(person_id=self.people[who], substitute_id=self.people[substitute], until_at=until)
        expected = "substitute-of-oneself" if who == substitute else None
        if self._told(command, self._viewer(who, is_staff=False), expected):
            self.plain.substitutes[self.people[who]] = (self.people[substitute], until)

    @precondition(lambda self: self.plain.substitutes)
    @rule(nth=WHO)
    def dismiss_substitute(self, nth: int) -> None:
        named = sorted(self.plain.substitutes)
        person = PersonId(named[nth % len(named)])
        self._told(DismissSubstitute(person_id=person), self._viewer(self.people.index(person), is_staff=False), None)
        self.plain.substitutes.pop(person)

    @rule(lasts=st.integers(1, 4))
    def pass_time(self, lasts: int) -> None:
        self.plain.keep_time(self.world.pass_time(hours=lasts))
        self.world.keep_time()

    # -- changes -------------------------------------------------------------------------------------------

    def _change(self, nth: int, *statuses: str) -> tuple[ChangeId, PlainChange]:
        """One of the changes that stand so, if any does; else any."""
        all_of_them = list(zip(self.changes, self.plain.changes, strict=True))
        fitting = [one for one in all_of_them if one[1].status in statuses] or all_of_them
        return fitting[nth % len(fitting)]

    @precondition(lambda self: len(self.changes) < 4)
    @rule(who=ASKER, risk=RISKS, window=st.none() | WINDOWS, some=st.sets(THREE, min_size=1, max_size=2))
    def draft_change(self, who: int, risk: Risk, window: tuple[int, int] | None, some: set[int]) -> None:
        services = tuple(self.services[one] for one in sorted(some))
        command = DraftChange(
            subject="?", plan="План", back_out="Назад", risk=risk, window=opened(hours(window)), services=services
        )
        if receipt := self._told(command, self._viewer(who), None):
            self.changes.append(ChangeId(receipt.stream))
            self.plain.changes.append(PlainChange({self.people[who]}, risk, hours(window), services))

    @rule(nth=THREE, who=WHO, risk=RISKS, window=WINDOWS)
    def outline_change(self, nth: int, who: int, risk: Risk, window: tuple[int, int]) -> None:
        found, plain = self._change(nth)
        is_same = (risk, hours(window)) == (plain.risk, plain.window)
        expected = first_refused(
            (
                (plain.is_over, "change-is-over"),
                (not is_same and plain.status != "draft", "change-is-not-draft"),
            )
        )
        command = OutlineChange(change_id=found, risk=risk, window=opened(hours(window)))
        if self._told(command, self._viewer(who), expected) and not is_same:
            plain.risk, plain.window, plain.shown = risk, hours(window), []
            plain.authors.add(self.people[who])

    @rule(nth=THREE, who=ASKER, asked=STAGES | st.just([]), patience=PATIENCE, is_aimed=AIMED)
    def submit_change(
        self, nth: int, who: int, asked: list[Asked], patience: tuple[int | None, int | None], *, is_aimed: bool
    ) -> None:
        (found, plain), (stages, people) = self._change(nth, "draft" if is_aimed else ""), self._asked(asked)
        involved: set[UUID] = plain.authors | {self.people[who]}
        remind, expire = patience
        expected = first_refused(
            (
                (bool({one for _, stage in people for one in stage} & involved), "approver-is-involved"),
                ((way := plain.way("submitted")) is not None, str(way)),
                (not people and plain.risk != "low", "change-needs-approvers"),
                (bool(people) and remind is not None and remind == expire, "reminder-comes-too-late"),
                (bool(people) and plain.window is None, "change-has-no-window"),
            )
        )
        command = SubmitChange(
            change_id=found,
            stages=stages,
            remind_for=None if remind is None else Duration(remind),
            expires_for=None if expire is None else Duration(expire),
        )
        if self._told(command, self._viewer(who), expected):
            plain.shown, plain.reason = [], ""
            plain.status = "submitted" if people else "approved"
            plain.asking = PlainAsking(people, involved, self.world.now, remind, expire) if people else None

    @rule(nth=THREE, who=WHO, whom=WHOM, verdict=VERDICTS, words=WORDS, is_staff=AIMED, is_aimed=AIMED)
    def answer_change(
        self, nth: int, who: int, whom: int | None, verdict: Verdict, words: str, *, is_staff: bool, is_aimed: bool
    ) -> None:
        found, plain = self._change(nth, "submitted" if is_aimed else "")
        who = self._one_who_speaks(who, plain.waits) if is_aimed else who
        me, now = self.people[who], self.world.now
        everybody = set() if plain.asking is None else plain.asking.everybody
        voices = self.plain.speaks_for(me, everybody, now)
        in_stage = () if plain.waits is None else plain.waits.people
        approver = self._approver(
            plain.waits, whom, me, [one for one in in_stage if self.plain.stands_in(me, one, now)]
        )
        expected = first_refused(
            (
                (not voices and not is_staff, "no-such-change"),
                (approver != me and not self.plain.stands_in(me, approver, now), "approval-is-not-yours"),
                (plain.waits is None, "nobody-is-asked-about-change"),
            )
        ) or cast("PlainAsking", plain.waits).refused(approver, me, verdict, words)
        command = AnswerChangeApproval(
            change_id=found,
            verdict=verdict,
            comment=words,
            approver_id=None if whom is None else self.people[whom],
        )
        if self._told(command, self._viewer(who, is_staff=is_staff), expected) and plain.asking is not None:
            plain.asking.answer(approver, me, verdict, now)
            plain.shown = list(plain.asking.answers)
            if plain.asking.over:
                plain.moved(plain.asking.over, words if plain.asking.over == "rejected" else "")

    @rule(nth=THREE, window=st.none() | st.none() | WINDOWS, note=st.sampled_from(["", "", "Надо"]), is_aimed=AIMED)
    def schedule_change(self, nth: int, window: tuple[int, int] | None, note: str, *, is_aimed: bool) -> None:
        found, plain = self._change(nth, *(("approved", "scheduled") if is_aimed else ()))
        wanted = hours(window) or plain.held or plain.window
        is_same = plain.status == "scheduled" and (wanted, note) == (plain.held, plain.note)
        expected = "change-has-no-window" if wanted is None else self._not_scheduled(plain, wanted, note)
        command = ScheduleChange(change_id=found, window=opened(hours(window)), force_note=note)
        if self._told(command, self._viewer(DESKER), None if is_same else expected) and not is_same:
            plain.status, plain.held, plain.note, plain.reason = "scheduled", wanted, note, ""

    def _not_scheduled(self, plain: PlainChange, wanted: Hours, note: str) -> str | None:
        way = None if plain.status == "scheduled" else plain.way("scheduled")
        consented = None if plain.asking is None else plain.window
        leaves = consented is not None and not (consented[0] <= wanted[0] and wanted[1] <= consented[1])
        return first_refused(
            (
                (way is not None, str(way)),
                (leaves, "window-is-not-consented"),
                (wanted[1] <= self.world.now, "window-is-past"),
                (not note and self.plain.collides(plain, wanted), "windows-collide"),
            )
        )

    @rule(
        nth=THREE,
        to=st.sampled_from(
            [
                "draft",
                "submitted",
                "approved",
                "scheduled",
                "implemented",
                "reviewed",
                "closed",
                "rejected",
                "cancelled",
            ]
        ),
        words=WORDS,
    )
    def move_change(self, nth: int, to: str, words: str) -> None:
        found, plain = self._change(nth)
        is_same = to == plain.status
        needs = to in {"cancelled", "reviewed"} or (plain.status, to) in CHANGE_ASKS
        is_early = to == "implemented" and plain.held is not None and self.world.now < plain.held[0]
        expected = first_refused(
            (
                ((way := plain.way(to)) is not None, str(way)),
                (needs and not words, "change-move-asks-for"),
                ((plain.status, to) in BY_OTHERS, "change-moves-otherwise"),
                (is_early and not words, "window-has-not-begun"),
            )
        )
        command = MoveChange(change_id=found, to=to, reason=words, solution=words)
        if self._told(command, self._viewer(DESKER), None if is_same else expected) and not is_same:
            plain.moved(to, words)

    @rule(nth=THREE, under=st.none() | THREE)
    def move_service(self, nth: int, under: int | None) -> None:
        service, parent = self.services[nth], None if under is None else self.services[under]
        is_inside = parent is not None and service in self.plain.above(parent)
        expected = "service-would-be-inside-itself" if is_inside else None
        if self._told(MoveService(service_id=service, parent_id=parent), self._viewer(DESKER), expected):
            self.plain.parents[service] = parent

    # -- the problem ---------------------------------------------------------------------------------------

    @rule(
        to=st.sampled_from(["in_progress", "known_error", "resolved", "resolved", "closed", "cancelled"]), words=WORDS
    )
    def move_problem(self, to: str, words: str) -> None:
        (plain,) = self.plain.problems
        asks = {"resolved", "cancelled"} | ({"in_progress"} if plain.status in {"known_error", "resolved"} else set())
        expected = first_refused(
            (
                (plain.status in {"closed", "cancelled"}, "problem-is-over"),
                (to not in PROBLEM_WAYS.get(plain.status, set()), "problem-status-is-not-reachable"),
                (to in asks and not words, "problem-move-asks-for"),
                (to == "known_error" and not plain.is_explained, "problem-cause-is-unknown"),
            )
        )
        is_same = to == plain.status
        command = MoveProblem(problem_id=self.problem, to=to, reason=words, solution=words)
        if self._told(command, self._viewer(DESKER), None if is_same else expected) and not is_same:
            plain.status = to
            plain.solution = words if to == "resolved" else plain.solution

    @precondition(lambda self: not self.plain.problems[0].is_explained)
    @rule()
    def explain_problem(self) -> None:
        (plain,) = self.plain.problems
        expected = "problem-is-over" if plain.status in {"closed", "cancelled"} else None
        command = RecordRootCause(problem_id=self.problem, root_cause="Блок питания")
        if self._told(command, self._viewer(DESKER), expected):
            plain.is_explained = True

    @rule(nth=TWO, links=st.booleans())
    def link_incident(self, nth: int, *, links: bool) -> None:
        (plain,) = self.plain.problems
        kind = LinkProblemIncidents if links else UnlinkProblemIncidents
        expected = "problem-is-over" if plain.status in {"closed", "cancelled"} else None
        command = kind(problem_id=self.problem, incidents=(self.tickets[nth],))
        if self._told(command, self._viewer(DESKER), expected):
            (plain.incidents.add if links else plain.incidents.discard)(nth)

    @rule(nth=TWO)
    def resolve_incident(self, nth: int) -> None:
        (plain,), ticket = self.plain.problems, self.plain.tickets[nth]
        is_resolved = ticket.status in {"resolved", "closed"}
        expected = first_refused(
            (
                (plain.status not in {"resolved", "closed"}, "problem-is-not-resolved"),
                (nth not in plain.incidents, "incident-is-not-linked"),
                (not is_resolved and ticket.way("resolved") is not None, str(ticket.way("resolved"))),
            )
        )
        command = ResolveProblemIncident(problem_id=self.problem, ticket_id=self.tickets[nth])
        if self._told(command, self._viewer(DESKER), expected) and not is_resolved:
            ticket.status, ticket.reason, ticket.solution = "resolved", None, plain.solution

    # -- what is shown -------------------------------------------------------------------------------------

    def teardown(self) -> None:
        """Also after a failure, which this must not hide: then there may be nothing to look at."""
        if not hasattr(self, "changes"):
            return
        self.world.fold()
        with self.world.cursor() as db:
            self._compare_lists(db)
            self._compare_tickets(db)
            self._compare_changes(db)
            (plain,), card = self.plain.problems, problems.card(db, self._viewer(DESKER), self.problem)
            assert card is not None
            assert (card.status, card.solution) == (plain.status, plain.solution)
            assert {one.ticket_id for one in card.tickets} == {self.tickets[nth] for nth in plain.incidents}

    def _compare_lists(self, db: Cursor[Any]) -> None:
        """What waits for each person, with when it was reminded of and when it expires."""
        now = self.world.now
        for who, person in enumerate(self.people):
            by = self._viewer(who, is_staff=False)
            asked = {
                (one.ticket_id, one.approver_id, one.stage, one.reminded_at, one.expires_at)
                for one in approvals.asked_of(db, by, now)
            }
            assert asked == {
                (ticket, whom, asking.at, asking.reminded_at, asking.expires_at)
                for ticket, plain in zip(self.tickets, self.plain.tickets, strict=True)
                if (asking := plain.waits) is not None
                for whom in self.plain.waiting_for(person, asking, now)
            }
            page = changes_query.visible_to(db, by, ChangeFilter(asks_me=True), now=now)
            assert {(one.change_id, one.reminded_at, one.expires_at) for one in page.changes} == {
                (change, asking.reminded_at, asking.expires_at)
                for change, plain in zip(self.changes, self.plain.changes, strict=True)
                if (asking := plain.waits) is not None and self.plain.waiting_for(person, asking, now)
            }

    def _compare_tickets(self, db: Cursor[Any]) -> None:
        for ticket, plain in zip(self.tickets, self.plain.tickets, strict=True):
            card = ticket_card.card(db, self._viewer(DESKER), ticket)
            assert card is not None
            assert (card.status, card.reason, card.solution) == (plain.status, plain.reason, plain.solution)
            # Of one instant, which the clock of this desk may give to several, the order is nobody's promise.
            assert sorted(one.outcome for one in card.approvals if one.outcome) == sorted(plain.outcomes)
            waits = [(one.stage, one.reminded_at, one.expires_at) for one in card.approvals if not one.outcome]
            asking = plain.waits
            assert waits == ([] if asking is None else [(asking.at, asking.reminded_at, asking.expires_at)])

    def _compare_changes(self, db: Cursor[Any]) -> None:
        for change, plain in zip(self.changes, self.plain.changes, strict=True):
            card = changes_query.card(db, self._viewer(DESKER), change, now=self.world.now)
            assert card is not None
            shown = plain.held or plain.last or plain.window or (None, None)
            assert (card.status, card.reason, card.is_held, card.note, (card.begins_at, card.ends_at)) == (
                plain.status,
                plain.reason,
                plain.held is not None,
                plain.note,
                shown,
            )
            answers = [(one.stage, one.approver_id, one.answered_by, one.verdict) for one in card.answers]
            assert answers == plain.shown
            asking = plain.waits
            waits = ([], None, None) if asking is None else (asking.missing, asking.reminded_at, asking.expires_at)
            assert (list(card.waits_for), card.reminded_at, card.expires_at) == waits


def lived(world: World, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        cast("type[RuleBasedStateMachine]", partial(Practice, world)),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


def test_rows_163_to_165_what_is_accepted_refused_and_shown_is_what_a_plain_model_says(world: World) -> None:
    lived(world, 40, 60)


@pytest.mark.long
@pytest.mark.skipif("DESK_TEST_LONG" not in os.environ, reason="minutes: make test-long")
def test_long_thousands_of_random_practices_are_as_the_plain_model_says(world: World) -> None:
    lived(world, 1_500, 100)
