"""Why a problem says no; raised by ``aggregates.problem`` and its commands."""

from __future__ import annotations

from typing import ClassVar

from events.values.refusal import Refusal


class NoSuchProblem(Refusal):
    """There is no such problem. Check the number: “P-” and its digits."""

    kind = "missing"
    ru: ClassVar[str] = "Такой проблемы нет. Проверьте номер: «P-» и цифры."
    rule: ClassVar[str] = "row 164"
    field = "problem_id"


class ProblemIsOver(Refusal):
    """Problem {number} is over and takes no changes. Register a new one."""

    kind = "at_odds"
    ru: ClassVar[str] = "Проблема {number} завершена и не меняется. Зарегистрируйте новую."
    rule: ClassVar[str] = "row 164"


class ProblemStatusIsUnknown(Refusal):
    """A problem has no status “{status}”. It has: {known}."""

    ru: ClassVar[str] = "У проблемы нет статуса «{status}». Есть: {known}."
    rule: ClassVar[str] = "row 164"
    field = "to"


class ProblemStatusIsNotReachable(Refusal):
    """A problem that is “{now}” cannot become “{wanted}”. From here it can become: {ways}."""

    kind = "at_odds"
    ru: ClassVar[str] = "Из статуса «{now}» проблему нельзя перевести в «{wanted}». Отсюда можно: {ways}."
    rule: ClassVar[str] = "row 164"
    field = "to"


class ProblemMoveAsksFor(Refusal):
    """A problem cannot become “{wanted}” without “{asked}”. Fill it in."""

    ru: ClassVar[str] = "Перевод проблемы в «{wanted}» требует поля «{asked}». Заполните его."
    rule: ClassVar[str] = "row 164"


class ProblemCauseIsUnknown(Refusal):
    """A known error has a root cause. Record the root cause first."""

    ru: ClassVar[str] = "У известной ошибки должна быть коренная причина. Сначала запишите её."
    rule: ClassVar[str] = "row 164"
    field = "root_cause"


class ProblemIsNotResolved(Refusal):
    """Problem {number} is not resolved, so it resolves no incidents. Resolve the problem first."""

    kind = "at_odds"
    ru: ClassVar[str] = "Проблема {number} не решена, инциденты по ней решать рано. Сначала решите проблему."
    rule: ClassVar[str] = "row 164"


class IncidentIsNotLinked(Refusal):
    """The ticket is no incident of problem {number}. Link it first, or resolve it on its own."""

    ru: ClassVar[str] = "Заявка не связана с проблемой {number}. Сначала свяжите её или решите отдельно."
    rule: ClassVar[str] = "row 164"
    field = "ticket_id"
