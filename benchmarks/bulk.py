"""A desk of a million tickets, through its own writers: facts made here are folded by the read models that are named.

Used by the benchmarks that need many tickets with words. The log is left out: what is measured asks read models, and
these fold the very facts that it would give, in batches as large as those of a rebuild.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from connectors.storage.feeds import positions
from connectors.storage.server.database import Database
from events.fact import Fact, Metadata, Recorded
from events.person import PersonRegistered
from events.ticket import (
    TicketAssigned,
    TicketClosed,
    TicketCommented,
    TicketPutInProgress,
    TicketPutOnHold,
    TicketRegistered,
    TicketResolved,
    TicketResumed,
)
from events.ticket_tasks import TaskAdded, TaskDone
from events.values.identity import (
    AgreementId,
    CommandId,
    CommentId,
    FactId,
    OrgUnitId,
    PersonId,
    ServiceId,
    StreamId,
    TaskId,
    TeamId,
    ticket_id,
)
from events.values.people import SYSTEM, Requester, Responsible
from events.values.person_name import PersonName
from events.values.ticket import LEVELS
from projections.kit.port import Projection

AT = datetime(2025, 1, 1, 6, 0, tzinfo=UTC)
TEAMS = tuple(TeamId(UUID(int=0x7000 + nth)) for nth in range(50))
STAFF = tuple(PersonId(UUID(int=0x5000 + nth)) for nth in range(500))
COMPANIES = tuple(OrgUnitId(UUID(int=0xC000 + nth)) for nth in range(100))
UNITS = tuple(OrgUnitId(UUID(int=0xD000 + nth)) for nth in range(1_000))
SERVICES = tuple(ServiceId(UUID(int=0x9000 + nth)) for nth in range(200))
AGREEMENT = AgreementId(UUID(int=2))
FACTS = 10
"""So many facts has a ticket."""
_REQUESTERS = max(1_000, min(50_000, int(os.environ.get("DESK_BENCH_ROWS", "1000000")) // 20))
_COMMON = """
не нет без в на и с для работает работал открывается открыть доступ доступа доступу ошибка ошибку ошибки
заявка сервер сервера сети сеть пароль пароля почта почту письмо письма отчёт отчёты таблица документ
договор счёт клиент обновление программа настройка настроить подключить подключение компьютер ноутбук
монитор клавиатура мышь телефон кабинет этаж бухгалтерия склад отдел продаж кадры директор сотрудник
новый старый срочно завтра сегодня вчера прошу помогите пожалуйста спасибо проверить проверили заменили
сертификат лицензия установка версия файл папка диск резервная копия восстановить удалён медленно
зависает перезагрузка экран синий сканер картридж бумага login access denied timeout update driver
connection reset mailbox calendar meeting shared folder vpn token
"""
_LAST = ("Маркова", "Иванов", "Петрова", "Кольцов", "Орлова", "Смирнов", "Зайцева", "Белов", "Гришина", "Макаров")
_FIRST = ("Анна", "Пётр", "Ольга", "Иван", "Мария", "Сергей", "Юлия", "Дмитрий", "Елена", "Олег")
_SYLLABLES = ("ка", "ро", "ми", "ле", "ту", "пан", "вес", "дор", "шил", "гор", "зен", "лус", "бар", "нит", "фо")


def words(many: int = 20_000) -> list[str]:
    """Words as a desk has them: some hundred that stand everywhere, many that stand here and there."""
    chance = random.Random(3)  # noqa: S311 - the same words in every run
    seldom = ("".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4))) for _ in range(many))
    return [*_COMMON.split(), *seldom]


def people() -> Iterator[Fact]:
    """Who asks and who answers."""
    for nth in range(_REQUESTERS):
        name = PersonName(_LAST[nth % 10] if nth < 1_000 else f"{_LAST[nth % 10]}-{nth}", _FIRST[nth // 10 % 10])
        person, unit = _requester(nth), COMPANIES[nth % len(COMPANIES)]
        yield PersonRegistered(
            person_id=person, kind="employee", name=name, unit_id=unit, emails=(f"u{nth}@a.example",)
        )
    for nth, person in enumerate(STAFF):
        name = PersonName(f"Дежурный-{nth}", "Олег")
        yield PersonRegistered(person_id=person, kind="employee", name=name, unit_id=COMPANIES[0], emails=())


def ticket(number: int, vocabulary: Sequence[str]) -> list[Fact]:
    """The ten facts of a ticket; «принтер» stands in the subject of 55 in a thousand, and one in ten is open.

    Beside who has it and how far it is: a task in a quarter of them, a hold in another; for the rest people write.
    """
    chance = random.Random(number)  # noqa: S311 - the same tickets in every run

    def said(least: int, most: int) -> str:
        return " ".join(_common(vocabulary, chance) for _ in range(chance.randint(least, most)))

    this, asker = ticket_id(number), chance.randrange(_REQUESTERS)
    mine: dict[str, Any] = {"ticket_id": this, "requester_id": _requester(asker)}
    subject = f"{'Принтер ' if number % 1_000 < 55 else ''}{said(3, 6)}"
    serial = f"SN-{number % 97_003:05d} на srv{number % 500:03d}.corp.example, ошибка 0x{number % 65_521:08x}"
    company = COMPANIES[asker % len(COMPANIES)]
    requester = Requester(
        person_id=_requester(asker), name="Имя", email=f"u{asker}@a.example", units=(UNITS[asker % len(UNITS)], company)
    )
    team, staff = chance.choice(TEAMS), chance.choice(STAFF)
    comments = (
        TicketCommented(
            **mine,
            comment_id=CommentId(UUID(int=number * 16 + nth)),
            body=said(5, 20),
            is_public=nth % 4 != 2,
            by_staff=nth % 4 != 1,
        )
        for nth in range(FACTS)
    )
    facts: list[Fact] = [
        TicketRegistered(
            ticket_id=this,
            number=number,
            type=chance.choice(("incident", "incident", "service_request", "inquiry")),
            subject=subject,
            description=f"{said(15, 40)}. {serial}. {said(5, 10)}",
            requester=requester,
            channel=chance.choice(("portal", "portal", "email", "email", "phone", "api")),
            agreement_id=AGREEMENT,
            service_path=(SERVICES[number % len(SERVICES)],),
            impact="critical" if number % 1_000 == 1 else chance.choice(("low", "normal")),
            priority=chance.choices(LEVELS, (1, 10, 70, 19))[0],
        ),
        TicketAssigned(ticket_id=this, responsible=Responsible(team)),
    ]
    if number % 40:
        facts += [TicketAssigned(ticket_id=this, responsible=Responsible(team, staff)), next(comments)]
        facts.append(TicketPutInProgress(ticket_id=this))
    if number % 4 == 1:
        facts.append(TicketPutOnHold(**mine, reason=said(2, 6)))
        if number % 20 != 1:
            facts.append(TicketResumed(ticket_id=this))
    if number % 3 == 0 and number % 4 != 1:
        task = TaskId(UUID(int=number * 16))
        facts.append(TaskAdded(**mine, task_id=task, title=said(2, 5), responsible=Responsible(team, staff)))
        if number % 20:
            facts.append(TaskDone(ticket_id=this, task_id=task))
    over: list[Fact] = []
    if number % 20 > 1:
        over = [TicketResolved(**mine, solution=said(5, 12)), TicketClosed(ticket_id=this)][: 1 + (number % 20 > 2)]
    return [*facts, *itertools.islice(comments, FACTS - len(facts) - len(over)), *over]


def _common(vocabulary: Sequence[str], chance: random.Random) -> str:
    """Few words are often said."""
    return vocabulary[int(len(vocabulary) * chance.random() ** 4)]


def _requester(nth: int) -> PersonId:
    return PersonId(UUID(int=0x100000 + nth))


def told(facts: Iterable[Fact], position: int, at: datetime) -> Iterator[Recorded]:
    """Facts of one stream as the log gives them back."""
    for version, fact in enumerate(facts, 1):
        yield Recorded(
            stream=StreamId(getattr(fact, "ticket_id", None) or fact.person_id),  # type: ignore[attr-defined] # one of both
            version=version,
            position=position + version,
            metadata=Metadata(
                fact_id=FactId(UUID(int=position + version)),
                actor=SYSTEM,
                command_id=CommandId(UUID(int=1)),
                correlation_id=CommandId(UUID(int=1)),
                causation_id=CommandId(UUID(int=1)),
                occurred_at=at + timedelta(minutes=version),
                recorded_at=at + timedelta(minutes=version),
            ),
            fact=fact,
        )


def load(
    database: Database,
    tickets: int,
    models: Sequence[Projection],
    *,
    batch: int = 1_000,
    say: Callable[[str], None] = lambda words: print(words, file=sys.stderr, flush=True),
) -> None:
    """Fill the tables of these read models with people and so many tickets, ``batch`` of them in a turn."""
    for model in models:
        positions.prepare(database, model)
    vocabulary, position, begun = words(), 0, time.monotonic()
    turns: list[list[Recorded]] = [[]]
    for person in people():
        turns[-1] += told([person], position, AT)
        position += 1
        if len(turns[-1]) == 5_000:
            turns.append([])
    for turn in turns:
        _fold(database, models, turn)
    for first in range(1, tickets + 1, batch):
        turn = []
        for number in range(first, min(first + batch, tickets + 1)):
            turn += told(ticket(number, vocabulary), position, AT + timedelta(minutes=number / 2))
            position = turn[-1].position
        _fold(database, models, turn)
        if (first // batch) % 20 == 0:
            say(f"{first + batch - 1} tickets, {position} facts, {time.monotonic() - begun:.0f} s")
    with database.connection() as connection:
        for model in models:
            connection.execute(f"VACUUM ANALYZE {', '.join(model.tables)}".encode())


def _fold(database: Database, models: Sequence[Projection], turn: Sequence[Recorded]) -> None:
    for model in models:
        if heard := [one for one in turn if type(one.fact) in model.interests]:
            with database.transaction() as cursor:
                model.apply(cursor, heard)
