"""What people are told of, in pages, counts and streams, against a plain reading of the facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.command import Command
from commands.team import LinkTeamMembers, UnlinkTeamMembers
from commands.ticket.company import CopyTicketTo, EndTicketCopy, UnwatchTicket, WatchTicket
from commands.ticket.correct import CorrectRequester
from commands.ticket.requester import From
from commands.ticket.sharing import EndTicketShare, ShareTicket
from commands.ticket.talk import CommentOnTicket
from commands.ticket.tasks import AddTask, DoTask, ReplanTask
from commands.ticket.work import AssignTicket, PutTicketInProgress, ReopenTicket, ResolveTicket, UnassignTicket
from connectors.storage.live.looked import Looked
from connectors.storage.live.notices import NoticeMarks
from events.ticket import TicketRegistered
from events.ticket_tasks import TaskAdded
from events.values.identity import PersonId, StreamId, TaskId, TeamId, TicketId
from events.values.people import Responsible, Viewer
from projections.kit.reads import views_of
from projections.ticket.notices.pages import Notice, NoticeFilter, of_person, told_between, unread
from tests.projections.plain_notices import Marks, Said, Ticket, plain
from tests.projections.world import World, viewer

ASKED = views_of(of_person, unread, told_between)


class Office:
    """Two tickets, three people of staff, two requesters, each with what they have read so far."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.agreement(world.schedule())
        second = frozenset({"second_line"})
        self.olga, self.vera = (world.person(name, groups=second, login=name) for name in ("olga", "vera"))
        self.nina = world.person("nina", groups=frozenset({"specialist"}), login="nina")
        self.ivan, self.boris = (world.person(name, login=name) for name in ("ivan", "boris"))
        self.people: tuple[PersonId, ...] = (self.olga, self.vera, self.nina, self.ivan, self.boris)
        self.teams = world.team("Первая", [self.olga]), world.team("Вторая", [self.olga, self.vera])
        self.members: dict[TeamId, set[PersonId]] = {self.teams[0]: {self.olga}, self.teams[1]: {self.olga, self.vera}}
        self.tickets = [
            world.ticket("Первая", person=self.ivan, responsible=Responsible(self.teams[1])),
            world.ticket("Вторая", person=self.vera, responsible=Responsible(self.teams[0], self.olga)),
        ]
        self.marks = {person: Marks() for person in self.people}
        self.told_until = 0

    def viewers(self) -> list[Viewer]:
        groups = {self.olga: "second_line", self.vera: "second_line", self.nina: "specialist"}
        return [
            viewer(
                groups.get(person, "requester"),  # type: ignore[arg-type] # one of the groups
                who=person,
                teams=[team for team, members in self.members.items() if person in members],
            )
            for person in self.people
        ]

    def task(self, ticket: TicketId, nth: int) -> TaskId:
        found = [one.fact.task_id for one in self.world.log.load(StreamId(ticket)) if isinstance(one.fact, TaskAdded)]
        return found[nth % len(found)] if found else TaskId(UUID(int=404))

    def hand(self, nth: int) -> Responsible:
        team = self.teams[nth % 2]
        return Responsible(team, (None, (self.olga, self.vera)[nth // 2 % 2])[nth // 4 % 2])

    def join(self, nth: int, *, leaves: bool) -> None:
        team, person = self.teams[nth % 2], (self.olga, self.vera)[nth // 2 % 2]
        kind = UnlinkTeamMembers if leaves else LinkTeamMembers
        if self.world.attempt(kind(team_id=team, members=(person,))):
            (self.members[team].discard if leaves else self.members[team].add)(person)

    def fold(self) -> None:
        for name in ASKED:
            self.world.fold(name)

    def read_one(self, who: PersonId, nth: int) -> None:
        self.fold()
        page = self.page(self.viewers()[self.people.index(who)])
        if page:
            one = page[nth % len(page)]
            assert one.number is not None
            NoticeMarks(self.world.database).read(who, [one.notice_id], now=self.world.now)
            self.marks[who].read.add((one.kind, one.number, one.at))

    def page(self, by: Viewer, **wanted: Any) -> list[Notice]:
        """All of somebody's notices, a page of three after another."""
        found: list[Notice] = []
        after: str | None = None
        with self.world.cursor() as cursor:
            while True:
                asked = NoticeFilter(muted=self.marks[PersonId(by.actor.id)].muted, **wanted)
                page = of_person(cursor, by, asked, now=self.world.now, after=after, limit=3)
                found += page.notices
                if (after := page.next_cursor) is None:
                    return found


Deed = Callable[[Office, TicketId, int], Command]
ORDERS: dict[str, Deed] = {
    "say": lambda _, ticket, nth: CommentOnTicket(ticket_id=ticket, body=f"вслух {nth}"),
    "whisper": lambda _, ticket, nth: CommentOnTicket(ticket_id=ticket, body=f"тихо {nth}", is_public=False),
    "call": lambda _, ticket, nth: CommentOnTicket(
        ticket_id=ticket, body=f"@{('olga', 'vera', 'nina', 'ivan')[nth % 4]} гляньте", is_public=nth % 3 > 0
    ),
    "start": lambda _, ticket, __: PutTicketInProgress(ticket_id=ticket),
    "resolve": lambda _, ticket, __: ResolveTicket(ticket_id=ticket, solution="готово"),
    "reopen": lambda _, ticket, __: ReopenTicket(ticket_id=ticket, reason="снова"),
    "assign": lambda o, ticket, nth: AssignTicket(ticket_id=ticket, responsible=o.hand(nth)),
    "unassign": lambda _, ticket, __: UnassignTicket(ticket_id=ticket),
    "task": lambda o, ticket, nth: AddTask(
        ticket_id=ticket, title="Позвонить", responsible=o.hand(nth), due_at=o.world.now + timedelta(minutes=nth)
    ),
    "replan": lambda o, ticket, nth: ReplanTask(
        ticket_id=ticket, task_id=o.task(ticket, nth), responsible=o.hand(nth + 4)
    ),
    "do": lambda o, ticket, nth: DoTask(ticket_id=ticket, task_id=o.task(ticket, nth)),
    "watch": lambda o, ticket, nth: WatchTicket(ticket_id=ticket, person_id=o.people[nth % 3]),
    "unwatch": lambda o, ticket, nth: UnwatchTicket(ticket_id=ticket, person_id=o.people[nth % 3]),
    "copy": lambda o, ticket, nth: CopyTicketTo(ticket_id=ticket, person=From(person_id=o.people[nth % 5])),
    "end copy": lambda o, ticket, nth: EndTicketCopy(ticket_id=ticket, person_id=o.people[nth % 5]),
    "share": lambda o, ticket, nth: ShareTicket(ticket_id=ticket, person_id=o.people[nth % 5]),
    "end share": lambda o, ticket, nth: EndTicketShare(ticket_id=ticket, person_id=o.people[nth % 5]),
    "correct": lambda o, ticket, nth: CorrectRequester(
        ticket_id=ticket, requester=From(person_id=o.people[1 + nth % 4])
    ),
}
OTHERS = ("join", "part", "read one", "read all", "look", "mute")
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*ORDERS, *OTHERS]), st.integers(0, 4), st.integers(0, 1), st.integers(0, 11), st.booleans()
    ),
    min_size=2,
    max_size=16,
)


