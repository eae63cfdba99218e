"""The one reading of an org unit's facts; shared by ``aggregates.org_unit``, the tree and the cards as they were."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from events.folds.reading import Reading, begins, on, passes_over, says
from events.org_unit import (
    Kind,
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
from events.values.identity import OrgUnitId, PersonId
from events.values.people import Source
from events.values.text import Text


class OrgUnitState(msgspec.Struct, frozen=True, kw_only=True):
    """One unit. Whether it is in use also hangs on the units above it."""

    unit_id: OrgUnitId
    kind: Kind
    name: Text
    parent_id: OrgUnitId | None
    source: Source | None
    head: PersonId | None = None
    is_archived: bool = False
    shares_tickets: bool = False
    asks_for_colleagues: bool = False
    time_zone: str = ""


def _added(kind: type[OrgUnitState], fact: OrgUnitAdded) -> OrgUnitState:
    return kind(unit_id=fact.unit_id, kind=fact.kind, name=fact.name, parent_id=fact.parent_id, source=fact.source)


def _archived(unit: OrgUnitState, _fact: OrgUnitArchived) -> OrgUnitState:
    return replace(unit, is_archived=True)


def _restored(unit: OrgUnitState, _fact: OrgUnitRestored) -> OrgUnitState:
    return replace(unit, is_archived=False)


def _unfed(unit: OrgUnitState, _fact: OrgUnitUnfed) -> OrgUnitState:
    return replace(unit, source=None)


ORG_UNIT = Reading(
    OrgUnitState,
    begins(OrgUnitAdded, _added),
    says(OrgUnitRenamed, "name"),
    says(OrgUnitMoved, "parent_id"),
    says(OrgUnitHeadNamed, "head"),
    on(OrgUnitArchived, _archived),
    on(OrgUnitRestored, _restored),
    says(OrgUnitFed, "source"),
    on(OrgUnitUnfed, _unfed),
    says(OrgUnitSharingSet, "shares_tickets"),
    says(OrgUnitAskingSet, "asks_for_colleagues"),
    says(OrgUnitZoneSet, "time_zone"),
    passes_over(OrgUnitOverridden),
)
