"""The request form of a service as a page draws it, for a type of ticket; read by the doors and by tickets' cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.form_answers import Said, default_of, lines
from events.values.service_form import ServiceForm, whole_form
from events.values.text import Text
from events.values.ticket_condition import Condition
from events.values.ticket_type import AttributeKind, Choice, TypeDefinition
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement
from projections.ticket_type.rows import types


class FormField(msgspec.Struct, frozen=True, kw_only=True):
    """One field as a page shows it. With ``shown_when`` it is shown while the answers before it fit that.

    ``by_type``: the type needs it from the start. ``default`` is taken where nothing is said. Of a ticket also what was
    answered, and whether it is asked with these answers.
    """

    code: str
    name: Text
    kind: AttributeKind
    choices: tuple[Choice, ...]
    is_required: bool
    by_type: bool
    help: Text
    placeholder: Text
    default: str | None
    shown_when: Condition | None
    is_asked: bool | None = None
    answer: str | None = None


class LostField(msgspec.Struct, frozen=True, kw_only=True):
    """A question that is not asked as it was set, for the type has changed since; what to do stands in ``told``."""

    service_id: UUID
    service: Text
    code: str
    type: str | None
    told: Text


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of whoever registers a ticket of a type for a service.

    ``set_by`` is the service whose questions they are: itself, or one above; ``None``: nobody asks, so these are the
    fields of the type. ``version`` is that service's, at which it has them. ``lost``: what staff are to set anew.
    """

    service_id: UUID
    service: Text
    type: str
    type_name: Text
    set_by: UUID | None
    version: int
    fields: tuple[FormField, ...]
    lost: tuple[LostField, ...] = ()


class Asks(msgspec.Struct, frozen=True, kw_only=True):
    """The questions that hold for a service, own and inherited; and of which service they are."""

    service_id: UUID
    name: Text
    types: tuple[str, ...]
    form: ServiceForm | None
    set_by: UUID | None
    version: int


class _Row(NamedTuple):
    service_id: UUID
    name_ru: str
    name_en: str
    types: list[str]
    form: str | None
    version: int


_PATH = statement(
    "SELECT {columns} FROM services s, (SELECT path FROM services WHERE service_id = %s) own"
    " WHERE s.service_id = ANY(own.path) ORDER BY array_position(own.path, s.service_id)",
    columns=selected(
        _Row,
        service_id=statement("s.service_id"),
        name_ru=statement("s.name_ru"),
        name_en=statement("s.name_en"),
        types=statement("s.types"),
        form=statement("s.form::text"),
        version=statement("s.version"),
    ),
)


@reads("services")
def asks(cursor: Cursor[Any], service_id: UUID) -> Asks | None:
    """What a service asks; ``None`` when there is no such service."""
    cursor.execute(_PATH, (service_id,))
    rows = rows_of(_Row, cursor)
    return _asks(rows) if rows else None


def _asks(rows: Sequence[_Row]) -> Asks:
    """What a service asks, from its row and those above, own first."""
    forms = [None if row.form is None else msgspec.json.decode(row.form, type=ServiceForm) for row in rows]
    own = next((nth for nth, form in enumerate(forms) if form is not None), None)
    return Asks(
        service_id=rows[0].service_id,
        name=Text(rows[0].name_ru, rows[0].name_en),
        types=tuple(rows[0].types),
        form=whole_form(tuple(forms)),
        set_by=None if own is None else rows[own].service_id,
        version=rows[0].version if own is None else rows[own].version,
    )


_ASKING = statement(
    "SELECT {columns} FROM services WHERE form IS NOT NULL ORDER BY name_en, service_id",
    columns=selected(_Row, form=statement("form::text")),
)


@reads("services", also=(types,))
def lost_by(cursor: Cursor[Any], code: str, definition: TypeDefinition) -> tuple[LostField, ...]:
    """The questions of all services that would be lost if a type became what it is not yet; by the services' names."""
    now = {view.code: view.definition for view in types(cursor)}
    cursor.execute(_ASKING)
    found: list[LostField] = []
    for row in rows_of(_Row, cursor):
        asked = _asks([row])
        before = _lost(asked, now)
        found += [one for one in _lost(asked, now | {code: definition}) if one not in before]
    return tuple(found)


def _lost(asked: Asks, known: Mapping[str, TypeDefinition]) -> list[LostField]:
    """The questions that none of their types bears as they were set."""
    found = []
    for question in () if asked.form is None else asked.form.questions:
        codes = [code for code in (asked.types if question.type is None else (question.type,)) if code in known]
        bearing = [(known[code], known[code].attribute(question.code)) for code in codes]
        of = [(kind, attribute) for kind, attribute in bearing if attribute is not None]
        strange = [kind for kind, one in of if question.default and default_of(question, one) is None]
        if codes and not of:
            kind, told = known[codes[0]], _GONE
        elif strange:
            kind, told = strange[0], _DEFAULT
        else:
            continue
        found.append(
            LostField(
                service_id=asked.service_id,
                service=asked.name,
                code=question.code,
                type=question.type,
                told=Text(
                    ru=told.ru.format(type=kind.name.ru, code=question.code),
                    en=told.en.format(type=kind.name.en, code=question.code),
                ),
            )
        )
    return found


_GONE = Text(
    ru="У типа «{type}» нет поля «{code}», поэтому оно не спрашивается. Уберите вопрос или верните поле типу.",
    en="The type “{type}” has no field “{code}”, so it is not asked. Take the question out, or give the type"
    " the field.",
)
_DEFAULT = Text(
    ru="Поле «{code}» типа «{type}» больше не принимает это значение по умолчанию. Укажите другое.",
    en="The field “{code}” of the type “{type}” no longer takes this default. Name another one.",
)


@reads(also=(types,))
def form(
    cursor: Cursor[Any], asked: Asks, said: Said, answers: Mapping[str, str] | None = None, *, with_lost: bool = False
) -> Form:
    """The form of a service for a type; with ``answers`` each field bears what was said, and whether it is asked."""
    kinds = {view.code: view.definition for view in types(cursor, {said.type, *asked.types})}
    definition = kinds[said.type]
    return Form(
        service_id=asked.service_id,
        service=asked.name,
        type=said.type,
        type_name=definition.name,
        set_by=asked.set_by,
        version=asked.version,
        fields=tuple(
            FormField(
                code=line.attribute.code,
                name=line.attribute.name,
                kind=line.attribute.kind,
                choices=line.attribute.choices,
                is_required=line.by_type or line.question.is_required,
                by_type=line.by_type,
                help=line.question.help,
                placeholder=line.question.placeholder,
                default=default_of(line.question, line.attribute),
                shown_when=None if line.by_type else line.question.shown_when,
                is_asked=None if answers is None else line.is_asked,
                answer=None if answers is None else answers.get(line.attribute.code),
            )
            for line in lines(asked.form, definition, answers or {}, said)
        ),
        lost=tuple(_lost(asked, kinds)) if with_lost else (),
    )
