"""What stands around tickets, as it is read: links in sight, tasks and who sees by them, tags, time spent."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from commands.ticket.links import LinkTickets, UnlinkTickets
from commands.ticket.tags import TagTicket
from commands.ticket.tasks import AddTask, DoTask, GiveUpTask, ReplanTask
from commands.ticket.time_spent import CorrectTimeSpent, SpendTime, WithdrawTimeSpent
from commands.ticket.work import AssignTicket
from events.values.identity import PersonId, TeamId, TicketId
from events.values.people import Responsible, Viewer
from projections.kit import visibility
from projections.ticket.around import card, sums, tasks
from projections.ticket.around.card import TicketWork
from projections.ticket.around.tasks import TaskFilter, TaskPage
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.pages import visible_to
from tests.projections.world import MONDAY, World, viewer


class Around:
    """Two tickets of Anna's; Olga works on all, Semyon in the second line."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.agreement(world.schedule())
        self.anna = world.person("Анна", "anna@desk.example")
        self.olga = world.person("Ольга", "olga@desk.example", groups=frozenset({"specialist"}))
        self.semyon = world.person("Семён", "semyon@desk.example", groups=frozenset({"second_line"}))
        self.first, self.second = world.team("Линия 1", [self.olga]), world.team("Линия 2", [self.semyon])
        self.by_anna, self.by_olga = viewer("requester", who=self.anna), viewer("specialist", who=self.olga)
        self.by_semyon = viewer("second_line", who=self.semyon, teams=[self.second])
        self.one, self.other = (world.ticket(subject, person=self.anna) for subject in ("Принтер", "Картридж"))

    def around(self, by: Viewer, ticket: TicketId | None = None) -> TicketWork:
        self.world.fold()
        with self.world.cursor() as cursor:
            return card.around(cursor, by, ticket or self.one, now=self.world.now)

    def listed(self, by: Viewer, after: str | None = None, limit: int = 50, **wanted: object) -> TaskPage:
        self.world.fold()
        with self.world.cursor() as cursor:
            narrowed = TaskFilter(**wanted)  # type: ignore[arg-type] # fields of the filter
            return tasks.visible_to(cursor, by, narrowed, now=self.world.now, after=after, limit=limit)

    def numbers(self, by: Viewer) -> list[int]:
        self.world.fold()
        with self.world.cursor() as cursor:
            page = visible_to(cursor, by, TicketFilter(), now=self.world.now, sort="number")
        return [line.number for line in page.tickets]

    def to(self, team: TeamId, person: PersonId | None = None) -> Responsible:
        return Responsible(team, person)

    def add(self, title: str, responsible: Responsible | None = None, due_in: int | None = None) -> UUID:
        due_at = None if due_in is None else self.world.now + timedelta(hours=due_in)
        order = AddTask(ticket_id=self.one, title=title, responsible=responsible, due_at=due_at)
        self.world.do(order, self.by_olga)
        return self.around(self.by_olga).tasks[-1].task_id


@pytest.fixture
def desk(world: World) -> Around:
    return Around(world)


def test_a_link_is_shown_from_both_sides_to_who_sees_the_other_ticket_and_counted_for_others(desk: Around) -> None:
    desk.world.do(LinkTickets(ticket_id=desk.one, kind="parent_of", to=desk.other), desk.by_olga)
    (link,) = desk.around(desk.by_olga).links
    assert (link.kind, link.ticket.number, link.kind_name.en) == ("parent_of", 1002, "parent of")
    assert [link.kind for link in desk.around(desk.by_olga, desk.other).links] == ["child_of"]
    assigned = AssignTicket(ticket_id=desk.one, responsible=desk.to(desk.second, desk.semyon))
    desk.world.do(assigned, desk.by_olga)
    seen = desk.around(desk.by_semyon)
    assert (seen.links, seen.hidden_links) == ((), 1)
    desk.world.do(UnlinkTickets(ticket_id=desk.other, kind="child_of", to=desk.one), desk.by_olga)
    assert desk.around(desk.by_olga).links == desk.around(desk.by_olga, desk.other).links == ()


def test_row_162_the_list_of_tasks_is_narrowed_ordered_and_paged(desk: Around) -> None:
    late = desk.add("Позвонить", desk.to(desk.first, desk.olga), due_in=1)
    desk.add("Когда-нибудь")
    desk.add("Команде", desk.to(desk.second), due_in=3)
    assert [task.title for task in desk.listed(desk.by_olga).tasks] == ["Позвонить", "Команде", "Когда-нибудь"]
    first = desk.listed(desk.by_olga, limit=2)
    assert first.next_cursor is not None
    rest = desk.listed(desk.by_olga, after=first.next_cursor, limit=2)
    assert [task.title for task in rest.tasks] == ["Когда-нибудь"]
    assert rest.next_cursor is None
    assert [task.title for task in desk.listed(desk.by_olga, responsible=desk.olga).tasks] == ["Позвонить"]
    assert [task.title for task in desk.listed(desk.by_olga, nobody=True, teams=(desk.second,)).tasks] == ["Команде"]
    desk.world.pass_time(hours=2)
    (overdue,) = desk.listed(desk.by_olga, overdue=True).tasks
    assert (overdue.title, overdue.is_overdue, overdue.number) == ("Позвонить", True, 1001)
    desk.world.do(DoTask(ticket_id=desk.one, task_id=late), desk.by_olga)  # type: ignore[arg-type] # a task's id
    assert [task.title for task in desk.listed(desk.by_olga, is_open=False).tasks] == ["Позвонить"]


