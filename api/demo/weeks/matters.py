"""What the demo's desk does beside its everyday tickets; for ``api.demo.load``.

Requests for access, of which one waits for approval; a problem with its incidents; and the change that removes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from api.demo.access_type import ACCESS, CHECKING, GRANTED, GRANTING
from api.demo.catalogue import SERVICES, ServiceKey
from api.demo.company import EVERYBODY, MEMBERS, TEAMS, Somebody, TeamKey, key_of
from api.demo.promises import agreement_of
from api.demo.weeks.story import ZONE, Step, stand_in
from commands.approvers import Stage
from commands.change_request.draft import DraftChange
from commands.command import Command
from commands.fields import Named
from commands.problem.outage import AnnounceOutage
from commands.problem.register import RegisterProblem
from commands.problem.work import MoveProblem, RecordRootCause, RecordWorkaround
from commands.ticket.approval import RequestApproval
from commands.ticket.register import RegisterTicket
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import CloseTicket, DeclineTicket, MoveTicket
from events.values.change import Window
from events.values.identity import PersonId, ProblemId, TicketId
from events.values.people import Responsible
from events.values.problem import KNOWN_ERROR
from events.values.ticket import IN_PROGRESS

WHO: dict[str, Somebody] = {key_of(who): who for who in EVERYBODY}
SOLVER, CHANGER = WHO["t.akhmetov"], WHO["i.samoylov"]
APPROVER = WHO["e.markova"]
"""Heads sales, and is asked whether her colleague may have what he wants."""


class Wish(msgspec.Struct, frozen=True):
    """Somebody wants access: to what, how long ago they said so, in working days, and how far it has come."""

    who: str
    service: ServiceKey
    subject: str
    folder: str
    role: str
    days_ago: int
    fate: str
    team: TeamKey = "second"
    answer: str = ""


WISHES: tuple[Wish, ...] = (
    Wish("k.ignatieva", "erp", "Права на закрытие месяца в 1С", "1С:Бухгалтерия", "writes", 24, "closed", "accounting"),
    Wish("v.sedov", "vpn", "VPN на время командировки", "VPN", "reads", 17, "closed", "network"),
    Wish("zh.morozova", "mail", "Общий ящик магазинов", "shops@yantar-retail.example", "reads", 12, "closed"),
    Wish("g.sotnikov", "erp", "Управление правами в 1С", "1С:Склад", "administers", 9, "declined", "accounting"),
    Wish("m.novak", "vpn", "VPN for the night shift", "VPN", "reads", 4, "granted", "network"),
    Wish("yu.belyaeva", "workplace", "Папка «Инвентаризация»", "//files/inventory", "writes", 2, "checking"),
    Wish("d.kotov", "erp", "Права на изменение прайс-листа", "1С:Торговля", "writes", 1, "asks", "accounting"),
    Wish("p.vlasov", "mail", "Рассылка по магазинам побережья", "coast@yantar-retail.example", "writes", 0, "new"),
)


def wishes(anchor: datetime, people: Mapping[str, PersonId]) -> list[list[Step]]:
    """Each as far as it has come; the same in every demo."""
    return [_story(nth, wish, anchor, people) for nth, wish in enumerate(WISHES)]


def _story(nth: int, wish: Wish, anchor: datetime, people: Mapping[str, PersonId]) -> list[Step]:
    # Behind the showcase, whose stand-in is the first of these.
    ticket, asks, front, helper = stand_in(-2 - nth), WHO[wish.who], MEMBERS["first"][2], MEMBERS[wish.team][0]
    asked: tuple[Somebody, Command] = (
        asks,
        RegisterTicket(
            subject=wish.subject,
            description=_reason(asks),
            type=ACCESS,
            channel="portal",
            agreement_id=agreement_of(asks, wish.service),
            service_id=SERVICES[wish.service],
            attributes={"role": wish.role, "folder": wish.folder, "until": f"{_until(anchor):%Y-%m-%d}"},
        ),
    )
    check: tuple[Somebody, Command] = (helper, MoveTicket(ticket_id=ticket, to=CHECKING))
    grant: list[tuple[Somebody, Command]] = [
        (helper, MoveTicket(ticket_id=ticket, to=GRANTING)),
        (helper, MoveTicket(ticket_id=ticket, to=GRANTED, solution=_done(asks))),
    ]
    told: dict[str, list[tuple[Somebody, Command]]] = {
        "new": [],
        "checking": [check],
        "granted": [check, *grant],
        "closed": [check, *grant, (asks, CloseTicket(ticket_id=ticket))],
        "declined": [
            check,
            (helper, CommentOnTicket(ticket_id=ticket, body="Такие права есть у бухгалтерии, спрошу у неё.")),
            (front, DeclineTicket(ticket_id=ticket, reason="Правами в 1С управляет бухгалтерия: обратитесь к ней.")),
        ],
        "asks": [
            check,
            (
                # Not the helper, who leads the team that is asked: nobody approves their own.
                front,
                RequestApproval(
                    ticket_id=ticket,
                    question="Дмитрий просит права на изменение прайс-листа. Выдаём?",
                    stages=(Stage(approvers=(people[key_of(APPROVER)],), leads_of=(TEAMS["accounting"],)),),
                    if_rejected="decline",
                ),
            ),
        ],
    }
    at = _moment(anchor, wish.days_ago)
    steps = []
    for turn, (by, command) in enumerate((asked, *told[wish.fate])):
        steps.append(Step(name=f"wish:{nth}:{turn}", ticket=ticket, at=at, by=by, command=command))
        at += timedelta(minutes=9 + 7 * turn)
    return steps


def _moment(anchor: datetime, days_ago: int) -> datetime:
    """A quarter to eleven so many working days ago; today's came an hour and more before the loading."""
    if days_ago == 0:
        return anchor - timedelta(minutes=70)
    day = anchor.astimezone(ZONE)
    while days_ago > 0:
        day -= timedelta(days=1)
        days_ago -= day.weekday() < 5  # noqa: PLR2004 - Saturday
    return day.replace(hour=10, minute=45, second=0, microsecond=0).astimezone(anchor.tzinfo)


