"""What stands around a merged ticket comes along to the one that goes on, and goes back when the merge is undone."""

from __future__ import annotations

from msgspec.structs import replace

from aggregates.ticket import Ticket
from commands.ticket.company import CopyTicketTo, UnwatchTicket, WatchTicket
from commands.ticket.links import LinkTickets
from commands.ticket.requester import From
from commands.ticket.tags import TagTicket
from commands.ticket.unmerge import UnmergeTicket
from commands.ticket.work import MergeTicket
from events.folds.ticket_work import TicketWorkState, around
from events.ticket_links import TicketLinked
from events.values.identity import StreamId, TicketId, ticket_id
from tests.commands.lives import ANOTHER
from tests.dsl import Story, given
from tests.gallery import DESK, OTHER_TICKET, REGISTERED, TICKET
from tests.people import ANNA, OLGA, OPERATOR, SEMYON

MERGE, UNDO = MergeTicket(ticket_id=TICKET, into=OTHER_TICKET), UnmergeTicket(ticket_id=TICKET)
THIRD, FOURTH = ticket_id(19), ticket_id(20)
OTHERS = (ANOTHER, replace(ANOTHER, ticket_id=THIRD, number=19), replace(ANOTHER, ticket_id=FOURTH, number=20))


def desk() -> Story:
    story = given(*DESK, REGISTERED, *OTHERS)
    story.when(TagTicket(ticket_id=TICKET, add=("принтер", "срочно")), by=OPERATOR)
    story.when(TagTicket(ticket_id=OTHER_TICKET, add=("срочно",)), by=OPERATOR)
    story.when(WatchTicket(ticket_id=TICKET), by=OPERATOR)
    story.when(CopyTicketTo(ticket_id=TICKET, person=From(person_id=SEMYON)), by=OPERATOR)
    story.when(LinkTickets(ticket_id=TICKET, kind="related", to=THIRD), by=OPERATOR)
    story.when(LinkTickets(ticket_id=TICKET, kind="parent_of", to=FOURTH), by=OPERATOR)
    return story.when(LinkTickets(ticket_id=TICKET, kind="related", to=OTHER_TICKET), by=OPERATOR)


def ticket(story: Story, named: TicketId) -> Ticket:
    found = Ticket.fold(story.log.load(StreamId(named)))
    assert found is not None
    return found


def work(story: Story, named: TicketId) -> TicketWorkState:
    found = around(TicketWorkState, story.log.load(StreamId(named)))
    assert found is not None
    return found


def everything(story: Story) -> list[object]:
    """All that stands around all four tickets."""
    named = (TICKET, OTHER_TICKET, THIRD, FOURTH)
    return [
        (sorted(work(story, one).tags), work(story, one).links, ticket(story, one).watchers, ticket(story, one).copied)
        for one in named
    ]


def test_tags_watchers_copies_and_links_come_along_to_the_target() -> None:
    story = desk().when(MERGE, by=OPERATOR)
    assert sorted(work(story, OTHER_TICKET).tags) == ["принтер", "срочно"]
    assert work(story, OTHER_TICKET).links == {("related", TICKET), ("related", THIRD), ("parent_of", FOURTH)}
    assert ticket(story, OTHER_TICKET).watchers == {OLGA}
    assert ticket(story, OTHER_TICKET).copied == {SEMYON}
    assert ticket(story, OTHER_TICKET).joined == {ANNA}
    # Both ends tell it: the child has one parent, which is the target now.
    assert work(story, FOURTH).links == {("child_of", OTHER_TICKET)}
    assert work(story, THIRD).links == {("related", TICKET), ("related", OTHER_TICKET)}


def test_undone_all_of_it_goes_back() -> None:
    story = desk()
    before = everything(story)
    story.when(MERGE, by=OPERATOR).when(UNDO, by=OPERATOR)
    assert everything(story) == before


def test_what_somebody_put_there_again_since_stays() -> None:
    story = desk().when(MERGE, by=OPERATOR)
    story.when(TagTicket(ticket_id=OTHER_TICKET, remove=("принтер",)), by=OPERATOR)
    story.when(TagTicket(ticket_id=OTHER_TICKET, add=("принтер",)), by=OPERATOR)
    story.when(UnwatchTicket(ticket_id=OTHER_TICKET), by=OPERATOR)
    story.when(UNDO, by=OPERATOR)
    assert sorted(work(story, OTHER_TICKET).tags) == ["принтер", "срочно"]
    assert ticket(story, OTHER_TICKET).watchers == frozenset()
    assert ticket(story, TICKET).watchers == {OLGA}


def test_what_another_merged_ticket_bears_too_stays_until_that_parts() -> None:
    story = desk().when(TagTicket(ticket_id=THIRD, add=("принтер",)), by=OPERATOR)
    into = MergeTicket(ticket_id=THIRD, into=OTHER_TICKET)
    story.when(MERGE, by=OPERATOR).when(into, by=OPERATOR).when(UNDO, by=OPERATOR)
    assert sorted(work(story, OTHER_TICKET).tags) == ["принтер", "срочно"]


def test_of_a_chain_what_came_by_it_goes_back_from_the_end() -> None:
    story = desk()
    before = everything(story)
    story.when(MERGE, by=OPERATOR).when(MergeTicket(ticket_id=OTHER_TICKET, into=THIRD), by=OPERATOR)
    assert sorted(work(story, THIRD).tags) == ["принтер", "срочно"]
    assert work(story, FOURTH).links == {("child_of", THIRD)}
    story.when(UNDO, by=OPERATOR)
    assert work(story, THIRD).tags == ("срочно",)
    assert work(story, OTHER_TICKET).tags == ("срочно",)
    assert work(story, FOURTH).links == {("child_of", TICKET)}
    story.when(UnmergeTicket(ticket_id=OTHER_TICKET), by=OPERATOR)
    assert everything(story) == before


def test_a_child_that_has_another_parent_by_then_stays_with_that() -> None:
    story = desk()
    story.when(LinkTickets(ticket_id=OTHER_TICKET, kind="child_of", to=FOURTH), by=OPERATOR)
    # The target stands below it: it stays with the ticket that was merged.
    story.when(MERGE, by=OPERATOR)
    assert TicketLinked not in {type(one.fact) for one in story.log.load(StreamId(FOURTH))[3:]}
    assert work(story, FOURTH).links == {("child_of", TICKET), ("parent_of", OTHER_TICKET)}
