"""Draft a change request and say what it is for (row 165)."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from aggregates.change_refusals import NoSuchChange
from aggregates.change_request import ChangeRequest
from aggregates.links import NoneIsLinked
from commands.command import Command, UnitOfWork, handles
from commands.fields import Body, Subject, kept, refuse_nothing
from commands.linked import Incidents, Services, known_incidents, known_services, with_merged
from commands.responsible import Confirmed, Instead, responsible_at_hand
from events.change_request import ChangeDrafted
from events.fact import Fact
from events.values.change import Outline, Risk, Window
from events.values.identity import ChangeId, change_id
from events.values.one_line import one_line, refuse_unclear
from events.values.people import Responsible

Plan = Annotated[str, Meta(max_length=100_000, description="Plain text; needed before the request is submitted.")]


def change(work: UnitOfWork, change_id: ChangeId) -> ChangeRequest:
    """The change request that a command is about."""
    return work.load(change_id, ChangeRequest.fold, NoSuchChange)


def decided(found: ChangeRequest, facts: list[Fact], work: UnitOfWork) -> UUID:
    """Record what was decided about a change request; its receipt tells its number."""
    work.reference = found.called
    work.record(found.change_id, facts)
    return found.change_id


class DraftChange(Command, frozen=True, kw_only=True):
    """Begin a change request; it gets a number of its own: C-1."""

    name: ClassVar[str] = "draft-change"

    subject: Subject
    description: Body = ""
    risk: Risk = "medium"
    plan: Plan = ""
    back_out: Plan = ""
    window: Window | None = None
    services: Services = ()
    incidents: Incidents = ()
    responsible: Responsible | None = None
    confirm: Confirmed = False
    to_substitute: Instead = False

    def __post_init__(self) -> None:
        refuse_unclear(self.subject, "subject")


@handles(DraftChange)
def draft_change(command: DraftChange, work: UnitOfWork) -> UUID:
    """Services must exist, incidents be within reach of whoever links them, the responsible stand."""
    incidents = known_incidents(work, command.incidents)
    outline = Outline(
        subject=one_line(command.subject),
        description=command.description,
        risk=command.risk,
        plan=command.plan,
        back_out=command.back_out,
        window=command.window,
        services=known_services(work, command.services),
    )
    answers = command.responsible and responsible_at_hand(work, command.responsible, command)
    number = work.next_number("change")
    work.reference = f"C-{number}"
    fact = ChangeDrafted(
        change_id=change_id(number), number=number, outline=outline, responsible=answers, incidents=incidents
    )
    work.record(fact.change_id, [fact])
    return fact.change_id


class OutlineChange(Command, frozen=True, kw_only=True):
    """Write a draft anew; what is not named stays as it is, and a window of null is none."""

    name: ClassVar[str] = "outline-change"

    change_id: ChangeId
    subject: Subject | UnsetType = UNSET
    description: Body | UnsetType = UNSET
    risk: Risk | UnsetType = UNSET
    plan: Plan | UnsetType = UNSET
    back_out: Plan | UnsetType = UNSET
    window: Window | UnsetType | None = UNSET
    services: Services | UnsetType = UNSET

    def __post_init__(self) -> None:
        refuse_unclear(kept(self.subject, ""), "subject")


@handles(OutlineChange)
def outline_change(command: OutlineChange, work: UnitOfWork) -> UUID:
    """In a draft alone: approvers decide on what they have read."""
    found = change(work, command.change_id)
    refuse_nothing(command)
    named = {
        field: value
        for field, value in msgspec.structs.asdict(command).items()
        if field != "change_id" and value is not UNSET
    }
    if command.subject is not UNSET:
        named["subject"] = one_line(command.subject)
    if command.services is not UNSET:
        named["services"] = known_services(work, command.services)
    return decided(found, found.rewrite(msgspec.structs.replace(found.outline, **named)), work)


class AssignChange(Command, frozen=True, kw_only=True):
    """Make a team, or an employee within it, responsible for carrying the change out (row 73)."""

    name: ClassVar[str] = "assign-change"

    change_id: ChangeId
    responsible: Responsible
    confirm: Confirmed = False
    to_substitute: Instead = False


@handles(AssignChange)
def assign_change(command: AssignChange, work: UnitOfWork) -> UUID:
    """The team must exist and the employee be a member of it."""
    found = change(work, command.change_id)
    return decided(found, found.assign(responsible_at_hand(work, command.responsible, command)), work)


class LinkChangeIncidents(Command, frozen=True, kw_only=True):
    """Say for which tickets the change is asked, one or several at once."""

    name: ClassVar[str] = "link-change-incidents"

    change_id: ChangeId
    incidents: Incidents


@handles(LinkChangeIncidents)
def link_change_incidents(command: LinkChangeIncidents, work: UnitOfWork) -> UUID:
    """Each must be within reach of whoever links it."""
    found = change(work, command.change_id)
    return decided(found, found.link(known_incidents(work, command.incidents)), work)


class UnlinkChangeIncidents(Command, frozen=True, kw_only=True):
    """Say that tickets have nothing to do with the change."""

    name: ClassVar[str] = "unlink-change-incidents"

    change_id: ChangeId
    incidents: Incidents


@handles(UnlinkChangeIncidents)
def unlink_change_incidents(command: UnlinkChangeIncidents, work: UnitOfWork) -> UUID:
    """Those that are not linked are passed over beside others; what goes on as a named one is unlinked with it."""
    found = change(work, command.change_id)
    facts = found.unlink(with_merged(work, command.incidents))
    if not facts:
        raise NoneIsLinked
    return decided(found, facts, work)