def _until(anchor: datetime) -> date:
    return (anchor + timedelta(days=90)).date()


def _reason(who: Somebody) -> str:
    return "Нужно для работы, руководитель знает." if who.language == "ru" else "I need it for work; my head knows."


def _done(who: Somebody) -> str:
    return "Доступ выдан и проверен." if who.language == "ru" else "Access was granted and tried."


def problem_of(incidents: Sequence[TicketId]) -> RegisterProblem:
    """Several tickets about the network seem to have one cause."""
    return RegisterProblem(
        subject="VPN и интернет рвутся после обновления у провайдера",
        description="Обрывы начинаются через десять минут после подключения и чаще всего по утрам.",
        priority="high",
        responsible=Responsible(TEAMS["network"]),
        incidents=tuple(incidents),
        services=(SERVICES["vpn"],),
    )


def work_on(problem: ProblemId) -> list[Command]:
    """What was found out since."""
    return [
        MoveProblem(problem_id=problem, to=IN_PROGRESS),
        RecordWorkaround(problem_id=problem, workaround="В настройках клиента VPN поставить размер пакета 1300."),
        RecordRootCause(
            problem_id=problem, root_cause="Провайдер уменьшил размер пакета, старый шлюз VPN его не держит."
        ),
        MoveProblem(problem_id=problem, to=KNOWN_ERROR),
        AnnounceOutage(
            problem_id=problem,
            title=Named(
                ru="VPN обрывается: в выходные меняем шлюз, до тех пор поставьте размер пакета 1300",
                en="VPN drops: we replace the gateway at the weekend; until then set the packet size to 1300",
            ),
            affects="employees",
        ),
    ]


def change_of(incidents: Sequence[TicketId], anchor: datetime) -> DraftChange:
    """What removes the cause, on the Saturday after the next days."""
    return DraftChange(
        subject="Заменить шлюз VPN в центральном офисе",
        description="Новый шлюз держит размер пакета, который ввёл провайдер.",
        risk="medium",
        plan="Поставить новый шлюз рядом, перенести настройки, переключить группами по двадцать человек.",
        back_out="Переключить обратно на старый шлюз: он остаётся включённым неделю.",
        window=_saturday(anchor),
        services=(SERVICES["vpn"],),
        incidents=tuple(incidents),
        responsible=Responsible(TEAMS["network"]),
    )


def _saturday(anchor: datetime) -> Window:
    begins = (anchor + timedelta(days=2)).astimezone(ZONE).replace(hour=10, minute=0, second=0, microsecond=0)
    begins += timedelta(days=(5 - begins.weekday()) % 7)
    return Window(begins_at=begins, ends_at=begins + timedelta(hours=4))
