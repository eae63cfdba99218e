"""The tree of our company and of the clients (rows 11, 13-14, 59-63, 72f-72j, 171-172)."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from aggregates.org_unit_refusals import (
    EmployeeNeedsDepartment,
    HeadIsFromElsewhere,
    NoSuchUnit,
    OnlyCompaniesShareTickets,
    OwnCompanyStays,
    RootStays,
    UnitIsArchived,
    UnitStandsElsewhere,
    UnitWouldBeInsideItself,
)
from aggregates.person_refusals import PersonIsDeactivated
from commands.command import Command
from commands.fields import Named
from commands.found_desk import FoundDesk
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
from commands.person.card import MovePerson
from commands.person.register import RegisterPerson
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.work import PutTicketInProgress
from events.headship import HeadshipLaidDown, HeadshipTaken
from events.org_unit import (
    OrgUnitAdded,
    OrgUnitArchived,
    OrgUnitHeadNamed,
    OrgUnitMoved,
    OrgUnitRenamed,
    OrgUnitRestored,
    OrgUnitSharingSet,
    OrgUnitZoneSet,
)
from events.person import NameTaken, PersonDeactivated, PersonGroupsGranted, PersonLoginGiven, PersonRegistered
from events.ticket import TicketPutInProgress, TicketRegistered
from events.values.identity import BUILT_IN_ADMIN, BUILT_IN_SYSTEM, OWN_COMPANY, OrgUnitId, PersonId
from events.values.person_name import PersonName
from events.values.refusal import Refusal
from events.values.text import Text
from tests.dsl import Like, given
from tests.gallery import DESK, PEOPLE, REGISTERED, TICKET
from tests.gallery_people import (
    BRANCH,
    CLIENT,
    DEPARTMENT,
    OTHER_CLIENT,
    OTHER_DEPARTMENT,
    OWN_ADDED,
    TREE,
)
from tests.people import ADMINISTRATOR, ANNA, OLGA, OPERATOR, SEMYON, TECHNOLOGIST, THE_DESK

NAME = Named(ru="Новое", en="New")
TEXT = Text("Новое", "New")
NOWHERE = OrgUnitId(UUID(int=404))
SOMEBODY = PersonName("Новый", "Человек")
CLIENT_ARCHIVED = OrgUnitArchived(unit_id=CLIENT, reason="Договор закончился")
DEPARTMENT_ARCHIVED = OrgUnitArchived(unit_id=DEPARTMENT, reason="Реорганизация")


# -- founding ------------------------------------------------------------------------------------------------------
def test_rows_31_172_a_desk_is_founded_with_its_own_company_and_two_accounts_once() -> None:
    story = given().when(FoundDesk(title=NAME, time_zone="Europe/Moscow"), by=THE_DESK)
    story.then(
        OrgUnitAdded(unit_id=OWN_COMPANY, kind="own_company", name=TEXT),
        OrgUnitZoneSet(unit_id=OWN_COMPANY, time_zone="Europe/Moscow"),
        Like(PersonRegistered, person_id=BUILT_IN_ADMIN, kind="built_in", unit_id=None),
        PersonLoginGiven(person_id=BUILT_IN_ADMIN, login="admin"),
        PersonGroupsGranted(person_id=BUILT_IN_ADMIN, groups=frozenset({"administrator"})),
        NameTaken(what="login", person_id=BUILT_IN_ADMIN),
        Like(PersonRegistered, person_id=BUILT_IN_SYSTEM, kind="built_in", unit_id=None),
        PersonLoginGiven(person_id=BUILT_IN_SYSTEM, login="system"),
        PersonGroupsGranted(person_id=BUILT_IN_SYSTEM, groups=frozenset({"technologist"})),
        NameTaken(what="login", person_id=BUILT_IN_SYSTEM),
    )
    story.when(FoundDesk(), by=THE_DESK).then_nothing()


# -- adding --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("by", [ADMINISTRATOR, TECHNOLOGIST])
def test_rows_13_60_61_a_department_is_added_by_its_name_alone(by: object) -> None:
    story = given(OWN_ADDED).when(AddDepartment(title=NAME), by=by)  # type: ignore[arg-type] # both are viewers
    story.then(Like(OrgUnitAdded, kind="department", name=TEXT, parent_id=OWN_COMPANY, source=None))


def test_row_62_departments_nest() -> None:
    story = given(*TREE).when(AddDepartment(title=NAME, parent_id=OTHER_DEPARTMENT), by=ADMINISTRATOR)
    story.then(Like(OrgUnitAdded, kind="department", parent_id=OTHER_DEPARTMENT))


def test_rows_11_14_72g_72h_a_client_is_added_and_branches_inside_it() -> None:
    story = given(*TREE).when(AddCompany(title=NAME, time_zone="Asia/Omsk"), by=ADMINISTRATOR)
    story.then(Like(OrgUnitAdded, kind="company", parent_id=None), Like(OrgUnitZoneSet, time_zone="Asia/Omsk"))
    for parent in (CLIENT, BRANCH):
        story.when(AddBranch(title=NAME, parent_id=parent), by=ADMINISTRATOR).then(
            Like(OrgUnitAdded, kind="branch", parent_id=parent)
        )


@pytest.mark.parametrize(
    "command",
    [
        AddDepartment(title=NAME, parent_id=CLIENT),
        AddDepartment(title=NAME, parent_id=BRANCH),
        AddBranch(title=NAME, parent_id=OWN_COMPANY),
        AddBranch(title=NAME, parent_id=DEPARTMENT),
        MoveOrgUnit(unit_id=DEPARTMENT, parent_id=CLIENT),
        MoveOrgUnit(unit_id=BRANCH, parent_id=OWN_COMPANY),
    ],
)
def test_rows_13_14_departments_are_ours_and_branches_are_the_clients(command: Command) -> None:
    given(*TREE).when(command, by=ADMINISTRATOR).then_refused(UnitStandsElsewhere, field="parent_id")


def test_row_62_the_refusal_of_a_place_names_the_kinds_of_units_that_there_may_be() -> None:
    story = given(*TREE).when(AddBranch(title=NAME, parent_id=DEPARTMENT), by=ADMINISTRATOR)
    assert isinstance(story.outcome, UnitStandsElsewhere)
    assert "вида «филиал» не может стоять там; она стоит в: «компания-клиент», «филиал»" in story.outcome.text.ru
    story.then_refused(UnitStandsElsewhere, allowed=("company", "branch"))


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (AddDepartment(title=NAME, parent_id=NOWHERE), "parent_id"),
        (AddBranch(title=NAME, parent_id=OrgUnitId(OLGA)), "parent_id"),
        (MoveOrgUnit(unit_id=DEPARTMENT, parent_id=NOWHERE), "parent_id"),
        (RenameOrgUnit(unit_id=NOWHERE, title=NAME), "unit_id"),
        (RegisterPerson(full_name=SOMEBODY, unit_id=NOWHERE), "unit_id"),
    ],
)
def test_what_does_not_exist_is_not_found(command: Command, field: str) -> None:
    given(*PEOPLE).when(command, by=ADMINISTRATOR).then_refused(NoSuchUnit, field=field)


def test_rows_59_72f_the_unit_comes_first_also_on_a_desk_that_was_never_founded() -> None:
    given().when(AddDepartment(title=NAME), by=ADMINISTRATOR).then_refused(NoSuchUnit, field="parent_id")


# -- moving --------------------------------------------------------------------------------------------------------
def test_row_62_a_department_moves_with_all_that_is_in_it() -> None:
    story = given(*TREE)
    move = MoveOrgUnit(unit_id=OTHER_DEPARTMENT, parent_id=OWN_COMPANY)
    story.when(move, by=ADMINISTRATOR).then(
        OrgUnitMoved(unit_id=OTHER_DEPARTMENT, parent_id=OWN_COMPANY, from_id=DEPARTMENT)
    )
    story.when(move, by=ADMINISTRATOR).then_nothing()


@pytest.mark.parametrize("parent_id", [DEPARTMENT, OTHER_DEPARTMENT])
def test_row_62_nothing_moves_into_itself(parent_id: OrgUnitId) -> None:
    move = MoveOrgUnit(unit_id=DEPARTMENT, parent_id=parent_id)
    given(*TREE).when(move, by=ADMINISTRATOR).then_refused(UnitWouldBeInsideItself, field="parent_id")


@pytest.mark.parametrize(("root", "parent"), [(OWN_COMPANY, DEPARTMENT), (CLIENT, OTHER_CLIENT)])
def test_row_172_a_company_is_a_root_and_stays_one(root: OrgUnitId, parent: OrgUnitId) -> None:
    given(*TREE).when(MoveOrgUnit(unit_id=root, parent_id=parent), by=ADMINISTRATOR).then_refused(RootStays)


# -- name, head, zone, sharing -------------------------------------------------------------------------------------
def test_row_171_a_unit_s_card_is_edited() -> None:
    story = given(*TREE)
    for command, fact in (
        (RenameOrgUnit(unit_id=CLIENT, title=NAME), OrgUnitRenamed(unit_id=CLIENT, name=TEXT)),
        (
            SetUnitZone(unit_id=BRANCH, time_zone="Asia/Omsk"),
            OrgUnitZoneSet(unit_id=BRANCH, time_zone="Asia/Omsk"),
        ),
        (
            ShareCompanyTickets(unit_id=CLIENT, shares_tickets=True),
            OrgUnitSharingSet(unit_id=CLIENT, shares_tickets=True),
        ),
    ):
        story.when(command, by=ADMINISTRATOR).then(fact)
        story.when(command, by=ADMINISTRATOR).then_nothing()


@pytest.mark.parametrize("unit_id", [BRANCH, DEPARTMENT, OWN_COMPANY])
def test_only_a_whole_client_company_shares_tickets(unit_id: OrgUnitId) -> None:
    share = ShareCompanyTickets(unit_id=unit_id, shares_tickets=True)
    given(*TREE).when(share, by=ADMINISTRATOR).then_refused(OnlyCompaniesShareTickets)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="Mars"):
        msgspec.convert({"unit_id": str(BRANCH), "time_zone": "Mars/Olympus"}, SetUnitZone)


@pytest.mark.parametrize(
    ("unit_id", "head"),
    [(DEPARTMENT, OLGA), (OTHER_DEPARTMENT, OLGA), (OWN_COMPANY, SEMYON), (CLIENT, ANNA), (BRANCH, ANNA)],
)
def test_rows_63_72i_a_head_is_named_and_unnamed(unit_id: OrgUnitId, head: UUID) -> None:
    story = given(*PEOPLE).when(NameHead(unit_id=unit_id, head=PersonId(head)), by=ADMINISTRATOR)
    # Told on the person's own stream, and on the client company's: nothing leaves our own.
    told = 2 if unit_id in {CLIENT, BRANCH} else 1
    taken = HeadshipTaken(unit_id=unit_id, person_id=PersonId(head))
    story.then(OrgUnitHeadNamed(unit_id=unit_id, head=PersonId(head)), *[taken] * told)
    laid_down = HeadshipLaidDown(unit_id=unit_id, person_id=PersonId(head))
    story.when(NameHead(unit_id=unit_id, head=None), by=ADMINISTRATOR)
    story.then(OrgUnitHeadNamed(unit_id=unit_id, head=None), *[laid_down] * told)


@pytest.mark.parametrize(
    ("unit_id", "head"),
    [(DEPARTMENT, ANNA), (OWN_COMPANY, ANNA), (CLIENT, OLGA), (OTHER_CLIENT, ANNA), (OWN_COMPANY, BUILT_IN_ADMIN)],
)
def test_row_63_a_head_from_another_company_is_refused(unit_id: OrgUnitId, head: UUID) -> None:
    admin = PersonRegistered(person_id=BUILT_IN_ADMIN, kind="built_in", name=PersonName("admin"))
    name = NameHead(unit_id=unit_id, head=head)  # type: ignore[arg-type] # an id
    given(*PEOPLE, admin).when(name, by=ADMINISTRATOR).then_refused(HeadIsFromElsewhere, field="head")


def test_who_has_no_access_heads_nothing() -> None:
    gone = PersonDeactivated(person_id=OLGA, reason="Уволилась")
    name = NameHead(unit_id=DEPARTMENT, head=OLGA)
    given(*PEOPLE, gone).when(name, by=ADMINISTRATOR).then_refused(PersonIsDeactivated, field="head")


# -- archiving -----------------------------------------------------------------------------------------------------
def test_a_unit_is_archived_and_restored() -> None:
    story = given(*PEOPLE)
    archive = ArchiveOrgUnit(unit_id=CLIENT, reason=" Договор закончился ")
    story.when(archive, by=ADMINISTRATOR).then(CLIENT_ARCHIVED)
    story.when(archive, by=ADMINISTRATOR).then_nothing()
    story.when(RestoreOrgUnit(unit_id=CLIENT), by=ADMINISTRATOR).then(OrgUnitRestored(unit_id=CLIENT))
    story.when(RestoreOrgUnit(unit_id=CLIENT), by=ADMINISTRATOR).then_nothing()


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (AddBranch(title=NAME, parent_id=CLIENT), "parent_id"),
        (AddBranch(title=NAME, parent_id=BRANCH), "parent_id"),
        (RegisterPerson(full_name=SOMEBODY, kind="contact", unit_id=BRANCH), "unit_id"),
        (AddDepartment(title=NAME, parent_id=OTHER_DEPARTMENT), "parent_id"),
        (MovePerson(person_id=OLGA, unit_id=OTHER_DEPARTMENT), "unit_id"),
    ],
)
def test_nobody_and_nothing_comes_into_what_is_archived_or_below_it(command: Command, field: str) -> None:
    story = given(*PEOPLE, CLIENT_ARCHIVED, DEPARTMENT_ARCHIVED)
    story.when(command, by=ADMINISTRATOR).then_refused(UnitIsArchived, field=field)
    restored = (OrgUnitRestored(unit_id=CLIENT), OrgUnitRestored(unit_id=DEPARTMENT))
    assert story.given(*restored).when(command, by=ADMINISTRATOR).receipt.position > 0


def test_tickets_of_the_people_in_an_archived_unit_go_on() -> None:
    story = given(*DESK, REGISTERED, CLIENT_ARCHIVED)
    story.when(PutTicketInProgress(ticket_id=TICKET), by=OPERATOR).then(TicketPutInProgress(ticket_id=TICKET))


def test_row_172_our_own_company_is_never_archived() -> None:
    archive = ArchiveOrgUnit(unit_id=OWN_COMPANY, reason="Конец")
    given(*TREE).when(archive, by=ADMINISTRATOR).then_refused(OwnCompanyStays)


# -- what a ticket keeps of the tree ----------------------------------------------------------------------------------
def test_a_ticket_keeps_the_requester_s_path_and_zone_as_they_are_now() -> None:
    story = given(*DESK, OrgUnitZoneSet(unit_id=OWN_COMPANY, time_zone="Asia/Omsk"))
    for person_id, units, zone in (
        (ANNA, (BRANCH, CLIENT), "Asia/Yekaterinburg"),
        (SEMYON, (OTHER_DEPARTMENT, DEPARTMENT, OWN_COMPANY), "Asia/Omsk"),
    ):
        story.when(RegisterTicket(subject="Вопрос", requester=From(person_id=person_id)), by=OPERATOR)
        fact = story.recorded[0].fact
        assert isinstance(fact, TicketRegistered)
        assert (fact.requester.units, fact.requester.time_zone) == (units, zone)


@pytest.mark.parametrize("refusal", [UnitIsArchived(unit=TEXT), EmployeeNeedsDepartment(), HeadIsFromElsewhere()])
def test_a_refusal_names_things_in_the_reader_s_language(refusal: Refusal) -> None:
    assert "Новое" not in refusal.text.en
    assert "New" not in refusal.text.ru
