"""Examples of the histories and versions of cards for the document of the API."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from api.openapi.practice_examples import history_of
from api.questions.answers import History, ModuleList
from api.rest.command_route import AGREEMENT, PERSON, SCHEDULE, TEAM
from api.rest.command_table import PROMISE, TIMETABLE
from api.rest.ticket_type.orders import DEFINITION
from events.values.module import MODULES
from events.values.people import Actor
from events.values.schedule import Timetable
from events.values.targets import Promise
from events.values.text import Text
from events.values.ticket_type import TypeDefinition
from events.values.timetable_versions import TimetableVersions
from projections.agreement.past_versions import HoursVersion, PromiseVersion
from projections.desk.labels import DeskResponsible, ModuleLabel
from projections.ticket_type.rows import TypeVersion

_FIRST_FACTS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "person": ("person.position-changed@1", "Должность изменена", "The position was changed", {"position": "Инженер"}),
    "unit": ("org-unit.archived@1", "Подразделение в архиве", "The unit was archived", {}),
    "team": ("team.renamed@1", "Команда переименована", "The team was renamed", {}),
    "service": ("service.archived@1", "Услуга в архиве", "The service was archived", {}),
    "agreement": ("agreement.archived@1", "Соглашение в архиве", "The agreement was archived", {}),
    "schedule": ("service-schedule.renamed@1", "График переименован", "The schedule was renamed", {}),
    "module": (
        "module.hidden@1",
        "Скрыт модуль «Проблемы»",
        "The module “Problems” was hidden",
        {"module": "problems"},
    ),
    "ticket-type": ("ticket-type.archived@1", "Тип в архиве", "The type was archived", {}),
}
HISTORY_ANSWERS: dict[str, History] = {
    f"read-{card}-history": history_of(name, Text(ru=ru, en=en), fact)
    for card, (name, ru, en, fact) in _FIRST_FACTS.items()
}
"""Operation -> an answer as it is documented."""

_SINCE = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
_BY = Actor(kind="person", id=UUID(PERSON), name="Орлова Анна")
DESK_ANSWERS: dict[str, msgspec.Struct] = {
    "list-modules": ModuleList(
        [
            ModuleLabel(module="problems", name=MODULES["problems"]),
            ModuleLabel(
                module="change_requests", name=MODULES["change_requests"], is_shown=False, since_at=_SINCE, by=_BY
            ),
        ]
    ),
    "read-desk-responsible": DeskResponsible(
        team_id=UUID(TEAM), team=Text(ru="Первая линия", en="First line"), since_at=_SINCE, by=_BY
    ),
}
VERSION_ANSWERS: dict[str, msgspec.Struct] = {
    "read-agreement-version": PromiseVersion(
        agreement_id=UUID(AGREEMENT),
        version=1,
        name=Text(ru="Базовое", en="Base"),
        since_at=_SINCE,
        until_at=datetime(2026, 11, 20, 6, 0, tzinfo=UTC),
        by=_BY,
        schedule_id=UUID(SCHEDULE),
        promise=msgspec.convert(PROMISE, Promise),
    ),
    "read-schedule-version": HoursVersion(
        schedule_id=UUID(SCHEDULE),
        version=1,
        name=Text(ru="9–18 с обедом", en="9-18 with lunch"),
        since_at=_SINCE,
        by=_BY,
        timetables=TimetableVersions.first(msgspec.convert(TIMETABLE, Timetable)),
    ),
    "read-ticket-type-version": TypeVersion(
        version=1, since=_SINCE, definition=msgspec.convert(DEFINITION, TypeDefinition), led={}
    ),
}
"""Operation -> an answer as it is documented."""
