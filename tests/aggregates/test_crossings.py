from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from commands.command import Command
from commands.ticket.crossings import RecordDeadlineMiss, RecordEscalation, WithdrawDeadlineMiss
from commands.ticket.work import DeclineTicket, PutTicketInProgress
from events.ticket import DeadlineMissed, DeadlineMissWithdrawn, EscalationReached, TicketDeclined
from events.values.identity import CommandId, StreamId
from events.values.targets import EscalationAction
from events.values.ticket import CLOCKS, Clock
from tests.dsl import NOW, given
from tests.gallery import REGISTERED, TICKET
from tests.people import OPERATOR, THE_TIMEKEEPER

_WHAT = st.tuples(
    st.sampled_from(["miss", "withdrawal", "escalation", "work", "end"]),
    st.sampled_from(CLOCKS),
    st.integers(1, 2),
)


def _command(what: str, clock: Clock, target_no: int, version: int) -> Command:
    if what == "work":
        return PutTicketInProgress(ticket_id=TICKET)
    if what == "end":
        return DeclineTicket(ticket_id=TICKET, reason="Нет")
    if what == "miss":
        return RecordDeadlineMiss(
            ticket_id=TICKET, ticket_version=version, clock=clock, target_no=target_no, missed_at=NOW
        )
    if what == "withdrawal":
        return WithdrawDeadlineMiss(
            ticket_id=TICKET,
            ticket_version=version,
            clock=clock,
            target_no=target_no,
            reason="working_time_changed",
        )
    return RecordEscalation(
        ticket_id=TICKET,
        ticket_version=version,
        clock=clock,
        target_no=target_no,
        point_id="75",
        due_at=NOW,
        action=EscalationAction(raise_priority_to="critical"),
    )


@settings(max_examples=80, deadline=None)
@examples(asked=st.lists(_WHAT, max_size=20))
def test_rules_c3_c7_c8_whatever_the_clocks_tell_each_crossing_stands_once_and_none_after_the_end(
    asked: list[tuple[str, Clock, int]],
) -> None:
    story, version = given(REGISTERED), 1
    for nth, (what, clock, target_no) in enumerate(asked):
        by = OPERATOR if what in {"work", "end"} else THE_TIMEKEEPER
        command = _command(what, clock, target_no, version)
        story.when(command, by=by, command_id=CommandId(UUID(int=nth + 1)), at=NOW + timedelta(seconds=nth))
        story.outcome = None
        version = len(story.log.load(StreamId(TICKET)))
    history = story.log.load(StreamId(TICKET))
    facts = [recorded.fact for recorded in history]
    standing: dict[Clock, int] = {}
    told: Counter[tuple[object, ...]] = Counter()
    for fact in facts:
        if isinstance(fact, DeadlineMissed):
            assert fact.clock not in standing
            standing[fact.clock] = fact.target_no
            told["miss", fact.clock, fact.target_no] += 1
        elif isinstance(fact, DeadlineMissWithdrawn):
            assert standing.pop(fact.clock) == fact.target_no
            told["withdrawal", fact.clock, fact.target_no] += 1
        elif isinstance(fact, EscalationReached):
            told["escalation", fact.clock, fact.target_no] += 1
    assert not [crossing for crossing, times in told.items() if times > 1]
    ends = [place for place, fact in enumerate(facts) if isinstance(fact, TicketDeclined)]
    if ends:
        ended_at = history[ends[0]].metadata.occurred_at
        for fact in facts[ends[0] + 1 :]:
            # What came before the end is still told, late rather than never; nothing comes after it.
            assert isinstance(fact, DeadlineMissWithdrawn | DeadlineMissed)
            assert not isinstance(fact, DeadlineMissed) or fact.missed_at <= ended_at
