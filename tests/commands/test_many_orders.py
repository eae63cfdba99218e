from __future__ import annotations

from uuid import UUID

from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from aggregates.ticket_refusals import (
    ClocksAreBehind,
)
from commands.command import Command, Order
from commands.ports import Foretold, Receipt
from commands.problem.register import RegisterProblem
from commands.ticket.crossings import RecordDeadlineMiss
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import CloseTicket, MergeTicket, PutTicketInProgress, PutTicketOnHold, ResolveTicket
from events.values.identity import CommandId
from events.values.people import Viewer
from events.values.refusal import Refusal
from tests.commands.lives import ANOTHER
from tests.commands.logs import Counting, Interleaved
from tests.dsl import NOW, Story, given
from tests.gallery import (
    OTHER_TICKET,
    REGISTERED,
    TICKET,
)
from tests.people import ADMINISTRATOR, OPERATOR, REQUESTER, THE_TIMEKEEPER

START_WORK = PutTicketInProgress(ticket_id=TICKET)
HOLD = PutTicketOnHold(ticket_id=TICKET, reason="Ждём")
RESOLVE = ResolveTicket(ticket_id=TICKET, solution="Готово")


def order(command: Command, by: Viewer = OPERATOR, key: int = 0) -> Order:
    return Order(command=command, viewer=by, at=NOW, command_id=CommandId(UUID(int=1000 + key)))


def miss(version: int) -> RecordDeadlineMiss:
    return RecordDeadlineMiss(ticket_id=TICKET, ticket_version=version, clock="resolution", target_no=1, missed_at=NOW)


def test_many_orders_are_loaded_in_two_round_trips_the_tickets_and_then_their_types() -> None:
    log = Counting()
    story = Story(log).given(REGISTERED, ANOTHER)
    log.trips = 0
    outcomes = story.bus.carry_out_many(
        [order(START_WORK, key=1), order(PutTicketInProgress(ticket_id=OTHER_TICKET), key=2)]
    )
    assert [type(outcome) for outcome in outcomes] == [Receipt, Receipt]
    assert log.trips == 2


def test_of_many_orders_each_stands_or_falls_alone() -> None:
    story = given(REGISTERED)
    outcomes = story.bus.carry_out_many(
        [
            order(CloseTicket(ticket_id=TICKET), key=1),
            order(PutTicketInProgress(ticket_id=OTHER_TICKET), key=2),
            order(START_WORK, by=REQUESTER, key=3),
            order(START_WORK, key=4),
        ]
    )
    assert [outcome.code() if isinstance(outcome, Refusal) else outcome.version for outcome in outcomes] == [
        "status-is-not-reachable",
        "no-such-ticket",
        "not-allowed",
        2,
    ]


def test_the_next_order_on_a_ticket_is_decided_on_what_the_one_before_did() -> None:
    story = given(REGISTERED, ANOTHER)
    merge = MergeTicket(ticket_id=TICKET, into=OTHER_TICKET)
    back = MergeTicket(ticket_id=OTHER_TICKET, into=TICKET)
    outcomes = story.bus.carry_out_many(
        [order(START_WORK, key=1), order(START_WORK, key=2), order(merge, key=3), order(back, key=4)]
    )
    told = [o.code() if isinstance(o, Refusal) else (o.version, o.position) for o in outcomes]
    assert told == [(2, 3), (2, 0), (3, 5), "merged-into-final"]


def test_an_order_that_met_a_conflict_leaves_nothing_stale_for_the_next() -> None:
    log = Interleaved()
    story = Story(log).given(REGISTERED)
    log.others = [lambda: story.bus.execute(HOLD, viewer=OPERATOR, command_id=story.next_id())]
    outcomes = story.bus.carry_out_many(
        [order(START_WORK, key=1), order(RESOLVE, key=2), order(miss(3), by=THE_TIMEKEEPER, key=3)]
    )
    assert [o.code() if isinstance(o, Refusal) else o.version for o in outcomes] == [3, 4, ClocksAreBehind.code()]


def test_orders_that_were_carried_out_before_give_their_first_receipts() -> None:
    """A timekeeper that was killed after the commit asks again: nothing is recorded twice, nothing is refused."""
    story = given(REGISTERED)
    orders = [order(miss(1), by=THE_TIMEKEEPER, key=1)]
    first, again = story.bus.carry_out_many(orders), story.bus.carry_out_many(orders)
    assert isinstance(first[0], Receipt)
    assert isinstance(again[0], Receipt)
    assert (again[0].repeated, again[0].position) == (True, first[0].position)
    assert story.log.head() == 2


_EACH: tuple[Command, ...] = (
    START_WORK,
    HOLD,
    RESOLVE,
    CloseTicket(ticket_id=TICKET),
    MergeTicket(ticket_id=TICKET, into=OTHER_TICKET),
    MergeTicket(ticket_id=OTHER_TICKET, into=TICKET),
    PutTicketInProgress(ticket_id=OTHER_TICKET),
    CommentOnTicket(ticket_id=OTHER_TICKET, body="Ау"),
)


@settings(max_examples=80, deadline=None)
@examples(asked=st.lists(st.tuples(st.sampled_from(_EACH), st.sampled_from([OPERATOR, REQUESTER])), max_size=12))
def test_many_orders_come_to_what_one_after_another_would(asked: list[tuple[Command, Viewer]]) -> None:
    orders = [order(command, by=by, key=nth) for nth, (command, by) in enumerate(asked)]
    together, apart = given(REGISTERED, ANOTHER), given(REGISTERED, ANOTHER)
    one_by_one: list[Receipt | Refusal] = []
    for one in orders:
        try:
            one_by_one.append(apart.bus.carry_out(one))
        except Refusal as refusal:
            one_by_one.append(refusal)
    told = [
        [o.text if isinstance(o, Refusal) else o for o in outcomes]
        for outcomes in (together.bus.carry_out_many(orders), one_by_one)
    ]
    assert told[0] == told[1]
    assert [r.fact for r in together.log.after(0)] == [r.fact for r in apart.log.after(0)]


def test_what_would_come_of_orders_is_told_by_their_handlers_and_nothing_is_stored() -> None:
    log = Counting()
    story = Story(log).given(REGISTERED, ANOTHER)
    log.trips = 0
    outcomes = story.bus.foretell(
        [
            order(START_WORK, key=1),
            order(CloseTicket(ticket_id=TICKET), key=2),
            order(START_WORK, by=REQUESTER, key=3),
            order(PutTicketInProgress(ticket_id=OTHER_TICKET), key=4),
        ]
    )
    assert [outcome.code() if isinstance(outcome, Refusal) else outcome.facts for outcome in outcomes] == [
        ("ticket.put-in-progress@1",),
        "status-is-not-reachable",
        "not-allowed",
        ("ticket.put-in-progress@1",),
    ]
    assert log.trips == 2
    (receipt,) = story.bus.carry_out_many([order(START_WORK, key=1)])
    assert isinstance(receipt, Receipt)
    assert receipt.version == 2


def test_a_number_that_is_foretold_is_nobodys_and_the_next_one_has_it() -> None:
    story = Story(Counting())
    asked = [order(RegisterProblem(subject="Сеть падает"), by=ADMINISTRATOR, key=nth) for nth in range(3)]
    foretold = [story.bus.foretell([one])[0] for one in asked]
    assert [one.reference for one in foretold if isinstance(one, Foretold)] == ["P-1", "P-1", "P-1"]
    assert story.bus.carry_out(asked[0]).reference == "P-1"