def done(office: Office, deed: str, who: int, ticket: TicketId, nth: int) -> None:
    world, person = office.world, office.people[who]
    if deed in ORDERS:
        by = viewer("specialist") if nth % 2 else office.viewers()[who]
        world.attempt(ORDERS[deed](office, ticket, nth), by)
    elif deed in {"join", "part"}:
        office.join(nth, leaves=deed == "part")
    elif deed == "read one":
        office.read_one(person, nth)
    elif deed == "read all":
        NoticeMarks(world.database).read_all(person, world.now)
        office.marks[person].until = world.now
    elif deed == "look":
        head = world.log.head()
        Looked(world.database).mark(person, [ticket], head)
        office.marks[person].looked[ticket] = head
    else:
        muted = frozenset(("comment", "task_due", "assigned")[: nth % 4])
        NoticeMarks(world.database).mute(person, muted)
        office.marks[person].muted = muted


def read(office: Office) -> list[Ticket]:
    """All tickets by their facts, and whatever they say to anybody."""
    found = []
    for stream in office.tickets:
        history = office.world.log.load(StreamId(stream))
        first = history[0].fact
        assert isinstance(first, TicketRegistered)
        ticket = Ticket(first.number, first.requester.person_id)
        for one in history:
            ticket.read(one)
        found.append(ticket)
    return found


def compare(office: Office) -> None:
    office.fold()
    world, tickets = office.world, read(office)
    for by in office.viewers():
        marks = office.marks[PersonId(by.actor.id)]
        expected = sorted(plain(tickets, by, marks, world.now))
        shown = office.page(by)
        assert [one.at for one in shown] == [one.at for one in reversed(expected)]
        assert sorted(_said(shown)) == expected
        assert sorted(_said(office.page(by, unread=True))) == [one for one in expected if not one.is_read]
        some = frozenset({"comment", "task"})
        assert sorted(_said(office.page(by, kinds=some))) == [one for one in expected if one.kind in some]
        with world.cursor() as cursor:
            count = unread(cursor, by, marks.muted, now=world.now)
            since, until = office.told_until, world.log.head()
            told = told_between(cursor, [by.actor.id], since, until).get(by.actor.id, [])
        assert count == sum(not one.is_read for one in expected)
        assert {*told} == {
            (one.position, one.ticket, one.is_inner)
            for ticket in tickets
            for one in ticket.told
            if one.position > since and ticket.is_for(one, by) and one.kind not in marks.muted
        }
    office.told_until = world.log.head()


def _said(notices: Sequence[Notice]) -> list[Said]:
    return [Said(one.at, one.kind, one.number or 0, one.is_read) for one in notices]


def test_a_ticket_that_comes_with_who_answers_is_given_to_them_and_is_in_no_other_status(world: World) -> None:
    office = Office(world)
    office.fold()
    olga, vera, _, ivan, _ = office.viewers()
    first, second = (one.number for one in read(office))
    assert [(one.kind, one.number) for one in office.page(olga)] == [("assigned", second), ("assigned", first)]
    assert [(one.kind, one.number) for one in office.page(vera)] == [("assigned", first)]
    assert office.page(ivan) == []


def test_what_people_are_told_of_is_what_a_plain_reading_says_with_the_rights_and_marks_of_now(world: World) -> None:
    @settings(max_examples=6, suppress_health_check=list(HealthCheck), deadline=None, print_blob=True)
    @given(steps=STEPS)
    def agrees(steps: list[tuple[str, int, int, int, bool]]) -> None:
        with world.database.connection() as connection:
            for table in ("looked", "looked_from", "notices_read", "notices_seen", "notice_settings"):
                connection.execute(f"DELETE FROM desk.{table}".encode())  # noqa: S608 - our names
        office = Office(world.empty())
        for deed, who, which, nth, is_looked_at in steps:
            office.world.pass_time(minutes=1)
            done(office, deed, who, office.tickets[which], nth)
            if is_looked_at:
                compare(office)
        compare(office)

    agrees()
