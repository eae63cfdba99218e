"""What a desk remembers between commands: a decision costs no reading, and none is made by what is no longer so."""

from __future__ import annotations

import select
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import psycopg
import pytest
from typing_extensions import override

from aggregates.entitlement_refusals import ServiceIsNotOffered
from aggregates.person_refusals import PersonIsDeactivated
from aggregates.ticket import Ticket
from aggregates.ticket_refusals import NoSuchTicket
from commands.bus import Bus
from commands.command import Command, Order, UnitOfWork
from commands.numbering import Hand
from commands.ticket.register import RegisterTicket
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import PutTicketInProgress, PutTicketOnHold, ResumeTicket
from connectors.storage.log.remembered_reads import LONGEST, RememberedReads
from connectors.storage.server.database import Database
from events.fact import Fact, Recorded
from events.person import PersonDeactivated
from events.service import ServiceArchived, ServiceRestored
from events.ticket import TicketCommented, TicketPutInProgress, TicketPutOnHold, TicketRegistered, TicketResumed
from events.values.identity import CommandId, StreamId, TicketId
from events.values.ticket_type import SHIPPED_TYPES
from tests.commands.logs import Counting, Interleaved
from tests.dsl import NOW, Like, Story, given
from tests.gallery import DESK, DESK_WITH_VIP, REGISTERED, TICKET
from tests.gallery_services import INTERNET, NETWORK, VIP
from tests.people import ANNA, OPERATOR, REQUESTER
from tests.support.memory_log import InMemoryLog

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


class Onward(InMemoryLog):
    """Notes how much of the ticket is read: all of it, or what stands behind a version."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    @override
    def load_many(self, streams: Iterable[StreamId]) -> Mapping[StreamId, Sequence[Recorded]]:
        found = super().load_many(streams)
        self.read += [f"all {len(facts)}" for stream, facts in found.items() if stream == TICKET]
        return found

    @override
    def load_onward(self, stream: StreamId, version: int) -> Sequence[Recorded]:
        news = super().load_onward(stream, version)
        self.read.append(f"{len(news)} behind {version}")
        return news

    def cut(self, stream: UUID, version: int) -> None:
        """As when the log is restored from what it was before."""
        del self._streams[stream][version:]


def two_desks(now: Sequence[float] = (0.0,)) -> tuple[Onward, Story, list[Bus]]:
    """A ticket that two desks work on, each with a memory of its own."""
    log = Onward()
    story = Story(log).given(*DESK, REGISTERED)
    return log, story, [Bus(log, log, story, memory=RememberedReads(ticks=lambda: now[0])) for _ in range(2)]


COMMENT = CommentOnTicket(ticket_id=TicketId(TICKET), body="Смотрим")


def test_of_a_ticket_that_is_worked_on_only_what_is_new_is_read() -> None:
    log, story, (here, there) = two_desks()
    for desk in (here, here, there, here, there):
        story.bus = desk
        story.when(COMMENT, by=OPERATOR).then(Like(TicketCommented))
    assert log.read == ["all 1", "1 behind 1", "all 3", "2 behind 2", "2 behind 3"]


def test_what_is_new_is_decided_by_and_the_beginning_stays_as_old_as_it_is() -> None:
    now = [0.0]
    log, story, (here, there) = two_desks(now)
    orders: list[tuple[float, Bus, Command, type[Fact]]] = [
        (0.0, here, PutTicketInProgress(ticket_id=TICKET), TicketPutInProgress),
        (59.0, there, PutTicketOnHold(ticket_id=TICKET, reason="Ждём"), TicketPutOnHold),
        (59.0, here, ResumeTicket(ticket_id=TICKET), TicketResumed),
        (60.0, here, COMMENT, TicketCommented),
    ]
    for now[0], story.bus, command, told in orders:
        story.when(command, by=OPERATOR).then(Like(told))
    assert log.read == ["all 1", "all 2", "2 behind 1", "all 4"]


def test_by_a_beginning_that_the_log_has_no_more_nothing_is_decided() -> None:
    log, story, (here, _) = two_desks()
    story.bus = here
    story.when(COMMENT, by=OPERATOR).when(COMMENT, by=OPERATOR)
    log.cut(TICKET, 1)
    assert story.when(COMMENT, by=OPERATOR).receipt.version == 2
    assert log.read == ["all 1", "1 behind 1", "0 behind 2", "all 1"]


def test_a_stream_that_becomes_too_long_is_kept_no_more() -> None:
    reads = RememberedReads()
    stream, facts = history(1, LONGEST)
    reads.keep({stream: facts})
    reads.forget([stream])
    begun = reads.begun(stream)
    assert begun is not None
    assert reads.recall([stream]) == {}
    assert len(reads.keep_on(stream, begun, facts[:1]).facts) == LONGEST + 1
    assert (reads.begun(stream), reads.recall([stream])) == (None, {})


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
