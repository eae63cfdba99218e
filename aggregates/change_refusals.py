"""Why a change request says no; raised by ``aggregates.change_request``, ``aggregates.service_windows``, commands."""

from __future__ import annotations

from typing import ClassVar

from events.values.refusal import Refusal


class NoSuchChange(Refusal):
    """There is no such change request. Check the number: “C-” and its digits."""

    kind = "missing"
    ru: ClassVar[str] = "Такого запроса на изменение нет. Проверьте номер: «C-» и цифры."
    rule: ClassVar[str] = "row 165"
    field = "change_id"


class ChangeIsOver(Refusal):
    """Change request {number} is over and takes no changes. Draft a new one."""

    kind = "at_odds"
    ru: ClassVar[str] = "Запрос на изменение {number} завершён и не меняется. Подготовьте новый."
    rule: ClassVar[str] = "row 165"


class ChangeIsNotDraft(Refusal):
    """What approvers see of {number} is changed in a draft alone, and it is “{now}”. Return it to draft first."""

    kind = "at_odds"
    ru: ClassVar[str] = "Содержание {number} правят только в черновике, а сейчас «{now}». Сначала верните в черновик."
    rule: ClassVar[str] = "row 165"


class ChangeStatusIsUnknown(Refusal):
    """A change request has no status “{status}”. It has: {known}."""

    ru: ClassVar[str] = "У запроса на изменение нет статуса «{status}». Есть: {known}."
    rule: ClassVar[str] = "row 165"
    field = "to"


class ChangeStatusIsNotReachable(Refusal):
    """A change request that is “{now}” cannot become “{wanted}”. From here it can become: {ways}."""

    kind = "at_odds"
    ru: ClassVar[str] = "Из статуса «{now}» запрос нельзя перевести в «{wanted}». Отсюда можно: {ways}."
    rule: ClassVar[str] = "row 165"


class ChangeMovesOtherwise(Refusal):
    """A change request does not become “{wanted}” by being moved. Use the operation “{command}”."""

    ru: ClassVar[str] = "В статус «{wanted}» запрос не переводят вручную. Используйте операцию «{command}»."
    rule: ClassVar[str] = "row 165"
    field = "to"


class ChangeMoveAsksFor(Refusal):
    """A change request cannot become “{wanted}” without “{asked}”. Fill it in."""

    ru: ClassVar[str] = "Перевод запроса на изменение в «{wanted}» требует поля «{asked}». Заполните его."
    rule: ClassVar[str] = "row 165"


class ApprovalHasNoTime(Refusal):
    """Reminders and expiry are working time of the base agreement, and none is chosen. Choose one, or name no time."""

    ru: ClassVar[str] = (
        "Напоминания и сроки считают по графику базового соглашения, а оно не выбрано. Выберите его или уберите сроки."
    )
    rule: ClassVar[str] = "row 163"
    field = "expires_for"


class ChangeNeedsApprovers(Refusal):
    """Only a change of low risk goes without consent. Name at least one stage with its approvers."""

    ru: ClassVar[str] = "Без согласования проходит только изменение низкого риска. Укажите этап и согласующих."
    rule: ClassVar[str] = "row 165"
    field = "stages"


class NobodyIsAskedAboutChange(Refusal):
    """Nobody is asked about {number} now: it is “{now}”. Look at its card."""

    kind = "at_odds"
    ru: ClassVar[str] = "По {number} сейчас никого не спрашивают: статус «{now}». Посмотрите карточку."
    rule: ClassVar[str] = "row 163"


class ChangeHasNoWindow(Refusal):
    """No window is named in which the change is carried out. Name one: when it begins and when it ends."""

    ru: ClassVar[str] = "Не указано окно, в которое выполнят изменение. Укажите начало и конец."
    rule: ClassVar[str] = "row 165"
    field = "window"


class WindowIsNotConsented(Refusal):
    """The consent is to {consented}, and this window leaves it. Stay within, or bring {number} back to draft."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Согласовано окно {consented}, а это выходит за него. Останьтесь в нём или верните {number} в черновик и "
        "согласуйте заново."
    )
    rule: ClassVar[str] = "row 165"
    field = "window"


class WindowHasNotBegun(Refusal):
    """The window of {number} is yet to begin: {held}. Wait, or say in “reason” why it was carried out early."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Окно {number} ещё не началось: {held}. Подождите или объясните в «reason», почему выполнили раньше."
    )
    rule: ClassVar[str] = "row 165"
    field = "reason"


class WindowIsPast(Refusal):
    """The window is over already. Name a later one."""

    ru: ClassVar[str] = "Это окно уже прошло. Укажите более позднее."
    rule: ClassVar[str] = "row 165"
    field = "window"


class WindowsCollide(Refusal):
    """Change {number} holds “{service}” for {held}. Name another window, or say in “force_note” why both hold it."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Изменение {number} занимает услугу «{service}»: {held}. Выберите другое окно или объясните в «force_note», "
        "почему займут оба."
    )
    rule: ClassVar[str] = "row 165"
    field = "window"
