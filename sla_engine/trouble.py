"""What is wrong with a clock that cannot say when it is due (W6); shown by ``/sla``, ``explain`` and health."""

from __future__ import annotations

from events.values.text import Text
from sla_engine.clock import ClockState, next_point
from sla_engine.instants import NEVER, Micros
from sla_engine.table import NeverOpens, OutOfReach
from sla_engine.worktime import Calendar

BEHIND_THE_CALENDAR = Text(
    ru="Срока нет: на графике так мало рабочего времени, что норма закончится позже 9998 года. Уменьшите норму в"
    " соглашении или добавьте часы в график.",
    en="No due: the schedule has so little working time that the norm ends behind the year 9998. Shorten the norm in"
    " the agreement, or give the schedule more hours.",
)
NEVER_OPENS = Text(
    ru="Срока нет: в графике нет рабочего времени на десять лет вперёд. Добавьте часы в график или переведите"
    " соглашение на другой.",
    en="No due: the schedule has no working time in the ten years ahead. Give it hours, or keep the agreement on"
    " another one.",
)
POINT_BEHIND_THE_CALENDAR = Text(
    ru="Точка эскалации «{point}» не наступит: на графике для неё не хватит рабочего времени. Приблизьте её к сроку"
    " или добавьте часы в график.",
    en="The escalation point “{point}” never comes: the schedule has too little working time for it. Move it nearer to"
    " due, or give the schedule more hours.",
)
NOT_MEASURED = Text(
    ru="Часы этой заявки стоят с факта {fact}: его не удалось учесть. Остальные заявки идут. Сообщите администратору:"
    " причина видна в «desk health», после исправления нужен «desk rebuild sla_clocks».",
    en="The clocks of this ticket stand since the fact {fact}: it could not be taken in. All other tickets go on. Tell"
    " an administrator: “desk health” shows the reason; once mended, “desk rebuild sla_clocks” is needed.",
)


def of_clock(clock: ClockState, calendar: Calendar) -> Text | None:
    """Why a running clock has no due, or its next escalation point no instant; ``None`` when all is well."""
    if not clock.is_running or not clock.is_open:
        return None
    if clock.due == NEVER:
        return _why(clock.since, clock.target - clock.base, calendar)
    point = next_point(clock) if clock.escalation_at == NEVER else None
    return None if point is None else filled(POINT_BEHIND_THE_CALENDAR, point=point.id)


def not_measured(position: int) -> Text:
    """What is said of clocks that could not take in the fact at a position of the log."""
    return filled(NOT_MEASURED, fact=str(position))


def filled(text: Text, **words: str) -> Text:
    """A text with its blanks filled in."""
    return Text(ru=text.ru.format(**words), en=text.en.format(**words))


def _why(since: Micros, amount: int, calendar: Calendar) -> Text:
    try:
        calendar.add(since, amount)
    except NeverOpens:
        return NEVER_OPENS
    except OutOfReach:
        return BEHIND_THE_CALENDAR
    # The row was measured a moment before the schedule that was read: the next look is right.
    return BEHIND_THE_CALENDAR
