from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from aggregates.names import EmailIsTaken
from aggregates.ticket_refusals import (
    MergedIntoFinal,
    StatusIsNotReachable,
)
from commands.agreement import ChooseBaseAgreement
from commands.bus import MOST_TRIES
from commands.command import Command
from commands.person.register import RegisterPerson
from commands.ports import VersionConflict
from commands.refusals import NotAllowed, StaleVersion, TooBusy
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import MergeTicket, PutTicketInProgress, PutTicketOnHold, ResolveTicket
from events.ticket import TicketJoined, TicketMerged, TicketPutInProgress, TicketPutOnHold, TicketResolved
from events.values.identity import BASE_AGREEMENT_STREAM, CommandId, StreamId
from events.values.person_name import PersonName
from tests.commands.lives import ANOTHER
from tests.commands.logs import Interleaved
from tests.dsl import NOW, Like, Story, given, stream_of
from tests.gallery import (
    AGREEMENT,
    CHOSEN,
    CONCLUDED,
    DESK,
    MISSED,
    OTHER_TICKET,
    REGISTERED,
    TICKET,
)
from tests.gallery_people import CLIENT, TREE
from tests.people import ADMINISTRATOR, OPERATOR, REQUESTER

START_WORK = PutTicketInProgress(ticket_id=TICKET)
HOLD = PutTicketOnHold(ticket_id=TICKET, reason="Ждём")
RESOLVE = ResolveTicket(ticket_id=TICKET, solution="Готово")
SAY = CommentOnTicket(ticket_id=TICKET, body="Смотрим")
KEY = CommandId(UUID(int=7))
STREAM = StreamId(TICKET)


def test_a_fact_says_who_when_why_and_by_which_command(story: Story) -> None:
    story.given(REGISTERED)
    why, cause = CommandId(UUID(int=50)), CommandId(UUID(int=51))
    story.when(START_WORK, by=OPERATOR, command_id=KEY)
    told = story.recorded[0].metadata
    assert (told.actor, told.command_id, told.correlation_id, told.causation_id) == (OPERATOR.actor, KEY, KEY, KEY)
    assert (told.occurred_at, told.recorded_at) == (NOW, NOW)
    story.bus.execute(SAY, viewer=OPERATOR, command_id=story.next_id(), correlation_id=why, causation_id=cause)
    told = story.recorded[-1].metadata
    assert (told.correlation_id, told.causation_id) == (why, cause)


def test_many_people_at_once_all_have_their_say(story: Story) -> None:
    story.given(REGISTERED)
    ids = [story.next_id() for _ in range(8)]
    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(lambda key: story.bus.execute(SAY, viewer=OPERATOR, command_id=key), ids))
    assert sorted(receipt.version for receipt in receipts) == list(range(2, 10))


def test_a_command_is_decided_anew_on_what_others_did_in_between() -> None:
    log = Interleaved()
    story = Story(log).given(REGISTERED)
    log.others = [lambda: story.bus.execute(RESOLVE, viewer=OPERATOR, command_id=story.next_id())]
    with pytest.raises(StatusIsNotReachable):
        story.bus.execute(HOLD, viewer=OPERATOR, command_id=KEY)
    assert [recorded.fact for recorded in log.load(STREAM)] == [REGISTERED, Like(TicketResolved)]


def test_whoever_said_which_version_they_saw_is_not_decided_anew_but_told() -> None:
    log = Interleaved()
    story = Story(log).given(REGISTERED)
    log.others = [lambda: story.bus.execute(SAY, viewer=REQUESTER, command_id=story.next_id())]
    with pytest.raises(StaleVersion) as caught:
        story.bus.execute(HOLD, viewer=OPERATOR, command_id=KEY, expected_version=1)
    assert caught.value.params == {"seen": 1, "now": 2}


def test_a_conflict_that_only_a_crossing_made_passes_unnoticed() -> None:
    log = Interleaved()
    story = Story(log).given(REGISTERED)
    log.others = [lambda: story.given(MISSED)]
    story.bus.execute(HOLD, viewer=OPERATOR, command_id=KEY, expected_version=1)
    assert [recorded.fact for recorded in log.load(STREAM)] == [REGISTERED, MISSED, Like(TicketPutOnHold)]


@pytest.mark.parametrize("conflicts", [MOST_TRIES - 1, MOST_TRIES])
def test_a_thing_that_never_stands_still_is_too_busy_and_nothing_is_stored(conflicts: int) -> None:
    log = Interleaved()
    story = Story(log).given(REGISTERED)

    def in_the_way() -> None:
        raise VersionConflict(STREAM)

    log.others = [in_the_way] * conflicts
    story.when(START_WORK, by=OPERATOR)
    if conflicts < MOST_TRIES:
        story.then(TicketPutInProgress(ticket_id=TICKET))
    else:
        story.then_refused(TooBusy)


def test_of_two_tickets_merged_into_each_other_at_once_one_stays() -> None:
    log = Interleaved()
    story = Story(log).given(REGISTERED, ANOTHER)
    there = MergeTicket(ticket_id=OTHER_TICKET, into=TICKET)
    log.others = [lambda: story.bus.execute(there, viewer=OPERATOR, command_id=story.next_id())]
    with pytest.raises(MergedIntoFinal):
        story.bus.execute(MergeTicket(ticket_id=TICKET, into=OTHER_TICKET), viewer=OPERATOR, command_id=KEY)
    told = [recorded.fact for recorded in log.after(2)]
    assert told == [TicketMerged(ticket_id=OTHER_TICKET, into=TICKET), Like(TicketJoined, joined=OTHER_TICKET)]


def test_of_two_people_with_one_address_at_one_instant_the_second_is_refused() -> None:
    log = Interleaved()
    story = Story(log).given(*TREE)
    twin = RegisterPerson(
        full_name=PersonName("Двойник"), unit_id=CLIENT, kind="contact", emails=("Anna@client.example",)
    )
    log.others = [lambda: story.bus.execute(twin, viewer=ADMINISTRATOR, command_id=story.next_id())]
    anna = RegisterPerson(full_name=PersonName("Анна"), unit_id=CLIENT, kind="contact", emails=("anna@client.example",))
    with pytest.raises(EmailIsTaken):
        story.bus.execute(anna, viewer=ADMINISTRATOR, command_id=KEY)
    assert log.head() == len(TREE) + 2


def test_a_receipt_is_of_what_the_command_is_about_also_when_the_fact_stands_elsewhere() -> None:
    story = given(*[fact for fact in DESK if fact != CHOSEN])
    story.when(ChooseBaseAgreement(agreement_id=AGREEMENT), by=ADMINISTRATOR).then(CHOSEN)
    assert story.receipt.stream == stream_of(CONCLUDED)
    assert story.recorded[0].stream == BASE_AGREEMENT_STREAM


def test_a_command_that_is_in_no_catalogue_is_nobody_s_to_issue() -> None:
    class Unknown(Command, frozen=True, kw_only=True):
        """Not in the catalogue."""

    given(REGISTERED).when(Unknown(), by=ADMINISTRATOR).then_refused(NotAllowed)
