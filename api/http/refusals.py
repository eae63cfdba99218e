"""Why the door itself says no, before any command is read; raised by the API alone."""

from __future__ import annotations

from typing import ClassVar

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


class TokenLacksScope(Refusal):
    """The token does not serve for this: it needs the scope “{scope}” and has: {scopes}. Make another token."""

    kind = "not_yours"
    ru: ClassVar[str] = "Токен для этого не годится: нужна область «{scope}», а есть: {scopes}. Выпустите другой токен."
    field = "Authorization"


class SignInIsNeeded(Refusal):
    """Tokens do not manage accounts. Sign in with login and password: POST /api/v1/sign-in."""

    kind = "not_yours"
    ru: ClassVar[str] = "Токены не управляют учётными записями. Войдите с логином и паролем: POST /api/v1/sign-in."
    field = "Authorization"


class NotAPicture(Refusal):
    """The file is no picture that the desk knows. Send a PNG, JPEG, GIF or WebP of at most {limit} pixels a side."""

    ru: ClassVar[str] = "Файл — не картинка. Отправьте PNG, JPEG, GIF или WebP, не больше {limit} точек по стороне."
    field = "body"


class NoPhoto(Refusal):
    """There is no photo on this card. An administrator sets one: POST to the same address."""

    kind = "missing"
    ru: ClassVar[str] = "На этой карточке нет фотографии. Её задаёт администратор: POST по тому же адресу."


class NoSuchThing(Refusal):
    """There is nothing at this address, or nothing that you may see. The addresses are listed at /docs."""

    kind = "missing"
    ru: ClassVar[str] = "По этому адресу ничего нет или ничего, что вам можно видеть. Список адресов — на /docs."


class NoSuchVersion(Refusal):
    """There is no version {asked} of this. There are: {known}."""

    kind = "missing"
    ru: ClassVar[str] = "Версии {asked} здесь нет. Есть: {known}."
    rule: ClassVar[str] = "row 176"
    field = "version"


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


LONGEST_FIELD = 200
LONGEST_REASON = 2_000
"""How much of a name or a value that somebody made up is said back to them."""


def _bounded(told: str, longest: int) -> str:
    return told if len(told) <= longest else told[: longest - 1] + "…"


class InvalidField(Refusal):
    """The field “{field}” does not fit: {reason}"""  # noqa: D415 - the reason brings its own full stop

    ru: ClassVar[str] = "Поле «{field}» не подходит: {reason}"

    def __init__(self, *, field: str, reason_ru: str, reason_en: str, broken: str = "") -> None:
        self._reasons = Text(ru=_bounded(reason_ru, LONGEST_REASON), en=_bounded(reason_en, LONGEST_REASON))
        self.rule = broken  # type: ignore[misc] # the rule is that of the value, not of the class
        super().__init__(field=_bounded(field, LONGEST_FIELD))

    @property
    def text(self) -> Text:
        """The message with the reason in its language."""
        return Text(ru=self._told("ru"), en=self._told("en"))

    def _told(self, language: str) -> str:
        """A reason that is a sentence of its own follows a full stop, another one the colon."""
        template, reason = self.template().to(language), self._reasons.to(language)
        if reason[:1].isupper():
            template = template.replace(": {reason}", ". {reason}")
        return template.format(field=self.field or "-", reason=reason)


class BadHeader(Refusal):
    """The header {name} does not fit: give {wanted}."""

    kind = "unreadable"
    ru: ClassVar[str] = "Заголовок {name} не подходит: укажите {wanted}."

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
