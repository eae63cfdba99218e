"""Cards, lists and counts say of checklists what a plain reading of the facts says, over generated histories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from commands.checklist_template import ArchiveChecklistTemplate, MakeChecklistTemplate
from commands.command import Command
from commands.fields import Named
from commands.ticket.checks import (
    AddChecklist,
    ReorderChecklist,
    RestoreChecks,
    RewordCheck,
    TickChecks,
    UntickChecks,
    WithdrawChecks,
)
from commands.ticket.unmerge import UnmergeTicket
from commands.ticket.work import MergeTicket
from commands.ticket_type.checklist import SetTypeChecklist
from events.fact import Recorded
from events.ticket_checks import (
    CheckRestored,
    CheckReworded,
    ChecksAdded,
    ChecksReordered,
    CheckTicked,
    CheckUnticked,
    CheckWithdrawn,
)
from events.values.checklist import ChecklistPolicy
from events.values.identity import CheckId, ChecklistTemplateId, TicketId
from events.values.people import Viewer
from events.values.shared_with import OpenTo
from events.values.ticket_condition import OneOf
from projections.at_hand import checklists
from projections.ticket.around import card
from projections.ticket.card import whole_card
from projections.ticket.lists.conditions import Asking
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.groups import Count, counted
from projections.ticket.lists.lines import ChecklistCount
from projections.ticket.lists.pages import visible_to
from tests.projections.world import World, viewer


class Plain(msgspec.Struct):
    """An item as the facts tell of it, one after the other."""

    words: str
    by: UUID | None = None
    withdrawn: bool = False


def read(history: list[Recorded]) -> dict[UUID, Plain]:
    items: dict[UUID, Plain] = {}
    for recorded in history:
        match recorded.fact:
            case ChecksAdded(checks=new):
                for one in new:
                    items[one.check_id] = Plain(one.words, one.ticked_by)
            case CheckTicked(check_id=check):
                items[check].by = recorded.metadata.actor.id
            case CheckUnticked(check_id=check):
                items[check].by = None
            case CheckReworded(check_id=check, words=words):
                items[check].words = words
            case CheckWithdrawn(check_id=check):
                items[check].withdrawn = True
            case CheckRestored(check_id=check):
                items[check].withdrawn = False
            case ChecksReordered(checks=order):
                rest = [one for one in items if one not in order]
                items = {one: items[one] for one in (*order, *rest)}
            case _:
                pass
    return items


DEEDS = ("add", "give", "tick", "untick", "reword", "turn", "withdraw", "restore", "merge", "part")
STEPS = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 2), st.integers(0, 6)), max_size=16)


class Desk:
    """Three tickets, one of them asked for by Olga, who works on the others; one of a type that begins with a list."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.agreement(world.schedule())
        self.olga = world.person("Ольга", "olga@desk.example", groups=frozenset({"specialist"}))
        self.anna = world.person("Анна", "anna@desk.example")
        self.by_olga, self.by_anna = viewer("specialist", who=self.olga), viewer("requester", who=self.anna)
        made = MakeChecklistTemplate(
            title=Named(ru="Новичок"), items=("Учётная запись", "Ноутбук"), audience=OpenTo(kind="everyone")
        )
        self.template = ChecklistTemplateId(world.do(made, viewer("administrator")).stream)
        policy = ChecklistPolicy(templates=(self.template,))
        world.do(SetTypeChecklist(code="inquiry", policy=policy), viewer("administrator"))
        self.tickets = [
            world.ticket("Первая", person=self.anna, type="inquiry"),
            world.ticket("Вторая", person=self.anna),
            world.ticket("Своя", person=self.olga),
        ]

    def history(self, ticket: TicketId) -> list[Recorded]:
        return list(self.world.log.load(ticket))  # type: ignore[arg-type] # its stream

    def some(self, ticket: TicketId, place: int) -> CheckId:
        there = [*read(self.history(ticket))]
        return CheckId(there[place % len(there)]) if there else CheckId(UUID(int=1))

    def does(self, deed: str, nth: int, place: int) -> None:
        ticket = self.tickets[nth]
        other = self.tickets[(nth + 1) % 3]
        check = self.some(ticket, place)
        orders: dict[str, Callable[[], Command]] = {
            "add": lambda: AddChecklist(ticket_id=ticket, items=(f"Пункт {place}", "Ещё")),
            "give": lambda: AddChecklist(ticket_id=ticket, checklist_id=self.template),
            "tick": lambda: TickChecks(ticket_id=ticket, checks=(check,)),
            "untick": lambda: UntickChecks(ticket_id=ticket, checks=(check,)),
            "reword": lambda: RewordCheck(ticket_id=ticket, check_id=check, words=f"Иначе {place}"),
            "turn": lambda: ReorderChecklist(ticket_id=ticket, checks=(check,)),
            "withdraw": lambda: WithdrawChecks(ticket_id=ticket, checks=(check,)),
            "restore": lambda: RestoreChecks(ticket_id=ticket, checks=(check,)),
            "merge": lambda: MergeTicket(ticket_id=ticket, into=other),
            "part": lambda: UnmergeTicket(ticket_id=ticket),
        }
        self.world.attempt(orders[deed](), self.by_olga)


