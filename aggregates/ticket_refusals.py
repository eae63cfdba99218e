"""Why a ticket says no; raised by ``aggregates.ticket`` and its commands."""

from __future__ import annotations

from typing import ClassVar

from events.values.identity import TicketId
from events.values.refusal import Listed, Refusal
from events.values.text import Text


def continues(ticket_id: TicketId) -> Listed:
    """What a new ticket names to go on from this one: for people in the message, for programs in its parameters."""
    return Listed({str(ticket_id): Text.same(str(ticket_id))})


class NoSuchTicket(Refusal):
    """There is no such ticket among those that you can see. Check the number."""

    kind = "missing"
    ru: ClassVar[str] = "Такой заявки нет среди доступных вам. Проверьте номер."


class TicketIsClosed(Refusal):
    """Ticket {number} is over and takes no changes. Register a new one that continues it, with “follows”: {follows}."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Заявка {number} завершена и не меняется. "
        "Зарегистрируйте новую в продолжение этой: в поле «follows» укажите {follows}."
    )
    rule: ClassVar[str] = "row 166"


class TicketIsMerged(TicketIsClosed):
    """Ticket {number} was merged and goes on as {into}. Write there."""

    ru: ClassVar[str] = "Заявка {number} объединена с другой и продолжается как {into}. Пишите туда."


class StatusIsNotReachable(Refusal):
    """A ticket that is “{now}” cannot become “{wanted}”. From here you can take it to: {ways}."""

    kind = "at_odds"
    ru: ClassVar[str] = "Из статуса «{now}» нельзя перейти в «{wanted}». Отсюда вам открыто: {ways}."
    rule: ClassVar[str] = "row 166"


class StatusIsUnknown(Refusal):
    """The life cycle of this ticket has no status “{status}”. It has: {known}."""

    ru: ClassVar[str] = "В жизненном цикле этой заявки нет статуса «{status}». Есть: {known}."
    rule: ClassVar[str] = "row 166"


class MoveAsksFor(Refusal):
    """A ticket cannot become “{wanted}” without “{asked}”. Fill it in."""

    ru: ClassVar[str] = "Переход в «{wanted}» требует поля «{asked}». Заполните его."
    rule: ClassVar[str] = "row 166"


class MoveIsNotYours(Refusal):
    """The way to “{wanted}” is not open to you. Ask somebody of the groups: {groups}."""

    ru: ClassVar[str] = "Переход в «{wanted}» вам не открыт. Обратитесь к тем, кто в группах: {groups}."
    rule: ClassVar[str] = "row 166"


class AttributeIsRequired(Refusal):
    """A ticket is not “{status}” without “{name}”. Fill it in first."""

    ru: ClassVar[str] = "В статусе «{status}» у заявки должно быть заполнено «{name}». Сначала заполните это поле."
    rule: ClassVar[str] = "row 92"


class ChecklistIsNotDone(Refusal):
    """A ticket of this type is not “{status}” while its checklist is open. Items to tick off ({open}): {items}."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Заявка этого типа не переходит в «{status}», пока не отмечен чек-лист. Осталось ({open}): {items}."
    )


class RegistrationAsksFor(Refusal):
    """A ticket of type “{type}” is not registered without “{name}”. Fill it in."""

    ru: ClassVar[str] = "Заявка типа «{type}» не регистрируется без поля «{name}». Заполните его."
    rule: ClassVar[str] = "row 92"


class AttributeIsUnknown(Refusal):
    """Tickets of this type have no attribute “{name}”. They have: {known}."""

    ru: ClassVar[str] = "У заявок этого типа нет признака «{name}». Есть: {known}."
    rule: ClassVar[str] = "row 92"


class AttributeIsNotThere(Refusal):
    """The ticket has no attribute “{name}” that could be taken away. It has: {known}."""

    ru: ClassVar[str] = "У заявки нет признака «{name}», убирать нечего. Есть: {known}."
    rule: ClassVar[str] = "row 92"


class AttributeDoesNotFit(Refusal):
    """“{value}” is no value of “{name}”. It takes {form}."""

    ru: ClassVar[str] = "Значение «{value}» не подходит для «{name}». Нужно: {form}."
    rule: ClassVar[str] = "row 92"


class ChoiceIsUnknown(Refusal):
    """“{value}” is no value of “{name}”. Choose one of: {known}."""

    ru: ClassVar[str] = "Значения «{value}» для «{name}» нет. Выберите одно из: {known}."
    rule: ClassVar[str] = "row 92"


class TooManyAttributes(Refusal):
    """A ticket bears at most {most} attributes. Take some away, or put them into the description."""

    ru: ClassVar[str] = "У заявки не больше {most} признаков. Уберите лишние или перенесите их в описание."
    rule: ClassVar[str] = "row 92"
    field = "attributes"


class AttributesAreTooLong(Refusal):
    """The attributes of a ticket have at most {most} characters together. Put long texts into the description."""

    ru: ClassVar[str] = "Все признаки заявки вместе не длиннее {most} знаков. Длинные тексты перенесите в описание."
    rule: ClassVar[str] = "row 92"
    field = "attributes"


