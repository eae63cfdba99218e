from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from aggregates.ticket import Ticket
from commands.command import Command
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket
from commands.ticket.work import (
    AssignTicket,
    CloseTicket,
    DeclineTicket,
    MergeTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ReopenTicket,
    ResolveTicket,
    ResumeTicket,
)
from events.values.identity import CommandId, StreamId
from events.values.people import Responsible, Viewer
from events.values.refusal import Refusal
from tests.commands.lives import ANOTHER
from tests.dsl import NOW, given
from tests.gallery import CONCLUDED, OTHER_TICKET, PEOPLE, REGISTERED, TEAMS, TICKET
from tests.people import (
    FIRST_LINE,
    OPERATOR,
    REQUESTER,
    SECOND_LINE,
    SPECIALIST_OF_THE_SECOND_LINE,
    STRANGER,
)

WHO = (OPERATOR, REQUESTER, SPECIALIST_OF_THE_SECOND_LINE, STRANGER)
BY_ANYBODY = {"comment", "reopen", "close"}
COMMANDS: dict[str, Callable[[Any], Command]] = {
    "start": lambda _: PutTicketInProgress(ticket_id=TICKET),
    "hold": lambda _: PutTicketOnHold(ticket_id=TICKET, reason="Ждём"),
    "resume": lambda _: ResumeTicket(ticket_id=TICKET),
    "resolve": lambda _: ResolveTicket(ticket_id=TICKET, solution="Готово"),
    "reopen": lambda _: ReopenTicket(ticket_id=TICKET),
    "close": lambda _: CloseTicket(ticket_id=TICKET),
    "decline": lambda _: DeclineTicket(ticket_id=TICKET, reason="Нет"),
    "merge": lambda _: MergeTicket(ticket_id=TICKET, into=OTHER_TICKET),
    "comment": lambda _: CommentOnTicket(ticket_id=TICKET, body="Ау"),
    "assign": lambda team: AssignTicket(ticket_id=TICKET, responsible=Responsible(team)),
    "prioritise": lambda level: PrioritiseTicket(ticket_id=TICKET, priority=level),
}
WITH = {"assign": (FIRST_LINE, SECOND_LINE), "prioritise": ("critical", "normal", "low")}

ASKED = st.sampled_from(sorted(COMMANDS)).flatmap(
    lambda what: st.tuples(st.just(what), st.sampled_from(WITH.get(what, (None,))), st.sampled_from(WHO))
)
"""What is asked, with what, by whom."""


class Model:
    """The life cycle as one would tell it on a napkin; shares no line with the desk."""

    def __init__(self) -> None:
        self.status = "new"
        self.team: object = FIRST_LINE
        self.in_person = True
        self.priority = "normal"
        self.version = 1

    def ask(self, what: str, value: object, by: Viewer) -> str:
        """``yes``, ``nothing`` or the code of a refusal."""
        if by in {REQUESTER, STRANGER} and what not in BY_ANYBODY:
            return "not-allowed"
        mine = by == REQUESTER or (by == SPECIALIST_OF_THE_SECOND_LINE and self.team == SECOND_LINE)
        # The other ticket is the first line's; of one that is merged already it is told first where it goes on.
        out_of_reach = what == "merge" and by != OPERATOR and self.status != "merged"
        if (by != OPERATOR and not mine) or out_of_reach:
            return "no-such-ticket"
        answer = self._decide(what, value)
        self.version += answer == "yes"
        if what == "comment" and by == REQUESTER and self.status == "resolved":
            self.status = "reopened"  # the reply of whoever asked says that it is not solved: a second fact
            self.version += 1
        elif what == "comment" and by == REQUESTER and self.status == "on_hold":
            self.status = "in_progress"  # what it waited for is there: a second fact, too
            self.version += 1
        return answer

    def _decide(self, what: str, value: object) -> str:
        if self.status in {"closed", "declined", "merged"}:
            if self.status == "merged":
                return "ticket-is-merged"
            return "nothing" if (what, self.status) == ("close", "closed") else "ticket-is-closed"
        if what == "comment":
            return "yes"
        if what == "assign":
            before, self.team, self.in_person = (self.team, self.in_person), value, False
            return "nothing" if before == (value, False) else "yes"
        if what == "prioritise":
            same, self.priority = value == self.priority, str(value)
            return "nothing" if same else "yes"
        return self._move(what)

    def _move(self, what: str) -> str:
        is_resolved, is_waiting = self.status == "resolved", self.status == "on_hold"
        if what == "resume" and not is_waiting:
            return "ticket-is-not-on-hold"
        if what == "start" and self.status == "in_progress":
            return "nothing"
        if what == "hold" and is_waiting:
            return "nothing"  # for the same reason
        backwards = what in {"close", "reopen"}
        if backwards != is_resolved:
            return "status-is-not-reachable"
        self.status = {
            "start": "in_progress",
            "resume": "in_progress",
            "hold": "on_hold",
            "resolve": "resolved",
            "reopen": "reopened",
            "close": "closed",
            "decline": "declined",
            "merge": "merged",
        }[what]
        return "yes"


def _live(asked: list[tuple[str, Any, Viewer]], repeats: list[int]) -> None:
    model, story = Model(), given(*PEOPLE, *TEAMS, CONCLUDED, REGISTERED, ANOTHER)
    done: list[tuple[Command, Viewer, CommandId, tuple[int, int]]] = []
    for nth, (what, value, by) in enumerate(asked):
        command, key = COMMANDS[what](value), CommandId(UUID(int=nth + 1))
        story.when(command, by=by, command_id=key, at=NOW + timedelta(minutes=nth))
        answer = model.ask(what, value, by)
        if isinstance(story.outcome, Refusal):
            assert story.outcome.code() == answer
            story.then_refused(type(story.outcome))
        else:
            assert answer == ("yes" if story.recorded else "nothing")
            assert story.receipt.version == model.version
            done.append((command, by, key, (story.receipt.version, story.receipt.position)))
    ticket = Ticket.fold(story.log.load(StreamId(TICKET)))
    assert ticket is not None
    assert (ticket.status, ticket.priority, ticket.version) == (model.status, model.priority, model.version)
    head = story.log.head()
    for nth in repeats:
        if nth < len(done):
            command, by, key, first = done[nth]
            again = story.when(command, by=by, command_id=key).receipt
            assert ((again.version, again.position), again.repeated) == (first, True)
    assert story.log.head() == head


_ASKED = st.lists(ASKED, max_size=25)
_REPEATS = st.lists(st.integers(0, 24), max_size=5)


@settings(max_examples=120, deadline=None)
@examples(asked=_ASKED, repeats=_REPEATS)
def test_whatever_is_asked_of_a_ticket_is_accepted_or_refused_as_on_the_napkin(
    asked: list[tuple[str, Any, Viewer]], repeats: list[int]
) -> None:
    _live(asked, repeats)


@pytest.mark.long
@pytest.mark.skipif("DESK_TEST_LONG" not in os.environ, reason="minutes: make test-long")
@settings(max_examples=10_000, deadline=None)
@examples(asked=_ASKED, repeats=_REPEATS)
def test_ten_thousand_lives_are_as_on_the_napkin(asked: list[tuple[str, Any, Viewer]], repeats: list[int]) -> None:
    _live(asked, repeats)
