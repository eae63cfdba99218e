"""Why the door itself says no, before any command is read; raised by the API alone."""

from __future__ import annotations

from typing import ClassVar

from typing_extensions import override

from events.values.refusal import Refusal
from events.values.text import Text


class BadToken(Refusal):
    """Nobody is signed in here, or the session or token is unknown or over. People sign in with login and password:
    POST /api/v1/sign-in; programs take a token made with POST /api/v1/me/tokens or by “desk token”. Send what you
    get as “Authorization: Bearer …”.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "unknown_caller"
    ru: ClassVar[str] = (
        "Вы не вошли, или сеанс или токен неизвестен или закончился. Люди входят с логином и паролем: "
        "POST /api/v1/sign-in; программам нужен токен из POST /api/v1/me/tokens или «desk token». "
        "Полученное отправьте как «Authorization: Bearer …»."
    )
    field = "Authorization"


class SignInIsNeeded(Refusal):
    """Tokens do not manage accounts. Sign in with login and password: POST /api/v1/sign-in."""

    kind = "not_yours"
    ru: ClassVar[str] = "Токены не управляют учётными записями. Войдите с логином и паролем: POST /api/v1/sign-in."
    field = "Authorization"


class AskedByAnotherSite(Refusal):
    """A page of another site sent this, and the desk does as its own pages say. Open the desk and do it there."""

    kind = "not_yours"
    ru: ClassVar[str] = (
        "Это прислала страница другого сайта, а система слушает только свои. Откройте её и сделайте это там."
    )


class NotAPicture(Refusal):
    """The file is no picture that the desk knows. Send a PNG, JPEG, GIF or WebP of at most {limit} pixels a side."""

    ru: ClassVar[str] = "Файл — не картинка. Отправьте PNG, JPEG, GIF или WebP, не больше {limit} точек по стороне."
    field = "body"


class WrongMethod(Refusal):
    """This address does not take {method}. It takes: {allowed}."""

    kind = "unreadable"
    ru: ClassVar[str] = "Этот адрес не принимает {method}. Он принимает: {allowed}."


class NotJson(Refusal):
    """The body is not a JSON object: {reason}. Send an object with the header Content-Type: application/json."""

    kind = "unreadable"
    ru: ClassVar[str] = (
        "Тело запроса — не объект JSON: {reason}. Отправьте объект с заголовком Content-Type: application/json."
    )
    field = "body"

    @override
    @property
    def text(self) -> Text:
        """The message with the reason in its language."""
        template, reason = self.template(), self.params["reason"]
        reasons = reason if isinstance(reason, Text) else Text.same(str(reason))
        return Text(ru=template.ru.format(reason=reasons.ru), en=template.en.format(reason=reasons.en))


class BodyIsTooLarge(Refusal):
    """The body is larger than {limit} bytes. Send less, or ask for a higher DESK_BODY_LIMIT."""

    kind = "too_large"
    ru: ClassVar[str] = "Тело запроса больше {limit} байт. Отправьте меньше или увеличьте DESK_BODY_LIMIT."
    field = "body"


class RangeIsBeyondEnd(Refusal):
    """The file has {size} bytes, and what was asked for begins behind them. Ask for less, or for the whole file."""

    kind = "unreadable"
    ru: ClassVar[str] = "В файле {size} байт, а запрошенное начинается после них. Запросите меньше или весь файл."
    field = "Range"


class BadHeader(Refusal):
    """The header {name} does not fit: give {wanted}."""

    kind = "unreadable"
    ru: ClassVar[str] = "Заголовок {name} не подходит: укажите {wanted}."

    @override
    @property
    def text(self) -> Text:
        """The message with what is wanted in its language."""
        template, wanted = self.template(), self.params["wanted"]
        told = wanted if isinstance(wanted, Text) else Text.same(str(wanted))
        name = self.params["name"]
        return Text(ru=template.ru.format(name=name, wanted=told.ru), en=template.en.format(name=name, wanted=told.en))


class StorageIsAway(Refusal):
    """{state} Nothing was lost; send the same request again."""

    kind = "away"
    ru: ClassVar[str] = "{state} Ничего не потеряно; отправьте тот же запрос ещё раз."


class ServerIsBroken(Refusal):
    """Something went wrong on our side. Quote incident {incident} when you report it."""

    kind = "our_fault"
    ru: ClassVar[str] = "Что-то сломалось на нашей стороне. Сообщая об этом, назовите номер {incident}."