class ReplyCameTooLate(Refusal):
    """It is too late to reopen ticket {number} (days for it: {days}).
    Register a new one that continues it, with “follows”: {follows}.
    """  # noqa: D205 - the message is one paragraph

    ru: ClassVar[str] = (
        "Срок возврата заявки {number} в работу прошёл (дней на возврат: {days}). "
        "Зарегистрируйте новую в продолжение этой: в поле «follows» укажите {follows}."
    )
    rule: ClassVar[str] = "row 166"


class TicketIsNotOnHold(Refusal):
    """The ticket is not on hold, so there is nothing to resume. Put it in progress instead."""

    kind = "at_odds"
    ru: ClassVar[str] = "Заявка не отложена, возобновлять нечего. Возьмите её в работу."
    rule: ClassVar[str] = "row 167"


class WakeUpIsPast(Refusal):
    """The wake-up lies in the past. Give a later time, or none."""

    ru: ClassVar[str] = "Время пробуждения уже прошло. Укажите более позднее или не указывайте вовсе."
    rule: ClassVar[str] = "row 167"
    field = "wake_up_at"


class StatusDoesNotWake(Refusal):
    """Nothing wakes a ticket up in “{status}”. Leave the wake-up out."""

    ru: ClassVar[str] = "Из статуса «{status}» заявка сама не пробуждается. Уберите срок пробуждения."
    rule: ClassVar[str] = "row 167"
    field = "wake_up_at"


class NotTakenByOneself(Refusal):
    """You did not take ticket {number} yourself, or others have it by now. Assign it to whoever is to have it."""

    kind = "at_odds"
    ru: ClassVar[str] = "Вы не брали заявку {number} сами, или она уже у других. Назначьте того, кому она нужна."


class NobodyBeganIt(Refusal):
    """Ticket {number} does not stand where the beginning of the work put it. Move it to where it is to go on."""

    kind = "at_odds"
    ru: ClassVar[str] = "Заявка {number} стоит не там, куда её привело начало работы. Переведите её туда, где ей быть."


class TicketIsTaken(Refusal):
    """Ticket {number} is in the hands of {person} by now. Agree with them, or take it over with “take_over”."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Заявка {number} уже в руках: {person}. Договоритесь с ними или заберите её, указав «take_over»."
    )
    rule: ClassVar[str] = "row 73"
    field = "take_over"


class WhichTeamTakesIt(Refusal):
    """It does not follow in which team you take ticket {number}. Name in “team_id”: {teams}."""

    ru: ClassVar[str] = "Не ясно, в какой команде вы берёте заявку {number}. Укажите в «team_id»: {teams}."
    rule: ClassVar[str] = "row 73"
    field = "team_id"


class OwnTicketHasNoPrivateComments(Refusal):
    """You asked for this ticket, and whoever asked reads and writes public comments only. Send it as a public one."""

    ru: ClassVar[str] = (
        "Это ваша собственная заявка: её заявитель читает и пишет только публичные комментарии. Отправьте публичный."
    )
    rule: ClassVar[str] = "row 129"
    field = "is_public"


class PrivateCommentIsForStaff(Refusal):
    """Only the desk's staff write private comments. Send it as a public one."""

    ru: ClassVar[str] = "Приватные комментарии пишут только сотрудники поддержки. Отправьте публичный."
    rule: ClassVar[str] = "row 129"
    field = "is_public"


class MergedIntoItself(Refusal):
    """A ticket cannot be merged into itself. Name another ticket."""

    ru: ClassVar[str] = "Заявку нельзя объединить с самой собой. Укажите другую."
    rule: ClassVar[str] = "row 166"
    field = "into"


class MergeNamesAnother(Refusal):
    """A merge names the other ticket. Use “merge” with “into”."""

    ru: ClassVar[str] = "При объединении называют другую заявку. Используйте «merge» с полем «into»."
    rule: ClassVar[str] = "row 166"
    field = "to"


class MergedIntoFinal(Refusal):
    """Ticket {number} is over, so nothing can be merged into it. Name an open ticket."""

    ru: ClassVar[str] = "Заявка {number} завершена, с ней нельзя объединить. Укажите открытую."
    rule: ClassVar[str] = "row 166"
    field = "into"


class ClocksAreBehind(Refusal):
    """The ticket moved on since its clocks were read; measure again."""

    kind = "at_odds"
    ru: ClassVar[str] = "Заявка изменилась после расчёта её сроков; пересчитайте."
    rule: ClassVar[str] = "C9"


class TimeRunsBackwards(Refusal):
    """The ticket already has something that happened at {last}. Give a time not before it."""

    ru: ClassVar[str] = "В заявке уже есть событие от {last}. Укажите время не раньше него."
    rule: ClassVar[str] = "C6"
    field = "at"


class RequesterIsUnknown(Refusal):
    """The desk does not know who the ticket is for. Give the person or an e-mail address."""

    ru: ClassVar[str] = "Неизвестно, от кого заявка. Укажите человека или адрес электронной почты."
    rule: ClassVar[str] = "row 106"
    field = "requester"
