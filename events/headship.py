"""Who heads what, told on the person's own stream of headships, and on their client company's: read when they move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from events.fact import Fact, Recorded
from events.values.identity import OrgUnitId, PersonId


class HeadshipTaken(Fact, frozen=True, kw_only=True):
    """A person heads a unit from now on (rows 63, 72i)."""

    stored_name: ClassVar[str] = "headship.taken@1"

    unit_id: OrgUnitId
    person_id: PersonId


class HeadshipLaidDown(Fact, frozen=True, kw_only=True):
    """The person heads the unit no more: somebody else does, or they went."""

    stored_name: ClassVar[str] = "headship.laid-down@1"

    unit_id: OrgUnitId
    person_id: PersonId


def headed(history: Sequence[Recorded]) -> dict[OrgUnitId, PersonId]:
    """The units that a person, or people of a client company, head now, each with its head."""
    found: dict[OrgUnitId, PersonId] = {}
    for recorded in history:
        fact = recorded.fact
        if isinstance(fact, HeadshipTaken):
            found[fact.unit_id] = fact.person_id
        elif isinstance(fact, HeadshipLaidDown) and found.get(fact.unit_id) == fact.person_id:
            del found[fact.unit_id]
    return found
