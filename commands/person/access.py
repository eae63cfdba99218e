"""Give and take access: login, licence, groups, deactivation (rows 19, 30, 68, 70, 79-87)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates.person import NoSuchPerson, Person, granted
from commands.command import Command, UnitOfWork, handles
from commands.feeding import Edit, editor
from commands.fields import Login, Words
from commands.org_unit.heads import unseat
from commands.person.names import exchange_login, tidy_login
from commands.person.stronger import refuse_stronger
from commands.refusals import NotAllowed
from events.values.identity import PersonId
from events.values.people import Group, Licence, Viewer


class GiveLogin(Edit, frozen=True, kw_only=True):
    """Give a person a login for the portal and the console, another one, or none any more (rows 68, 72m)."""

    name: ClassVar[str] = "give-login"

    person_id: PersonId
    login: Login | None

    def __post_init__(self) -> None:
        tidy_login(self.login or "")


@handles(GiveLogin)
def give_login(command: GiveLogin, work: UnitOfWork) -> UUID:
    """A login belongs to one person; the one before is free for others."""
    person, login = work.load(command.person_id, Person.fold, NoSuchPerson), tidy_login(command.login or "")
    refuse_stronger(work.viewer, person)
    work.record(person.person_id, person.give_login(login, editor(command, work)))
    exchange_login(work, person.login, login, person.person_id)
    return person.person_id


class LicensePerson(Command, frozen=True, kw_only=True):
    """Give a person another licence, or none (row 70)."""

    name: ClassVar[str] = "license-person"

    person_id: PersonId
    licence: Licence


@handles(LicensePerson)
def license_person(command: LicensePerson, work: UnitOfWork) -> UUID:
    """A licence that the person's groups need is not taken away before the groups are (row 87)."""
    person = work.load(command.person_id, Person.fold, NoSuchPerson)
    work.record(person.person_id, person.license(command.licence))
    return person.person_id


class GrantGroups(Command, frozen=True, kw_only=True):
    """Give a person exactly these groups (row 86)."""

    name: ClassVar[str] = "grant-groups"

    person_id: PersonId
    groups: frozenset[Group]


@handles(GrantGroups)
def grant_groups(command: GrantGroups, work: UnitOfWork) -> UUID:
    """Some groups are valid only together with another (row 87), and staff need a licence (row 79)."""
    person = work.load(command.person_id, Person.fold, NoSuchPerson)
    refuse_raising(work.viewer, person.groups, granted(command.groups))
    work.record(person.person_id, person.grant(command.groups))
    return person.person_id


class DeactivatePerson(Edit, frozen=True, kw_only=True):
    """End a person's access at once; their open tickets go to their teams, their history stays readable."""

    name: ClassVar[str] = "deactivate-person"

    person_id: PersonId
    reason: Words


@handles(DeactivatePerson)
def deactivate_person(command: DeactivatePerson, work: UnitOfWork) -> UUID:
    """Login and addresses stay theirs, so that nobody else is taken for them; what they head is headed by nobody."""
    person = work.load(command.person_id, Person.fold, NoSuchPerson)
    refuse_stronger(work.viewer, person)
    facts = person.deactivate(command.reason.strip(), editor(command, work))
    if facts:
        work.record(person.person_id, facts)
        unseat(work, person)
    return person.person_id


class ReactivatePerson(Edit, frozen=True, kw_only=True):
    """Open a person's access again, with the groups that they had."""

    name: ClassVar[str] = "reactivate-person"

    person_id: PersonId


@handles(ReactivatePerson)
def reactivate_person(command: ReactivatePerson, work: UnitOfWork) -> UUID:
    """Tickets that went to others stay with them."""
    person = work.load(command.person_id, Person.fold, NoSuchPerson)
    refuse_stronger(work.viewer, person)
    work.record(person.person_id, person.reactivate(editor(command, work)))
    return person.person_id


def refuse_raising(viewer: Viewer, before: frozenset[Group], after: frozenset[Group]) -> None:
    """Nobody raises themselves or others above what they are: technologists are made by technologists alone."""
    if viewer.actor.kind == "system" or "technologist" in viewer.groups or before == after:
        return
    if "technologist" in before | after:
        raise NotAllowed(field="groups")
    if "administrator" not in viewer.groups and not before ^ after <= viewer.groups:
        raise NotAllowed(field="groups")
