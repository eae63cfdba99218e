"""A registration like one before reads all that it hangs on at once, and decides by none of what it read before."""

from __future__ import annotations

from uuid import UUID

from aggregates.entitlement_refusals import ServiceIsNotOffered
from commands.bus import Bus
from commands.ticket.register import RegisterTicket
from connectors.storage.log.remembered_reads import RememberedReads
from events.service import ServiceArchived
from events.ticket import TicketRegistered
from events.values.identity import StreamId
from tests.commands.logs import Counting
from tests.dsl import Like, Story
from tests.gallery import DESK_WITH_VIP
from tests.gallery_services import INTERNET, NETWORK, VIP
from tests.people import REQUESTER

ASKED = RegisterTicket(subject="Вопрос", service_id=INTERNET)


def trips(story: Story) -> int:
    """Round trips that one more registration takes, beside the append."""
    log = story.log
    assert isinstance(log, Counting)
    before = log.trips
    story.when(ASKED, by=REQUESTER)
    assert story.receipt.position
    return log.trips - before


def test_the_second_registration_like_the_first_reads_all_that_it_hangs_on_in_one_round_trip() -> None:
    story = Story(Counting()).given(*DESK_WITH_VIP)
    first, second = trips(story), trips(story)
    assert first > 10
    assert second <= 2, "what was expected, and the new ticket's own stream"


def test_another_desk_knows_nothing_of_what_this_one_read() -> None:
    first, second = (trips(Story(Counting()).given(*DESK_WITH_VIP)) for _ in range(2))
    assert first == second > 10


def test_a_bus_without_a_memory_reads_each_time_as_if_it_were_the_first() -> None:
    story = Story(Counting()).given(*DESK_WITH_VIP)
    story.bus = Bus(story.log, story.log, story)
    assert trips(story) == trips(story) > 10


def test_what_was_expected_is_read_anew() -> None:
    story = Story().given(*DESK_WITH_VIP).when(ASKED, by=REQUESTER)
    story.then(Like(TicketRegistered, agreement_id=VIP))
    story.given(ServiceArchived(service_id=NETWORK)).when(ASKED, by=REQUESTER).then_refused(ServiceIsNotOffered)


def test_only_so_many_kinds_of_decision_are_remembered() -> None:
    reads = RememberedReads(most=3)
    for nth in range(10):
        reads.remember(nth, [StreamId(UUID(int=nth))])
        assert reads.expected(nth) == (StreamId(UUID(int=nth)),)
    assert reads.expected(0) == ()
