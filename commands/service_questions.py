"""What a service asks of whoever registers a ticket for it: its request form (row 91)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar
from uuid import UUID

from msgspec import UNSET, UnsetType

from aggregates import service_form_refusals as refusals
from aggregates.service import NoSuchService, Service
from aggregates.ticket_refusals import AttributeDoesNotFit, ChoiceIsUnknown
from commands.command import Command, UnitOfWork, handles
from commands.fields import refuse_nothing
from commands.service import service_path
from commands.ticket.attributes import FORMS
from commands.ticket_type.offered import ticket_type
from events.values.identity import ServiceId
from events.values.refusal import Listed
from events.values.service_form import ServiceForm, ServiceQuestion, whole_form
from events.values.text import Text
from events.values.ticket_condition import OfAttribute, conditions_in
from events.values.ticket_type import AttributeDefinition, TypeDefinition


class SetServiceQuestions(Command, frozen=True, kw_only=True):
    """Say which fields of a ticket's type a service asks for, and how; null: what the service above asks."""

    name: ClassVar[str] = "set-service-questions"

    service_id: ServiceId
    form: ServiceForm | UnsetType | None = UNSET


@handles(SetServiceQuestions)
def set_service_questions(command: SetServiceQuestions, work: UnitOfWork) -> UUID:
    """Every field must be one of a type of its tickets, and take its default; conditions hang on what was asked before.

    Services below that have no questions of their own ask the same.
    """
    found = work.load(command.service_id, Service.fold, NoSuchService)
    refuse_nothing(command)
    form = None if command.form is UNSET else command.form
    if form is not None:
        above = service_path(work, found.service_id)[1:] if form.adds else []
        inherited = whole_form(tuple(service.form for service in above))
        _refuse_unaskable(work, found, form, () if inherited is None else inherited.questions)
    work.record(found.service_id, found.ask(form))
    return found.service_id


def _refuse_unaskable(work: UnitOfWork, service: Service, form: ServiceForm, above: Sequence[ServiceQuestion]) -> None:
    before: dict[str, list[AttributeDefinition]] = {}
    for question in above:
        before.setdefault(question.code, [])
    for index, question in enumerate(form.questions):
        field = f"form.questions[{index}]"
        fields = _fields(_types(work, service, question, field), question, field)
        _refuse_default(question, fields, f"{field}.default")
        _refuse_conditions(question, before, f"{field}.shown_when")
        before.setdefault(question.code, []).extend(fields)


def _types(work: UnitOfWork, service: Service, question: ServiceQuestion, field: str) -> list[TypeDefinition]:
    if question.type is not None:
        return [ticket_type(work, question.type, field=f"{field}.type").definition]
    if not service.types:
        raise refusals.QuestionNeedsType(field=f"{field}.type")
    return [ticket_type(work, code, field=f"{field}.type").definition for code in service.types]


def _fields(types: Sequence[TypeDefinition], question: ServiceQuestion, field: str) -> list[AttributeDefinition]:
    """What the types say of the field; some of them may not have it."""
    found = [one for one in (known.attribute(question.code) for known in types) if one is not None]
    if not found:
        known = Listed({one.code: one.name for kind in types for one in kind.attributes})
        raise refusals.FieldIsNotInType(field=f"{field}.code", name=question.code, known=known)
    return found


def _refuse_default(question: ServiceQuestion, fields: Sequence[AttributeDefinition], field: str) -> None:
    for attribute in fields if question.default else ():
        if attribute.kind == "person":
            raise refusals.PersonIsNoDefault(field=field, name=attribute.name)
        _refuse_strange_value(attribute, question.default, field)


def _refuse_strange_value(attribute: AttributeDefinition, value: str, field: str) -> None:
    if attribute.formed(value) is not None:
        return
    if attribute.kind == "choice":
        known = Listed({choice.code: choice.name for choice in attribute.choices})
        raise ChoiceIsUnknown(field=field, value=value, name=attribute.name, known=known)
    raise AttributeDoesNotFit(field=field, value=value, name=attribute.name, form=FORMS[attribute.kind])


def _refuse_conditions(
    question: ServiceQuestion, before: Mapping[str, Sequence[AttributeDefinition]], field: str
) -> None:
    """What a condition asks was asked before, and may be answered as it says."""
    for one in conditions_in(question.shown_when) if question.shown_when is not None else ():
        if not isinstance(one, OfAttribute):
            continue
        fields = before.get(one.code)
        if fields is None:
            known = Listed({code: told[0].name if told else Text.same(code) for code, told in before.items()})
            raise refusals.QuestionHangsOnLater(field=field, name=one.code, known=known)
        for value in one.values if fields else ():
            if not any(attribute.formed(value) == value for attribute in fields):
                _refuse_strange_value(fields[0], value, field)
                raise AttributeDoesNotFit(field=field, value=value, name=fields[0].name, form=FORMS[fields[0].kind])
