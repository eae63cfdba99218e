"""A merge is undone: the ticket stands as though it had never been merged, and who asked is heard there no longer."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from aggregates.ticket import Ticket
from aggregates.ticket_refusals import MergedIntoFinal, NoSuchTicket, TimeRunsBackwards
from aggregates.ticket_unmerge import TicketIsNotMerged
from commands.refusals import NotAllowed
from commands.ticket.talk import CommentOnTicket
from commands.ticket.unmerge import UnmergeTicket
from commands.ticket.work import MergeTicket, ResumeTicket
from events.fact import Fact
from events.ticket import TicketResumed
from events.ticket_unmerged import TicketUnjoined, TicketUnmerged
from events.values.identity import StreamId, TicketId, ticket_id
from events.values.ticket import STATUSES
from tests.commands.lives import ANOTHER
from tests.dsl import NOW, Like, Story, given
from tests.gallery import DESK, ON_HOLD, OTHER_TICKET, REGISTERED, START, TICKET
from tests.people import ANNA, AUDITOR, OPERATOR, SEMYON, SPECIALIST_OF_THE_SECOND_LINE, viewer

MERGE = MergeTicket(ticket_id=TICKET, into=OTHER_TICKET)
UNDO = UnmergeTicket(ticket_id=TICKET)
THIRD = ticket_id(19)
OF_SEMYON = replace(ANOTHER, requester=replace(ANOTHER.requester, person_id=SEMYON))
SEMYON_AT_HOME = viewer(SEMYON, "Semyon Black", "requester")


def _ticket(story: Story, ticket: TicketId) -> Ticket:
    found = Ticket.fold(story.log.load(StreamId(ticket)))
    assert found is not None
    return found


@pytest.mark.parametrize("life", [(REGISTERED,), (REGISTERED, ON_HOLD)], ids=["new", "on_hold"])
def test_rule_c6_an_undone_merge_leaves_the_ticket_as_it_stood(life: tuple[Fact, ...]) -> None:
    story = given(*DESK, *life, OF_SEMYON)
    stood = _ticket(story, TICKET)
    story.when(MERGE, by=OPERATOR)
    story.when(UNDO, by=OPERATOR).then(
        TicketUnmerged(
            ticket_id=TICKET,
            requester_id=ANNA,
            parted_from=OTHER_TICKET,
            withdrawn=(len(life) + 1,),
            status=stood.stands,
            reason=stood.reason or "",
            wake_up_at=stood.wake_up_at,
        ),
        TicketUnjoined(ticket_id=OTHER_TICKET, parted=TICKET, number=REGISTERED.number, requesters=(ANNA,)),
    )
    now = _ticket(story, TICKET)
    now.version = stood.version
    assert now == stood
    assert _ticket(story, OTHER_TICKET).joined == frozenset()


def test_a_ticket_that_was_on_hold_goes_on_from_there() -> None:
    story = given(*DESK, REGISTERED, ON_HOLD, OF_SEMYON).when(MERGE, by=OPERATOR).when(UNDO, by=OPERATOR)
    story.when(ResumeTicket(ticket_id=TICKET), by=OPERATOR).then(TicketResumed(ticket_id=TICKET))


def test_what_was_undone_is_merged_again_and_undone_again() -> None:
    story = given(*DESK, REGISTERED, OF_SEMYON).when(MERGE, by=OPERATOR).when(UNDO, by=OPERATOR)
    story.when(MERGE, by=OPERATOR)
    assert _ticket(story, OTHER_TICKET).joined == {ANNA}
    story.when(UNDO, by=OPERATOR).then(Like(TicketUnmerged, withdrawn=(4,)), Like(TicketUnjoined))
    assert _ticket(story, TICKET).status == "new"
    story.when(UNDO, by=OPERATOR).then_refused(TicketIsNotMerged, number=REGISTERED.number)


def test_it_may_be_merged_into_another_one_then_also_the_other_way_round() -> None:
    story = given(*DESK, REGISTERED, OF_SEMYON).when(MERGE, by=OPERATOR)
    back = MergeTicket(ticket_id=OTHER_TICKET, into=TICKET)
    story.when(back, by=OPERATOR).then_refused(MergedIntoFinal, field="into", number=REGISTERED.number)
    story.when(UNDO, by=OPERATOR).when(back, by=OPERATOR)
    assert _ticket(story, TICKET).joined == {SEMYON}


def test_of_a_chain_of_merges_either_is_undone_alone() -> None:
    third = replace(ANOTHER, ticket_id=THIRD, number=19)
    chain = given(*DESK, REGISTERED, OF_SEMYON, replace(third, requester=replace(third.requester, person_id=SEMYON)))
    chain.when(MERGE, by=OPERATOR).when(MergeTicket(ticket_id=OTHER_TICKET, into=THIRD), by=OPERATOR)
    assert _ticket(chain, THIRD).joined == {ANNA, SEMYON}
    chain.when(UNDO, by=OPERATOR).then(
        Like(TicketUnmerged, ticket_id=TICKET),
        Like(TicketUnjoined, ticket_id=OTHER_TICKET, parted=TICKET, requesters=(ANNA,)),
        Like(TicketUnjoined, ticket_id=THIRD, parted=TICKET, requesters=(ANNA,)),
    )
    assert _ticket(chain, THIRD).joined == {SEMYON}
    assert _ticket(chain, OTHER_TICKET).merged_into == THIRD


def test_the_end_of_a_chain_parts_with_all_that_came_by_it() -> None:
    third = replace(ANOTHER, ticket_id=THIRD, number=19)
    chain = given(*DESK, REGISTERED, OF_SEMYON, third)
    chain.when(MERGE, by=OPERATOR).when(MergeTicket(ticket_id=OTHER_TICKET, into=THIRD), by=OPERATOR)
    # Anna asked for the last one herself: she is heard there for that.
    chain.when(UnmergeTicket(ticket_id=OTHER_TICKET), by=OPERATOR).then(
        Like(TicketUnmerged, ticket_id=OTHER_TICKET),
        Like(TicketUnjoined, ticket_id=THIRD, parted=OTHER_TICKET, requesters=(SEMYON,)),
    )
    assert _ticket(chain, OTHER_TICKET).joined == {ANNA}
    assert _ticket(chain, TICKET).merged_into == OTHER_TICKET


def test_who_asked_writes_to_their_own_ticket_again_and_no_longer_to_the_other() -> None:
    story = given(*DESK, ANOTHER, replace(OF_SEMYON, ticket_id=TICKET, number=17)).when(MERGE, by=OPERATOR)
    on_target = CommentOnTicket(ticket_id=OTHER_TICKET, body="И у меня")
    story.when(on_target, by=SEMYON_AT_HOME)
    story.when(UNDO, by=OPERATOR)
    story.when(on_target, by=SEMYON_AT_HOME).then_refused(NoSuchTicket)
    story.when(CommentOnTicket(ticket_id=TICKET, body="И у меня"), by=SEMYON_AT_HOME)
    assert _ticket(story, TICKET).comments == 1
    assert _ticket(story, OTHER_TICKET).comments == 1


def test_whoever_undoes_a_merge_works_on_both_tickets() -> None:
    story = given(*DESK, REGISTERED, OF_SEMYON).when(MERGE, by=OPERATOR)
    story.when(UNDO, by=SPECIALIST_OF_THE_SECOND_LINE).then_refused(NoSuchTicket)
    story.when(UNDO, by=AUDITOR).then_refused(NotAllowed)


def test_a_merge_is_not_undone_before_it_was_made() -> None:
    story = given(*DESK, REGISTERED, OF_SEMYON).when(MERGE, by=OPERATOR)
    administrator = viewer(SEMYON, "Semyon Black", "administrator")
    story.when(UNDO, by=administrator, happened_at=START).then_refused(TimeRunsBackwards)
    assert _ticket(story, TICKET).said_at == NOW


def test_the_status_that_it_comes_back_to_is_told_as_it_was_meant() -> None:
    story = given(*DESK, REGISTERED, ON_HOLD, OF_SEMYON).when(MERGE, by=OPERATOR).when(UNDO, by=OPERATOR)
    assert _ticket(story, TICKET).stands == STATUSES["on_hold"]
