"""What happens to an org unit, ours or a client's; decided by ``aggregates.org_unit``, read by the tree."""

from __future__ import annotations

from typing import ClassVar, Literal

from events.fact import Fact
from events.values.identity import OrgUnitId, PersonId
from events.values.people import Source
from events.values.text import Text

Kind = Literal["own_company", "department", "company", "branch"]
KIND_NAMES: dict[Kind, Text] = {
    "own_company": Text("наша компания", "our own company"),
    "department": Text("отдел", "department"),
    "company": Text("компания-клиент", "client company"),
    "branch": Text("филиал", "branch"),
}
"""How people read the kinds of units."""
"""Our company and its departments (row 13), client companies and their branches (row 14)."""


class OrgUnitAdded(Fact, frozen=True, kw_only=True):
    """A company, department or branch is known to the desk (rows 61-62, 72g-72h)."""

    stored_name: ClassVar[str] = "org-unit.added@1"

    unit_id: OrgUnitId
    kind: Kind
    name: Text
    parent_id: OrgUnitId | None = None
    source: Source | None = None


class OrgUnitRenamed(Fact, frozen=True, kw_only=True):
    """The unit bears another name."""

    stored_name: ClassVar[str] = "org-unit.renamed@1"

    unit_id: OrgUnitId
    name: Text


class OrgUnitMoved(Fact, frozen=True, kw_only=True):
    """The unit, with all that is in it, stands under another one."""

    stored_name: ClassVar[str] = "org-unit.moved@1"

    unit_id: OrgUnitId
    parent_id: OrgUnitId
    from_id: OrgUnitId


class OrgUnitHeadNamed(Fact, frozen=True, kw_only=True):
    """Somebody heads the unit, or nobody does (rows 63, 72i)."""

    stored_name: ClassVar[str] = "org-unit.head-named@1"

    unit_id: OrgUnitId
    head: PersonId | None


class OrgUnitArchived(Fact, frozen=True, kw_only=True):
    """The unit is out of use, with all that is in it and below it: nothing may be added, nobody in it signs in."""

    stored_name: ClassVar[str] = "org-unit.archived@2"
    personal: ClassVar[dict[str, str]] = {"reason": "unit_id"}

    unit_id: OrgUnitId
    reason: str


class OrgUnitRestored(Fact, frozen=True, kw_only=True):
    """The unit is in use again."""

    stored_name: ClassVar[str] = "org-unit.restored@1"

    unit_id: OrgUnitId


class OrgUnitFed(Fact, frozen=True, kw_only=True):
    """From now on the unit comes from outside: the source owns some of its fields and what is in it (row 65)."""

    stored_name: ClassVar[str] = "org-unit.fed@1"

    unit_id: OrgUnitId
    source: Source


class OrgUnitUnfed(Fact, frozen=True, kw_only=True):
    """The unit is kept by hand from now on."""

    stored_name: ClassVar[str] = "org-unit.unfed@1"

    unit_id: OrgUnitId


class OrgUnitOverridden(Fact, frozen=True, kw_only=True):
    """Somebody changed by hand what a source owns, and said why (row 65)."""

    stored_name: ClassVar[str] = "org-unit.overridden@2"
    personal: ClassVar[dict[str, str]] = {"note": "unit_id"}

    unit_id: OrgUnitId
    fields: frozenset[str]
    note: str


class OrgUnitSharingSet(Fact, frozen=True, kw_only=True):
    """Contacts of the client company see all its tickets from now on, or only their own."""

    stored_name: ClassVar[str] = "org-unit.sharing-set@1"

    unit_id: OrgUnitId
    shares_tickets: bool


class OrgUnitAskingSet(Fact, frozen=True, kw_only=True):
    """People of the company register tickets for each other from now on, or only for themselves."""

    stored_name: ClassVar[str] = "org-unit.asking-set@1"

    unit_id: OrgUnitId
    asks_for_colleagues: bool


class OrgUnitZoneSet(Fact, frozen=True, kw_only=True):
    """People of the unit are in this time zone unless they have one of their own; empty: as the unit above (W7)."""

    stored_name: ClassVar[str] = "org-unit.zone-set@1"

    unit_id: OrgUnitId
    time_zone: str
