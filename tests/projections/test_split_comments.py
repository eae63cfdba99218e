"""Where a comment went that goes on as a ticket is read beside it; and what would be closed is told first."""

from __future__ import annotations

from commands.ticket.links import LinkTickets
from commands.ticket.split import SplitComment
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import CloseTicket, ResolveTicket
from events.ticket import TicketCommented
from events.values.identity import StreamId, TicketId
from projections.ticket.linked import unfinished_below
from projections.ticket.timeline import timeline
from tests.projections.folded import rebuilt_equals_live
from tests.projections.world import World, viewer

SPECIALIST = viewer("specialist")


def test_the_comment_says_as_which_ticket_it_goes_on(world: World) -> None:
    world.agreement(world.schedule())
    anna = world.person("Анна", "anna@desk.example")
    by_anna = viewer("requester", who=anna)
    ticket = world.ticket("Принтер", person=anna)
    world.do(CommentOnTicket(ticket_id=ticket, body="И сканер"), by_anna)
    told = [one.fact for one in world.log.load(StreamId(ticket)) if isinstance(one.fact, TicketCommented)]
    new = TicketId(world.do(SplitComment(ticket_id=ticket, comment_id=told[0].comment_id), SPECIALIST).stream)
    world.fold()
    with world.cursor() as cursor:
        for reader in (SPECIALIST, by_anna):
            entries = timeline(cursor, reader, ticket)
            went = [(one.body, one.went_to.ticket_id, one.went_to.number) for one in entries if one.went_to is not None]
            assert went == [("И сканер", new, 1002)]
            assert [one.what.en for one in entries if "split-off" in one.name] == [
                "Public comment, goes on as ticket #1002"
            ]
    rebuilt_equals_live(world, "ticket_timeline", "ticket_list", "search")


def test_what_stands_below_and_is_not_over_is_told_first(world: World) -> None:
    world.agreement(world.schedule())
    parent, child, grandchild, other = (world.ticket(name) for name in ("Один", "Два", "Три", "Четыре"))
    world.do(LinkTickets(ticket_id=parent, kind="parent_of", to=child), SPECIALIST)
    world.do(LinkTickets(ticket_id=child, kind="parent_of", to=grandchild), SPECIALIST)
    world.do(LinkTickets(ticket_id=parent, kind="related", to=other), SPECIALIST)
    for ticket in (child, grandchild):
        world.do(ResolveTicket(ticket_id=ticket, solution="Готово"), SPECIALIST)

    def below() -> list[int]:
        world.fold()
        with world.cursor() as cursor:
            return [one.number for one in unfinished_below(cursor, SPECIALIST, parent)]

    assert below() == [1002, 1003]
    world.do(CloseTicket(ticket_id=child), SPECIALIST)
    assert below() == [1003]
