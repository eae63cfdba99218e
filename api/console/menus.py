"""What stands in the menus, in the guide's words; a room of pages adds its entries here, and opens with the first."""

from __future__ import annotations

import msgspec

from events.values.text import Text


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a menu: its page, the question behind it, the module that it is of, its key behind “g”.

    ``order``: only for whom it is to give this one, and for auditors, who see all that is set (row 85).
    ``below`` stand under it while one is in it; ``group`` is the heading that it stands under.
    """

    name: Text
    href: str
    question: str
    order: str = ""
    module: str = ""
    key: str = ""
    group: Text | None = None
    below: tuple[Entry, ...] = ()


STRUCTURE = Text("Оргструктура", "Org structure")
AGREEMENTS = Text("Соглашения и услуги (SLA)", "Agreements and services (SLA)")
CATALOGUE: tuple[Entry, ...] = (
    Entry(name=Text("Услуги", "Services"), href="/company/services", question="list-services", group=AGREEMENTS),
    Entry(
        name=Text("Соглашения об уровне услуг", "Service level agreements"),
        href="/company/agreements",
        question="list-agreements",
        group=AGREEMENTS,
    ),
)
OPERATOR: tuple[Entry, ...] = (
    Entry(name=Text("Заявки", "Tickets"), href="/tickets", question="list-tickets", key="t"),
    Entry(name=Text("Задачи", "Tasks"), href="/tasks", question="list-tasks", key="d"),
    Entry(name=Text("Согласования", "Approvals"), href="/approvals", question="list-my-approvals", key="a"),
    Entry(
        name=Text("Проблемы", "Problems"),
        href="/problems",
        question="list-problems",
        module="problems",
        key="p",
    ),
    Entry(
        name=Text("Запросы на изменение", "Change requests"),
        href="/changes",
        question="list-changes",
        module="change_requests",
        key="c",
        below=(
            Entry(
                name=Text("Календарь", "Calendar"),
                href="/changes/calendar",
                question="list-changes",
                module="change_requests",
            ),
            Entry(
                name=Text("Запреты изменений", "Change freezes"),
                href="/changes/freezes",
                question="list-freezes",
                module="change_requests",
            ),
        ),
    ),
    Entry(
        name=Text("База знаний", "Knowledge base"),
        href="/articles",
        question="list-articles",
        module="knowledge",
        key="k",
    ),
    Entry(
        name=Text("Компания", "Company"),
        href="/company",
        question="list-teams",
        key="o",
        below=(
            Entry(name=Text("Общее", "General"), href="/company", question="list-units"),
            Entry(
                name=Text("Отделы", "Departments"),
                href="/company/departments",
                question="list-units",
                group=STRUCTURE,
            ),
            Entry(name=Text("Команды", "Teams"), href="/company/teams", question="list-teams", group=STRUCTURE),
            Entry(
                name=Text("Клиенты", "Clients"),
                href="/company/clients",
                question="list-units",
                group=Text("База клиентов", "Customer base"),
            ),
            *CATALOGUE,
        ),
    ),
)
SYSTEM = Text("Настройка системы", "System")
PROCESSES = Text("Настройка бизнес-процессов", "Business processes")
WATCHED = Text("Наблюдение", "Oversight")
TECHNOLOGIST: tuple[Entry, ...] = (
    Entry(name=Text("Шаги запуска", "Setup steps"), href="/settings/steps", question="read-setup-steps"),
    Entry(name=Text("Токены", "Tokens"), href="/settings/tokens", question="list-all-tokens", group=SYSTEM),
    Entry(name=Text("Входы", "Sign-ins"), href="/settings/sign-ins", question="list-sign-ins", group=SYSTEM),
    Entry(name=Text("Тариф", "Plan"), href="/settings/plan", question="read-plan", group=SYSTEM),
    Entry(
        name=Text("Типы заявок", "Ticket types"),
        href="/settings/ticket-types",
        question="list-ticket-types",
        order="revise-ticket-type",
        group=PROCESSES,
    ),
    Entry(
        name=Text("Жизненные циклы", "Life cycles"),
        href="/settings/life-cycles",
        question="list-ticket-types",
        order="revise-ticket-type",
        group=PROCESSES,
    ),
    Entry(
        name=Text("Графики обслуживания", "Service schedules"),
        href="/settings/schedules",
        question="list-schedules",
        order="revise-schedule",
        group=PROCESSES,
    ),
    Entry(
        name=Text("Метки модулей", "Module labels"),
        href="/settings/modules",
        question="list-modules",
        order="hide-module",
        group=PROCESSES,
    ),
    Entry(
        name=Text("Карантин", "Quarantine"),
        href="/settings/quarantine",
        question="list-quarantine",
        order="hide-module",
        group=WATCHED,
    ),
    Entry(
        name=Text("Журнал изменений", "Change journal"),
        href="/settings/journal",
        question="list-setting-changes",
        group=WATCHED,
    ),
)
PORTAL: tuple[Entry, ...] = (
    Entry(name=Text("Спросить", "Ask"), href="/portal", question="read-my-catalogue"),
    Entry(name=Text("Мои заявки", "My requests"), href="/portal/requests", question="list-tickets"),
    Entry(name=Text("Согласования", "Approvals"), href="/portal/approvals", question="list-my-approvals"),
    Entry(
        name=Text("База знаний", "Knowledge base"),
        href="/portal/articles",
        question="list-articles",
        module="knowledge",
    ),
)
