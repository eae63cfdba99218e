"""Random orders on a ticket of a random type, held against a life cycle as one would play it with a token on paper."""

from __future__ import annotations

import os
from datetime import timedelta
from itertools import pairwise, product
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from aggregates.ticket import Ticket
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import LeadTicket, MoveTicket
from commands.ticket_type.define import ReviseTicketType
from events.ticket_type import TicketTypeDefined
from events.values.identity import StreamId, ticket_type_id
from events.values.lifecycle import Lifecycle, Transition
from events.values.people import Viewer
from events.values.refusal import Refusal
from events.values.text import Text
from events.values.ticket import Status
from events.values.ticket_type import TypeDefinition
from tests.dsl import NOW, given
from tests.gallery import REGISTERED, TICKET
from tests.people import ADMINISTRATOR, OPERATOR, REQUESTER, THE_DESK

CODES = ("a", "b", "c", "d", "z")
WHO = {"operator": OPERATOR, "administrator": ADMINISTRATOR, "requester": REQUESTER}


class Step(NamedTuple):
    """What is asked: a move, a comment, or a revision to the type's other version, after which the desk leads."""

    what: str
    to: str
    who: str
    says: bool
    days: int


@st.composite
def definitions(draw: st.DrawFn) -> TypeDefinition:
    """A type with a chain from ``a`` to the end ``z`` over some statuses, and any ways besides."""
    middle = draw(st.lists(st.sampled_from(CODES[1:-1]), unique=True))
    codes = ["a", *middle, "z"]
    pairs = {(one, other) for one, other in product(codes, codes) if one not in {other, "z"}}
    chain = set(pairwise(codes))
    ways = chain | draw(st.sets(st.sampled_from(sorted(pairs)), max_size=5))
    statuses = tuple(
        Status(
            code=code,
            name=Text.same(code),
            counts=draw(st.booleans()),
            resolves=code == "z" or (code != "a" and draw(st.booleans())),
            is_final=code == "z",
        )
        for code in codes
    )
    transitions = tuple(
        Transition(
            leaves=one,
            enters=other,
            groups=draw(st.sampled_from([frozenset(), frozenset({"administrator"})])),
            by_requester=draw(st.booleans()),
            requires=draw(st.sampled_from([frozenset(), frozenset({"reason"})])),
        )
        for one, other in sorted(ways)
    )
    cycle = Lifecycle(statuses=statuses, initial="a", transitions=transitions)
    return TypeDefinition(
        name=Text.same("Random"), lifecycle=cycle, takes_any_attribute=True, reopens_within_days=draw(st.integers(0, 3))
    )


class Token:
    """A token on paper: where it stands, since which day, and how it may go on."""

    def __init__(self, definition: TypeDefinition) -> None:
        self.paper, self.at, self.since = definition, "a", 0
        self.resolved, self.reason, self.waits = False, False, self._waits("a")

    def ask(self, step: Step, day: int) -> str:
        """``yes``, ``nothing`` or the code of a refusal."""
        return self.comment(step, day) if step.what == "comment" else self.move(step, day)

    def move(self, step: Step, day: int) -> str:
        if step.to == self.at:
            return self._wait_for_another(step)
        if self.at == "z":
            return "ticket-is-closed"
        if step.to not in [status.code for status in self.paper.lifecycle.statuses]:
            return "status-is-unknown"
        found = [way for way in self.paper.lifecycle.transitions if (way.leaves, way.enters) == (self.at, step.to)]
        if not found:
            return "status-is-not-reachable"
        answer = self._take(found[0], step)
        if answer == "yes" and step.who == "requester" and self.resolved and not self._resolves(step.to):
            answer = "reply-came-too-late" if self._is_late(day) else "yes"
        if answer == "yes":
            self._put(step.to, day)
            self.reason = step.says
        return answer

    def _wait_for_another(self, step: Step) -> str:
        """Every reason is the same one, so it is another only where none was given."""
        if self.reason or not step.says or not self.waits:
            return "nothing"
        ways = [way for way in self.paper.lifecycle.transitions if way.enters == self.at]
        mine = [way for way in ways if self._take(way, step) == "yes"]
        self.reason = bool(mine) or not ways
        return "yes" if self.reason else "move-is-not-yours"

    def _take(self, way: Transition, step: Step) -> str:
        if way.requires and not step.says:
            return "move-asks-for"
        theirs = {"administrator"} if way.groups else {"administrator", "operator"}
        is_open = step.who in theirs or (step.who == "requester" and way.by_requester)
        return "yes" if is_open else "move-is-not-yours"

    def comment(self, step: Step, day: int) -> str:
        if self.at == "z":
            return "ticket-is-closed"
        back = [
            way.enters
            for way in self.paper.lifecycle.transitions
            if way.leaves == self.at and way.by_requester and not self._resolves(way.enters)
        ]
        if step.who == "requester" and self.resolved and back:
            if self._is_late(day):
                return "reply-came-too-late"
            self._put(back[0], day)
        return "yes"

    def revise(self, definition: TypeDefinition, day: int) -> None:
        self.paper = definition
        if self.at not in [status.code for status in definition.lifecycle.statuses]:
            self._put("a", day)

    def _is_late(self, day: int) -> bool:
        return day - self.since > self.paper.reopens_within_days

    def _put(self, code: str, day: int) -> None:
        self.at, self.since, self.resolved, self.reason = code, day, self._resolves(code), False
        self.waits = self._waits(code)

    def _waits(self, code: str) -> bool:
        standing = next(status for status in self.paper.lifecycle.statuses if status.code == code)
        return not (standing.counts or standing.resolves)

    def _resolves(self, code: str) -> bool:
        return next(status.resolves for status in self.paper.lifecycle.statuses if status.code == code)


