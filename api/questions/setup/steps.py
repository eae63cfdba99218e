"""The question of how far the desk is set up: the guide's six steps, each with what is there of it (row 33)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from events.values.identity import MODULES_STREAM
from events.values.people import Viewer
from events.values.text import Text
from projections.desk import labels as desk_labels
from projections.desk import setup
from projections.kit.reads import views_of
from projections.service import offers

_STEPS = views_of(setup.counted, offers.catalogue)
StepCode = Literal["company", "clients", "teams", "catalogue", "deadlines", "modules"]
ItemCode = Literal[
    "departments",
    "employees",
    "companies",
    "contacts",
    "teams",
    "staff",
    "services",
    "offers",
    "agreements",
    "base",
    "schedules",
    "promises",
    "rules",
    "modules",
]
State = Literal["done", "begun", "missing"]


class StepItem(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a step sets up, and how many of it are in use; what is not needed does not hold a step up."""

    code: ItemCode
    name: Text
    count: int
    is_needed: bool = True


class SetupStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step: done when all that it needs is there, begun when something is. ``is_needed``: no desk does without it."""

    code: StepCode
    name: Text
    state: State
    is_needed: bool
    items: tuple[StepItem, ...]


class SetupSteps(msgspec.Struct, frozen=True):
    """The six steps in their order; nothing keeps anybody from taking them in another one."""

    steps: tuple[SetupStep, ...]


@question("read-setup-steps", _STEPS)
def read_steps(desk: Desk, _viewer: Viewer, _: None) -> Answer[SetupSteps]:
    """Counted as it stands: a step that was done and undone is told as it is now."""
    with desk.database.snapshot() as db:
        there = setup.counted(db)
        services = [one for one in offers.catalogue(db, desk.clock.now()) if not one.is_archived]
        labels = desk_labels.labels(desk.log.at(db).load(MODULES_STREAM))
    return Answer(
        SetupSteps(
            (
                _step(
                    "company",
                    Text("Оргструктура: отделы и сотрудники", "The company: departments and employees"),
                    _item("departments", Text("Отделы", "Departments"), there.departments),
                    _item("employees", Text("Сотрудники", "Employees"), there.employees),
                ),
                _step(
                    "clients",
                    Text("Клиенты: компании и контакты", "The clients: companies and contacts"),
                    _item("companies", Text("Компании-клиенты", "Client companies"), there.companies, is_needed=False),
                    _item("contacts", Text("Контакты", "Contacts"), there.contacts, is_needed=False),
                ),
                _step(
                    "teams",
                    Text("Команды и права", "Teams and rights"),
                    _item("teams", Text("Команды", "Teams"), there.teams),
                    _item("staff", Text("Сотрудники с правами", "Employees with rights"), there.staff),
                ),
                _step(
                    "catalogue",
                    Text("Каталог услуг и соглашения", "The catalogue of services, and agreements"),
                    _item("services", Text("Услуги", "Services"), len(services)),
                    _item("agreements", Text("Соглашения", "Agreements"), there.agreements),
                    _item("base", Text("Базовое соглашение", "The base agreement"), there.bases),
                    _item(
                        "offers",
                        Text("Услуги, которые можно запросить", "Services that can be asked for"),
                        sum(one.can_be_asked for one in services),
                    ),
                ),
                _step(
                    "deadlines",
                    Text("Графики и правила SLA", "Schedules and SLA rules"),
                    _item("schedules", Text("Графики обслуживания", "Service schedules"), there.schedules),
                    _item(
                        "promises",
                        Text("Соглашения со своими сроками", "Agreements with norms of their own"),
                        there.promises,
                    ),
                    _item("rules", Text("Правила", "Rules"), there.rules, is_needed=False),
                ),
                _step(
                    "modules",
                    Text("Почта, уведомления, модули", "Mail, notifications, modules"),
                    _item(
                        "modules",
                        Text("Показанные модули", "Modules that are shown"),
                        sum(one.is_shown for one in labels),
                    ),
                ),
            )
        )
    )


def _item(code: ItemCode, name: Text, count: int, *, is_needed: bool = True) -> StepItem:
    return StepItem(code=code, name=name, count=count, is_needed=is_needed)


def _step(code: StepCode, name: Text, *items: StepItem) -> SetupStep:
    is_needed = any(one.is_needed for one in items)
    return SetupStep(code=code, name=name, state=state_of(items), is_needed=is_needed, items=items)


def state_of(items: Sequence[StepItem]) -> State:
    """Done when all that is needed is there, or all of it where no desk needs any."""
    needed = [one for one in items if one.is_needed]
    if all(one.count for one in needed or items):
        return "done"
    return "begun" if any(one.count for one in items) else "missing"
