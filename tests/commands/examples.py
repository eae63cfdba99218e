"""One valid example of every command on the gallery's desk; used to walk all of them."""

from __future__ import annotations

from datetime import date, timedelta

from commands.agreement import (
    ChooseBaseAgreement,
    ConcludeAgreement,
    Named,
    NameDefaultResponsible,
    RenameAgreement,
    RescheduleAgreement,
    ReviseAgreementPromise,
)
from commands.command import Command
from commands.person import GrantGroups, RegisterPerson
from commands.service_schedule import (
    DeclareHolidays,
    DrawUpSchedule,
    RenameSchedule,
    ReviseSchedule,
    WithdrawHolidays,
)
from commands.team import FormTeam, LinkTeamMembers, NameTeamLead, RenameTeam, UnlinkTeamMembers
from commands.ticket.crossings import RecordDeadlineMiss, RecordEscalation, WakeTicket, WithdrawDeadlineMiss
from commands.ticket.register import RegisterTicket
from events.values.people import Responsible
from events.values.schedule import DatedException
from tests.commands.lives import CHANGES, MOVES
from tests.gallery import (
    ACTION,
    AGREEMENT,
    ALWAYS_OPEN,
    PROMISE,
    ROUND_THE_CLOCK,
    SCHEDULE,
    START,
    TICKET,
    TIMETABLE,
)
from tests.people import FIRST_LINE, OLGA, SECOND_LINE, SEMYON

NEW_NAME = Named(ru="Новое имя", en="New name")
_AT = START + timedelta(minutes=30)

EXAMPLES: tuple[Command, ...] = (
    RegisterTicket(subject="Не печатает принтер"),
    *MOVES,
    *CHANGES,
    RecordDeadlineMiss(ticket_id=TICKET, ticket_version=1, clock="reaction", target_no=1, missed_at=_AT),
    WithdrawDeadlineMiss(ticket_id=TICKET, ticket_version=1, clock="reaction", target_no=1, reason="target_changed"),
    RecordEscalation(
        ticket_id=TICKET,
        ticket_version=1,
        clock="reaction",
        target_no=1,
        point_id="75",
        due_at=_AT,
        action=ACTION,
    ),
    WakeTicket(ticket_id=TICKET, ticket_version=1, wake_up_at=_AT),
    ConcludeAgreement(
        title=NEW_NAME, schedule_id=SCHEDULE, promise=PROMISE, default_responsible=Responsible(FIRST_LINE)
    ),
    RenameAgreement(agreement_id=AGREEMENT, title=NEW_NAME),
    ReviseAgreementPromise(agreement_id=AGREEMENT, promise=PROMISE, apply_to_open=True),
    RescheduleAgreement(agreement_id=AGREEMENT, schedule_id=ROUND_THE_CLOCK),
    NameDefaultResponsible(agreement_id=AGREEMENT, responsible=Responsible(SECOND_LINE, SEMYON)),
    ChooseBaseAgreement(agreement_id=AGREEMENT),
    DrawUpSchedule(title=NEW_NAME, timetable=TIMETABLE),
    RenameSchedule(schedule_id=SCHEDULE, title=NEW_NAME),
    ReviseSchedule(schedule_id=SCHEDULE, timetable=ALWAYS_OPEN),
    DeclareHolidays(schedule_id=SCHEDULE, exceptions=(DatedException(date(2026, 5, 9)),)),
    WithdrawHolidays(schedule_id=SCHEDULE, dates=(date(2026, 3, 9),)),
    RegisterPerson(full_name="Новый Человек", emails=("new@client.example",)),
    GrantGroups(person_id=OLGA, groups=frozenset({"second_line"})),
    FormTeam(title=NEW_NAME, members=(OLGA,), lead=OLGA),
    RenameTeam(team_id=FIRST_LINE, title=NEW_NAME),
    LinkTeamMembers(team_id=FIRST_LINE, members=(SEMYON,)),
    UnlinkTeamMembers(team_id=FIRST_LINE, members=(OLGA,)),
    NameTeamLead(team_id=FIRST_LINE, lead=None),
)
