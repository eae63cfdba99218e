"""The ticket that README and guide point at: lunch, a hold, a weekend, a reopening, a miss; for ``api.demo.load``.

By the calendar: Thursday 11:30-13:00 and 14:00-15:00 are 2.5 h, then it waits until Friday 15:00; to 18:00 that makes
5.5 h. Monday 9:00-10:00: 6.5 h, and it is resolved until Tuesday 10:00. Eight hours are over on Tuesday at 11:30.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from api.demo.company import BASE, MEMBERS, REQUESTERS, TEAMS, Somebody, key_of
from api.demo.weeks.story import ZONE, Step, stand_in
from api.demo.weeks.tickets import SPAN
from commands.command import Command
from commands.ticket.register import RegisterTicket
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import (
    AssignTicket,
    CloseTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ReopenTicket,
    ResolveTicket,
    ResumeTicket,
)
from events.values.identity import PersonId
from events.values.people import Responsible
from sla_engine.holiday_proposals import proposals

TICKET = stand_in(-1)
THURSDAY = 3
WEEKS_TO_TRY = 4
"""How far before the other tickets it may lie, so that no public holiday falls into it."""


def showcase(anchor: datetime, people: Mapping[str, PersonId]) -> list[Step]:
    """The same story in every demo; only its week follows the day of loading. It is older than every other ticket."""
    front, helper = MEMBERS["first"][1], MEMBERS["network"][0]
    asks = next(who for who in REQUESTERS if not who.is_vip)
    monday, tuesday, wednesday = 4, 5, 6
    told: list[tuple[int, str, Somebody, Command]] = [
        (
            0,
            "11:30",
            asks,
            RegisterTicket(
                subject="VPN рвётся каждые десять минут",
                description="Работаю из дома: связь держится минут десять, потом всё заново. Вчера было хорошо.",
                type="incident",
                channel="portal",
                agreement_id=BASE,
                impact="normal",
                urgency="normal",
            ),
        ),
        (0, "12:10", front, AssignTicket(ticket_id=TICKET, responsible=Responsible(TEAMS["network"]))),
        (
            0,
            "12:35",
            helper,
            AssignTicket(ticket_id=TICKET, responsible=Responsible(TEAMS["network"], people[key_of(helper)])),
        ),
        (0, "12:36", helper, PutTicketInProgress(ticket_id=TICKET)),
        (0, "12:40", helper, _said("Добрый день! Вижу обрывы в журнале шлюза, смотрю, что перед ними.")),
        (0, "14:50", helper, _said("Обрывы начались с обновлением у провайдера. Спросить его.", is_public=False)),
        (0, "15:00", helper, PutTicketOnHold(ticket_id=TICKET, reason="Провайдер проверяет канал, ответит завтра")),
        (1, "15:00", helper, ResumeTicket(ticket_id=TICKET)),
        (1, "15:20", helper, _said("Провайдер вернул прежние настройки. Понаблюдайте, пожалуйста, до понедельника.")),
        (monday, "10:00", helper, ResolveTicket(ticket_id=TICKET, solution="Провайдер вернул прежний размер пакета.")),
        (tuesday, "10:00", asks, ReopenTicket(ticket_id=TICKET, reason="Утром снова два обрыва подряд.")),
        (tuesday, "10:25", helper, PutTicketInProgress(ticket_id=TICKET)),
        (
            tuesday,
            "12:15",
            helper,
            ResolveTicket(ticket_id=TICKET, solution="Обновлён клиент VPN: старый не держал новый размер пакета."),
        ),
        (wednesday, "11:00", asks, CloseTicket(ticket_id=TICKET)),
    ]
    first = _thursday(anchor)
    return [
        Step(
            name=f"ticket:showcase:{nth}",
            ticket=TICKET,
            at=datetime.combine(first.date() + timedelta(days=days), time.fromisoformat(clock), ZONE).astimezone(UTC),
            by=by,
            command=command,
        )
        for nth, (days, clock, by, command) in enumerate(told)
    ]


def _said(words: str, *, is_public: bool = True) -> Command:
    return CommentOnTicket(ticket_id=TICKET, body=words, is_public=is_public)


def _thursday(anchor: datetime) -> datetime:
    """The last Thursday before the other tickets' weeks whose next six days are as the week has them."""
    first = anchor.astimezone(ZONE) - SPAN - timedelta(days=7)
    first -= timedelta(days=(first.weekday() - THURSDAY) % 7)
    years = {(first - timedelta(weeks=WEEKS_TO_TRY)).year, first.year, (first + timedelta(days=7)).year}
    special = {day.on for year in years for day in proposals("RU", year)}
    weeks = [first - timedelta(weeks=nth) for nth in range(WEEKS_TO_TRY)]
    return next(
        (week for week in weeks if special.isdisjoint(week.date() + timedelta(days=nth) for nth in range(7))), first
    )
