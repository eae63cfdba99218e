"""Random approvals, changes and problems: accepted, refused and shown as a plain model says (rows 163-165)."""

from __future__ import annotations

import os
from typing import Any
from uuid import UUID

import pytest
from hypothesis.stateful import initialize
from psycopg import Cursor
from typing_extensions import override

from commands.fields import Named
from commands.problem.register import RegisterProblem
from commands.service import AddService
from commands.team import NameTeamLead
from events.values.change import Risk
from events.values.identity import ApprovalId, ProblemId, ServiceId
from projections.approval import rows as approvals
from projections.change_request import pages as changes_query
from projections.change_request.pages import ChangeFilter
from projections.problem import pages as problems
from projections.ticket import card as ticket_card
from tests.projections.folded import (
    approvals_are_read_once,
    changes_are_read_once,
    problems_are_read_once,
    rebuilt_equals_live,
    tickets_are_read_once,
)
from tests.projections.machines import lived
from tests.projections.plain_practice import PlainProblem, PlainTicket
from tests.projections.practice_changes import ChangeRules
from tests.projections.practice_people import DESKER
from tests.projections.practice_tickets import TicketRules
from tests.projections.world import ROUND_THE_CLOCK, World


class Practice(TicketRules, ChangeRules):
    """Lives a history; every step is compared, what is shown is compared at the end."""

    @initialize()
    def open_the_desk(self) -> None:
        world = self.world
        world.agreement(world.schedule(ROUND_THE_CLOCK))
        self.people = [world.person(f"Человек {nth}") for nth in range(DESKER + 1)]
        self.team = world.team(members=[self.people[2]])
        world.do(NameTeamLead(team_id=self.team, lead=self.people[2]))
        self.services = []
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
        self.changes = []
        drafts: tuple[tuple[Risk, int], ...] = (("low", 0), ("high", 2), ("low", 1))
        for risk, nth in drafts:
            self.draft_change(nth, risk, (4, 12), {nth})
        # Some of it stands so far already that the first steps find something to do.
        self.submit_change(0, DESKER, [], (None, None), is_aimed=False)
        self.submit_change(1, DESKER, [("one", [2, 3]), ("all", [2, 3])], (2, 12), is_aimed=False)
        self.submit_change(2, DESKER, [], (None, None), is_aimed=False)
        self.request_approval(0, DESKER, [("all", [2, 3]), ("one", [3, 4])], (2, 12), "decline")
        self.name_substitute(2, 4, 40)
        self.name_substitute(3, 4, 40)
        self.answer_approval(0, 4, None, "approve", "", is_staff=True, is_aimed=False)

    # -- what is shown -------------------------------------------------------------------------------------

    @override
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
        approvals_are_read_once(self.world)
        problems_are_read_once(self.world)
        changes_are_read_once(self.world)
        tickets_are_read_once(self.world)
        rebuilt_equals_live(self.world, "approvals", "problems", "changes")

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
            card = ticket_card.whole_card(db, self._viewer(DESKER), ticket, now=self.world.now)
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


def test_rows_163_to_165_what_is_accepted_refused_and_shown_is_what_a_plain_model_says(world: World) -> None:
    lived(Practice, world, examples=16, steps=60)


@pytest.mark.long
@pytest.mark.skipif("DESK_TEST_LONG" not in os.environ, reason="minutes: make test-long")
def test_long_thousands_of_random_practices_are_as_the_plain_model_says(world: World) -> None:
    lived(Practice, world, examples=1_500, steps=100)
