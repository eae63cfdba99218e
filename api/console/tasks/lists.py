"""The list of tasks over all tickets; each is done or given up where it stands."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

import msgspec
from fastapi import Response

from api.console.asked import Asked
from api.console.offered import lists, narrowings
from api.console.offered.narrowings import Narrowing
from api.console.rendering import page
from api.questions.ticket.around import TasksWanted, list_tasks
from events.values.refusal import Refusal
from events.values.text import Text

A_PAGE = 50
MINE_OF_TEAMS = "teams"
KNOWN: tuple[Narrowing, ...] = (
    Narrowing(code="mine", name=Text("Мои", "Mine"), asks={"responsible": "me"}),
    Narrowing(code=MINE_OF_TEAMS, name=Text("Моих команд", "My teams'")),
    Narrowing(code="nobodys", name=Text("Ничьи", "Nobody's"), asks={"responsible": "nobody"}),
    Narrowing(code="overdue", name=Text("Просроченные", "Overdue"), asks={"overdue": True}),
    Narrowing(code="open", name=Text("Все открытые", "All open")),
    Narrowing(code="over", name=Text("Завершённые", "Over"), asks={"is_open": False}),
)


def tasks(asked: Asked) -> Response:
    """What is due first stands first."""
    teams = lists.teams(asked)
    wanted = _wanted(asked)
    found, refusal = None, ""
    try:
        found = None if wanted is None else list_tasks(asked.desk, asked.viewer, wanted, asked.min_position).value
    except Refusal as refused:
        # The bar stays where it is: there the way out is.
        refusal = asked.told(refused.text)
    return page(
        asked,
        "tasks/list.html",
        narrowings=narrowings.links(asked, KNOWN),
        chosen=asked.told(narrowings.chosen(asked, KNOWN).name),
        refusal=refusal,
        tasks=() if found is None else found.tasks,
        more="" if found is None or found.next_cursor is None else asked.address(cursor=found.next_cursor),
        teams=teams,
        team=asked.wish("team"),
        responsible=asked.wish("responsible"),
        due_before=asked.wish("due_before"),
        may_work=asked.may_order("do-task"),
        here=asked.address(),
    )


def _wanted(asked: Asked) -> TasksWanted | None:
    """``None``: somebody of no team asks for the tasks of their teams."""
    known = narrowings.chosen(asked, KNOWN)
    team = _ids([asked.wish("team")])
    if known.code == MINE_OF_TEAMS and not team:
        team = _ids([code for code, _ in lists.own_teams(asked)])
        if not team:
            return None
    wanted = TasksWanted(**known.asks, team=team, cursor=asked.wish("cursor") or None, limit=A_PAGE)
    if who := asked.wish("responsible"):
        wanted = msgspec.structs.replace(wanted, responsible=who)
    if (until := _end_of_day(asked)) is not None:
        wanted = msgspec.structs.replace(wanted, due_before=until)
    return wanted


def _end_of_day(asked: Asked) -> datetime | None:
    """Behind the day that the address names, by the reader's own clock; what is no day narrows nothing."""
    try:
        day = date.fromisoformat(asked.wish("due_before"))
        return datetime.combine(day + timedelta(days=1), time(), asked.zone)
    except (ValueError, OverflowError):
        return None


def _ids(told: list[str]) -> list[UUID]:
    found = []
    for one in told:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found
