from __future__ import annotations

from uuid import UUID

import pytest

from aggregates.entitlement_refusals import ServiceIsNotOffered
from commands.ticket import foresight
from commands.ticket.register import RegisterTicket
from events.service import ServiceArchived
from events.ticket import TicketRegistered
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


@pytest.fixture(autouse=True)
def nothing_foreseen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foresight, "_READ", {})


def test_the_second_registration_like_the_first_reads_all_that_it_hangs_on_in_one_round_trip() -> None:
    story = Story(Counting()).given(*DESK_WITH_VIP)
    first, second = trips(story), trips(story)
    assert first > 10
    assert second <= 2, "what was foreseen, and the new ticket's own stream"


def test_what_was_foreseen_is_read_anew() -> None:
    story = Story().given(*DESK_WITH_VIP).when(ASKED, by=REQUESTER)
    story.then(Like(TicketRegistered, agreement_id=VIP))
    story.given(ServiceArchived(service_id=NETWORK)).when(ASKED, by=REQUESTER).then_refused(ServiceIsNotOffered)


def test_only_so_many_kinds_of_registration_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foresight, "MOST", 3)
    for nth in range(10):
        foresight.remember(nth, [UUID(int=nth)])  # type: ignore[list-item] # a plain id
        assert foresight.foreseen(nth)
    assert foresight.foreseen(0) == ()
