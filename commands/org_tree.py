"""The tree as a handler walks it, over the units' own streams; used by commands on units, people and tickets."""

from __future__ import annotations

from aggregates.org_unit import OrgUnit
from aggregates.org_unit_refusals import NoSuchUnit
from commands.command import UnitOfWork
from events.values.identity import OrgUnitId


def path(work: UnitOfWork, unit_id: OrgUnitId, *, field: str = "unit_id") -> list[OrgUnit]:
    """The units from this one up to the root of its tree."""
    found = [work.load(unit_id, OrgUnit.fold, NoSuchUnit(field=field))]
    while (above := found[-1].parent_id) is not None:
        found.append(work.load(above, OrgUnit.fold, NoSuchUnit(field=field)))
    return found


def open_path(work: UnitOfWork, unit_id: OrgUnitId, *, field: str = "unit_id") -> list[OrgUnit]:
    """As ``path``, for somebody or something that is to come in: nothing on the way may be archived.

    It is watched: who moves or archives one of these units at the same instant, and who comes in, do not both win.
    """
    found = path(work, unit_id, field=field)
    for on_the_way in found:
        on_the_way.refuse_archived(field)
        work.watch(on_the_way.unit_id)
    return found
