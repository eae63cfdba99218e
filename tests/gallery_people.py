"""One valid example of every fact about org units, people, names, accounts and teams; part of the gallery."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from events.account import (
    PasswordResetOffered,
    PasswordSet,
    SecondFactorChanged,
    SessionEnded,
    SessionsEnded,
    TokenMade,
    TokenWithdrawn,
)
from events.fact import Fact
from events.headship import HeadshipLaidDown, HeadshipTaken
from events.on_call import (
    OnCallCovered,
    OnCallReplacementWithdrawn,
    OnCallRotaEnded,
    OnCallRotaSet,
    OnCallSwapOffered,
    OnCallSwapped,
)
from events.org_unit import (
    OrgUnitAdded,
    OrgUnitArchived,
    OrgUnitAskingSet,
    OrgUnitFed,
    OrgUnitHeadNamed,
    OrgUnitMoved,
    OrgUnitOverridden,
    OrgUnitRenamed,
    OrgUnitRestored,
    OrgUnitSharingSet,
    OrgUnitUnfed,
    OrgUnitZoneSet,
)
from events.person import (
    NameFreed,
    NameTaken,
    PersonDeactivated,
    PersonEmailsChanged,
    PersonFed,
    PersonGroupsGranted,
    PersonLanguageChanged,
    PersonLicensed,
    PersonLoginGiven,
    PersonMoved,
    PersonOverridden,
    PersonPhonesChanged,
    PersonPhotoChanged,
    PersonPositionChanged,
    PersonReactivated,
    PersonRegistered,
    PersonRenamed,
    PersonUnfed,
    PersonZoneChanged,
)
from events.person_files import PersonFileAdded, PersonFileWithdrawn
from events.person_merge import PersonMerged, PersonTookIn
from events.person_units import PersonUnitAdded, PersonUnitLeft
from events.team import (
    TeamDealingChosen,
    TeamDisbanded,
    TeamFormed,
    TeamLeadNamed,
    TeamMembersLinked,
    TeamMembersUnlinked,
    TeamRenamed,
)
from events.team_turn import TurnTaken
from events.values.dealing import Dealing
from events.values.identity import OWN_COMPANY, OrgUnitId, ReplacementId, ticket_id
from events.values.on_call import Rota, Stint
from events.values.people import Group, Responsible, Source
from events.values.person_name import PersonName
from events.values.schedule import Hours, WorkWeek
from events.values.text import Text
from events.values.ticket import Attachment
from tests.people import ANNA, FIRST_LINE, OLGA, SECOND_LINE, SEMYON

DEPARTMENT = OrgUnitId(UUID(int=61))
OTHER_DEPARTMENT = OrgUnitId(UUID(int=62))
CLIENT = OrgUnitId(UUID(int=71))
BRANCH = OrgUnitId(UUID(int=72))
OTHER_CLIENT = OrgUnitId(UUID(int=73))

LDAP = Source(system="ldap", name="ad.company.example", key="5f7a0c", fields=frozenset({"name", "emails", "unit"}))
LDAP_UNIT = Source(system="ldap", name="ad.company.example", key="00aa11", fields=frozenset({"name", "parent"}))

REPLACEMENT = ReplacementId(UUID(int=238))
ROTA = Rota(
    people=(OLGA, SEMYON),
    every="week",
    starts=datetime.fromisoformat("2026-03-02T09:00"),
    zone="Europe/Moscow",
    hours=WorkWeek(sat=(Hours("00:00", "24:00"),), sun=(Hours("00:00", "24:00"),)),
)
_ONE = Stint(person_id=OLGA, from_at=datetime(2026, 3, 4, 6, tzinfo=UTC), until_at=datetime(2026, 3, 5, 6, tzinfo=UTC))
_OTHER = Stint(
    person_id=SEMYON, from_at=datetime(2026, 3, 11, 6, tzinfo=UTC), until_at=datetime(2026, 3, 12, 6, tzinfo=UTC)
)

# -- the tree: our company with two departments, a client with a branch, another client ----------------------
OWN_ADDED = OrgUnitAdded(unit_id=OWN_COMPANY, kind="own_company", name=Text("Наша компания", "Our company"))
DEPARTMENT_ADDED = OrgUnitAdded(
    unit_id=DEPARTMENT, kind="department", name=Text("ИТ-отдел", "IT department"), parent_id=OWN_COMPANY
)
OTHER_DEPARTMENT_ADDED = OrgUnitAdded(
    unit_id=OTHER_DEPARTMENT, kind="department", name=Text("Сеть", "Network"), parent_id=DEPARTMENT
)
CLIENT_ADDED = OrgUnitAdded(unit_id=CLIENT, kind="company", name=Text("Клиент", "Client"))
BRANCH_ADDED = OrgUnitAdded(unit_id=BRANCH, kind="branch", name=Text("Филиал", "Branch"), parent_id=CLIENT)
OTHER_CLIENT_ADDED = OrgUnitAdded(unit_id=OTHER_CLIENT, kind="company", name=Text("Другой клиент", "Other client"))
TREE: tuple[Fact, ...] = (
    OWN_ADDED,
    DEPARTMENT_ADDED,
    OTHER_DEPARTMENT_ADDED,
    CLIENT_ADDED,
    BRANCH_ADDED,
    OTHER_CLIENT_ADDED,
)

# -- people ------------------------------------------------------------------------------------------------------
ANNA_REGISTERED = PersonRegistered(
    person_id=ANNA,
    kind="contact",
    name=PersonName("Орлова", "Анна"),
    unit_id=BRANCH,
    emails=("anna@client.example", "orlova@client.example"),
    time_zone="Asia/Yekaterinburg",
)
OLGA_REGISTERED = PersonRegistered(
    person_id=OLGA, kind="employee", name=PersonName("Смирнова", "Ольга"), unit_id=DEPARTMENT
)
SEMYON_REGISTERED = PersonRegistered(
    person_id=SEMYON, kind="employee", name=PersonName("Black", "Semyon"), unit_id=OTHER_DEPARTMENT, language="en"
)
_SPECIALIST: frozenset[Group] = frozenset({"specialist"})
_SECOND: frozenset[Group] = frozenset({"second_line"})
PEOPLE: tuple[Fact, ...] = (
    *TREE,
    ANNA_REGISTERED,
    OLGA_REGISTERED,
    PersonLicensed(person_id=OLGA, licence="named"),
    PersonGroupsGranted(person_id=OLGA, groups=_SPECIALIST),
    SEMYON_REGISTERED,
    PersonLicensed(person_id=SEMYON, licence="concurrent"),
    PersonGroupsGranted(person_id=SEMYON, groups=_SECOND),
)
FIRST_LINE_FORMED = TeamFormed(team_id=FIRST_LINE, name=Text("Первая линия", "First line"), members=(OLGA,), lead=OLGA)
SECOND_LINE_FORMED = TeamFormed(team_id=SECOND_LINE, name=Text("Вторая линия", "Second line"), members=(SEMYON,))
TEAMS: tuple[Fact, ...] = (FIRST_LINE_FORMED, SECOND_LINE_FORMED)

PHOTO = Attachment(sha256="a1" * 32, name="photo", media_type="image/png", size_bytes=40_960)
CONTRACT = Attachment(sha256="c0" * 32, name="Договор Орловой.pdf", media_type="application/pdf", size_bytes=80_000)

EXAMPLES: tuple[Fact, ...] = (
    OrgUnitAdded(
        unit_id=DEPARTMENT,
        kind="department",
        name=Text("ИТ-отдел", "IT department"),
        parent_id=OWN_COMPANY,
        source=LDAP_UNIT,
    ),
    OrgUnitRenamed(unit_id=DEPARTMENT, name=Text("Служба ИТ", "IT service")),
    OrgUnitMoved(unit_id=OTHER_DEPARTMENT, parent_id=OWN_COMPANY, from_id=DEPARTMENT),
    OrgUnitHeadNamed(unit_id=DEPARTMENT, head=OLGA),
    HeadshipTaken(unit_id=DEPARTMENT, person_id=OLGA),
    HeadshipLaidDown(unit_id=DEPARTMENT, person_id=OLGA),
    OrgUnitArchived(unit_id=CLIENT, reason="Договор закончился"),
    OrgUnitRestored(unit_id=CLIENT),
    OrgUnitFed(unit_id=DEPARTMENT, source=LDAP_UNIT),
    OrgUnitUnfed(unit_id=DEPARTMENT),
    OrgUnitOverridden(unit_id=DEPARTMENT, fields=frozenset({"name"}), note="Каталог обновят через неделю"),
    OrgUnitSharingSet(unit_id=CLIENT, shares_tickets=True),
    OrgUnitAskingSet(unit_id=CLIENT, asks_for_colleagues=True),
    OrgUnitZoneSet(unit_id=BRANCH, time_zone="Asia/Yekaterinburg"),
    PersonRegistered(
        person_id=ANNA,
        kind="contact",
        name=PersonName("Орлова", "Анна", "Сергеевна"),
        unit_id=BRANCH,
        position="Главный бухгалтер",
        emails=("anna@client.example", "orlova@client.example"),
        phones=("+7 343 000-00-01",),
        time_zone="Asia/Yekaterinburg",
        language="en",
        source=LDAP,
    ),
    PersonRenamed(person_id=ANNA, name=PersonName("Соколова", "Анна", "Сергеевна")),
    PersonMoved(person_id=ANNA, unit_id=CLIENT, from_id=BRANCH),
    PersonPositionChanged(person_id=ANNA, position="Финансовый директор"),
    PersonEmailsChanged(person_id=ANNA, emails=("sokolova@client.example",)),
    PersonPhonesChanged(person_id=ANNA, phones=("+7 343 000-00-02",)),
    PersonPhotoChanged(person_id=ANNA, photo=PHOTO),
    PersonZoneChanged(person_id=ANNA, time_zone="Europe/Moscow"),
    PersonLanguageChanged(person_id=ANNA, language="en"),
    PersonLoginGiven(person_id=ANNA, login="a.orlova"),
    PersonLicensed(person_id=OLGA, licence="named"),
    PersonGroupsGranted(person_id=OLGA, groups=_SPECIALIST),
    PersonDeactivated(person_id=OLGA, reason="Перешла в другую компанию"),
    PersonReactivated(person_id=OLGA),
    PersonFed(person_id=OLGA, source=LDAP),
    PersonUnfed(person_id=OLGA),
    PersonOverridden(person_id=OLGA, fields=frozenset({"name"}), note="Каталог обновят через неделю"),
    NameTaken(what="email", person_id=ANNA),
    NameFreed(what="login", person_id=ANNA),
    PasswordSet(person_id=OLGA, how="generated", must_change=True),
    PasswordResetOffered(person_id=OLGA),
    SessionsEnded(person_id=OLGA, why="deactivated"),
    SessionEnded(person_id=OLGA, session_id=UUID(int=71)),
    SecondFactorChanged(person_id=OLGA, what="switched_on"),
    TokenMade(
        person_id=OLGA,
        token_id=UUID(int=72),
        label="Отчёты",
        groups=_SPECIALIST,
        scopes=frozenset({"read"}),
        expires_at=datetime(2026, 6, 1, tzinfo=UTC),
    ),
    TokenWithdrawn(person_id=OLGA, token_id=UUID(int=72)),
    FIRST_LINE_FORMED,
    TeamRenamed(team_id=FIRST_LINE, name=Text("Приём", "Reception")),
    TeamMembersLinked(team_id=FIRST_LINE, members=(SEMYON, ANNA)),
    TeamMembersUnlinked(team_id=FIRST_LINE, members=(SEMYON,), hand_over_to=Responsible(SECOND_LINE)),
    TeamLeadNamed(team_id=FIRST_LINE, lead=None),
    TeamDealingChosen(team_id=FIRST_LINE, dealing=Dealing(way="turn", people=(OLGA, SEMYON))),
    TurnTaken(team_id=FIRST_LINE, ticket_id=ticket_id(17), person_id=OLGA, weight=2),
    OnCallRotaSet(team_id=FIRST_LINE, rota=ROTA, from_at=datetime(2026, 3, 2, 6, tzinfo=UTC)),
    OnCallCovered(team_id=FIRST_LINE, replacement_id=REPLACEMENT, stint=_ONE),
    OnCallSwapOffered(
        team_id=FIRST_LINE, replacement_id=ReplacementId(UUID(int=239)), one=_ONE, other=_OTHER, offered_by=OLGA
    ),
    OnCallSwapped(team_id=FIRST_LINE, replacement_id=ReplacementId(UUID(int=239)), one=_ONE, other=_OTHER),
    OnCallReplacementWithdrawn(
        team_id=FIRST_LINE, replacement_id=REPLACEMENT, ended_at=datetime(2026, 3, 4, 12, tzinfo=UTC)
    ),
    OnCallRotaEnded(team_id=FIRST_LINE, from_at=datetime(2026, 6, 1, tzinfo=UTC)),
    TeamDisbanded(team_id=FIRST_LINE, hand_over_to=Responsible(SECOND_LINE, SEMYON)),
    PersonFileAdded(person_id=ANNA, file=CONTRACT),
    PersonFileWithdrawn(person_id=ANNA, sha256=CONTRACT.sha256),
    PersonUnitAdded(
        person_id=ANNA,
        unit_id=OTHER_CLIENT,
        sees="own",
        from_at=datetime(2026, 3, 1, tzinfo=UTC),
        until_at=datetime(2026, 9, 1, tzinfo=UTC),
    ),
    PersonUnitLeft(person_id=ANNA, unit_id=OTHER_CLIENT),
    PersonMerged(person_id=ANNA, into_id=SEMYON, unit_id=BRANCH, reason="Две карточки одного человека"),
    PersonTookIn(person_id=SEMYON, merged_id=ANNA),
)