def test_row_162_who_has_a_task_on_a_ticket_sees_it_and_works_on_it_until_it_is_done(desk: Around) -> None:
    assert desk.numbers(desk.by_semyon) == []
    task = desk.add("Заменить", desk.to(desk.second))
    assert desk.numbers(desk.by_semyon) == [1001]
    assert [one.title for one in desk.listed(desk.by_semyon).tasks] == ["Заменить"]
    done = DoTask(ticket_id=desk.one, task_id=task)  # type: ignore[arg-type] # a task's id
    assert desk.world.attempt(done, desk.by_semyon)
    assert desk.numbers(desk.by_semyon) == []
    assert not desk.world.attempt(TagTicket(ticket_id=desk.one, add=("x",)), desk.by_semyon)


def test_a_task_of_a_colleague_opens_nothing(desk: Around) -> None:
    colleague = desk.world.person("Кузьма", "kuzma@desk.example", groups=frozenset({"second_line"}))
    by_colleague = viewer("second_line", who=colleague)
    desk.add("Заменить", desk.to(desk.second, desk.semyon))
    assert desk.numbers(by_colleague) == []
    assert not desk.world.attempt(TagTicket(ticket_id=desk.one, add=("x",)), by_colleague)


def test_what_is_around_a_ticket_moves_nothing_that_its_requester_sees(desk: Around) -> None:
    desk.world.fold()
    with desk.world.cursor() as cursor:
        before = visible_to(cursor, desk.by_anna, TicketFilter(), now=MONDAY, sort="number")
    desk.world.pass_time(minutes=5)
    desk.add("Позвонить", due_in=1)
    desk.world.do(TagTicket(ticket_id=desk.one, add=("принтер",)), desk.by_olga)
    desk.world.do(SpendTime(ticket_id=desk.one, minutes=5), desk.by_olga)
    desk.world.do(LinkTickets(ticket_id=desk.one, kind="related", to=desk.other), desk.by_olga)
    desk.world.fold()
    with desk.world.cursor() as cursor:
        assert visible_to(cursor, desk.by_anna, TicketFilter(), now=MONDAY, sort="number") == before
        sight = visibility.sight(cursor, desk.by_anna, desk.one)
        assert sight is not None
        assert not sight.inner_read
        assert sums.tags(cursor, desk.by_anna) == ()
    assert desk.listed(desk.by_anna).tasks == ()


def test_tags_are_counted_over_what_the_viewer_sees(desk: Around) -> None:
    desk.world.do(TagTicket(ticket_id=desk.one, add=("принтер", "vip")), desk.by_olga)
    desk.world.do(TagTicket(ticket_id=desk.other, add=("принтер",)), desk.by_olga)
    desk.world.do(TagTicket(ticket_id=desk.one, remove=("vip",)), desk.by_olga)
    assert desk.around(desk.by_olga).tags == ("принтер",)
    with desk.world.cursor() as cursor:
        assert sums.tags(cursor, desk.by_olga) == (("принтер", 2),)
        assert sums.tags(cursor, desk.by_olga, beginning="v") == ()
        assert sums.tags(cursor, desk.by_semyon) == ()


def test_time_is_summed_by_person_and_activity_as_it_was_corrected(desk: Around) -> None:
    start = desk.world.now
    desk.world.pass_time(minutes=30)
    desk.world.do(SpendTime(ticket_id=desk.one, minutes=25, note="Звонок"), desk.by_olga)
    desk.world.do(SpendTime(ticket_id=desk.other, minutes=10), desk.by_olga)
    desk.world.do(SpendTime(ticket_id=desk.one, minutes=5, activity="travel"), desk.by_olga)
    entries = {one.seconds: one.entry_id for one in desk.around(desk.by_olga).times}
    corrected = CorrectTimeSpent(ticket_id=desk.one, entry_id=entries[1500], minutes=20)  # type: ignore[arg-type] # as read
    desk.world.do(corrected, desk.by_olga)
    withdrawn = WithdrawTimeSpent(ticket_id=desk.one, entry_id=entries[300])  # type: ignore[arg-type] # as read
    desk.world.do(withdrawn, desk.by_olga)
    assert desk.around(desk.by_olga).seconds == 20 * 60
    with desk.world.cursor() as cursor:
        (told,) = sums.time_spent(cursor, desk.by_olga, since=start, before=start + timedelta(days=1))
        assert (told.seconds, told.entries, told.tickets, told.activity) == (30 * 60, 2, 2, "work")
        assert sums.time_spent(cursor, desk.by_olga, since=start - timedelta(days=1), before=start) == ()
        assert sums.time_spent(cursor, desk.by_semyon, since=start, before=start + timedelta(days=1)) == ()


def test_what_stands_around_tickets_is_the_same_when_it_is_rebuilt(desk: Around) -> None:
    task = desk.add("Позвонить", desk.to(desk.first, desk.olga), due_in=1)
    desk.add("Заказать")
    replanned = ReplanTask(ticket_id=desk.one, task_id=task, title="Написать", responsible=None)  # type: ignore[arg-type] # as read
    desk.world.do(replanned, desk.by_olga)
    desk.world.do(GiveUpTask(ticket_id=desk.one, task_id=task, reason="Не нужно"), desk.by_olga)  # type: ignore[arg-type] # as read
    desk.world.do(LinkTickets(ticket_id=desk.one, kind="duplicate_of", to=desk.other), desk.by_olga)
    desk.world.do(TagTicket(ticket_id=desk.other, add=("а", "б")), desk.by_olga)
    desk.world.do(SpendTime(ticket_id=desk.one, minutes=5), desk.by_olga)
    desk.world.fold()
    live = desk.world.rows()
    for batch in (1, 5_000):
        desk.world.rebuild("ticket_list", batch=batch)
        assert desk.world.rows() == live
