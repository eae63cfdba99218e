"""One valid example of every command on the gallery's desk; used to walk all of them."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from commands.account import EndSessions, OfferPasswordReset, RecordPasswordSet, RecordSessionEnded
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
from commands.org_unit.add import AddBranch, AddCompany, AddDepartment
from commands.org_unit.change import (
    ArchiveOrgUnit,
    MoveOrgUnit,
    NameHead,
    RenameOrgUnit,
    RestoreOrgUnit,
    SetUnitZone,
    ShareCompanyTickets,
)
from commands.org_unit.feed import FeedOrgUnit, UnfeedOrgUnit
from commands.org_unit.found_desk import FoundDesk
from commands.person.access import DeactivatePerson, GiveLogin, GrantGroups, LicensePerson, ReactivatePerson
from commands.person.card import (
    ChangeEmails,
    ChangePhones,
    ChangePhoto,
    ChangePosition,
    MovePerson,
    RenamePerson,
    SetPersonLanguage,
    SetPersonZone,
)
from commands.person.feed import FeedPerson, UnfeedPerson
from commands.person.register import RegisterPerson
from commands.service_schedule import (
    DeclareHolidays,
    DrawUpSchedule,
    RenameSchedule,
    ReviseSchedule,
    WithdrawHolidays,
)
from commands.team import DisbandTeam, FormTeam, LinkTeamMembers, NameTeamLead, RenameTeam, UnlinkTeamMembers
from commands.ticket.crossings import (
    CloseTicketByItself,
    RecordDeadlineMiss,
    RecordEscalation,
    WakeTicket,
    WithdrawDeadlineMiss,
    WithdrawEscalation,
)
from commands.ticket.recognise import RecogniseRequester
from commands.ticket.register import RegisterTicket
from commands.ticket.retelling import BeginTicketHistory, EndTicketHistory
from commands.ticket.work import LeadTicket, MoveTicket
from commands.ticket_type import ArchiveTicketType, DefineTicketType, RestoreTicketType, ReviseTicketType
from commands.token import RecordTokenMade, RecordTokenWithdrawn
from events.values.identity import OWN_COMPANY
from events.values.people import Responsible
from events.values.person_name import PersonName
from events.values.schedule import DatedException
from tests.commands.examples_approvals import APPROVAL_EXAMPLES
from tests.commands.examples_practice import ANSWERED, CHANGE_EXAMPLES, PROBLEM_EXAMPLES
from tests.commands.examples_services import SERVICE_EXAMPLES
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
from tests.gallery_people import BRANCH, CLIENT, DEPARTMENT, LDAP, LDAP_UNIT, OTHER_DEPARTMENT, PHOTO
from tests.gallery_types import ACCESS, ACCESS_TYPE, LED
from tests.people import ANNA, FIRST_LINE, OLGA, SECOND_LINE, SEMYON

NEW_NAME = Named(ru="Новое имя", en="New name")
NEW_PERSON = PersonName("Новый", "Человек")
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
    WithdrawEscalation(ticket_id=TICKET, ticket_version=1, clock="resolution", target_no=1, point_id="75"),
    BeginTicketHistory(ticket_id=TICKET, minutes=30),
    EndTicketHistory(ticket_id=TICKET),
    WakeTicket(ticket_id=TICKET, ticket_version=1, wake_up_at=_AT),
    CloseTicketByItself(ticket_id=TICKET, ticket_version=1, due_at=_AT),
    MoveTicket(ticket_id=TICKET, to="in_progress"),
    LeadTicket(ticket_id=TICKET),
    RecogniseRequester(ticket_id=TICKET, person_id=ANNA),
    DefineTicketType(code=ACCESS, definition=ACCESS_TYPE),
    ReviseTicketType(code="incident", definition=ACCESS_TYPE, led=dict.fromkeys(LED, "asked")),
    ArchiveTicketType(code="incident"),
    RestoreTicketType(code="incident"),
    ConcludeAgreement(
        title=NEW_NAME, schedule_id=SCHEDULE, promise=PROMISE, default_responsible=Responsible(FIRST_LINE)
    ),
    RenameAgreement(agreement_id=AGREEMENT, title=NEW_NAME),
    ReviseAgreementPromise(agreement_id=AGREEMENT, promise=PROMISE, apply_to_open=True),
    RescheduleAgreement(agreement_id=AGREEMENT, schedule_id=ROUND_THE_CLOCK),
    NameDefaultResponsible(agreement_id=AGREEMENT, responsible=Responsible(SECOND_LINE, SEMYON)),
    ChooseBaseAgreement(agreement_id=AGREEMENT),
    *SERVICE_EXAMPLES,
    *APPROVAL_EXAMPLES,
    *PROBLEM_EXAMPLES,
    *CHANGE_EXAMPLES,
    ANSWERED,
    DrawUpSchedule(title=NEW_NAME, timetable=TIMETABLE),
    RenameSchedule(schedule_id=SCHEDULE, title=NEW_NAME),
    ReviseSchedule(schedule_id=SCHEDULE, timetable=ALWAYS_OPEN),
    DeclareHolidays(schedule_id=SCHEDULE, exceptions=(DatedException(date(2026, 5, 9)),)),
    WithdrawHolidays(schedule_id=SCHEDULE, dates=(date(2026, 3, 9),)),
    FoundDesk(),
    AddDepartment(title=NEW_NAME),
    AddCompany(title=NEW_NAME),
    AddBranch(title=NEW_NAME, parent_id=CLIENT),
    RenameOrgUnit(unit_id=DEPARTMENT, title=NEW_NAME),
    MoveOrgUnit(unit_id=OTHER_DEPARTMENT, parent_id=OWN_COMPANY),
    NameHead(unit_id=DEPARTMENT, head=OLGA),
    ArchiveOrgUnit(unit_id=CLIENT, reason="Договор закончился"),
    RestoreOrgUnit(unit_id=CLIENT),
    SetUnitZone(unit_id=BRANCH, time_zone="Europe/Moscow"),
    ShareCompanyTickets(unit_id=CLIENT, shares_tickets=True),
    FeedOrgUnit(unit_id=DEPARTMENT, source=LDAP_UNIT),
    UnfeedOrgUnit(unit_id=DEPARTMENT),
    RegisterPerson(full_name=NEW_PERSON, unit_id=DEPARTMENT, emails=("new@client.example",)),
    RenamePerson(person_id=OLGA, full_name=NEW_PERSON),
    MovePerson(person_id=OLGA, unit_id=OTHER_DEPARTMENT),
    ChangePosition(person_id=OLGA, position="Инженер"),
    ChangeEmails(person_id=OLGA, emails=("olga@company.example",)),
    ChangePhones(person_id=OLGA, phones=("+7 495 000-00-00",)),
    ChangePhoto(person_id=OLGA, photo=PHOTO),
    SetPersonZone(person_id=OLGA, time_zone="Europe/Moscow"),
    SetPersonLanguage(person_id=OLGA, language="en"),
    GiveLogin(person_id=OLGA, login="olga"),
    LicensePerson(person_id=OLGA, licence="concurrent"),
    DeactivatePerson(person_id=OLGA, reason="Уволилась"),
    ReactivatePerson(person_id=OLGA),
    FeedPerson(person_id=OLGA, source=LDAP),
    UnfeedPerson(person_id=OLGA),
    RecordPasswordSet(person_id=ANNA, how="chosen"),
    OfferPasswordReset(person_id=ANNA),
    EndSessions(person_id=ANNA),
    RecordSessionEnded(person_id=ANNA, session_id=UUID(int=71)),
    RecordTokenMade(person_id=ANNA, token_id=UUID(int=72), label="Отчёты"),
    RecordTokenWithdrawn(person_id=ANNA, token_id=UUID(int=72)),
    GrantGroups(person_id=OLGA, groups=frozenset({"second_line"})),
    FormTeam(title=NEW_NAME, members=(OLGA,), lead=OLGA),
    RenameTeam(team_id=FIRST_LINE, title=NEW_NAME),
    LinkTeamMembers(team_id=FIRST_LINE, members=(SEMYON,)),
    UnlinkTeamMembers(team_id=FIRST_LINE, members=(OLGA,)),
    NameTeamLead(team_id=FIRST_LINE, lead=None),
    DisbandTeam(team_id=FIRST_LINE, hand_over_to=Responsible(SECOND_LINE)),
)
