"""The card of a problem, its history, and the offer of its solution to its incidents."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Response

from api.console.asked import Asked
from api.console.offered import lists
from api.console.problems.lists import COLOURS
from api.console.rendering import page
from api.questions.paging.whole import PageOf
from api.questions.problem.cards import read_problem, read_problem_history
from api.questions.problem.incidents import IncidentsOf, resolve_incidents
from events.values.problem import CANCELLED, KNOWN_ERROR, PROBLEM_CYCLE
from events.values.text import Text
from events.values.ticket import CLOSED, IN_PROGRESS, RESOLVED

DEEDS: Mapping[str, Text] = {
    IN_PROGRESS: Text("Разбирать", "Investigate"),
    KNOWN_ERROR: Text("Причина найдена", "The cause is found"),
    RESOLVED: Text("Решить", "Resolve"),
    CLOSED: Text("Закрыть", "Close"),
    CANCELLED: Text("Отменить", "Cancel"),
}
"""What one does to bring a problem there."""
RESOLVING = frozenset(one.code for one in PROBLEM_CYCLE.statuses if one.resolves)


def problem(asked: Asked, ref: str) -> Response:
    """All that is known of it; each field is a text until somebody wants to change it."""
    found = read_problem(asked.desk, asked.viewer, ref, asked.min_position).value
    may_work = asked.may_order("describe-problem")
    return page(
        asked,
        "problems/card.html",
        problem=found,
        called=f"P-{found.number}",
        colour=COLOURS.get(found.status, ""),
        level=asked.told(asked.level_name(found.priority)),
        levels=lists.levels(asked),
        services=lists.services(asked, beside=found.services) if may_work else [],
        teams=lists.teams(asked) if may_work else [],
        may_work=may_work,
        deeds={code: asked.told(name) for code, name in DEEDS.items()},
        is_solved=found.status in RESOLVING,
        unsolved=[one for one in found.tickets if one.is_open],
        may_read_history=asked.may("read-problem-history"),
    )


def history(asked: Asked, ref: str) -> Response:
    """What was done, the first in front."""
    found = read_problem(asked.desk, asked.viewer, ref, asked.min_position).value
    wanted = PageOf(ref=ref, cursor=asked.wish("cursor") or None)
    told = read_problem_history(asked.desk, asked.viewer, wanted, asked.min_position).value
    return page(
        asked,
        "history.html",
        called=f"P-{found.number}",
        subject=found.subject,
        back=f"/problems/P-{found.number}",
        entries=told.facts,
        more="" if told.next_cursor is None else asked.address(cursor=told.next_cursor),
    )


def resolve(asked: Asked, ref: str) -> Response:
    """Solve all of its tickets with its solution, and tell what became of each."""
    found = read_problem(asked.desk, asked.viewer, ref).value
    outcomes = resolve_incidents(asked.desk, asked.viewer, IncidentsOf(ref=ref)).value.incidents
    numbers = {one.ticket_id: one.number for one in found.tickets}
    return page(
        asked,
        "problems/resolved.html",
        called=f"P-{found.number}",
        outcomes=[(one.number or numbers.get(one.ticket_id), one) for one in outcomes],
    )
