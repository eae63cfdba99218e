"""Say that a unit comes from outside, or that it is kept by hand again (rows 65, 72k)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates.org_unit import OrgUnit
from aggregates.org_unit_refusals import NoSuchUnit
from commands.command import Command, UnitOfWork, handles
from events.values.identity import OrgUnitId
from events.values.people import Source


class FeedOrgUnit(Command, frozen=True, kw_only=True):
    """Let a source outside own some fields of a unit, and what comes into it."""

    name: ClassVar[str] = "feed-org-unit"

    unit_id: OrgUnitId
    source: Source


@handles(FeedOrgUnit)
def feed_org_unit(command: FeedOrgUnit, work: UnitOfWork) -> UUID:
    """One source at a time; what it does not own stays editable by hand."""
    found = work.load(command.unit_id, OrgUnit.fold, NoSuchUnit)
    work.record(found.unit_id, found.feed(command.source))
    return found.unit_id


class UnfeedOrgUnit(Command, frozen=True, kw_only=True):
    """Keep a unit by hand again."""

    name: ClassVar[str] = "unfeed-org-unit"

    unit_id: OrgUnitId


@handles(UnfeedOrgUnit)
def unfeed_org_unit(command: UnfeedOrgUnit, work: UnitOfWork) -> UUID:
    """Nothing happens when it is kept by hand already."""
    found = work.load(command.unit_id, OrgUnit.fold, NoSuchUnit)
    work.record(found.unit_id, found.feed(None))
    return found.unit_id
