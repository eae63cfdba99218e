"""Change org units: name, place, head, zone, use, sharing (rows 62-63, 72i)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from msgspec import UNSET, UnsetType

from aggregates.org_unit import HEADED_BY, OrgUnit
from aggregates.org_unit_refusals import HeadIsFromElsewhere, NoSuchUnit, PeopleAreInUnit
from aggregates.person import NoSuchPerson, Person
from commands.able import refuse_who_cannot_work
from commands.command import Command, UnitOfWork, handles
from commands.feeding import Edit, editor
from commands.fields import Named, Words, Zone, kept, refuse_nothing
from commands.org_tree import open_path, path
from commands.org_unit.heads import reseat, seat
from commands.surroundings import Inside
from events.values.identity import OrgUnitId, PersonId
from events.values.schedule import refuse_unknown_zone


class RenameOrgUnit(Edit, frozen=True, kw_only=True):
    """Give a department, company or branch another name."""

    name: ClassVar[str] = "rename-org-unit"

    unit_id: OrgUnitId
    title: Named


@handles(RenameOrgUnit)
def rename_org_unit(command: RenameOrgUnit, work: UnitOfWork) -> UUID:
    """Nothing else changes."""
    found = work.load(command.unit_id, OrgUnit.fold, NoSuchUnit)
    work.record(found.unit_id, found.rename(command.title.text, editor(command, work)))
    return found.unit_id


class MoveOrgUnit(Edit, frozen=True, kw_only=True):
    """Move a department or branch, with all that is in it, under another one (row 62)."""

    name: ClassVar[str] = "move-org-unit"

    unit_id: OrgUnitId
    parent_id: OrgUnitId


@handles(MoveOrgUnit)
def move_org_unit(command: MoveOrgUnit, work: UnitOfWork) -> UUID:
    """Never into itself, also by two moves at one instant: each watches what it would be inside of.

    A branch that goes to another client leaves behind those heads who do not go along (row 72i).
    """
    found, by = work.load(command.unit_id, OrgUnit.fold, NoSuchUnit), editor(command, work)
    above = path(work, command.parent_id, field="parent_id")
    facts = found.move(above, by)
    if facts:
        open_path(work, command.parent_id, field="parent_id")
        reseat(work, found, above[-1])
        work.record(found.unit_id, facts)
        work.record(command.parent_id, above[0].take_in(by))
    return found.unit_id


class NameHead(Edit, frozen=True, kw_only=True):
    """Name who heads a department, company or branch; null: nobody (rows 63, 72i)."""

    name: ClassVar[str] = "name-head"

    unit_id: OrgUnitId
    head: PersonId | UnsetType | None = UNSET


@handles(NameHead)
def name_head(command: NameHead, work: UnitOfWork) -> UUID:
    """An employee heads what is ours; a client's company and its branches are headed by a contact of that company."""
    found, by = work.load(command.unit_id, OrgUnit.fold, NoSuchUnit), editor(command, work)
    refuse_nothing(command)
    head = kept(command.head, found.head)
    if head is not None:
        person = work.load(head, Person.fold, NoSuchPerson(field="head"))
        refuse_who_cannot_work(work, person, "head")
        if person.kind != HEADED_BY[found.kind] or person.unit_id is None:
            raise HeadIsFromElsewhere
        if path(work, person.unit_id)[-1].unit_id != path(work, found.unit_id)[-1].unit_id:
            raise HeadIsFromElsewhere
    facts = found.name_head(head, by)
    if facts:
        seat(work, found, head)
        work.record(found.unit_id, facts)
    return found.unit_id


class ArchiveOrgUnit(Edit, frozen=True, kw_only=True):
    """Take a unit out of use, with all that is in it and below it: nothing comes in, nobody in it signs in.

    Not ``confirm``: only where nobody in it has access; else it is refused, and the refusal says whom it would touch.
    """

    name: ClassVar[str] = "archive-org-unit"

    unit_id: OrgUnitId
    reason: Words
    confirm: bool = True


@handles(ArchiveOrgUnit)
def archive_org_unit(command: ArchiveOrgUnit, work: UnitOfWork) -> UUID:
    """One fact, whatever is below: what people inside asked for goes on, what they were to do goes to their teams."""
    found = work.load(command.unit_id, OrgUnit.fold, NoSuchUnit)
    facts = found.archive(command.reason.strip(), editor(command, work))
    if facts and not command.confirm:
        _refuse_people(found, work.surroundings.inside(found.unit_id, work.at))
    work.record(found.unit_id, facts)
    return found.unit_id


def _refuse_people(found: OrgUnit, inside: Inside) -> None:
    """Whoever archives a unit without a word about the people in it hears of them first."""
    if inside.people:
        raise PeopleAreInUnit(
            unit=found.name,
            people=inside.people,
            leads=inside.leads,
            agreements=inside.agreements,
            asked=inside.asked,
            in_hand=inside.in_hand,
        )


class RestoreOrgUnit(Edit, frozen=True, kw_only=True):
    """Take an archived unit into use again."""

    name: ClassVar[str] = "restore-org-unit"

    unit_id: OrgUnitId


@handles(RestoreOrgUnit)
def restore_org_unit(command: RestoreOrgUnit, work: UnitOfWork) -> UUID:
    """What is below is in use again, too, unless it was archived on its own."""
    found = work.load(command.unit_id, OrgUnit.fold, NoSuchUnit)
    work.record(found.unit_id, found.restore(editor(command, work)))
    return found.unit_id


class SetUnitZone(Edit, frozen=True, kw_only=True):
    """Set the time zone of a unit's people who have none of their own; empty: that of the unit above (W7)."""

    name: ClassVar[str] = "set-unit-zone"

    unit_id: OrgUnitId
    time_zone: Zone

    def __post_init__(self) -> None:
        if self.time_zone:
            refuse_unknown_zone(self.time_zone, "time_zone")


@handles(SetUnitZone)
def set_unit_zone(command: SetUnitZone, work: UnitOfWork) -> UUID:
    """Tickets that are registered already keep the zone of then."""
    found = work.load(command.unit_id, OrgUnit.fold, NoSuchUnit)
    work.record(found.unit_id, found.set_zone(command.time_zone, editor(command, work)))
    return found.unit_id


class ShareCompanyTickets(Command, frozen=True, kw_only=True):
    """Let the contacts of a client company see all its tickets, or only their own again."""

    name: ClassVar[str] = "share-company-tickets"

    unit_id: OrgUnitId
    shares_tickets: bool


@handles(ShareCompanyTickets)
def share_company_tickets(command: ShareCompanyTickets, work: UnitOfWork) -> UUID:
    """The whole company, with its branches, or nobody."""
    found = work.load(command.unit_id, OrgUnit.fold, NoSuchUnit)
    work.record(found.unit_id, found.share(command.shares_tickets))
    return found.unit_id


class LetColleaguesAsk(Command, frozen=True, kw_only=True):
    """Let the people of a company register tickets for each other, or only for themselves again."""

    name: ClassVar[str] = "let-colleagues-ask"

    unit_id: OrgUnitId
    asks_for_colleagues: bool


@handles(LetColleaguesAsk)
def let_colleagues_ask(command: LetColleaguesAsk, work: UnitOfWork) -> UUID:
    """The whole company, or our own; nothing happens when it is so already."""
    found = work.load(command.unit_id, OrgUnit.fold, NoSuchUnit)
    work.record(found.unit_id, found.let_ask(command.asks_for_colleagues))
    return found.unit_id
