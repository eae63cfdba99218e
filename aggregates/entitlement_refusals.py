"""Why nobody may register this ticket, for the requester to read; raised by ``commands.ticket.entitlement``."""

from __future__ import annotations

from typing import ClassVar

from events.values.refusal import Refusal


class BaseAgreementIsMissing(Refusal):
    """No base agreement is chosen, so the ticket cannot be registered. Ask an administrator to choose one."""

    ru: ClassVar[str] = (
        "Базовое соглашение не выбрано, заявку зарегистрировать нельзя. Попросите администратора выбрать его."
    )
    rule: ClassVar[str] = "row 103"
    field = "agreement_id"


class AgreementIsNotHeld(Refusal):
    """The requester does not hold the agreement “{agreement}”. Name one that they hold, or none."""

    ru: ClassVar[str] = "Соглашение «{agreement}» не действует для заявителя. Укажите действующее или никакого."
    rule: ClassVar[str] = "row 101"
    field = "agreement_id"


class ServiceIsNotInAgreement(Refusal):
    """The service “{service}” is not provided under “{agreement}”. Choose a service of that agreement."""

    ru: ClassVar[str] = "Услуга «{service}» не предоставляется по соглашению «{agreement}». Выберите услугу из него."
    rule: ClassVar[str] = "row 113"
    field = "service_id"


class ServiceIsNotOffered(Refusal):
    """The service “{service}” is no longer offered. Choose another one: what may be asked for, /me/catalogue tells."""

    kind = "at_odds"
    ru: ClassVar[str] = (
        "Услуга «{service}» больше не предоставляется. Выберите другую: что можно заказать, показывает /me/catalogue."
    )
    rule: ClassVar[str] = "row 21"
    field = "service_id"


class ServiceIsNotHeld(Refusal):
    """No agreement that the requester holds provides “{service}”. Choose another service, or name none."""

    ru: ClassVar[str] = (
        "Ни одно соглашение заявителя не включает «{service}». Выберите другую услугу или не указывайте."
    )
    rule: ClassVar[str] = "row 94"
    field = "service_id"


class ServiceTakesNoTickets(Refusal):
    """No type of ticket is allowed for “{service}”, so it cannot be asked for. Choose another service."""

    ru: ClassVar[str] = "Для услуги «{service}» не разрешён ни один тип заявок. Выберите другую услугу."
    rule: ClassVar[str] = "row 93"
    field = "service_id"


class TypeIsNotOffered(Refusal):
    """A ticket of type “{type}” cannot be registered for “{service}”. It takes: {known}."""

    ru: ClassVar[str] = "Заявку типа «{type}» нельзя подать по услуге «{service}». Можно: {known}."
    rule: ClassVar[str] = "row 91"
    field = "type"