def live(first: TypeDefinition, second: TypeDefinition, steps: list[Step]) -> None:
    type_id = ticket_type_id("random")
    born = msgspec.structs.replace(REGISTERED, type="random", status=first.lifecycle.statuses[0], responsible=None)
    story = given(TicketTypeDefined(type_id=type_id, code="random", definition=first)).given(born, at=NOW)
    token, day, papers = Token(first), 0, [second, first]
    for nth, step in enumerate(steps):
        day += step.days
        at = NOW + timedelta(days=day)
        if step.what == "revise":
            paper = papers[0]
            papers.reverse()
            known = [status.code for status in token.paper.lifecycle.statuses]
            led = {code: "a" for code in known if paper.lifecycle.status(code) is None}
            story.when(ReviseTicketType(code="random", definition=paper, led=led), by=ADMINISTRATOR, at=at)
            story.when(LeadTicket(ticket_id=TICKET), by=THE_DESK, at=at)
            token.revise(paper, day)
            continue
        by: Viewer = WHO[step.who]
        if step.what == "comment":
            story.when(CommentOnTicket(ticket_id=TICKET, body=f"Слово {nth}"), by=by, at=at)
        else:
            story.when(MoveTicket(ticket_id=TICKET, to=step.to, reason="Так" * step.says), by=by, at=at)
        answer = token.ask(step, day)
        if isinstance(story.outcome, Refusal):
            assert story.outcome.code() == answer
            story.then_refused(type(story.outcome))
        else:
            assert answer == ("yes" if story.recorded else "nothing")
    ticket = Ticket.fold(story.log.load(StreamId(TICKET)))
    assert ticket is not None
    assert (ticket.status, ticket.is_final) == (token.at, token.at == "z")


_STEPS = st.lists(
    st.builds(
        Step,
        what=st.sampled_from(["move", "move", "move", "comment", "revise"]),
        to=st.sampled_from(CODES),
        who=st.sampled_from(sorted(WHO)),
        says=st.booleans(),
        days=st.sampled_from([0, 0, 1, 3]),
    ),
    max_size=20,
)


@settings(max_examples=120, deadline=None)
@examples(first=definitions(), second=definitions(), steps=_STEPS)
def test_row_166_whatever_is_asked_in_any_life_cycle_goes_as_the_token_on_paper(
    first: TypeDefinition, second: TypeDefinition, steps: list[Step]
) -> None:
    live(first, second, steps)


@pytest.mark.long
@pytest.mark.skipif("DESK_TEST_LONG" not in os.environ, reason="minutes: make test-long")
@settings(max_examples=10_000, deadline=None)
@examples(first=definitions(), second=definitions(), steps=_STEPS)
def test_ten_thousand_life_cycles_go_as_the_token_on_paper(
    first: TypeDefinition, second: TypeDefinition, steps: list[Step]
) -> None:
    live(first, second, steps)
