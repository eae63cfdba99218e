"""Why a service cannot ask something, and why a ticket is not registered with these answers; read by people."""

from __future__ import annotations

from typing import ClassVar

from events.values.refusal import Refusal


class FieldIsNotInType(Refusal):
    """No type that the question is for has a field “{name}”. Ask for one of: {known}."""

    ru: ClassVar[str] = "Ни у одного типа, для которого вопрос, нет поля «{name}». Можно спросить: {known}."
    rule: ClassVar[str] = "row 91"


class QuestionNeedsType(Refusal):
    """The service takes no type of ticket itself. Say in “type” of which type of the services below the field is."""

    ru: ClassVar[str] = "Сама услуга не принимает заявок. Укажите в «type», какого типа вложенных услуг это поле."
    rule: ClassVar[str] = "row 91"


class PersonIsNoDefault(Refusal):
    """A person may leave, so “{name}” has no default. Leave it out."""

    ru: ClassVar[str] = "Человек может уволиться, поэтому у «{name}» нет значения по умолчанию. Уберите его."
    rule: ClassVar[str] = "row 91"


class QuestionHangsOnLater(Refusal):
    """The question hangs on “{name}”, which is not asked before it. Put that before it; before it stand: {known}."""

    ru: ClassVar[str] = "Вопрос зависит от «{name}», который не задан до него. Поставьте его раньше; до него: {known}."
    rule: ClassVar[str] = "row 91"


class ServiceAsksFor(Refusal):
    """Whoever asks for “{service}” says “{name}”. Fill it in; all that it asks: GET /services/{id}/form."""

    ru: ClassVar[str] = "По услуге «{service}» нужно указать «{name}». Заполните; все вопросы: GET /services/{id}/form."
    rule: ClassVar[str] = "row 91"


class AnswerIsNotAsked(Refusal):
    """With the other answers as they are “{service}” does not ask for “{name}”. Leave it out, or change those."""

    ru: ClassVar[str] = (
        "При таких остальных ответах услуга «{service}» не спрашивает «{name}». Уберите его или их измените."
    )
    rule: ClassVar[str] = "row 91"
