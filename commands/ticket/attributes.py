"""The attributes of a ticket as its type defines them: known, in the form of their kinds, filled in (row 92)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from aggregates.person import NoSuchPerson, Person
from aggregates.ticket_refusals import (
    AttributeDoesNotFit,
    AttributeIsUnknown,
    AttributesAreTooLong,
    ChoiceIsUnknown,
    TooManyAttributes,
)
from commands.command import UnitOfWork
from commands.fields import LONGEST_ATTRIBUTES, MOST_ATTRIBUTES
from events.values.identity import PersonId
from events.values.one_line import invisible, refuse_turned
from events.values.refusal import Listed
from events.values.text import Text
from events.values.ticket_type import AttributeDefinition, AttributeKind, TypeDefinition

FORMS: dict[AttributeKind, Text] = {
    "text": Text(ru="непустой текст", en="a text that is not blank"),
    "number": Text(ru="число цифрами, с точкой перед дробной частью: -12.5", en="a plain decimal number such as -12.5"),
    "date": Text(ru="дата вида 2026-03-31", en="a date such as 2026-03-31"),
    "choice": Text(ru="одно из перечисленных значений", en="one of the values that are listed"),
    "person": Text(ru="id сотрудника или контакта (UUID)", en="the id of an employee or contact (a UUID)"),
}
"""What a value of each kind looks like."""


def refuse_turned_values(given: Mapping[str, str]) -> None:
    """Names and values read as they are written, names on one line; asked by the commands that take them.

    A name that does not is not told as part of a field either.
    """
    for code, value in given.items():
        refuse_turned(code, "attributes")
        if not code.isprintable():
            raise invisible(next(sign for sign in code if not sign.isprintable()), "attributes")
        refuse_turned(value, f"attributes.{code}")


def refuse_too_many(attributes: Mapping[str, str]) -> None:
    """A ticket bears so many attributes, of so many characters together: also when they are named a few at a time."""
    if len(attributes) > MOST_ATTRIBUTES:
        raise TooManyAttributes(most=MOST_ATTRIBUTES)
    if sum(len(code) + len(value) for code, value in attributes.items()) > LONGEST_ATTRIBUTES:
        raise AttributesAreTooLong(most=LONGEST_ATTRIBUTES)


def accepted(
    work: UnitOfWork, definition: TypeDefinition, given: Mapping[str, str], *, kept: Mapping[str, str]
) -> dict[str, str]:
    """The attributes as they are stored: those that the type takes, each in the one form of its kind.

    What is ``kept`` as it was is not looked at again: a person may have left since, a choice be gone.
    """
    found = {}
    for code, value in given.items():
        attribute = definition.attribute(code)
        if attribute is None and not definition.takes_any_attribute:
            known = Listed({known.code: known.name for known in definition.attributes})
            raise AttributeIsUnknown(field=f"attributes.{code}", name=code, known=known)
        untouched = attribute is None or kept.get(code) == value
        found[code] = value if attribute is None or untouched else _formed(work, attribute, value)
    return found


def _formed(work: UnitOfWork, attribute: AttributeDefinition, value: str) -> str:
    field = f"attributes.{attribute.code}"
    formed = attribute.formed(value)
    if formed is None and attribute.kind == "choice":
        known = Listed({choice.code: choice.name for choice in attribute.choices})
        raise ChoiceIsUnknown(field=field, value=value, name=attribute.name, known=known)
    if formed is None:
        raise AttributeDoesNotFit(field=field, value=value, name=attribute.name, form=FORMS[attribute.kind])
    if attribute.kind == "person":
        person_id = PersonId(UUID(formed))
        work.load(person_id, Person.fold, NoSuchPerson(field=field)).refuse_inactive(field)
        work.watch(person_id)
    return formed
