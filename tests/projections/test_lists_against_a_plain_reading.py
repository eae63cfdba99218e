"""Lists, counts, groups and tables against a plain reading of the facts, over histories that nobody thought up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.ticket.tags import TagTicket
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket
from commands.ticket.work import AssignTicket, CloseTicket, PutTicketInProgress, PutTicketOnHold, ResolveTicket
from events.fact import Recorded
from events.ticket import (
    CROSSINGS,
    TicketAssigned,
    TicketClosed,
    TicketCommented,
    TicketPrioritised,
    TicketPutInProgress,
    TicketPutOnHold,
    TicketRegistered,
    TicketResolved,
)
from events.ticket_tags import TicketTagged, TicketUntagged
from events.values.people import Responsible, Viewer
from events.values.ticket_condition import (
    AllOf,
    AnyOf,
    Condition,
    Except,
    HasTags,
    Is,
    OfAttribute,
    OneOf,
    Within,
)
from projections.ticket.lists.conditions import Asking
from projections.ticket.lists.export import lines
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.groups import Count, counted, grouped
from projections.ticket.lists.pages import visible_to
from tests.projections.world import MONDAY, World, viewer

HOUR = timedelta(hours=1)


class Plain(msgspec.Struct):
    """A ticket as its facts tell of it, read one after the other."""

    number: int
    type: str
    requester: UUID
    priority: str
    attributes: dict[str, str]
    registered: datetime
    changed: datetime
    shown: datetime
    team: UUID | None = None
    person: UUID | None = None
    status: str = "new"
    closed: datetime | None = None
    tags: frozenset[str] = frozenset()


def read(history: list[Recorded]) -> Plain:  # noqa: C901, PLR0912 - a case a fact
    first, at = history[0].fact, history[0].metadata.occurred_at
    assert isinstance(first, TicketRegistered)
    ticket = Plain(first.number, first.type, first.requester.person_id, first.priority, first.attributes, at, at, at)
    if first.responsible is not None:
        ticket.team, ticket.person = first.responsible.team_id, first.responsible.person_id
    for recorded in history[1:]:
        fact, at = recorded.fact, recorded.metadata.occurred_at
        match fact:
            case TicketAssigned():
                ticket.team, ticket.person = fact.responsible.team_id, fact.responsible.person_id
            case TicketPrioritised():
                ticket.priority = fact.priority
            case TicketPutInProgress():
                ticket.status = "in_progress"
            case TicketPutOnHold():
                ticket.status = "on_hold"
            case TicketResolved():
                ticket.status = "resolved"
            case TicketClosed():
                ticket.status, ticket.closed = "closed", at
            case TicketTagged():
                ticket.tags |= {*fact.tags}
            case TicketUntagged():
                ticket.tags -= {*fact.tags}
            case _:
                assert isinstance(fact, (TicketCommented, *CROSSINGS)), fact
        if not isinstance(fact, CROSSINGS):
            ticket.changed = at
            hidden = isinstance(fact, TicketCommented) and not fact.is_public
            if not (hidden or isinstance(fact, TicketTagged | TicketUntagged)):
                ticket.shown = at
    return ticket


def sees(by: Viewer, ticket: Plain) -> bool:
    if "specialist" in by.groups or ticket.requester == by.actor.id:
        return True
    return "second_line" in by.groups and (ticket.team in by.teams or ticket.person == by.actor.id)


def fits(condition: Condition, ticket: Plain, by: Viewer, now: datetime) -> bool:  # noqa: PLR0911 - one a kind
    match condition:
        case AllOf():
            return all(fits(one, ticket, by, now) for one in condition.of)
        case AnyOf():
            return any(fits(one, ticket, by, now) for one in condition.of)
        case Except():
            return not fits(condition.of, ticket, by, now)
        case Is(field="open"):
            return ticket.status not in {"resolved", "closed"}
        case Is():
            return ticket.status != "closed"
        case OfAttribute():
            return ticket.attributes.get(condition.code) in condition.values
        case Within():
            return within(condition, ticket, by, now)
        case HasTags():
            return tagged(condition, ticket, by)
        case OneOf():
            return one_of(condition, ticket, by)
        case _:
            raise AssertionError(condition)


def within(condition: Within, ticket: Plain, by: Viewer, now: datetime) -> bool:
    inner = by.is_staff and ticket.requester != by.actor.id
    at = {
        "registered": ticket.registered,
        "closed": ticket.closed,
        "changed": ticket.changed if inner else ticket.shown,
    }[condition.field]
    since, before = (HOURS.get(each) for each in (condition.since, condition.before))
    if at is None:
        return False
    return (since is None or at >= now + since) and (before is None or at < now + before)


def tagged(condition: HasTags, ticket: Plain, by: Viewer) -> bool:
    """Tags are for staff, and not on what they asked for themselves."""
    bears = ticket.tags if by.is_staff and ticket.requester != by.actor.id else frozenset()
    named = {each.lower() for each in condition.values}
    if condition.how == "all":
        return named <= bears
    is_any = bool(bears & named if named else bears)
    return is_any if condition.how == "any" else not is_any


HOURS = {"-1h": -HOUR, "-3h": -3 * HOUR, "-8h": -8 * HOUR, "now": timedelta(0)}


def one_of(condition: OneOf, ticket: Plain, by: Viewer) -> bool:
    told: dict[str, Any] = {
        "status": ticket.status,
        "type": ticket.type,
        "priority": ticket.priority,
        "team": ticket.team,
        "responsible": ticket.person,
        "requester": ticket.requester,
    }
    value = told[condition.field]
    meant: dict[str, set[UUID | None]] = {"me": {by.actor.id}, "mine": set(by.teams), "none": {None}}
    return any(value in meant.get(each, {each, as_id(each)}) for each in condition.values)


def as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


SPANS = st.sampled_from([*HOURS])
LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(
        OneOf, field=st.just("status"), values=st.sampled_from([("new",), ("in_progress", "on_hold"), ("closed",)])
    ),
    st.builds(OneOf, field=st.just("type"), values=st.sampled_from([("incident",), ("inquiry", "incident")])),
    st.builds(OneOf, field=st.just("priority"), values=st.sampled_from([("low",), ("high", "critical")])),
    st.builds(OneOf, field=st.just("team"), values=st.sampled_from([("mine",), ("none",), ("mine", "none")])),
    st.builds(OneOf, field=st.just("responsible"), values=st.sampled_from([("me",), ("none",)])),
    st.builds(OneOf, field=st.just("requester"), values=st.just(("me",))),
    st.builds(Is, field=st.sampled_from(["open", "unfinished"])),
    st.builds(OfAttribute, code=st.just("floor"), values=st.sampled_from([("1",), ("1", "2")])),
    st.builds(HasTags, values=st.sampled_from([(), ("VIP",), ("vip", "связь")]), how=st.sampled_from(["any", "none"])),
    st.builds(HasTags, values=st.sampled_from([("vip",), ("vip", "Связь")]), how=st.just("all")),
    st.builds(Within, field=st.sampled_from(["registered", "changed", "closed"]), since=SPANS),
    st.builds(Within, field=st.sampled_from(["registered", "changed", "closed"]), since=SPANS, before=SPANS),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Except, of=inner),
        st.builds(AllOf, of=st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, of=st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)
DEEDS = ("start", "hold", "resolve", "close", "say", "whisper", "assign", "leave", "raise", "tag", "tags", "untag")
STEPS = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 5), st.integers(0, 90)), max_size=14)


def told(world: World, steps: list[tuple[str, int, int]]) -> tuple[Viewer, ...]:
    """A day of six tickets of three people in two teams; gives who looks at it."""
    world.agreement(world.schedule())
    olga, ivan = world.person("Ольга", groups=frozenset({"second_line"})), world.person("Иван")
    team, other = world.team("Первая", [olga]), world.team("Вторая")
    made = [
        world.ticket(
            f"Заявка {nth}",
            person=(ivan, olga, None)[nth % 3],
            type=("incident", "inquiry")[nth % 2],
            priority=("low", "high", "critical")[nth % 3],
            attributes={"floor": str(nth % 3)} if nth % 2 else {},
            responsible=(Responsible(team, olga), Responsible(other), None, Responsible(team))[nth % 4],
        )
        for nth in range(6)
    ]
    staff = viewer("specialist")
    deeds: dict[str, Callable[[Any], Any]] = {
        "start": lambda ticket: PutTicketInProgress(ticket_id=ticket),
        "hold": lambda ticket: PutTicketOnHold(ticket_id=ticket, reason="ждём"),
        "resolve": lambda ticket: ResolveTicket(ticket_id=ticket, solution="готово"),
        "close": lambda ticket: CloseTicket(ticket_id=ticket),
        "say": lambda ticket: CommentOnTicket(ticket_id=ticket, body="вслух"),
        "whisper": lambda ticket: CommentOnTicket(ticket_id=ticket, body="между нами", is_public=False),
        "assign": lambda ticket: AssignTicket(ticket_id=ticket, responsible=Responsible(team, olga)),
        "leave": lambda ticket: AssignTicket(ticket_id=ticket, responsible=Responsible(other)),
        "raise": lambda ticket: PrioritiseTicket(ticket_id=ticket, priority="critical"),
        "tag": lambda ticket: TagTicket(ticket_id=ticket, add=("vip",)),
        "tags": lambda ticket: TagTicket(ticket_id=ticket, add=("ВИП", "Связь")),
        "untag": lambda ticket: TagTicket(ticket_id=ticket, remove=("vip",)),
    }
    for deed, nth, minutes in steps:
        world.pass_time(minutes=minutes)
        world.attempt(deeds[deed](made[nth]), staff)
    world.pass_time(minutes=30)
    world.fold()
    return staff, viewer("second_line", who=olga, teams=[team]), viewer("requester", who=ivan)


def test_lists_counts_groups_and_tables_are_what_a_plain_reading_of_the_facts_gives(world: World) -> None:
    @settings(max_examples=10, suppress_health_check=list(HealthCheck), deadline=None, print_blob=True)
    @given(steps=STEPS, condition=CONDITIONS)
    def agrees(steps: list[tuple[str, int, int]], condition: Condition) -> None:
        compare(world.empty(), steps, condition)

    agrees()


def compare(world: World, steps: list[tuple[str, int, int]], condition: Condition) -> None:
    viewers = told(world, steps)
    tickets = [read(list(history)) for history in histories(world)]
    wanted = TicketFilter(more=(condition,))
    for by in viewers:
        expected = {one.number for one in tickets if sees(by, one) and fits(condition, one, by, world.now)}
        asking = Asking(by, world.now)
        with world.cursor() as cursor:
            for sort in ("due", "changed"):
                found: list[int] = []
                after: str | None = None
                while True:
                    page = visible_to(cursor, by, wanted, now=world.now, sort=sort, after=after, limit=2)
                    found += [line.number for line in page.tickets]
                    if (after := page.next_cursor) is None:
                        break
                assert (len(found), set(found)) == (len(expected), expected)
                table = [line.number for line, _ in lines(cursor, by, wanted, now=world.now, sort=sort)]
                assert table == found
            assert counted(cursor, asking, condition) == Count(len(expected))
            groups = grouped(cursor, asking, condition, "status").groups
        statuses = Counter(one.status for one in tickets if one.number in expected)
        assert {group.key: group.count for group in groups} == statuses


def histories(world: World) -> list[Any]:
    with world.cursor() as cursor:
        cursor.execute("SELECT ticket_id FROM ticket_list ORDER BY number")
        return [world.log.load(ticket) for (ticket,) in cursor.fetchall()]


def test_the_plain_reading_knows_what_an_hour_ago_is() -> None:
    assert MONDAY + HOURS["-3h"] < MONDAY + HOURS["-1h"] < MONDAY + HOURS["now"] == MONDAY
