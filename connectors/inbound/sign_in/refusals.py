"""Why a sign-in or a password is refused; raised by ``connectors.inbound.sign_in.accounts``, told by the API."""

from __future__ import annotations

from typing import ClassVar

from events.values.refusal import Refusal


class WrongCredentials(Refusal):
    """Login and password do not fit together. Check both; if you forgot the password, ask for a reset link."""

    kind = "unknown_caller"
    ru: ClassVar[str] = "Логин и пароль не подходят. Проверьте оба; если забыли пароль, попросите ссылку для сброса."
    field = "password"


class TooManyAttempts(Refusal):
    """Too many wrong passwords came from your address. Wait {seconds} s and try again; others are not affected."""

    kind = "too_often"
    ru: ClassVar[str] = (
        "С вашего адреса слишком много неверных паролей. Подождите {seconds} с и повторите; других это не касается."
    )


class PasswordIsTooShort(Refusal):
    """The password has fewer than {least} characters. Take a longer one: a few words are easy to remember."""

    ru: ClassVar[str] = "В пароле меньше {least} знаков. Возьмите длиннее: несколько слов легко запомнить."
    field = "password"


class PasswordIsTooLong(Refusal):
    """The password has more than {most} characters. Take a shorter one."""

    ru: ClassVar[str] = "В пароле больше {most} знаков. Возьмите короче."
    field = "password"


class PasswordIsGuessable(Refusal):
    """The password is the login, a name of yours, or one sign over and over. Take one that nobody would guess."""

    ru: ClassVar[str] = "Пароль совпадает с логином, вашим именем или состоит из повторов. Возьмите неочевидный."
    field = "password"


class PasswordIsTheSame(Refusal):
    """The new password is the present one. Take another."""

    ru: ClassVar[str] = "Новый пароль совпадает с нынешним. Возьмите другой."
    field = "password"


class PasswordIsOfTheDirectory(Refusal):
    """The password of this person lives in the directory {source}. Change it there."""

    ru: ClassVar[str] = "Пароль этого человека хранится в каталоге {source}. Смените его там."
    field = "password"


class PasswordMustChange(Refusal):
    """The password was made by somebody else. Choose your own first: POST /api/v1/me/password."""

    kind = "not_yours"
    ru: ClassVar[str] = "Пароль создан не вами. Сначала задайте свой: POST /api/v1/me/password."


class NoLoginYet(Refusal):
    """The person has no login, so nobody could sign in with the password. Give a login first."""

    ru: ClassVar[str] = "У человека нет логина, войти с паролем он не сможет. Сначала задайте логин."
    field = "login"


class DirectoryIsAway(Refusal):
    """The directory that checks your password does not answer. Try again in a moment."""

    kind = "away"
    ru: ClassVar[str] = "Каталог, который проверяет ваш пароль, не отвечает. Повторите чуть позже."


class NoSuchSession(Refusal):
    """There is no such session of yours. It may have ended already."""

    kind = "missing"
    ru: ClassVar[str] = "Такого сеанса у вас нет. Возможно, он уже завершён."


class NoSuchToken(Refusal):
    """There is no such token of yours. It may have been withdrawn already."""

    kind = "missing"
    ru: ClassVar[str] = "Такого токена у вас нет. Возможно, он уже отозван."
