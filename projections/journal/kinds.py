"""Which facts change a setting, and how what they change is read; asked by the journal's rows and comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec

from events.fact import Fact, Recorded
from events.folds.agreement import AGREEMENT, AgreementState
from events.folds.change_freeze import FREEZES, FreezesState
from events.folds.desk import DESK, LABELS, DeskState, LabelsState
from events.folds.person import PERSON, PersonState
from events.folds.reading import Reading
from events.folds.schedule import SCHEDULE, ScheduleState
from events.folds.service import SERVICE, ServiceState
from events.folds.team import TEAM, TeamState
from events.folds.ticket_type import TICKET_TYPE, TicketTypeState
from events.person import (
    PersonDeactivated,
    PersonGroupsGranted,
    PersonLicensed,
    PersonLoginGiven,
    PersonReactivated,
)
from events.values.identity import ticket_type_id
from events.values.text import Text
from events.values.ticket_type import SHIPPED_TYPES, TypeDefinition

Kind = Literal["ticket_type", "service", "agreement", "schedule", "team", "rights", "module", "desk", "freeze"]
KINDS: dict[Kind, Text] = {
    "ticket_type": Text("Типы заявок", "Ticket types"),
    "service": Text("Услуги", "Services"),
    "agreement": Text("Соглашения", "Agreements"),
    "schedule": Text("Графики", "Schedules"),
    "team": Text("Команды", "Teams"),
    "rights": Text("Права людей", "People's rights"),
    "module": Text("Метки модулей", "Module labels"),
    "desk": Text("Вся служба", "The desk as a whole"),
    "freeze": Text("Запреты изменений", "Change freezes"),
}


class Followed(NamedTuple):
    """How a kind of setting is read: its facts, its state, and the state before the first fact, if there is one."""

    reading: Reading[Any]
    state: type[msgspec.Struct]
    facts: tuple[type[Fact], ...]
    born: msgspec.Struct | None = None
    shown: tuple[str, ...] = ()
    """The fields that are a setting, where the state holds more than that."""


RIGHTS = (PersonGroupsGranted, PersonLicensed, PersonLoginGiven, PersonDeactivated, PersonReactivated)
FOLLOWED: dict[Kind, Followed] = {
    "ticket_type": Followed(TICKET_TYPE, TicketTypeState, TICKET_TYPE.facts),
    "service": Followed(SERVICE, ServiceState, SERVICE.facts),
    "agreement": Followed(AGREEMENT, AgreementState, AGREEMENT.facts),
    "schedule": Followed(SCHEDULE, ScheduleState, SCHEDULE.facts),
    "team": Followed(TEAM, TeamState, TEAM.facts),
    "rights": Followed(PERSON, PersonState, RIGHTS, shown=("login", "licence", "groups", "is_active")),
    "module": Followed(LABELS, LabelsState, LABELS.facts, LabelsState()),
    "desk": Followed(DESK, DeskState, DESK.facts, DeskState()),
    "freeze": Followed(FREEZES, FreezesState, FREEZES.facts, FreezesState()),
}
KIND_OF: dict[type[Fact], Kind] = {fact: kind for kind, one in FOLLOWED.items() for fact in one.facts}
"""Fact -> what kind of setting it changes; whatever is not here is work, and no setting."""
_SHIPPED: dict[UUID, tuple[str, TypeDefinition]] = {
    ticket_type_id(code): (code, definition) for code, definition in SHIPPED_TYPES.items()
}


def stood(kind: Kind, history: Sequence[Recorded]) -> dict[str, Any]:
    """What a setting was behind these facts of its stream, as plain data; empty: it was not there yet."""
    followed = FOLLOWED[kind]
    state: Any = followed.born
    if history and history[0].stream in _SHIPPED:
        code, definition = _SHIPPED[history[0].stream]
        state = TicketTypeState(type_id=history[0].stream, code=code, definition=definition)  # type: ignore[arg-type] # the stream is the type's
    for recorded in history:
        begun = followed.reading.begun(followed.state, recorded)
        state = begun if begun is not None else followed.reading.after(state, recorded)
    told: dict[str, Any] = {} if state is None else msgspec.to_builtins(state, order="deterministic")
    return {name: value for name, value in told.items() if not followed.shown or name in followed.shown}
