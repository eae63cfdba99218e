"""What may happen to an org unit, ours or a client's; driven by ``commands.org_unit``."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from aggregates import org_unit_refusals as refusals
from aggregates.feeding import Editor, UnitIsFed, overrides, refuse_unknown_fields
from events.fact import Fact, Recorded
from events.folds.org_unit import ORG_UNIT, OrgUnitState
from events.org_unit import (
    KIND_NAMES,
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
from events.values.people import PersonKind, Source
from events.values.refusal import Listed
from events.values.text import Text

STANDS_UNDER: dict[Kind, frozenset[Kind]] = {
    "own_company": frozenset(),
    "department": frozenset({"own_company", "department"}),
    "company": frozenset(),
    "branch": frozenset({"company", "branch"}),
}
"""What each kind of unit is nested in; nothing: it is the root of its tree (rows 62, 72h)."""

TAKES_IN: dict[Kind, PersonKind] = {"department": "employee", "company": "contact", "branch": "contact"}
"""Whose card stands in which kind of unit: employees within a department, contacts within a company (rows 64, 72j)."""

HEADED_BY: dict[Kind, PersonKind] = {**TAKES_IN, "own_company": "employee"}

FIELDS = frozenset({"name", "parent", "head", "time_zone", "archived"})
"""Fields of a unit that a source may own."""


class OrgUnit(OrgUnitState, frozen=True, kw_only=True):
    """The state of one unit, and what may happen to it."""

    version: int = 0

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> OrgUnit | None:
        """The unit that the facts of its stream tell of; ``None`` when they tell of something else."""
        found = ORG_UNIT.fold(cls, history)
        return None if found is None else replace(found, version=history[-1].version)

    # -- where it stands -----------------------------------------------------------------------------------

    @staticmethod
    def add(
        unit_id: OrgUnitId,
        kind: Kind,
        name: Text,
        parent: OrgUnit | None,
        source: Source | None,
        time_zone: str,
    ) -> list[Fact]:
        """A new unit at a place where its kind may stand; the source that adds it feeds it from then on."""
        refuse_wrong_place(kind, parent)
        refuse_unknown_fields(source, FIELDS)
        parent_id = None if parent is None else parent.unit_id
        added = OrgUnitAdded(unit_id=unit_id, kind=kind, name=name, parent_id=parent_id, source=source)
        return [added, OrgUnitZoneSet(unit_id=unit_id, time_zone=time_zone)] if time_zone else [added]

    def move(self, path: Sequence[OrgUnit], by: Editor) -> list[Fact]:
        """Under another unit, with all that is in it; ``path`` leads from there up to the root."""
        if self.parent_id is None:
            raise refusals.RootStays(unit=self.name)
        refuse_wrong_place(self.kind, path[0])
        if any(above.unit_id == self.unit_id for above in path):
            raise refusals.UnitWouldBeInsideItself
        if path[0].unit_id == self.parent_id:
            return []
        moved = OrgUnitMoved(unit_id=self.unit_id, parent_id=path[0].unit_id, from_id=self.parent_id)
        return self._edited("parent", [moved], by)

    def take_in(self, by: Editor) -> list[Fact]:
        """Somebody or something comes into the unit: by hand only where nothing feeds it, unless forced."""
        if self.source is None or self.source.is_same(by.by_source):
            return []
        by.insists(UnitIsFed(unit=self.name, source=self.source.name))
        return [OrgUnitOverridden(unit_id=self.unit_id, fields=frozenset({"content"}), note=by.note.strip())]

    def refuse_archived(self, field: str) -> None:
        """Nobody and nothing comes into what is out of use."""
        if self.is_archived:
            raise refusals.UnitIsArchived(unit=self.name, field=field)

    def refuse_person(self, kind: PersonKind) -> None:
        """Employees stand within a department, contacts within a client company (rows 64, 72j)."""
        if TAKES_IN.get(self.kind) == kind:
            return
        if kind == "contact":
            raise refusals.ContactNeedsCompany
        raise refusals.EmployeeNeedsDepartment

    def refuse_further(self, kind: PersonKind) -> None:
        """Whoever stands elsewhere belongs here, too: to a client's company anybody, to our departments employees."""
        if TAKES_IN.get(self.kind) == "contact":
            return
        self.refuse_person(kind)

    # -- what it is ----------------------------------------------------------------------------------------

    def rename(self, name: Text, by: Editor) -> list[Fact]:
        """Another name."""
        facts: list[Fact] = [] if name == self.name else [OrgUnitRenamed(unit_id=self.unit_id, name=name)]
        return self._edited("name", facts, by)

    def name_head(self, head: PersonId | None, by: Editor) -> list[Fact]:
        """Somebody heads the unit, or nobody does (rows 63, 72i)."""
        facts: list[Fact] = [] if head == self.head else [OrgUnitHeadNamed(unit_id=self.unit_id, head=head)]
        return self._edited("head", facts, by)

    def unseat(self) -> list[Fact]:
        """Nobody heads the unit any more: its head went, whoever owns the field."""
        return [] if self.head is None else [OrgUnitHeadNamed(unit_id=self.unit_id, head=None)]

    def archive(self, reason: str, by: Editor) -> list[Fact]:
        """Out of use, with all that is in it; our own company stays."""
        if self.kind == "own_company":
            raise refusals.OwnCompanyStays
        facts: list[Fact] = [] if self.is_archived else [OrgUnitArchived(unit_id=self.unit_id, reason=reason)]
        return self._edited("archived", facts, by)

    def restore(self, by: Editor) -> list[Fact]:
        """In use again."""
        facts: list[Fact] = [OrgUnitRestored(unit_id=self.unit_id)] if self.is_archived else []
        return self._edited("archived", facts, by)

    def set_zone(self, time_zone: str, by: Editor) -> list[Fact]:
        """The zone of its people who have none of their own (W7)."""
        same = time_zone == self.time_zone
        facts: list[Fact] = [] if same else [OrgUnitZoneSet(unit_id=self.unit_id, time_zone=time_zone)]
        return self._edited("time_zone", facts, by)

    def share(self, shares_tickets: bool) -> list[Fact]:  # noqa: FBT001 - the command's own field
        """Whether the contacts of a client company see all its tickets."""
        if self.kind != "company":
            raise refusals.OnlyCompaniesShareTickets
        if shares_tickets == self.shares_tickets:
            return []
        return [OrgUnitSharingSet(unit_id=self.unit_id, shares_tickets=shares_tickets)]

    def let_ask(self, asks_for_colleagues: bool) -> list[Fact]:  # noqa: FBT001 - the command's own field
        """Whether the people of a whole company, or of our own, register tickets for each other."""
        if self.kind not in {"company", "own_company"}:
            raise refusals.OnlyCompaniesLetAsk
        if asks_for_colleagues == self.asks_for_colleagues:
            return []
        return [OrgUnitAskingSet(unit_id=self.unit_id, asks_for_colleagues=asks_for_colleagues)]

    def feed(self, source: Source | None) -> list[Fact]:
        """A source owns some of the unit from now on, or none does."""
        refuse_unknown_fields(source, FIELDS)
        if source == self.source:
            return []
        return [
            OrgUnitUnfed(unit_id=self.unit_id) if source is None else OrgUnitFed(unit_id=self.unit_id, source=source)
        ]

    def _edited(self, field: str, facts: list[Fact], by: Editor) -> list[Fact]:
        if facts and overrides(by, self.source, field):
            note = by.note.strip()
            return [*facts, OrgUnitOverridden(unit_id=self.unit_id, fields=frozenset({field}), note=note)]
        return facts


def refuse_wrong_place(kind: Kind, parent: OrgUnit | None) -> None:
    """Departments stand in our own company, branches in a client company, companies in nothing."""
    allowed = STANDS_UNDER[kind]
    if (parent is None and allowed) or (parent is not None and parent.kind not in allowed):
        places = Listed({place: name for place, name in KIND_NAMES.items() if place in allowed})
        raise refusals.UnitStandsElsewhere(kind=KIND_NAMES[kind], allowed=places)


def shown_company(place: Sequence[OrgUnitState]) -> OrgUnitId | None:
    """The client company at the root of a place, where it shows its tickets to all of its people."""
    root = place[-1] if place else None
    return root.unit_id if root is not None and root.kind == "company" and root.shares_tickets else None
