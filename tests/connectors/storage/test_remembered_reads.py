"""What a desk remembers between commands: a decision costs no reading, and none is made by what is no longer so."""

from __future__ import annotations

import select
from collections.abc import Sequence
from uuid import UUID

import psycopg
import pytest

from aggregates.entitlement_refusals import ServiceIsNotOffered
from aggregates.person_refusals import PersonIsDeactivated
from aggregates.ticket import Ticket
from aggregates.ticket_refusals import NoSuchTicket
from commands.bus import Bus
from commands.command import Order, UnitOfWork
from commands.numbering import Hand
from commands.ticket.register import RegisterTicket
from connectors.storage.log.remembered_reads import LONGEST, RememberedReads
from connectors.storage.server.database import Database
from events.fact import Recorded
from events.person import PersonDeactivated
from events.service import ServiceArchived, ServiceRestored
from events.ticket import TicketRegistered
from events.values.identity import CommandId, StreamId
from events.values.ticket_type import SHIPPED_TYPES
from tests.commands.logs import Counting, Interleaved
from tests.dsl import NOW, Like, Story, given
from tests.gallery import DESK_WITH_VIP, REGISTERED, TICKET
from tests.gallery_services import INTERNET, NETWORK, VIP
from tests.people import ANNA, REQUESTER

ASKED = RegisterTicket(subject="Вопрос", service_id=INTERNET)


def trips(story: Story) -> int:
    """Round trips that one more registration takes, beside the append."""
    log = story.log
    assert isinstance(log, Counting)
    before = log.trips
    story.when(ASKED, by=REQUESTER)
    assert story.receipt.position
    return log.trips - before


def test_the_second_registration_like_the_first_reads_nothing() -> None:
    story = Story(Counting()).given(*DESK_WITH_VIP)
    assert trips(story) > 10
    assert trips(story) == 0


def test_when_it_is_too_long_ago_all_that_it_hangs_on_is_read_in_one_round_trip() -> None:
    now = [0.0]
    story = Story(Counting()).given(*DESK_WITH_VIP)
    story.bus = Bus(story.log, story.log, story, memory=RememberedReads(cached_for=60, ticks=lambda: now[0]))
    assert trips(story) > 10
    now[0] = 59.0
    assert trips(story) == 0
    now[0] = 60.0
    assert trips(story) == 1


def test_another_desk_knows_nothing_of_what_this_one_read() -> None:
    first, second = (trips(Story(Counting()).given(*DESK_WITH_VIP)) for _ in range(2))
    assert first == second > 10


def test_a_bus_without_a_memory_reads_each_time_as_if_it_were_the_first() -> None:
    story = Story(Counting()).given(*DESK_WITH_VIP)
    story.bus = Bus(story.log, story.log, story)
    assert trips(story) == trips(story) > 10


def test_what_changed_since_is_decided_anew_and_refused_by_what_is_so_now() -> None:
    story = Story(Counting()).given(*DESK_WITH_VIP).when(ASKED, by=REQUESTER)
    story.then(Like(TicketRegistered, agreement_id=VIP))
    story.given(ServiceArchived(service_id=NETWORK)).when(ASKED, by=REQUESTER).then_refused(ServiceIsNotOffered)


def test_nobody_is_refused_for_what_is_only_remembered() -> None:
    story = Story().given(*DESK_WITH_VIP, ServiceArchived(service_id=NETWORK))
    for _ in range(2):
        story.when(ASKED, by=REQUESTER).then_refused(ServiceIsNotOffered)
    story.given(ServiceRestored(service_id=NETWORK)).when(ASKED, by=REQUESTER).then(Like(TicketRegistered))


def test_nobody_is_told_yes_for_what_was_only_looked_at_and_changes_in_between() -> None:
    """The requester is neither written to nor watched by name: whatever a decision looked at must stand still."""
    log = Interleaved()
    story = Story(log).given(*DESK_WITH_VIP)
    gone = PersonDeactivated(person_id=ANNA, reason="Ушла")
    log.others = [lambda: story.given(gone)]
    with pytest.raises(PersonIsDeactivated):
        story.bus.execute(ASKED, viewer=REQUESTER, command_id=story.next_id())


def test_what_one_decision_is_told_of_a_state_the_next_does_not_see() -> None:
    """The type's definition is put into a ticket by who decides: a remembered state stays as it was folded."""
    story = Story().given(*DESK_WITH_VIP, REGISTERED)
    kept = RememberedReads()
    found = kept.keep({StreamId(TICKET): story.log.load(StreamId(TICKET))})[StreamId(TICKET)]
    work = UnitOfWork(
        story.log,
        Hand(story.log),
        Order(command=ASKED, viewer=REQUESTER, at=NOW, command_id=CommandId(UUID(int=1))),
        memory=kept,
    )
    first = work.load(TICKET, Ticket.fold, NoSuchTicket)
    first.definition = SHIPPED_TYPES["service_request"]
    assert work.load(TICKET, Ticket.fold, NoSuchTicket) == Ticket.fold(story.log.load(StreamId(TICKET)))
    assert found.folded.keys() == {Ticket.fold}


def test_only_so_many_kinds_of_decision_are_remembered() -> None:
    reads = RememberedReads(most=3)
    for nth in range(10):
        reads.expect(nth, [StreamId(UUID(int=nth))])
        assert reads.expected(nth) == (StreamId(UUID(int=nth)),)
    assert reads.expected(0) == ()


def history(nth: int, facts: int) -> tuple[StreamId, Sequence[Recorded]]:
    """A stream of so many facts; what they say does not matter here."""
    story = given(REGISTERED)
    (recorded,) = story.log.load(StreamId(TICKET))
    return StreamId(UUID(int=nth)), [recorded] * facts


def test_only_so_many_facts_are_remembered_and_who_was_not_asked_for_longest_goes() -> None:
    reads = RememberedReads(most_facts=12)
    streams = [history(nth, 3) for nth in range(4)]
    for stream, facts in streams[:3]:
        assert reads.keep({stream: facts}).keys() == {stream}
    assert reads.recall([streams[0][0]])
    reads.keep(dict(streams[3:]))
    assert [nth for nth, (stream, _) in enumerate(streams) if reads.recall([stream])] == [0, 2, 3]


def test_a_stream_that_is_too_long_is_read_each_time_and_one_that_is_not_there_is_remembered() -> None:
    reads = RememberedReads()
    long, short, none = history(1, LONGEST + 1), history(2, LONGEST), history(3, 0)
    assert reads.keep(dict([long, short, none])).keys() == {short[0], none[0]}
    assert reads.recall([long[0], short[0], none[0]]).keys() == {short[0], none[0]}
    reads.forget([none[0]])
    assert reads.recall([none[0]]) == {}


def test_what_was_remembered_before_a_connection_was_lost_is_not_recalled() -> None:
    losses = [0]
    reads = RememberedReads(era=lambda: losses[0])
    stream, facts = history(1, 2)
    reads.keep({stream: facts})
    assert reads.recall([stream])
    losses[0] += 1
    assert reads.recall([stream]) == {}


def test_the_pool_tells_how_often_a_connection_was_lost(database: Database) -> None:
    assert database.losses() == 0
    with pytest.raises(psycopg.OperationalError), database.connection() as connection:
        connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert database.losses() == 1
    with database.connection() as connection, database.connection() as other:
        other.execute("SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))
        # Its last word has come.
        assert select.select([connection.fileno()], [], [], 60)[0]
    with database.connection() as one, database.connection() as two:
        assert one.execute("SELECT 1").fetchone() == two.execute("SELECT 1").fetchone() == (1,)
    assert database.losses() == 2
