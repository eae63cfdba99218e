"""Who appears in the tests: one viewer of every group, and the desk itself; used by stories on commands."""

from __future__ import annotations

from uuid import UUID

from events.values.identity import PersonId, TeamId
from events.values.people import SYSTEM, TIMEKEEPER, Actor, Group, Viewer

FIRST_LINE = TeamId(UUID("0b54bb52-6a0a-5e0c-9d3f-6f1f2a7c8e01"))
SECOND_LINE = TeamId(UUID("0b54bb52-6a0a-5e0c-9d3f-6f1f2a7c8e02"))

ANNA = PersonId(UUID("7d2f2f3e-9c55-5b1c-8f0e-3f6c1a0b2d01"))
"""The requester of the gallery's ticket."""
OLGA = PersonId(UUID("7d2f2f3e-9c55-5b1c-8f0e-3f6c1a0b2d02"))
"""An operator, member of the first line."""
SEMYON = PersonId(UUID("7d2f2f3e-9c55-5b1c-8f0e-3f6c1a0b2d03"))
"""A second-line specialist, member of the second line."""


def viewer(person: UUID, name: str, *groups: Group, teams: frozenset[TeamId] = frozenset()) -> Viewer:
    """A person with the rights of some groups."""
    return Viewer(actor=Actor(kind="person", id=person, name=name), groups=frozenset(groups), teams=teams)


REQUESTER = viewer(ANNA, "Анна Орлова", "requester")
STRANGER = viewer(UUID(int=404), "Пётр Чужой", "requester")
OPERATOR = viewer(OLGA, "Ольга Смирнова", "specialist", teams=frozenset({FIRST_LINE}))
SPECIALIST_OF_THE_SECOND_LINE = viewer(SEMYON, "Semyon Black", "second_line", teams=frozenset({SECOND_LINE}))
ADMINISTRATOR = viewer(UUID(int=1), "admin", "administrator")
TECHNOLOGIST = viewer(UUID(int=2), "system", "technologist")
AUDITOR = viewer(UUID(int=3), "Аудитор", "auditor")
NOBODY = viewer(UUID(int=5), "Никто")

THE_DESK = Viewer(actor=SYSTEM, groups=frozenset())
THE_TIMEKEEPER = Viewer(actor=TIMEKEEPER, groups=frozenset())
