"""Who acts, who asks and who answers: actors, requesters, responsibles, groups, and who feeds what we know of them."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import msgspec

from events.values.identity import OrgUnitId, PersonId, TeamId
from events.values.text import Text

Scope = Literal["read", "tickets", "people", "setup"]
"""What a token may be used for: questions, commands on tickets, on people and units, on agreements and schedules."""
Group = Literal[
    "administrator",
    "technologist",
    "specialist",
    "second_line",
    "change_specialist",
    "problem_specialist",
    "auditor",
    "requester",
]
"""User groups (rows 19, 80-85); every active employee or contact is a ``requester``, granted or not."""

GROUP_NAMES: dict[Group, Text] = {
    "administrator": Text("администратор", "administrator"),
    "technologist": Text("технолог", "technologist"),
    "specialist": Text("специалист", "specialist"),
    "second_line": Text("вторая линия", "second line"),
    "change_specialist": Text("менеджер изменений", "change specialist"),
    "problem_specialist": Text("менеджер проблем", "problem specialist"),
    "auditor": Text("аудитор", "auditor"),
    "requester": Text("заявитель", "requester"),
}
"""How people read the groups, in the order in which they are told."""

STAFF_GROUPS: frozenset[str] = frozenset(
    {"administrator", "technologist", "specialist", "second_line", "change_specialist", "problem_specialist"}
)
"""Groups whose public comment is a reaction (sla.md C1, row 130)."""

WORKING_GROUPS: frozenset[Group] = frozenset({"administrator", "technologist", "specialist", "second_line"})
"""Groups that work on tickets: whoever holds one sees what they are responsible for, and can solve it (rows 80-82)."""

LICENSED_GROUPS: frozenset[str] = STAFF_GROUPS | {"auditor"}
"""Groups that only a person with a licence holds (rows 70, 79)."""

PARTNERS: dict[Group, tuple[Group, ...]] = {
    "change_specialist": ("second_line",),
    "problem_specialist": ("administrator", "specialist", "second_line"),
}
"""Groups that are valid only together with one of these (rows 83-84)."""


def valid(groups: frozenset[Group]) -> frozenset[Group]:
    """The groups that count: a token may bear fewer than its bearer holds, and so one without its partner."""
    return frozenset(group for group in groups if group not in PARTNERS or not groups.isdisjoint(PARTNERS[group]))


Language = Literal["ru", "en"]
PersonKind = Literal["employee", "contact", "built_in"]
"""Employees of our own company, contacts of client companies, and the two built-in accounts (row 31)."""
ActorKind = Literal["person", "system"]
Licence = Literal["unlicensed", "named", "concurrent"]
"""What a person may be licensed as (rows 66, 70)."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Who feeds a person or an org unit from outside, and which of its fields it owns (rows 65, 72k).

    ``name`` tells several sources of one system apart; ``key`` is what the thing is called there: an id without
    meaning, never a name or an address, for it stays readable for ever.
    """

    system: Literal["ldap", "file", "api"]
    name: str
    key: str
    fields: frozenset[str] = frozenset()

    def is_same(self, other: Source | None) -> bool:
        """Whether the other is the same feed, whatever it owns of this thing."""
        return other is not None and (self.system, self.name) == (other.system, other.name)


class Actor(msgspec.Struct, frozen=True):
    """Who a fact is by: a person, or the desk itself (timekeeper, mail intake, migration)."""

    kind: ActorKind
    id: UUID
    name: str


class Viewer(msgspec.Struct, frozen=True):
    """Who asks a question or issues a command: the actor with the rights that count at this moment.

    ``company`` is the client company whose tickets the viewer may see beside their own, where it shares them;
    ``further`` are those of other units that they belong to at this moment.
    """

    actor: Actor
    groups: frozenset[Group]
    teams: frozenset[TeamId] = frozenset()
    language: Language = "ru"
    company: OrgUnitId | None = None
    further: frozenset[OrgUnitId] = frozenset()

    @property
    def companies(self) -> frozenset[OrgUnitId]:
        """The client companies whose tickets the viewer may see beside their own."""
        return self.further if self.company is None else self.further | {self.company}

    @property
    def is_staff(self) -> bool:
        """Whether the viewer works for the desk."""
        return not STAFF_GROUPS.isdisjoint(self.groups)


class Requester(msgspec.Struct, frozen=True):
    """Who a ticket is for, as they were at registration (part of what stays readable for ever).

    ``units`` is the path of org units from the person's own unit up to the root; ``time_zone`` is the zone
    of the requester's company or person then (sla.md W7). An unknown sender has an id computed from the
    e-mail address (row 106) and ``known`` false.
    """

    person_id: PersonId
    name: str
    email: str = ""
    known: bool = True
    units: tuple[OrgUnitId, ...] = ()
    time_zone: str = ""


class Responsible(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who a ticket is assigned to: a team as a whole, or an employee within that team (row 73)."""

    team_id: TeamId
    person_id: PersonId | None = None


SYSTEM_ID = UUID("00000000-0000-5000-8000-000000000001")
TIMEKEEPER = Actor(kind="system", id=UUID("00000000-0000-5000-8000-000000000002"), name="timekeeper")
CARETAKER = Actor(kind="system", id=UUID("00000000-0000-5000-8000-000000000004"), name="caretaker")
BY_THEMSELVES: frozenset[UUID] = frozenset({TIMEKEEPER.id, CARETAKER.id})
"""Who acts because time passed or somebody left, and not because somebody wanted it."""
MAIL_INTAKE = Actor(kind="system", id=UUID("00000000-0000-5000-8000-000000000003"), name="mail intake")
SYSTEM = Actor(kind="system", id=SYSTEM_ID, name="system")
