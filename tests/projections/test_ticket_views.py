"""Views of tickets as rows: who sees which, as they stand today; and tickets counted and grouped by conditions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from commands.fields import Named
from commands.team import LinkTeamMembers, UnlinkTeamMembers
from commands.ticket.work import PutTicketInProgress, ResolveTicket
from commands.ticket_view import ChangeView, MakeView, RemoveView, RenameView, ShareView
from events.values.identity import PersonId, TeamId, ViewId
from events.values.people import Responsible, Viewer
from events.values.text import Text
from events.values.ticket_condition import AllOf, Condition, HasWords, Is, OneOf
from events.values.ticket_view import Audience, ViewSettings
from projections.ticket.lists.conditions import Asking
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.groups import Count, counted, grouped
from projections.ticket.lists.lines import TicketLine
from projections.ticket.lists.pages import visible_to
from projections.ticket_view.rows import TicketView, seen_by
from tests.projections.world import AS_DESK, World, viewer

OPEN = ViewSettings(condition=Is(field="open"))
_FIELDS: dict[str, Callable[[TicketLine], str | None]] = {
    "status": lambda line: line.status,
    "type": lambda line: line.type,
    "priority": lambda line: line.priority,
    "team": lambda line: None if line.team_id is None else str(line.team_id),
    "responsible": lambda line: None if line.responsible_id is None else str(line.responsible_id),
}
"""Field -> what a line of the list tells of it."""


def views(world: World, by: Viewer) -> list[TicketView]:
    world.fold()
    with world.cursor() as cursor:
        return seen_by(cursor, by)


def names(world: World, by: Viewer) -> list[str]:
    return [view.name.ru for view in views(world, by)]


def made(world: World, by: Viewer, name: str, audience: Audience | None = None) -> ViewId:
    command = MakeView(title=Named(ru=name), settings=OPEN, audience=audience or Audience())
    return ViewId(world.do(command, by).stream)


@pytest.fixture
def people(world: World) -> tuple[World, Viewer, Viewer, Viewer, TeamId]:
    olga, petr = (world.person(name, groups=frozenset({"specialist"})) for name in ("Ольга", "Пётр"))
    boss = world.person("Вера", groups=frozenset({"administrator"}))
    team = world.team("Первая", [olga])
    return (
        world,
        viewer("specialist", who=olga),
        viewer("specialist", who=petr),
        viewer("administrator", who=boss),
        team,
    )


def test_a_view_is_seen_by_its_maker_its_team_or_everyone(
    people: tuple[World, Viewer, Viewer, Viewer, TeamId],
) -> None:
    world, olga, petr, boss, team = people
    made(world, olga, "Моё")
    made(world, olga, "Наше", Audience(kind="team", team_id=team))
    made(world, boss, "Всех", Audience(kind="everyone"))
    assert (names(world, olga), names(world, petr)) == (["Моё", "Наше", "Всех"], ["Всех"])
    world.do(LinkTeamMembers(team_id=team, members=(PersonId(petr.actor.id),)))
    assert names(world, petr) == ["Наше", "Всех"]
    world.do(UnlinkTeamMembers(team_id=team, members=(PersonId(petr.actor.id),)))
    assert names(world, petr) == ["Всех"]
    with world.cursor() as cursor:
        assert [view.name.ru for view in seen_by(cursor, boss, every_team=True)] == ["Наше", "Всех"]


def test_a_view_shows_what_became_of_it(people: tuple[World, Viewer, Viewer, Viewer, TeamId]) -> None:
    world, olga, petr, boss, team = people
    view = made(world, boss, "Всех", Audience(kind="everyone"))
    late = ViewSettings(condition=Is(field="overdue"), columns=("number", "left"), sort="-due", group="team")
    world.do(RenameView(view_id=view, title=Named(ru="Горит", en="Burning")), boss)
    world.do(ShareView(view_id=view, edited_by="audience"), boss)
    world.do(ChangeView(view_id=view, settings=late), petr)
    (shown,) = views(world, petr)
    assert (shown.name, shown.maker, shown.settings) == (Text("Горит", "Burning"), "Вера", late)
    assert (shown.audience.kind, shown.edited_by, shown.version) == ("everyone", "audience", 4)
    world.do(ShareView(view_id=view, audience=Audience(kind="team", team_id=team)), boss)
    assert (names(world, olga), names(world, petr), names(world, boss)) == (["Горит"], [], ["Горит"])
    world.do(RemoveView(view_id=view), boss)
    assert (names(world, olga), names(world, boss)) == ([], [])


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_counts_stop_where_they_are_told_to_and_say_so(world: World, limit: int) -> None:
    world.agreement(world.schedule())
    for nth in range(4):
        world.ticket(f"Принтер {nth}")
    world.fold()
    with world.cursor() as cursor:
        for condition in (AllOf(), HasWords(text="принтер")):
            found = counted(cursor, Asking(AS_DESK, world.now), condition, limit)
            assert found == Count(min(4, limit), limit < 4)
        assert counted(cursor, Asking(AS_DESK, world.now), HasWords(text="1002")) == Count(1)
        cut = grouped(cursor, Asking(AS_DESK, world.now), AllOf(), "type", limit)
        assert (cut.total, cut.is_more) == (min(4, limit), limit < 4)


def test_groups_add_up_to_what_the_list_shows_whoever_asks(world: World) -> None:
    world.agreement(world.schedule())
    olga, ivan = world.person("Ольга", groups=frozenset({"second_line"})), world.person("Иван")
    team, other = world.team("Первая", [olga]), world.team("Вторая")
    for nth in range(9):
        answers = (Responsible(team, olga), Responsible(other), None)[nth % 3]
        kind = ("incident", "inquiry")[nth % 2]
        ticket = world.ticket(person=ivan if nth % 4 else olga, type=kind, responsible=answers)
        if nth == 3:
            world.do(PutTicketInProgress(ticket_id=ticket))
        if nth == 6:
            world.do(ResolveTicket(ticket_id=ticket, solution="готово"))
    world.fold()
    unresolved: Condition = Is(field="open")
    viewers = (AS_DESK, viewer("second_line", who=olga, teams=[team]), viewer("requester", who=ivan))
    for by in viewers:
        asking = Asking(by, world.now)
        with world.cursor() as cursor:
            lines = visible_to(cursor, by, TicketFilter(more=(unresolved,)), now=world.now, limit=200).tickets
            for field, of in _FIELDS.items():
                found = grouped(cursor, asking, unresolved, field)  # type: ignore[arg-type] # a known one
                assert {group.key: group.count for group in found.groups} == Counter(of(line) for line in lines)
                assert (found.total, found.is_more) == (len(lines), False)
                for group in found.groups:
                    value = group.key or "none"
                    narrowed = AllOf(of=(unresolved, OneOf(field=field, values=(value,))))  # type: ignore[arg-type]
                    assert counted(cursor, asking, narrowed) == Count(group.count)
    with world.cursor() as cursor:
        told = {
            group.name and group.name.ru
            for group in grouped(cursor, Asking(AS_DESK, world.now), AllOf(), "team").groups
        }
    assert told == {"Первая", "Вторая", None}