def test_cards_lists_and_counts_say_of_checklists_what_a_plain_reading_of_the_facts_says(world: World) -> None:
    @settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None, print_blob=True)
    @given(steps=STEPS)
    def agrees(steps: list[tuple[str, int, int]]) -> None:
        compare(Desk(world.empty()), steps)

    agrees()


def compare(desk: Desk, steps: list[tuple[str, int, int]]) -> None:
    for step in steps:
        desk.does(*step)
    desk.world.fold()
    plain = {ticket: read(desk.history(ticket)) for ticket in desk.tickets}
    with desk.world.cursor() as cursor:
        for ticket in desk.tickets:
            shown = card.around(cursor, desk.by_olga, ticket, now=desk.world.now)
            items = [(check, one) for check, one in plain[ticket].items() if not one.withdrawn]
            stands = [(one.check_id, one.words, one.ticked_by) for one in shown.checklist]
            assert stands == [(check, one.words, one.by) for check, one in items]
            gone = {check for check, one in plain[ticket].items() if one.withdrawn}
            assert {one.check_id for one in shown.withdrawn_checks} == gone
        for by in (desk.by_olga, desk.by_anna):
            rows = visible_to(cursor, by, TicketFilter(), now=desk.world.now, sort="number").tickets
            again = visible_to(cursor, by, TicketFilter(), now=desk.world.now, sort="number").tickets
            ids = [TicketId(line.ticket_id) for line in rows]
            expected = {ticket: count(desk, plain[ticket], by, ticket) for ticket in ids}
            for lines in (rows, again):
                assert {line.ticket_id: line.checklist for line in lines} == {
                    ticket: UNSET if told is None else told for ticket, told in expected.items()
                }
            for ticket, told in expected.items():
                whole = whole_card(cursor, by, ticket, now=desk.world.now)
                assert whole is not None
                assert whole.checklist == told
            for value in ("done", "open", "none"):
                fitting = sum(how(told) == value for told in expected.values())
                condition = OneOf(field="checklist", values=(value,))
                assert counted(cursor, Asking(by, desk.world.now), condition) == Count(fitting)


def count(desk: Desk, items: dict[UUID, Plain], by: Viewer, ticket: UUID) -> ChecklistCount | None:
    """To whoever asked, and to requesters at all, there is none."""
    if not by.is_staff or ticket == desk.tickets[2] or hears(desk, ticket, by):
        return None
    there = [one for one in items.values() if not one.withdrawn]
    return ChecklistCount(ticked=sum(one.by is not None for one in there), items=len(there)) if there else None


def hears(desk: Desk, ticket: UUID, by: Viewer) -> bool:
    """Who sees everything reads all words on what is not their own, whatever was merged into it."""
    return any(getattr(one.fact, "requester_id", None) == by.actor.id for one in desk.history(TicketId(ticket)))


def how(told: ChecklistCount | None) -> str:
    if told is None:
        return "none"
    return "done" if told.ticked == told.items else "open"


def test_templates_are_listed_to_whom_they_are_open_and_how_often_they_were_given_is_counted(world: World) -> None:
    desk = Desk(world)
    world.do(AddChecklist(ticket_id=desk.tickets[1], checklist_id=desk.template), desk.by_olga)
    world.fold()

    def listed(by: Viewer, **more: Any) -> list[tuple[UUID, int, int]]:
        with world.cursor() as cursor:
            return [(one.checklist_id, one.used, one.used_by_me) for one in checklists.open_to(cursor, by, **more)]

    # One by the registration, by Olga the other.
    assert listed(desk.by_olga) == [(desk.template, 2, 1)]
    assert listed(desk.by_olga, text="ноут") == [(desk.template, 2, 1)]
    assert listed(desk.by_olga, text="принтер") == []
    own = MakeChecklistTemplate(title=Named(ru="Моё"), items=("Одно",))
    mine = world.do(own, viewer("specialist", who=desk.anna)).stream
    world.do(ArchiveChecklistTemplate(checklist_id=desk.template), viewer("administrator"))
    world.fold()
    assert listed(desk.by_olga) == []
    assert listed(desk.by_olga, archived=True) == [(desk.template, 2, 1)]
    assert listed(viewer("specialist", who=desk.anna)) == [(mine, 0, 0)]
