"""Keeps the accounts of those who may do more out of the reach of those who may do less (0054); used by handlers."""

from __future__ import annotations

from aggregates.person import Person
from commands.refusals import NotAllowed
from events.values.people import Viewer


def refuse_stronger(viewer: Viewer, person: Person) -> None:
    """A technologist's way in and access are a technologist's to change, or their own; the desk itself may."""
    is_own = viewer.actor.kind == "system" or viewer.actor.id == person.person_id
    if not is_own and "technologist" in person.groups and "technologist" not in viewer.groups:
        raise NotAllowed(field="person_id")
