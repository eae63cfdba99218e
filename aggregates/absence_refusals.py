"""Why an absence says no, and what hears somebody who names a person who is away; raised by the absence's commands."""

from __future__ import annotations

from typing import ClassVar

from events.values.refusal import Refusal


class NoSuchAbsence(Refusal):
    """The person has no such absence. Look at the list of absences again."""

    kind = "missing"
    ru: ClassVar[str] = "Такого отсутствия у человека нет. Посмотрите список отсутствий ещё раз."
    field = "absence_id"


class AbsenceIsEmpty(Refusal):
    """The absence ends before it begins, or is past. Give an end that lies ahead of the begin and of now."""

    ru: ClassVar[str] = "Отсутствие кончается до начала или уже прошло. Укажите конец позже начала и текущего времени."
    field = "until_at"


class AbsenceIsOver(Refusal):
    """The absence is over: {period}. Plan another one."""

    kind = "at_odds"
    ru: ClassVar[str] = "Отсутствие уже прошло: {period}. Запланируйте другое."
    field = "absence_id"


class AbsencesOverlap(Refusal):
    """The person is away then already: {period}. Change that absence, or name a time outside of it."""

    kind = "at_odds"
    ru: ClassVar[str] = "В это время человек уже отсутствует: {period}. Измените его или назовите другое время."
    field = "from_at"


class NobodyStandsInForThemselves(Refusal):
    """Nobody stands in for themselves. Name somebody else, or nobody."""

    ru: ClassVar[str] = "Замещать самого себя нельзя. Назовите другого человека или никого."
    field = "substitute_id"


class SubstitutesGoInCircle(Refusal):
    """{person} is away then, too, and is replaced by whoever they would stand in for. Name somebody else, or nobody."""

    kind = "at_odds"
    ru: ClassVar[str] = "{person} тогда тоже отсутствует, и круг замещений замыкается. Назовите другого или никого."
    field = "substitute_id"


class PersonIsAway(Refusal):
    """{person} is away until {until}; standing in: {substitute}. Send “to_substitute” to name them, or “confirm”."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "{person} отсутствует до {until}; замещает: {substitute}. Пришлите «to_substitute», чтобы назначить "
        "замещающего, или «confirm»."
    )
    rule: ClassVar[str] = "row 73"
    field = "responsible.person_id"


class NobodyStandsIn(Refusal):
    """Nobody stands in for {person}, who is away until {until}. Name somebody else, or send “confirm”."""

    kind = "at_odds"
    ru: ClassVar[str] = "{person} отсутствует до {until}, и никто не замещает. Назовите другого или пришлите «confirm»."
    rule: ClassVar[str] = "row 73"
    field = "to_substitute"
