"""Add departments, client companies and branches (rows 59-62, 72f-72h)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates.feeding import Editor
from aggregates.org_unit import OrgUnit
from commands.command import UnitOfWork, handles
from commands.feeding import Edit, editor
from commands.fields import Named, Zone
from commands.org_tree import open_path
from events.org_unit import Kind
from events.values.identity import OWN_COMPANY, OrgUnitId
from events.values.schedule import refuse_unknown_zone


class AddDepartment(Edit, frozen=True, kw_only=True):
    """Add a department to our own company, or into another department (rows 61-62)."""

    name: ClassVar[str] = "add-department"

    title: Named
    parent_id: OrgUnitId = OWN_COMPANY
    time_zone: Zone = ""

    def __post_init__(self) -> None:
        _refuse_bad_zone(self.time_zone)


@handles(AddDepartment)
def add_department(command: AddDepartment, work: UnitOfWork) -> UUID:
    """Only the name is asked; without a parent it stands right below our own company."""
    return _add("department", command.title, command.parent_id, command.time_zone, editor(command, work), work)


class AddCompany(Edit, frozen=True, kw_only=True):
    """Add a client company (row 72g)."""

    name: ClassVar[str] = "add-company"

    title: Named
    time_zone: Zone = ""

    def __post_init__(self) -> None:
        _refuse_bad_zone(self.time_zone)


@handles(AddCompany)
def add_company(command: AddCompany, work: UnitOfWork) -> UUID:
    """A company is the root of its own tree."""
    return _add("company", command.title, None, command.time_zone, editor(command, work), work)


class AddBranch(Edit, frozen=True, kw_only=True):
    """Add a branch inside a client company or inside another branch (row 72h)."""

    name: ClassVar[str] = "add-branch"

    title: Named
    parent_id: OrgUnitId
    time_zone: Zone = ""

    def __post_init__(self) -> None:
        _refuse_bad_zone(self.time_zone)


@handles(AddBranch)
def add_branch(command: AddBranch, work: UnitOfWork) -> UUID:
    """The company comes first (row 72f)."""
    return _add("branch", command.title, command.parent_id, command.time_zone, editor(command, work), work)


def _add(kind: Kind, title: Named, parent_id: OrgUnitId | None, time_zone: str, by: Editor, work: UnitOfWork) -> UUID:
    unit_id = OrgUnitId(work.new_id("org-unit"))
    parent = None if parent_id is None else open_path(work, parent_id, field="parent_id")[0]
    work.record(unit_id, OrgUnit.add(unit_id, kind, title.text, parent, by.by_source, time_zone))
    if parent is not None:
        work.record(parent.unit_id, parent.take_in(by))
    return unit_id


def _refuse_bad_zone(zone: str) -> None:
    if zone:
        refuse_unknown_zone(zone, "time_zone")
