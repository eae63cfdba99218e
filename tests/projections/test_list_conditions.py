"""Conditions on tickets, as SQL and as a plain reading of what happened: every kind, joined, negated, of any viewer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from commands.fields import Named
from commands.org_unit.add import AddDepartment
from commands.service import AddService
from commands.ticket.tags import TagTicket
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import CloseTicket, PutTicketOnHold, ResolveTicket
from events.values.identity import OrgUnitId, ServiceId
from events.values.people import Responsible, Viewer
from events.values.ticket_condition import (
    AllOf,
    AnyOf,
    Condition,
    Except,
    HasTags,
    HasWords,
    Is,
    OfAttribute,
    OneOf,
    Within,
)
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.pages import visible_to, with_clocks
from tests.projections.test_ticket_list import promise
from tests.projections.world import AS_DESK, MONDAY, World, viewer

MOSCOW = timezone(timedelta(hours=3))


def found(world: World, condition: Condition, by: Viewer = AS_DESK) -> set[int]:
    world.fold()
    with world.cursor() as cursor:
        wanted = TicketFilter(more=(condition,), zone=MOSCOW)
        return {line.number for line in visible_to(cursor, by, wanted, now=world.now, limit=200).tickets}


@pytest.fixture
def desk(world: World) -> World:
    world.agreement(world.schedule(), promise(8))
    return world


def test_instants_narrow_from_the_first_on_and_up_to_the_second(desk: World) -> None:
    desk.ticket("Первая")
    desk.pass_time(days=1)
    second, third = desk.ticket("Вторая"), desk.ticket("Третья")
    desk.pass_time(hours=2)
    desk.do(ResolveTicket(ticket_id=second, solution="готово"))
    desk.do(CloseTicket(ticket_id=second))
    desk.pass_time(days=6)
    desk.do(CommentOnTicket(ticket_id=third, body="ещё жду"), viewer("specialist"))
    monday, tuesday = MONDAY.isoformat(), (MONDAY + timedelta(days=1)).isoformat()
    cases: tuple[tuple[Condition, set[int]], ...] = (
        (Within(field="registered", since=monday, before=tuesday), {1001}),
        (Within(field="registered", since=tuesday), {1002, 1003}),
        (Within(field="registered", since="2026-03-03", before="2026-03-04"), {1002, 1003}),
        (Within(field="registered", before="-7d"), {1001}),
        (Within(field="closed", since="2026-03-03", before="2026-03-04"), {1002}),
        (Within(field="closed", before="2026-03-03"), set()),
        (Within(field="changed", since="today"), {1003}),
        (Within(field="changed", before="today"), {1001, 1002}),
        # Eight working hours from 9:00 with an hour for lunch: due at 18:00, missed by the second after.
        (Within(field="due", before="2026-03-03"), {1001}),
        # The comment came behind the alarm: that proves a miss before anybody recorded one.
        (Is(field="missed"), {1003}),
    )
    for condition, numbers in cases:
        assert found(desk, condition) == numbers, condition
    assert desk.keep_time() == 4
    assert found(desk, Within(field="missed", since="2026-03-02", before="2026-03-03")) == {1001}
    assert found(desk, Within(field="missed", since="2026-03-03")) == {1003}
    assert found(desk, Is(field="missed")) == {1001, 1003}


def test_what_is_changed_behind_a_requester_s_back_narrows_nothing_for_them(desk: World) -> None:
    ivan = desk.person("Иван")
    hers = desk.ticket("Моя", person=ivan)
    desk.pass_time(days=2)
    desk.do(CommentOnTicket(ticket_id=hers, body="между нами", is_public=False), viewer("specialist"))
    since, before = Within(field="changed", since="today"), Within(field="changed", before="today")
    for by in (viewer("specialist"), AS_DESK):
        assert (found(desk, since, by), found(desk, before, by)) == ({1001}, set())
    for by in (viewer("requester", who=ivan), viewer("requester", "specialist", who=ivan)):
        assert (found(desk, since, by), found(desk, before, by)) == (set(), {1001})


def test_a_unit_or_a_company_counts_with_all_that_is_below(world: World) -> None:
    world.agreement(world.schedule())
    office = world.department()
    second_floor = OrgUnitId(world.do(AddDepartment(title=Named(en="Floor 2"), parent_id=office)).stream)
    above, below = world.person("Иван"), world.person("Анна", unit_id=second_floor)
    contact = world.person("Клиент", "a@client.example", kind="contact")
    for person in (above, below, contact, None):
        world.ticket(person=person)
    world.fold()
    with world.cursor() as cursor:
        cursor.execute("SELECT parent_id FROM org_units WHERE unit_id = %s", (office,))
        ((company,),) = cursor.fetchall()
    cases: tuple[tuple[Condition, set[int]], ...] = (
        (OneOf(field="unit", values=(str(office),)), {1001, 1002}),
        (OneOf(field="unit", values=(str(office),), exactly=True), {1001}),
        (OneOf(field="unit", values=(str(second_floor), str(world.client()))), {1002, 1003}),
        (OneOf(field="unit", values=(str(company),)), {1001, 1002}),
        (OneOf(field="company", values=(str(company),)), {1001, 1002}),
        (OneOf(field="unit", values=("none",)), {1004}),
        (OneOf(field="company", values=("none", str(world.client()))), {1003, 1004}),
    )
    for condition, numbers in cases:
        assert found(world, condition) == numbers, condition


def test_attributes_are_met_by_value_by_amount_by_day_and_by_being_there(desk: World) -> None:
    for attributes in ({"floor": "3", "since": "2026-02-20"}, {"floor": "12"}, {"floor": "выше"}, {}):
        desk.ticket(attributes=attributes)
    desk.ticket(attributes={"floor": "3"}, type="inquiry")
    cases: tuple[tuple[Condition, set[int]], ...] = (
        (OfAttribute(code="floor", values=("3",)), {1001, 1005}),
        (OfAttribute(code="floor", values=("3", "12")), {1001, 1002, 1005}),
        (OfAttribute(code="floor", type="inquiry", values=("3",)), {1005}),
        (OfAttribute(code="floor", least=4), {1002}),
        (OfAttribute(code="floor", least=3, most=3.5), {1001, 1005}),
        (OfAttribute(code="floor"), {1001, 1002, 1003, 1005}),
        (Except(of=OfAttribute(code="floor")), {1004}),
        (OfAttribute(code="since", since="2026-02-20", before="2026-02-21"), {1001}),
        (OfAttribute(code="since", before="today-9d"), {1001}),
        (OfAttribute(code="floor", since="2026-01-01"), set()),
    )
    for condition, numbers in cases:
        assert found(desk, condition) == numbers, condition


def test_me_and_my_teams_are_whoever_asks(desk: World) -> None:
    olga, petr = (desk.person(name, groups=frozenset({"second_line"})) for name in ("Ольга", "Пётр"))
    first, second = desk.team("Первая", [olga]), desk.team("Вторая", [petr])
    for answers in (Responsible(first, olga), Responsible(first), Responsible(second, petr), None):
        desk.ticket(responsible=answers)
    as_olga, as_petr = (viewer("specialist", who=who) for who in (olga, petr))
    mine, my_teams = OneOf(field="responsible", values=("me",)), OneOf(field="team", values=("mine",))
    assert (found(desk, mine, as_olga), found(desk, mine, as_petr)) == ({1001}, {1003})
    assert (found(desk, my_teams, as_olga), found(desk, my_teams, as_petr)) == ({1001, 1002}, {1003})
    assert found(desk, OneOf(field="team", values=("mine", "none")), as_olga) == {1001, 1002, 1004}
    assert found(desk, Except(of=my_teams), as_olga) == {1003, 1004}
    assert found(desk, my_teams, viewer("specialist")) == set()


def test_conditions_join_and_a_negation_takes_in_what_is_unknown(desk: World) -> None:
    team = desk.team("Первая")
    top = ServiceId(desk.do(AddService(title=Named(en="Network"), types=("incident",))).stream)
    desk.ticket("VPN не пускает", priority="high", responsible=Responsible(team, None))
    desk.ticket("VPN", priority="low", channel="phone")
    desk.ticket("Принтер", priority="high", type="inquiry")
    desk.do(ResolveTicket(ticket_id=desk.ticket("Принтер"), solution="готово"))
    vpn, high = HasWords(text="vpn"), OneOf(field="priority", values=("high",))
    cases: tuple[tuple[Condition, set[int]], ...] = (
        (AllOf(of=(vpn, high)), {1001}),
        (AnyOf(of=(vpn, high)), {1001, 1002, 1003}),
        (AllOf(of=(AnyOf(of=(vpn, high)), Except(of=AllOf(of=(vpn, high))))), {1002, 1003}),
        (Except(of=OneOf(field="team", values=(str(team),))), {1002, 1003, 1004}),
        (Except(of=OneOf(field="service", values=(str(top),))), {1001, 1002, 1003, 1004}),
        (OneOf(field="channel", values=("phone",)), {1002}),
        (AllOf(), {1001, 1002, 1003, 1004}),
        (Except(of=AllOf()), set()),
        (Except(of=Is(field="open")), {1004}),
        (Except(of=Except(of=Is(field="open"))), {1001, 1002, 1003}),
        (Is(field="unfinished"), {1001, 1002, 1003, 1004}),
        (OneOf(field="number", values=("1002", "1004", "999999")), {1002, 1004}),
    )
    for condition, numbers in cases:
        assert found(desk, condition) == numbers, condition


def test_row_clocks_tell_what_is_left_in_working_time_and_when_they_go_on(desk: World) -> None:
    desk.ticket()
    waits = desk.ticket()
    wake = MONDAY + timedelta(days=2)
    desk.do(PutTicketOnHold(ticket_id=waits, reason="ждём", wake_up_at=wake))
    told: dict[str, Callable[[Any], Any]] = {
        "left": lambda clock: clock.left_s / 3600,
        "due": lambda clock: clock.due_at,
        "on": lambda clock: clock.resumes_at,
    }

    def shown() -> dict[int, tuple[Any, ...]]:
        desk.fold()
        with desk.cursor() as cursor:
            page = with_clocks(cursor, visible_to(cursor, AS_DESK, TicketFilter(), now=desk.now), desk.now)
        return {
            line.number: tuple(ask(line.clocks["resolution"]) for ask in told.values())  # type: ignore[index] # asked for
            for line in page.tickets
        }

    due = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    assert shown() == {1001: (8, due, None), 1002: (8, None, wake)}
    desk.pass_time(hours=2)
    assert shown() == {1001: (6, due, None), 1002: (8, None, wake)}
    desk.pass_time(hours=2, minutes=30)  # 13:30, lunch until 14:00 in Moscow
    assert shown()[1001] == (4, due, datetime(2026, 3, 2, 11, 0, tzinfo=UTC))


def test_tags_narrow_by_any_by_all_and_by_none_for_those_who_read_them(desk: World) -> None:
    olga = desk.person("Ольга", groups=frozenset({"specialist"}))
    for person, tags in ((None, ("VIP", "связь")), (None, ("vip",)), (olga, ("vip",)), (None, ())):
        ticket = desk.ticket(person=person)
        if tags:
            desk.do(TagTicket(ticket_id=ticket, add=tags), viewer("specialist"))
    told: tuple[tuple[Condition, set[int], set[int]], ...] = (
        (HasTags(values=("Vip",)), {1001, 1002, 1003}, {1001, 1002}),
        (HasTags(values=("связь", "нет такой")), {1001}, {1001}),
        (HasTags(values=("vip", "СВЯЗЬ"), how="all"), {1001}, {1001}),
        (HasTags(values=("vip",), how="none"), {1004}, {1003, 1004}),
        (HasTags(), {1001, 1002, 1003}, {1001, 1002}),
        (HasTags(how="none"), {1004}, {1003, 1004}),
        (AllOf(of=(HasTags(values=("vip",)), HasTags(values=("связь",), how="none"))), {1002, 1003}, {1002}),
    )
    for condition, of_all, of_olga in told:
        assert found(desk, condition) == of_all, condition
        # What she asked for herself, she sees as its requester: without what is for staff.
        assert found(desk, condition, viewer("specialist", who=olga)) == of_olga, condition
        assert found(desk, Except(of=condition), AS_DESK) == {1001, 1002, 1003, 1004} - of_all


def test_a_requester_learns_of_no_tag_by_asking_for_it(desk: World) -> None:
    ivan = desk.person("Иван")
    desk.do(TagTicket(ticket_id=desk.ticket(person=ivan), add=("скандалит",)), viewer("specialist"))
    asks = viewer("requester", who=ivan)
    for tags in ((), ("скандалит",)):
        assert found(desk, HasTags(values=tags), asks) == set()
        assert found(desk, HasTags(values=tags, how="none"), asks) == {1001}
