"""What a merge had brought together is read apart again once it is undone."""

from __future__ import annotations

from commands.problem.register import RegisterProblem
from commands.ticket.links import LinkTickets
from commands.ticket.tags import TagTicket
from commands.ticket.unmerge import UnmergeTicket
from events.values.identity import StreamId
from projections.facts.history import history_of_ticket
from projections.ticket.around.card import TicketWork, around
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.pages import visible_to
from tests.projections.folded import past_tickets_are_folds_stopped_there, rebuilt_equals_live, tickets_are_read_once
from tests.projections.test_merged_tickets import SPECIALIST, Merged
from tests.projections.world import World


def undone(world: World) -> Merged:
    merged = Merged(world)
    merged.say(merged.target, "Пока вместе", merged.by_anna)
    merged.world.do(RegisterProblem(subject="Мыши", incidents=(merged.merged,)))
    merged.world.fold()
    shown = merged.card(SPECIALIST)
    assert shown is not None
    assert len(shown.problems) == 1
    merged.world.pass_time(minutes=1)
    merged.world.do(UnmergeTicket(ticket_id=merged.merged), SPECIALIST)
    merged.world.fold()
    return merged


def test_cards_lists_and_links_show_two_tickets_again(world: World) -> None:
    merged = undone(world)
    target, own = merged.card(SPECIALIST), merged.card(SPECIALIST, merged.merged)
    assert target is not None
    assert own is not None
    assert (target.merged, target.problems) == ((), ())
    assert (own.status, own.merged_into, len(own.problems)) == ("new", None, 1)
    with world.cursor() as cursor:
        page = visible_to(cursor, SPECIALIST, TicketFilter(statuses=("new",)), now=world.now, sort="number")
    assert [line.number for line in page.tickets] == [1001, 1002]


def test_who_asked_reads_their_own_ticket_and_the_other_one_no_longer(world: World) -> None:
    merged = undone(world)
    assert merged.card(merged.by_anna) is None
    own = merged.card(merged.by_anna, merged.merged)
    assert own is not None
    assert own.status == "new"
    assert merged.card(merged.by_boris, merged.merged) is None


def test_what_was_said_on_the_other_one_meanwhile_stays_there_and_both_say_so(world: World) -> None:
    merged = undone(world)
    assert merged.bodies(SPECIALIST) == ["Третий этаж", "про Бориса", "Пока вместе"]
    last = merged.timeline(SPECIALIST)[-1]
    assert last.what.en == "Ticket #1002 is no longer merged into this one; what was said here stays here"
    facts = world.log.load(StreamId(merged.merged))
    with world.cursor() as cursor:
        told = history_of_ticket(cursor, SPECIALIST, facts, world.log.load)
    assert told[-1].what.ru == (
        "Объединение отменено, заявка снова идёт сама; сказанное там осталось там; статус «Новая»: №1001"
    )


def test_what_came_along_tells_with_which_ticket_it_came_until_that_parts(world: World) -> None:
    merged = Merged(world)
    third = world.ticket("Мышь и клавиатура", person=merged.boris)
    for command in (
        UnmergeTicket(ticket_id=merged.merged),
        TagTicket(ticket_id=merged.merged, add=("мышь",)),
        TagTicket(ticket_id=merged.target, add=("третий этаж",)),
        LinkTickets(ticket_id=merged.merged, kind="related", to=third),
    ):
        world.do(command, SPECIALIST)
    merged.merge(merged.merged, merged.target)

    def around_it() -> TicketWork:
        with world.cursor() as cursor:
            return around(cursor, SPECIALIST, merged.target, now=world.now)

    shown = around_it()
    told = [(one.merged_from, one.tag, one.link and one.link.ticket.number) for one in shown.came_with]
    assert (shown.tags, told) == (("мышь", "третий этаж"), [(1002, None, 1003), (1002, "мышь", None)])
    rebuilt_equals_live(world, "ticket_list")
    world.do(UnmergeTicket(ticket_id=merged.merged), SPECIALIST)
    world.fold()
    assert (around_it().tags, around_it().links, around_it().came_with) == (("третий этаж",), (), ())
    rebuilt_equals_live(world, "ticket_list")


def test_merged_again_and_undone_again_rebuilt_equals_live(world: World) -> None:
    merged = undone(world)
    merged.merge(merged.merged, merged.target)
    assert merged.bodies(SPECIALIST)[-3:] == ["Слова Анны", "Жду Анна", "про Анну"]
    third = merged.world.ticket("Ещё одна", person=merged.boris)
    merged.merge(merged.target, third)
    merged.world.do(UnmergeTicket(ticket_id=merged.merged), SPECIALIST)
    tickets_are_read_once(world)
    past_tickets_are_folds_stopped_there(world)
    rebuilt_equals_live(world, "ticket_list", "ticket_timeline", "sla_clocks", "search")
    with world.cursor() as cursor:
        cursor.execute("SELECT into_id, ticket_id FROM merged_tickets")
        assert cursor.fetchall() == [(third, merged.target)]
