"""Which questions of a request form are asked, given what was answered so far; the one reading of a form's conditions.

Asked by registration, and by whoever shows a form or what of it a ticket has no answer to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

import msgspec

from events.values.service_form import ServiceForm, ServiceQuestion
from events.values.ticket_condition import AllOf, AnyOf, Condition, Except, OfAttribute, OneOf
from events.values.ticket_type import AttributeDefinition, TypeDefinition
from events.values.wished_time import instant_named


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What is told beside the answers: the type, impact, urgency; and when, for dates that are seen from today."""

    type: str
    impact: str | None = None
    urgency: str | None = None
    now: datetime


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a form: how the service asks for it, what the type says of it, whether it is asked and needed.

    ``answer`` is what was said, or what is taken where nothing was. ``by_type``: the type needs it from the start.
    """

    question: ServiceQuestion
    attribute: AttributeDefinition
    is_asked: bool
    by_type: bool
    answer: str | None = None

    @property
    def is_required(self) -> bool:
        """Whether nothing is registered without an answer."""
        return self.is_asked and (self.by_type or self.question.is_required)


def lines(form: ServiceForm | None, definition: TypeDefinition, answers: Mapping[str, str], said: Said) -> list[Line]:
    """The fields in their order; of a service that asks nothing in particular, those of the type.

    What the type needs from the start is always asked, also where the form leaves it out: then it stands last. A
    question whose field the type has not, or has no more, is none.
    """
    needed = {one.code: one for one in definition.attributes if definition.lifecycle.initial in one.required_in}
    if form is None:
        asked = [ServiceQuestion(code=one.code) for one in definition.attributes]
    else:
        asked = [one for one in _own_first(form, said.type) if definition.attribute(one.code) is not None]
        shown = {one.code for one in asked}
        asked += [ServiceQuestion(code=code) for code in needed if code not in shown]
    taken: dict[str, str] = {}
    found = []
    for question in asked:
        attribute = definition.attribute(question.code)
        if attribute is None:
            continue
        by_type = question.code in needed
        is_asked = by_type or question.shown_when is None or holds(question.shown_when, taken, said)
        answer = answers.get(question.code)
        if answer is None and is_asked:
            answer = default_of(question, attribute)
        if answer and is_asked:
            taken[question.code] = answer
        found.append(
            Line(question=question, attribute=attribute, is_asked=is_asked, by_type=by_type, answer=answer or None)
        )
    return found


def _own_first(form: ServiceForm, code: str) -> list[ServiceQuestion]:
    """The questions for tickets of a type: one that names the type comes in the place of one that names none."""
    named = {question.code for question in form.questions if question.type == code}
    return [
        question
        for question in form.questions
        if question.type == code or (question.type is None and question.code not in named)
    ]


def default_of(question: ServiceQuestion, attribute: AttributeDefinition) -> str | None:
    """What is taken where nothing is said; nothing where the field does not take it any more."""
    return attribute.formed(question.default) if question.default else None


def holds(condition: Condition, answers: Mapping[str, str], said: Said) -> bool:
    """Whether a condition fits what was answered; as lists read the same condition over a ticket's attributes."""
    match condition:
        case AllOf():
            return all(holds(one, answers, said) for one in condition.of)
        case AnyOf():
            return any(holds(one, answers, said) for one in condition.of)
        case Except():
            return not holds(condition.of, answers, said)
        case OneOf():
            return getattr(said, condition.field, None) in condition.values
        case OfAttribute():
            return _fits(condition, answers.get(condition.code), said)
        case _:
            return False


def _fits(condition: OfAttribute, answer: str | None, said: Said) -> bool:
    if answer is None or condition.type not in {None, said.type}:
        return False
    if condition.values:
        return answer in condition.values
    if condition.least is not None or condition.most is not None:
        try:
            amount = Decimal(answer)
        except InvalidOperation:
            return False
        least, most = condition.least, condition.most
        return (least is None or amount >= Decimal(str(least))) and (most is None or amount <= Decimal(str(most)))
    day = answer if condition.since or condition.before else None
    if day is not None and condition.since and day < _day(condition.since, said.now):
        return False
    return not (day is not None and condition.before and day >= _day(condition.before, said.now))


def _day(told: str, now: datetime) -> str:
    """A day as dates are kept: by UTC, for a form is the same for everybody."""
    return instant_named(told, now, UTC).date().isoformat()
