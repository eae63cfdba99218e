"""Why the bus says no, whatever the command; raised by the bus and its gate."""

from __future__ import annotations

from typing import ClassVar

from typing_extensions import override

from events.values.refusal import Kind, Listed, Refusal
from events.values.text import Text


class NotAllowed(Refusal):
    """Your rights do not include this. Ask an administrator for them."""

    kind = "not_yours"
    ru: ClassVar[str] = "Ваших прав для этого недостаточно. Обратитесь к администратору."
    rule: ClassVar[str] = "row 20"
    who_may: ClassVar[Text] = Text(" Это могут группы: {groups}.", " The groups that may: {groups}.")

    @override
    @property
    def text(self) -> Text:
        """Whoever knows it also says which groups may."""
        told = super().text
        if not isinstance(groups := self.params.get("groups"), Listed) or "{groups}" in self.template().en:
            return told
        return Text(*(told.to(one) + self.who_may.to(one).format(groups=groups.to(one)) for one in ("ru", "en")))


class TicketIsOnlyRead(NotAllowed):
    """You may read ticket {number}, but not change it. The person it is registered for may, its responsible team
    and groups: {groups}. Ask one of them.
    """  # noqa: D205 - the message is one paragraph

    ru: ClassVar[str] = (
        "Заявку {number} вы можете только читать. Менять её могут тот, на кого она зарегистрирована, "
        "ответственная команда и группы: {groups}. "
        "Обратитесь к ним."
    )


class StaffSayThat(NotAllowed):
    """Only staff say the {what}. Leave it out: the desk finds it by what you say and by your agreement."""

    ru: ClassVar[str] = (
        "Поле «{what}» заполняют сотрудники службы. Не указывайте его: оно найдётся по вашим ответам и соглашению."
    )


class OneAsksForOneself(NotAllowed):
    """You register tickets for yourself. Leave the requester out; staff register for others."""

    ru: ClassVar[str] = (
        "Вы регистрируете заявки от своего имени. Не указывайте заявителя; за других регистрируют сотрудники службы."
    )
    field = "requester"


class PastIsToldByAdministrators(NotAllowed):
    """Only administrators and technologists tell what happened earlier. Leave this field out: it happens now."""

    ru: ClassVar[str] = (
        "О прошедшем рассказывают только администраторы и технологи. Уберите это поле: событие произойдёт сейчас."
    )
    rule: ClassVar[str] = "C6"
    field = "at"


class StaleVersion(Refusal):
    """You saw version {seen}, but it is version {now} by now. Look at it again, then decide."""

    kind = "stale"
    ru: ClassVar[str] = "Вы видели версию {seen}, а сейчас версия {now}. Посмотрите ещё раз и решите заново."


class TooBusy(Refusal):
    """Many others are changing the same thing at this moment. Nothing was stored; try again."""

    kind = "too_busy"
    ru: ClassVar[str] = "То же самое сейчас меняют многие другие. Ничего не записано; повторите."


class TimeIsInFuture(Refusal):
    """The time lies in the future. Give one that has come."""

    ru: ClassVar[str] = "Время ещё не наступило. Укажите наступившее."
    field = "at"


class KeyNamesAnotherRequest(Refusal):
    """This Idempotency-Key already stands for another request. Use a fresh key for a new request."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Этот Idempotency-Key уже использован для другого запроса. Для нового запроса возьмите новый ключ."
    )
    field = "Idempotency-Key"


class NothingIsAsked(Refusal):
    """Nothing is asked for. Name at least one of: {fields}."""

    ru: ClassVar[str] = "Ничего не запрошено. Укажите хотя бы одно из полей: {fields}."


class DraftIsRefused(Refusal):
    """Nothing can be tried: draft {nth} ({command}) would be refused ({why})."""

    ru: ClassVar[str] = "Пробовать нечего: черновик {nth} ({command}) был бы отклонён ({why})."

    def __init__(self, *, field: str = "", kind: Kind | None = None, **params: object) -> None:
        super().__init__(field=field, **params)
        if kind is not None:
            # It is as wrong as what it tells of: the door's number is that of the draft.
            self.kind = kind  # type: ignore[misc] # of this one
