"""What may happen to a person of the desk; driven by ``commands.person``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import msgspec

from aggregates.refusal import Refusal
from events.fact import Fact, Recorded
from events.person import PersonGroupsGranted, PersonRegistered
from events.values.identity import OrgUnitId, PersonId
from events.values.people import Group


class NoSuchPerson(Refusal):
    """There is no such person. Choose an employee or contact from the list."""

    ru: ClassVar[str] = "Такого человека нет. Выберите сотрудника или контакт из списка."
    field = "person_id"


class EmailIsTaken(Refusal):
    """The e-mail address {email} belongs to another person. Give another one, or use that person."""

    ru: ClassVar[str] = "Адрес {email} принадлежит другому человеку. Укажите другой или выберите того человека."
    field = "emails"


class GroupsDoNotCombine(Refusal):
    """The group {group} only works together with: {partners}. Add one of them."""

    ru: ClassVar[str] = "Группа {group} работает только вместе с: {partners}. Добавьте одну из них."
    rule: ClassVar[str] = "row 87"
    field = "groups"


PARTNERS: dict[Group, tuple[Group, ...]] = {
    "change_specialist": ("second_line",),
    "problem_specialist": ("administrator", "specialist", "second_line"),
}
"""Groups that are valid only together with one of these (rows 83-84)."""


class Person(msgspec.Struct, kw_only=True):
    """The state of one person. ``name`` and ``emails`` read as erased once the person was forgotten."""

    person_id: PersonId
    version: int
    kind: Literal["employee", "contact"]
    name: str
    emails: tuple[str, ...]
    groups: frozenset[Group]
    units: tuple[OrgUnitId, ...] = ()
    time_zone: str = ""

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> Person | None:
        """The person that the facts of their stream tell of; ``None`` when they tell of something else."""
        if not history or not isinstance(fact := history[0].fact, PersonRegistered):
            return None
        person = cls(
            person_id=fact.person_id,
            version=history[0].version,
            kind=fact.kind,
            name=fact.name,
            emails=fact.emails,
            groups=fact.groups,
            units=fact.units,
            time_zone=fact.time_zone,
        )
        for recorded in history[1:]:
            person.version = recorded.version
            if isinstance(recorded.fact, PersonGroupsGranted):
                person.groups = recorded.fact.groups
        return person

    def grant(self, groups: frozenset[Group]) -> list[Fact]:
        """Exactly these groups from now on (row 86)."""
        refuse_bad_combination(groups)
        if groups == self.groups:
            return []
        return [PersonGroupsGranted(person_id=self.person_id, groups=groups)]


def refuse_bad_combination(groups: frozenset[Group]) -> None:
    """Some groups are valid only together with another (rows 83-84, 87)."""
    for group, partners in PARTNERS.items():
        if group in groups and groups.isdisjoint(partners):
            raise GroupsDoNotCombine(group=group, partners=", ".join(partners))
