"""A machine that lives at a desk beside its plain model: who is there, who stands in, how time goes by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar, cast
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from hypothesis.strategies import SearchStrategy

from commands.approvers import Stage
from commands.command import Command
from commands.person.substitute import DismissSubstitute, NameSubstitute
from commands.ports import Receipt
from events.values.approval import Mode
from events.values.change import Window
from events.values.identity import ApprovalId, ChangeId, PersonId, ProblemId, ServiceId, TeamId, TicketId
from events.values.people import Viewer
from events.values.refusal import Refusal
from tests.projections.plain_practice import Hours, PlainAsking, PlainPractice
from tests.projections.plain_practice import Stage as PlainStage
from tests.projections.world import MONDAY, World, viewer

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


F = TypeVar("F", bound=Callable[..., None])


def step(weight: int, **drawn: SearchStrategy[Any]) -> Callable[[F], F]:
    """A step of a life: how often it comes in comparison, and what is drawn for it.

    hypothesis leaves out some rules of a machine in each run; here what matters is how all of them meet.
    """

    def marked(step: F) -> F:
        step.drawn, step.weight = drawn, weight  # type: ignore[attr-defined] # kept on the function, as ``rule`` does
        return step

    return marked


class Peopled(RuleBasedStateMachine):
    """What the rules of tickets and of changes share; the world and its plain model side by side."""

    people: list[PersonId]
    team: TeamId
    services: list[ServiceId]
    tickets: list[TicketId]
    approvals: list[ApprovalId]
    """What each ticket waits for, or waited for last."""
    problem: ProblemId
    changes: list[ChangeId]

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world.empty()
        self.plain = PlainPractice()

    @rule(data=st.data())
    def live(self, data: st.DataObject) -> None:
        """One step, whichever is drawn."""
        steps = {name: found for name in dir(type(self)) if hasattr(found := getattr(type(self), name), "drawn")}
        name = data.draw(st.sampled_from([name for name, found in steps.items() for _ in range(found.weight)]))
        drawn = {field: data.draw(strategy, label=field) for field, strategy in steps[name].drawn.items()}
        getattr(self, name)(**drawn)

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

    # -- substitutes and time ------------------------------------------------------------------------------

    @step(2, who=st.sampled_from([2, 3, 4]), substitute=WHO, lasts=st.integers(4, 20))
    def name_substitute(self, who: int, substitute: int, lasts: int) -> None:
        until = self.world.now + timedelta(hours=lasts)
        command = NameSubstitute(person_id=self.people[who], substitute_id=self.people[substitute], until_at=until)
        expected = "substitute-of-oneself" if who == substitute else None
        if self._told(command, self._viewer(who, is_staff=False), expected):
            self.plain.substitutes[self.people[who]] = (self.people[substitute], until)

    @step(1, nth=WHO)
    def dismiss_substitute(self, nth: int) -> None:
        named = sorted(self.plain.substitutes)
        if not named:
            return
        person = PersonId(named[nth % len(named)])
        self._told(DismissSubstitute(person_id=person), self._viewer(self.people.index(person), is_staff=False), None)
        self.plain.substitutes.pop(person)

    @step(2, lasts=st.integers(1, 4))
    def pass_time(self, lasts: int) -> None:
        self.plain.keep_time(self.world.pass_time(hours=lasts))
        self.world.keep_time()
