"""The operator's list: what a row shows after each fact, filters, orders, pages and counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, get_args
from uuid import UUID, uuid4

import msgspec
import pytest

from commands.agreement_scope import NameRecipients, NameServices
from commands.fields import Named
from commands.person.card import RenamePerson
from commands.service import AddService
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket, ReclassifyTicket
from commands.ticket.work import (
    AssignTicket,
    CloseTicket,
    DeclineTicket,
    MergeTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ReopenTicket,
    ResolveTicket,
    ResumeTicket,
)
from events.values.duration import Duration
from events.values.identity import ServiceId, StreamId, TicketId, ticket_id
from events.values.people import Responsible, Viewer
from events.values.person_name import PersonName
from events.values.targets import Norm, Promise, Targets
from events.values.text import Text
from projections.facts.history import history_of_ticket
from projections.kit.page_cursor import CursorIsForeign
from projections.kit.page_cursor import closed as cursor_at
from projections.sla_clocks import counts
from projections.ticket.as_registered import as_registered
from projections.ticket.card import TicketCard, whole_card
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.lines import TicketLine
from projections.ticket.lists.orders import Sort
from projections.ticket.lists.pages import Page, visible_to
from tests.projections.world import AS_DESK, MONDAY, World, viewer

EVERYTHING = TicketFilter()


def promise(hours: int) -> Promise:
    targets = Targets(default=Norm(duration=Duration(hours, "hours")))
    return Promise(reaction=targets, resolution=targets)


def listed(world: World, by: Viewer = AS_DESK, *, wanted: TicketFilter = EVERYTHING, **more: Any) -> Page:
    world.fold()
    with world.cursor() as cursor:
        return visible_to(cursor, by, wanted, now=world.now, **more)


def numbers(page: Page) -> list[int]:
    return [line.number for line in page.tickets]


def card_of(world: World, ticket: TicketId) -> TicketCard:
    world.fold()
    with world.cursor() as cursor:
        found = whole_card(cursor, AS_DESK, ticket, now=world.now)
    assert found is not None
    return found


@pytest.fixture
def desk(world: World) -> World:
    world.agreement(world.schedule(), promise(8))
    return world


def test_a_card_shows_what_became_of_a_ticket_step_by_step(desk: World) -> None:
    ivan = desk.person("Иван Петров", "ivan@example.org")
    olga = desk.person("Ольга", groups=frozenset({"second_line"}))
    team = desk.team("Линия 1", [olga])
    ticket = desk.ticket("Не печатает", person=ivan, impact="high", attributes={"floor": "3"})
    shown = card_of(desk, ticket)
    assert (shown.status, shown.priority, shown.subject) == ("new", "high", "Не печатает")
    assert (shown.requester_name, shown.requester_email) == ("Иван Петров", "ivan@example.org")
    assert shown.attributes == {"floor": "3"}
    desk.pass_time(minutes=5)
    desk.do(AssignTicket(ticket_id=ticket, responsible=Responsible(team, olga)))
    desk.do(PutTicketOnHold(ticket_id=ticket, reason="ждём", wake_up_at=desk.now + timedelta(days=1)))
    shown = card_of(desk, ticket)
    assert shown.team is not None
    assert shown.responsible is not None
    assert (shown.team.ru, shown.responsible.ru) == ("Линия 1", "Ольга")
    assert (shown.status, shown.reason, shown.wake_up_at) == ("on_hold", "ждём", desk.now + timedelta(days=1))
    assert (shown.changed_at, shown.version) == (desk.now, 3)
    desk.do(ResumeTicket(ticket_id=ticket))
    desk.do(CommentOnTicket(ticket_id=ticket, body="уже иду"), viewer("specialist"))
    desk.do(CommentOnTicket(ticket_id=ticket, body="спасибо"), viewer("requester", who=ivan))
    desk.do(CommentOnTicket(ticket_id=ticket, body="между нами", is_public=False), viewer("specialist"))
    desk.do(ReclassifyTicket(ticket_id=ticket, type="inquiry", attributes={"floor": "4"}))
    desk.do(PrioritiseTicket(ticket_id=ticket, priority="critical"))
    desk.do(ResolveTicket(ticket_id=ticket, solution="новый картридж"))
    shown = card_of(desk, ticket)
    assert (shown.status, shown.reason, shown.wake_up_at, shown.solution) == ("resolved", None, None, "новый картридж")
    assert (shown.comments, shown.last_word, shown.type, shown.priority) == (3, "requester", "inquiry", "critical")
    desk.do(ReopenTicket(ticket_id=ticket, reason="опять"))
    assert (card_of(desk, ticket).status, card_of(desk, ticket).reason) == ("reopened", "опять")
    other = desk.ticket("Ещё одна")
    desk.do(MergeTicket(ticket_id=ticket, into=other))
    assert (card_of(desk, ticket).status, card_of(desk, ticket).merged_into) == ("merged", other)
    desk.do(DeclineTicket(ticket_id=other, reason="не к нам"))
    assert (card_of(desk, other).status, card_of(desk, other).reason) == ("declined", "не к нам")


def test_rule_c8_a_crossing_moves_the_streams_version_and_no_last_change(desk: World) -> None:
    ticket = desk.ticket()
    before = card_of(desk, ticket)
    desk.pass_time(days=30)
    assert desk.keep_time() == 2
    assert card_of(desk, ticket) == before
    with desk.cursor() as cursor:
        cursor.execute("SELECT version, changed_version FROM ticket_list")
        assert cursor.fetchall() == [(3, 1)]


@pytest.fixture
def many(desk: World) -> tuple[World, dict[str, Any]]:
    """Twelve tickets that differ in all that a list filters and sorts by."""
    quick = desk.agreement(desk.schedule(name="Быстрый"), promise(2), name="Quick", is_base=False)
    ivan, olga = desk.person("Иван"), desk.person("Ольга", groups=frozenset({"second_line"}))
    desk.do(NameRecipients(agreement_id=quick, persons=(ivan, olga)))
    first, second = desk.team("Первая", [olga]), desk.team("Вторая")
    made = []
    for nth in range(12):
        team = Responsible(first if nth % 2 else second, olga if nth % 2 else None)
        made.append(
            desk.ticket(
                f"Заявка 100% №{nth}" if nth % 4 == 0 else f"Ticket {nth}",
                person=ivan if nth % 2 else olga,
                priority=("critical", "high", "normal", "low")[nth % 4],
                type=("incident", "inquiry")[nth % 2],
                **({"agreement_id": quick} if nth % 3 == 0 else {}),
                **({"responsible": team} if nth % 4 else {}),
            )
        )
        desk.pass_time(minutes=7)
    desk.do(PutTicketInProgress(ticket_id=made[1]))
    desk.do(PutTicketOnHold(ticket_id=made[2], reason="ждём"))
    desk.do(ResolveTicket(ticket_id=made[3], solution="готово"))
    desk.do(ResolveTicket(ticket_id=made[4], solution="готово"))
    desk.do(CloseTicket(ticket_id=made[4]))
    desk.pass_time(hours=4)
    return desk, {"quick": quick, "ivan": ivan, "olga": olga, "first": first, "second": second, "made": made}


def test_every_filter_narrows_to_the_tickets_that_a_plain_reading_picks(many: tuple[World, dict[str, Any]]) -> None:
    desk, known = many
    every = listed(desk, limit=200).tickets
    assert len(every) == 12
    cases: tuple[tuple[TicketFilter, Callable[[TicketLine], bool]], ...] = (
        (TicketFilter(statuses=("on_hold", "resolved")), lambda t: t.status in {"on_hold", "resolved"}),
        (TicketFilter(types=("inquiry",)), lambda t: t.type == "inquiry"),
        (TicketFilter(priorities=("critical", "low")), lambda t: t.priority in {"critical", "low"}),
        (TicketFilter(teams=(known["second"],)), lambda t: t.team_id == known["second"]),
        (TicketFilter(responsible=known["olga"]), lambda t: t.responsible_id == known["olga"]),
        (TicketFilter(nobody=True), lambda t: t.responsible_id is None),
        (TicketFilter(requester=known["ivan"]), lambda t: t.requester_id == known["ivan"]),
        (TicketFilter(agreement=known["quick"]), lambda t: t.agreement_id == known["quick"]),
        (TicketFilter(is_open=True), lambda t: t.status not in {"resolved", "closed"}),
        (TicketFilter(is_open=False), lambda t: t.status in {"resolved", "closed"}),
        (TicketFilter(overdue=True), lambda t: t.is_overdue),
        (TicketFilter(overdue=False), lambda t: not t.is_overdue),
        (TicketFilter(due_before=desk.now), lambda t: t.due_at is not None and t.due_at < desk.now),
        (TicketFilter(text="100%"), lambda t: "100%" in t.subject or str(t.number).startswith("100")),
        (TicketFilter(text="ticket"), lambda t: t.subject.startswith("Ticket")),
        (TicketFilter(text="#1003"), lambda t: t.number == 1003),
        (TicketFilter(text="_"), lambda _: False),
        (TicketFilter(text="\0"), lambda _: True),
        (TicketFilter(service=uuid4()), lambda _: False),
        (TicketFilter(types=("inquiry",), nobody=True), lambda t: t.type == "inquiry" and t.responsible_id is None),
    )
    for wanted, fits in cases:
        found = listed(desk, wanted=wanted, limit=200).tickets
        assert set(found) == {line for line in every if fits(line)}, wanted
    assert {line.number for line in every if line.is_overdue} > {1001}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", get_args(Sort))
def test_pages_of_every_order_cover_the_list_once(
    many: tuple[World, dict[str, Any]], sort: Sort, *, descending: bool
) -> None:
    desk, _ = many
    never = datetime.max.replace(tzinfo=MONDAY.tzinfo)
    keys: dict[str, Callable[[TicketLine], Any]] = {
        "due": lambda t: t.due_at or never,
        "priority": lambda t: ("critical", "high", "normal", "low").index(t.priority),
        "number": lambda t: t.number,
        "changed": lambda t: t.changed_at,
        "registered": lambda t: t.registered_at,
    }
    key = keys[sort]
    every = listed(desk, limit=200).tickets
    expected = sorted(every, key=lambda t: (key(t), t.ticket_id.bytes), reverse=descending)
    found: list[TicketLine] = []
    after = None
    while True:
        page = listed(desk, sort=sort, descending=descending, after=after, limit=5)
        found += page.tickets
        after = page.next_cursor
        if after is None:
            break
    assert found == expected


def test_pages_stay_stable_while_rows_change_and_come(many: tuple[World, dict[str, Any]]) -> None:
    desk, known = many
    first = listed(desk, sort="number", limit=5)
    desk.do(PrioritiseTicket(ticket_id=known["made"][0], priority="low"))
    desk.ticket("Новая")
    second = listed(desk, sort="number", limit=5, after=first.next_cursor)
    third = listed(desk, sort="number", limit=5, after=second.next_cursor)
    assert numbers(first) + numbers(second) + numbers(third) == list(range(1001, 1014))
    assert third.next_cursor is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no cursor at all",
        "я",
        "AAAA",
        cursor_at("due", "1", UUID(int=1)),
        cursor_at("due", 2**80, UUID(int=1)),
        cursor_at("due", None, UUID(int=1)),
        cursor_at("due", 1, UUID(int=1), descending=True),
        cursor_at("number", 1, UUID(int=1)),
    ],
)
def test_a_foreign_or_broken_cursor_is_refused(desk: World, text: str) -> None:
    with pytest.raises(CursorIsForeign):
        listed(desk, after=text)


def test_a_cursor_of_an_impossible_priority_or_a_naive_instant_is_refused(desk: World) -> None:
    with pytest.raises(CursorIsForeign):
        listed(desk, sort="priority", after=cursor_at("priority", 70_000, UUID(int=1)))
    with pytest.raises(CursorIsForeign):
        listed(desk, sort="changed", after=cursor_at("changed", "2026-03-02T09:00:00", UUID(int=1)))


@pytest.mark.parametrize("read_at_once", [counts.LOOKED_AT, 0])
def test_counts_say_what_the_list_shows(
    many: tuple[World, dict[str, Any]], read_at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts, "LOOKED_AT", read_at_once)
    monkeypatch.setattr(counts, "_counted_at_once", counts._counted_at_once.__wrapped__)
    desk, known = many
    for by in (AS_DESK, viewer("specialist", who=known["olga"]), viewer("requester", who=known["ivan"])):
        lines = listed(desk, by, wanted=TicketFilter(is_open=True), limit=200).tickets
        with desk.cursor() as cursor:
            found = counts.seen_by(cursor, by, now=desk.now)
        statuses = [line.status for line in lines]
        assert found.by_status == {status: statuses.count(status) for status in set(statuses)}
        assert found.open == len(lines)
        assert found.overdue == sum(line.is_overdue for line in lines)
        assert found.mine == sum(line.responsible_id == by.actor.id for line in lines)
        assert found.nobodys == sum(line.responsible_id is None for line in lines)


def test_a_line_is_plain_data(desk: World) -> None:
    desk.ticket()
    assert msgspec.json.decode(msgspec.json.encode(listed(desk)))["tickets"][0]["number"] == 1001


def test_the_list_by_service_counts_what_is_below_unless_it_is_asked_for_exactly(world: World) -> None:
    top = ServiceId(world.do(AddService(title=Named(en="Network"), types=("incident",))).stream)
    below = ServiceId(world.do(AddService(title=Named(en="Wi-Fi"), types=("incident",), parent_id=top)).stream)
    agreement = world.agreement(world.schedule())
    world.do(NameServices(agreement_id=agreement, services=(top,)))
    on_top, on_below = world.ticket(service_id=top), world.ticket(service_id=below)
    world.ticket()
    world.fold()
    for wanted, found in (
        (TicketFilter(service=top), [on_top, on_below]),
        (TicketFilter(service=below), [on_below]),
        (TicketFilter(service=top, service_exactly=True), [on_top]),
    ):
        assert [line.ticket_id for line in listed(world, wanted=wanted, sort="number").tickets] == found


def test_cards_and_lists_call_everybody_as_they_are_called_today_and_histories_as_then(desk: World) -> None:
    ivan, olga = desk.person("Иванова"), desk.person("Ольга", groups=frozenset({"second_line"}))
    team = desk.team("Линия 1", [olga])
    hers = desk.ticket("Её", person=ivan, responsible=Responsible(team, olga))
    merged, target = desk.ticket("Ещё", person=ivan), desk.ticket("Куда", person=ivan)
    of_a_guest = RegisterTicket(subject="Гость", requester=From(email="guest@client.example", name="Гость"))
    guests = ticket_id(int(desk.do(of_a_guest).reference))
    desk.do(MergeTicket(ticket_id=merged, into=target))
    desk.do(RenamePerson(person_id=ivan, full_name=PersonName("Петрова")))
    desk.do(RenamePerson(person_id=olga, full_name=PersonName("Ольгина")))
    shown = card_of(desk, hers)
    assert (shown.requester_name, shown.responsible) == ("Петрова", Text.same("Ольгина"))
    lines = {line.ticket_id: line for line in listed(desk, sort="number").tickets}
    assert (lines[hers].requester_name, lines[hers].responsible) == ("Петрова", Text.same("Ольгина"))
    assert card_of(desk, guests).requester_name == lines[guests].requester_name == "Гость"
    specialist = viewer("specialist")
    with desk.cursor() as cursor:
        whole = whole_card(cursor, specialist, target, now=desk.now)
        assert whole is not None
        assert [one.requester_name for one in whole.merged] == ["Петрова"]
        facts = desk.log.load(StreamId(target))
        history = history_of_ticket(cursor, specialist, facts, desk.log.load)
        then = as_registered(cursor, specialist, facts[0])
    asked = [entry.fact["requester"]["name"] for entry in history if "requester" in entry.fact]
    assert (asked, then.requester_name) == (["Иванова", "Иванова"], "Иванова")
