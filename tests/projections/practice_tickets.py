"""Random commands on tickets, their approvals and a problem, each compared with the plain model."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from hypothesis import strategies as st

from commands.problem.incidents import LinkProblemIncidents, ResolveProblemIncident, UnlinkProblemIncidents
from commands.problem.work import MoveProblem, RecordRootCause
from commands.ticket.approval import AnswerApproval, RequestApproval, WithdrawApproval
from commands.ticket.work import MoveTicket
from events.approval import ApprovalRequested
from events.values.approval import Verdict
from events.values.duration import Duration
from events.values.identity import StreamId
from tests.projections.plain_practice import PROBLEM_WAYS, TICKET_ASKS, PlainAsking, first_refused
from tests.projections.practice_people import (
    AIMED,
    ASKER,
    DESKER,
    PATIENCE,
    STAGES,
    TWO,
    VERDICTS,
    WHO,
    WHOM,
    WORDS,
    Asked,
    Peopled,
    step,
)


class TicketRules(Peopled):
    """What people do to tickets."""

    # -- tickets -------------------------------------------------------------------------------------------

    @step(
        2,
        nth=TWO,
        to=st.sampled_from(["in_progress", "in_progress", "on_hold", "on_approval", "resolved", "reopened", "closed"]),
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

    @step(
        8, nth=TWO, who=ASKER, asked=STAGES, patience=PATIENCE, to=st.sampled_from(["back", "in_progress", "decline"])
    )
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

    @step(6, nth=TWO, who=WHO, whom=WHOM, verdict=VERDICTS, words=WORDS, is_staff=AIMED, is_aimed=AIMED)
    def answer_approval(
        self, nth: int, who: int, whom: int | None, verdict: Verdict, words: str, *, is_staff: bool, is_aimed: bool
    ) -> None:
        waits = [one for one in (0, 1) if self.plain.tickets[one].waits is not None]
        if is_aimed and waits:
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

    @step(1, nth=TWO)
    def withdraw_approval(self, nth: int) -> None:
        plain = self.plain.tickets[nth]
        expected = None if plain.waits is not None else "nothing-waits-for-approval"
        command = WithdrawApproval(ticket_id=self.tickets[nth], approval_id=self.approvals[nth])
        if self._told(command, self._viewer(DESKER), expected):
            plain.end("withdrawn")

    # -- the problem ---------------------------------------------------------------------------------------

    @step(
        1,
        to=st.sampled_from(["in_progress", "known_error", "resolved", "resolved", "closed", "cancelled"]),
        words=WORDS,
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

    @step(1)
    def explain_problem(self) -> None:
        (plain,) = self.plain.problems
        expected = "problem-is-over" if plain.status in {"closed", "cancelled"} else None
        command = RecordRootCause(problem_id=self.problem, root_cause="Блок питания")
        if self._told(command, self._viewer(DESKER), expected):
            plain.is_explained = True

    @step(1, nth=TWO, links=st.booleans())
    def link_incident(self, nth: int, *, links: bool) -> None:
        (plain,) = self.plain.problems
        kind = LinkProblemIncidents if links else UnlinkProblemIncidents
        expected = None if links or nth in plain.incidents else "none-is-linked"
        if plain.status in {"closed", "cancelled"}:
            expected = "problem-is-over"
        command = kind(problem_id=self.problem, incidents=(self.tickets[nth],))
        if self._told(command, self._viewer(DESKER), expected):
            (plain.incidents.add if links else plain.incidents.discard)(nth)

    @step(1, nth=TWO)
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
