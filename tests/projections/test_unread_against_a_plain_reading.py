"""What is new to somebody in a list, against a plain reading of the facts and of what they looked at."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.ticket.tags import TagTicket
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket
from commands.ticket.work import PutTicketInProgress, ResolveTicket
from connectors.storage.live.looked import Looked
from events.fact import Recorded
from events.inner import NO_NEWS, is_silent
from events.ticket import TicketCommented
from events.values.identity import StreamId
from events.values.people import Viewer
from events.values.ticket_condition import Except, Is
from projections.ticket.lists.conditions import Asking
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.groups import counted
from projections.ticket.lists.pages import visible_to, with_news
from tests.projections.world import World, viewer

DEEDS = ("say", "whisper", "raise", "start", "resolve", "tag", "look", "look at all", "put back", "begin")
STEPS = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 2), st.integers(0, 2)), min_size=3, max_size=20)
COMMANDS: dict[str, Any] = {
    "say": lambda ticket, nth: CommentOnTicket(ticket_id=ticket, body=f"вслух {nth}"),
    "whisper": lambda ticket, nth: CommentOnTicket(ticket_id=ticket, body=f"тихо {nth}", is_public=False),
    "raise": lambda ticket, nth: PrioritiseTicket(ticket_id=ticket, priority=("critical", "low")[nth % 2]),
    "start": lambda ticket, _: PutTicketInProgress(ticket_id=ticket),
    "resolve": lambda ticket, _: ResolveTicket(ticket_id=ticket, solution="готово"),
    "tag": lambda ticket, nth: TagTicket(ticket_id=ticket, add=(f"метка{nth}",)),
}


class Plain(NamedTuple):
    """What others did on a ticket that is new to somebody: comments, other changes."""

    comments: int
    changes: int


def news(by: Viewer, history: list[Recorded], asked_by: UUID, place: int) -> Plain:
    told = [
        one
        for one in history
        if one.position > place
        and one.metadata.actor.id != by.actor.id
        and type(one.fact) not in NO_NEWS
        and ((by.is_staff and asked_by != by.actor.id) or not is_silent(one.fact))
    ]
    comments = sum(isinstance(one.fact, TicketCommented) for one in told)
    return Plain(comments, len(told) - comments)


def test_what_is_new_is_what_others_did_since_one_looked_in_lists_counts_and_detail(world: World) -> None:
    @settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None, print_blob=True)
    @given(steps=STEPS)
    def agrees(steps: list[tuple[str, int, int]]) -> None:
        with world.database.connection() as connection:
            connection.execute("DELETE FROM desk.looked")
            connection.execute("DELETE FROM desk.looked_from")
        compare(world.empty(), steps)

    agrees()


def compare(world: World, steps: list[tuple[str, int, int]]) -> None:
    world.agreement(world.schedule())
    ivan = world.person("Иван")
    people = (viewer("specialist"), viewer("specialist"), viewer("requester", who=ivan))
    tickets = [world.ticket(f"Заявка {nth}", person=ivan) for nth in range(3)]
    looked, marks, floors = Looked(world.database), dict[tuple[UUID, UUID], int](), dict[UUID, int]()
    for nth, (deed, who, which) in enumerate(steps):
        by, ticket, head = people[who], tickets[which], world.log.head()
        me = by.actor.id
        if deed in COMMANDS:
            world.attempt(COMMANDS[deed](ticket, nth), by)
        elif deed == "begin":
            looked.begin(me, head)
            floors.setdefault(me, head)
        elif deed == "look at all":
            looked.all_up_to(me, head)
            floors[me] = head
            marks = {key: place for key, place in marks.items() if key[0] != me}
        else:
            place = head if deed == "look" else world.log.load(StreamId(ticket))[-1].position - 1
            looked.mark(me, [ticket], place, back=deed == "put back")
            floors.setdefault(me, place)
            before = 0 if deed == "put back" else marks.get((me, ticket), 0)
            marks[me, ticket] = max(place, before)
    world.fold()
    for by in people:
        if by.actor.id not in floors:
            continue
        place_of = {each: marks.get((by.actor.id, each), floors[by.actor.id]) for each in tickets}
        plain = {each: news(by, list(world.log.load(StreamId(each))), ivan, place_of[each]) for each in tickets}
        expected = {each for each, told in plain.items() if any(told)}
        with world.cursor() as cursor:
            pages = [visible_to(cursor, by, TicketFilter(), now=world.now, sort=sort) for sort in ("due", "changed")]
            for page in pages:
                assert {line.ticket_id for line in page.tickets if line.is_unread} == expected
            found = with_news(cursor, by, pages[0]).tickets
            for is_asked, condition in ((True, Is(field="unread")), (False, Except(of=Is(field="unread")))):
                page = visible_to(cursor, by, TicketFilter(more=(condition,)), now=world.now)
                assert {line.ticket_id in expected for line in page.tickets} <= {is_asked}
                assert len(page.tickets) == counted(cursor, Asking(by, world.now), condition).count
                assert len(page.tickets) == (len(expected) if is_asked else 3 - len(expected))
        told = {line.ticket_id: Plain(line.news.comments, line.news.changes) for line in found if line.news}
        assert told == {each: plain[each] for each in expected}
