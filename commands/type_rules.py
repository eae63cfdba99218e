"""What a type of ticket must be to be worked with, beyond being a graph: asked when one is defined or revised.

The value itself does not ask it: facts of long ago hold what was accepted then, and stay readable.
"""

from __future__ import annotations

from collections.abc import Iterator

from commands.permissions import OPERATORS
from events.values.faults import InvalidValue
from events.values.lifecycle import LIFE_CYCLE_RULE, Lifecycle, closure
from events.values.person_name import refuse_unreadable
from events.values.text import LANGUAGES, Text
from events.values.ticket import ON_APPROVAL, Status
from events.values.ticket_type import TypeDefinition

LONGEST_NAME = 300
LONGEST_CODE = 100
BLANK_NAME = Text(ru="Название не должно быть пустым.", en="A name must not be blank.")
BLANK_CODE = Text(ru="Код не должен быть пустым.", en="A code must not be blank.")
_CYCLE = "lifecycle"


def refuse_unworkable(definition: TypeDefinition, field: str) -> None:
    """Names that read as they are written, and a life cycle that people can finish and clocks can follow.

    ``field`` is where the command has the definition.
    """
    try:
        _refuse(definition)
    except InvalidValue as fault:
        raise fault.inside(field) from None


def _refuse(definition: TypeDefinition) -> None:
    for field, name in _names(definition):
        for language in LANGUAGES:
            _refuse_unreadable(name.to(language), f"{field}.{language}", BLANK_NAME, LONGEST_NAME)
    for field, code in _choices(definition):
        _refuse_unreadable(code, field, BLANK_CODE, LONGEST_CODE)
    lifecycle = definition.lifecycle
    for index, status in enumerate(lifecycle.statuses):
        _refuse_strange_status(status, f"{_CYCLE}.statuses[{index}]")
    _refuse_final(lifecycle)
    _refuse_vain_wake_ups(lifecycle)
    _refuse_unfinishable(lifecycle)
    if definition.closes_after is not None:
        _refuse_uncloseable(lifecycle)


def _names(definition: TypeDefinition) -> Iterator[tuple[str, Text]]:
    yield "name", definition.name
    for index, status in enumerate(definition.lifecycle.statuses):
        yield f"{_CYCLE}.statuses[{index}].name", status.name
    for index, attribute in enumerate(definition.attributes):
        yield f"attributes[{index}].name", attribute.name
        for nth, choice in enumerate(attribute.choices):
            yield f"attributes[{index}].choices[{nth}].name", choice.name


def _choices(definition: TypeDefinition) -> Iterator[tuple[str, str]]:
    for index, attribute in enumerate(definition.attributes):
        for nth, choice in enumerate(attribute.choices):
            yield f"attributes[{index}].choices[{nth}].code", choice.code


def _refuse_unreadable(words: str, field: str, blank: Text, longest: int) -> None:
    if not words.strip():
        raise InvalidValue(blank, field=field, rule="row 92")
    refuse_unreadable(words, field, longest, "row 92")


def _refuse_strange_status(status: Status, field: str) -> None:
    if status.is_final and not (status.resolves or status.cancels):
        ru = "Завершающий статус «{}» должен останавливать часы: отметьте «resolves» или «cancels»."
        en = "The final status “{}” must stop the clocks: set “resolves” or “cancels”."
        raise _fault(field, ru, en, status)
    if status.code == ON_APPROVAL and status.counts:
        ru = "В статусе «{}» заявка ждёт других, время решения в нём не идёт: уберите «counts»."
        en = "In “{}” the ticket waits for others, so its resolution clock does not run: leave out “counts”."
        raise _fault(f"{field}.counts", ru, en, status)


def _refuse_final(lifecycle: Lifecycle) -> None:
    initial = lifecycle.status(lifecycle.initial)
    if initial is not None and initial.is_final:
        ru = "Начальный статус «{}» не может быть завершающим."
        raise _fault(f"{_CYCLE}.initial", ru, "The initial status “{}” cannot be a final one.", initial)
    if initial is not None and initial.cancels:
        ru = "В начальном статусе «{}» часы кончились бы, не начавшись: уберите у него «cancels»."
        en = "In the initial status “{}” the clocks would end before they begin: leave out its “cancels”."
        raise _fault(f"{_CYCLE}.initial", ru, en, initial)
    for index, way in enumerate(lifecycle.transitions):
        status = lifecycle.status(way.leaves)
        if status is not None and status.is_final:
            ru = "Из завершающего статуса «{}» переходов нет: уберите этот."
            raise _fault(
                f"{_CYCLE}.transitions[{index}].leaves", ru, "No transition leaves the final status “{}”.", status
            )


def _refuse_vain_wake_ups(lifecycle: Lifecycle) -> None:
    for index, way in enumerate(lifecycle.transitions):
        entered = lifecycle.status(way.enters)
        if "wake_up_at" not in way.requires or entered is None or entered.wakes_to:
            continue
        left = lifecycle.name_of(way.leaves)
        told = Text(
            ru=f"Переход «{left.ru}» → «{entered.name.ru}» требует срок пробуждения, "
            f"но из «{entered.name.ru}» заявка не пробуждается: "
            "укажите у этого статуса «wakes_to» или уберите «wake_up_at» из «requires».",
            en=f"The transition “{left.en}” → “{entered.name.en}” asks for a wake-up, but nothing wakes in "
            f"“{entered.name.en}”: give that status “wakes_to”, or leave “wake_up_at” out of “requires”.",
        )
        raise InvalidValue(told, field=f"{_CYCLE}.transitions[{index}].requires", rule=LIFE_CYCLE_RULE)


def _refuse_unfinishable(lifecycle: Lifecycle) -> None:
    open_ways = [
        way for way in lifecycle.transitions if way.by_requester or not OPERATORS.isdisjoint(way.groups or OPERATORS)
    ]
    finals = [status.code for status in lifecycle.statuses if status.is_final]
    ending = closure(finals, [(way.enters, way.leaves) for way in open_ways])
    for index, status in enumerate(lifecycle.statuses):
        if status.code not in ending:
            ru = "Из статуса «{}» заявку некому завершить: откройте путь тем, кто работает с заявками, или заявителю."
            en = (
                "From status “{}” nobody can end a ticket: open a way to those who work on tickets or to the requester."
            )
            raise _fault(f"{_CYCLE}.statuses[{index}]", ru, en, status)


def _refuse_uncloseable(lifecycle: Lifecycle) -> None:
    for status in lifecycle.statuses:
        if status.resolves and not status.is_final and lifecycle.closing_from(status.code) is None:
            ru = (
                "Из статуса «{}» заявку нельзя закрыть: добавьте переход в завершающий статус с «resolves» "
                "или уберите «closes_after»."
            )
            en = "Nobody can close from “{}”: add a way to a final status with “resolves”, or leave “closes_after” out."
            raise _fault("closes_after", ru, en, status)


def _fault(field: str, ru: str, en: str, status: Status) -> InvalidValue:
    told = Text(ru=ru.format(status.name.ru), en=en.format(status.name.en))
    return InvalidValue(told, field=field, rule=LIFE_CYCLE_RULE)
