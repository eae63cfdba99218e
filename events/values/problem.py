"""What may become of a problem, as a life cycle; decided by ``aggregates.problem``, shown by the list."""

from __future__ import annotations

from events.values.lifecycle import Lifecycle, Transition
from events.values.text import Text
from events.values.ticket import CLOSED, IN_PROGRESS, NEW, RESOLVED, Status

KNOWN_ERROR = "known_error"
CANCELLED = "cancelled"

_OPEN = (NEW, IN_PROGRESS, KNOWN_ERROR)

PROBLEM_CYCLE = Lifecycle(
    statuses=(
        Status(code=NEW, name=Text(ru="Новая", en="New"), colour="#1f4fa3"),
        Status(code=IN_PROGRESS, name=Text(ru="Разбирается", en="Under investigation"), colour="#2f7d4f"),
        Status(code=KNOWN_ERROR, name=Text(ru="Известная ошибка", en="Known error"), colour="#b07d12"),
        Status(code=RESOLVED, name=Text(ru="Решена", en="Resolved"), resolves=True, colour="#5b7f95"),
        Status(code=CLOSED, name=Text(ru="Закрыта", en="Closed"), resolves=True, is_final=True),
        Status(code=CANCELLED, name=Text(ru="Отменена", en="Cancelled"), is_final=True, colour="#a33a2f"),
    ),
    transitions=(
        Transition(leaves=NEW, enters=IN_PROGRESS),
        Transition(leaves=NEW, enters=KNOWN_ERROR),
        Transition(leaves=IN_PROGRESS, enters=KNOWN_ERROR),
        Transition(leaves=KNOWN_ERROR, enters=IN_PROGRESS, requires=frozenset({"reason"})),
        *(Transition(leaves=code, enters=RESOLVED, requires=frozenset({"solution"})) for code in _OPEN),
        Transition(leaves=RESOLVED, enters=IN_PROGRESS, requires=frozenset({"reason"})),
        Transition(leaves=RESOLVED, enters=CLOSED),
        *(Transition(leaves=code, enters=CANCELLED, requires=frozenset({"reason"})) for code in _OPEN),
    ),
)
"""From the first suspicion to the solution (row 164); a known error is one whose root cause is found."""


def is_open(code: str) -> bool:
    """Whether a problem in this status is still to be solved: neither resolved nor over."""
    status = PROBLEM_CYCLE.status(code)
    return status is None or not (status.is_final or status.resolves)
