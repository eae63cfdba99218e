"""Life cycles as data: which statuses a type of ticket has, how it moves between them, who may, what they must say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from events.values.faults import InvalidValue
from events.values.people import Group
from events.values.text import Text
from events.values.ticket import (
    CLOSED,
    DECLINED,
    IN_PROGRESS,
    MERGED,
    NEW,
    ON_APPROVAL,
    ON_HOLD,
    REOPENED,
    RESOLVED,
    STATUSES,
    TAKEN_BACK,
    Status,
)

Said = Literal["solution", "reason", "wake_up_at"]
"""What a move may ask for."""
SAID_NAMES: dict[Said, Text] = {
    "solution": Text("решение", "solution"),
    "reason": Text("причина", "reason"),
    "wake_up_at": Text("срок пробуждения", "wake-up time"),
}
"""How people read what a move asks for."""

LIFE_CYCLE_RULE = "row 166"


class Transition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way from a status to another.

    ``groups`` may take it among those who work on the ticket; empty means all of them. ``by_requester`` lets whoever
    asked for the ticket take it, too. ``requires`` is what must be said on the way.
    """

    leaves: str
    enters: str
    groups: frozenset[Group] = frozenset()
    by_requester: bool = False
    requires: frozenset[Said] = frozenset()


class Lifecycle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The statuses of a type in the order in which people read them, where a ticket begins, and the ways between.

    A status that cannot be reached, or from which no ticket ever ends, is refused by its name (row 166).
    """

    statuses: tuple[Status, ...]
    initial: str = NEW
    transitions: tuple[Transition, ...]

    def __post_init__(self) -> None:
        codes = [status.code for status in self.statuses]
        for index, code in enumerate(codes):
            if code in codes[:index]:
                raise _fault(
                    f"statuses[{index}].code", "Статус «{}» указан дважды.", "Status “{}” is given twice.", code
                )
        if self.initial not in codes:
            raise _fault("initial", "Начального статуса «{}» нет.", "There is no initial status “{}”.", self.initial)
        self._refuse_strange_transitions(frozenset(codes))
        self._refuse_traps()

    def status(self, code: str) -> Status | None:
        """The status of a code; ``None`` when this life cycle has none."""
        return next((status for status in self.statuses if status.code == code), None)

    def name_of(self, code: str) -> Text:
        """How people read a status; a code that this life cycle does not have is its own name."""
        status = self.status(code)
        return Text.same(code) if status is None else status.name

    @property
    def first(self) -> Status:
        """Where a ticket begins."""
        return next(status for status in self.statuses if status.code == self.initial)

    def transition(self, leaves: str, enters: str) -> Transition | None:
        """The way from one status to another, if there is one."""
        return next((way for way in self.transitions if (way.leaves, way.enters) == (leaves, enters)), None)

    def ways_from(self, code: str) -> list[Transition]:
        """Every way out of a status."""
        return [way for way in self.transitions if way.leaves == code]

    def closing_from(self, code: str) -> Status | None:
        """The end that a solution comes to by itself, when nobody objects: the first one that a way leads to."""
        entered = (self.status(way.enters) for way in self.ways_from(code))
        return next((status for status in entered if status and status.is_final and status.resolves), None)

    def _refuse_strange_transitions(self, codes: frozenset[str]) -> None:
        seen: set[tuple[str, str]] = set()
        for index, way in enumerate(self.transitions):
            for field, code in (("leaves", way.leaves), ("enters", way.enters)):
                if code not in codes:
                    where = f"transitions[{index}].{field}"
                    raise _fault(where, "Статуса «{}» нет.", "There is no status “{}”.", code)
            pair = (way.leaves, way.enters)
            if pair in seen or way.leaves == way.enters:
                named = f"{way.leaves} → {way.enters}"
                ru, en = "Переход «{}» лишний: он уже есть или никуда не ведёт.", "The transition “{}” is one too many."
                raise _fault(f"transitions[{index}]", ru, en, named)
            seen.add(pair)
        for index, status in enumerate(self.statuses):
            if status.wakes_to and self.transition(status.code, status.wakes_to) is None:
                ru, en = "Из «{}» нет перехода в статус пробуждения.", "“{}” has no transition to where it wakes up."
                raise _fault(f"statuses[{index}].wakes_to", ru, en, status.code)

    def _refuse_traps(self) -> None:
        forward = [(way.leaves, way.enters) for way in self.transitions]
        reached = closure([self.initial], forward)
        finals = [status.code for status in self.statuses if status.is_final]
        ending = closure(finals, [(enters, leaves) for leaves, enters in forward])
        for index, status in enumerate(self.statuses):
            if status.code not in reached:
                ru = "До статуса «{}» нельзя дойти: добавьте переход в него или уберите его."
                en = "Status “{}” cannot be reached: add a transition into it or leave it out."
                raise _fault(f"statuses[{index}]", ru, en, status.name.ru, status.name.en)
            if status.code not in ending:
                ru = "Из статуса «{}» заявку нельзя завершить: добавьте путь к завершающему статусу."
                en = "From status “{}” a ticket can never end: add a way to a final status."
                raise _fault(f"statuses[{index}]", ru, en, status.name.ru, status.name.en)


def closure(begin: Iterable[str], arrows: Iterable[tuple[str, str]]) -> set[str]:
    """Everything that the arrows lead to from where they begin."""
    found, waiting = set(begin), list(begin)
    known = list(arrows)
    while waiting:
        here = waiting.pop()
        fresh = {there for leaves, there in known if leaves == here} - found
        found |= fresh
        waiting += fresh
    return found


def _fault(field: str, ru: str, en: str, name: str, name_en: str = "") -> InvalidValue:
    return InvalidValue(Text(ru=ru.format(name), en=en.format(name_en or name)), field=field, rule=LIFE_CYCLE_RULE)


_BEGUN = (NEW, IN_PROGRESS, REOPENED)
_WORKED_ON = (*_BEGUN, ON_HOLD)


def _ways(enters: str, leaves: Iterable[str], **more: object) -> list[Transition]:
    return [Transition(leaves=code, enters=enters, **more) for code in leaves]  # type: ignore[arg-type] # the fields of a transition


SHIPPED = Lifecycle(
    statuses=tuple(status for code, status in STATUSES.items() if code != TAKEN_BACK),
    transitions=(
        *_ways(IN_PROGRESS, (NEW, REOPENED, ON_HOLD)),
        *_ways(ON_HOLD, (NEW, IN_PROGRESS, REOPENED), requires=frozenset({"reason"})),
        *_ways(ON_APPROVAL, _BEGUN),
        *(way for code in _BEGUN for way in _ways(code, (ON_APPROVAL,))),
        *_ways(RESOLVED, _WORKED_ON, requires=frozenset({"solution"})),
        *_ways(REOPENED, (RESOLVED,), by_requester=True),
        *_ways(CLOSED, (RESOLVED,), by_requester=True),
        *_ways(DECLINED, (*_WORKED_ON, ON_APPROVAL), requires=frozenset({"reason"})),
        *_ways(MERGED, _WORKED_ON),
    ),
)
"""The life cycle of the three types that come with the desk (rows 125, 166-167)."""
