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


class SecondFactorIsNeeded(Refusal):
    """The password is right. Now give the code that your program for codes shows, or one of your recovery codes."""

    kind = "unknown_caller"
    ru: ClassVar[str] = "Пароль верный. Теперь введите код из приложения для кодов или один из кодов восстановления."
    field = "code"
    half: str = ""
    """What a browser keeps meanwhile instead of the password; told in no answer."""


class SignInTookTooLong(Refusal):
    """The code came too late for this sign-in. Give login and password again, then the code."""

    kind = "unknown_caller"
    ru: ClassVar[str] = "Вход длился слишком долго. Введите логин и пароль ещё раз, затем код."


class WrongCode(Refusal):
    """The code does not fit, or was used already. Wait for the next one, or take a recovery code; if neither works, ask
    an administrator to take the second factor off.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "unknown_caller"
    ru: ClassVar[str] = (
        "Код не подходит или уже использован. Дождитесь следующего или введите код восстановления; если нет ни того, "
        "ни другого, попросите администратора снять второй фактор."
    )
    field = "code"


class TooManyCodes(Refusal):
    """Too many wrong codes came for your account. Wait {seconds} s and try again."""

    kind = "too_often"
    ru: ClassVar[str] = "Для вашей учётной записи введено слишком много неверных кодов. Подождите {seconds} с."
    field = "code"


class SecondFactorIsOn(Refusal):
    """Your second factor is on already. Switch it off first if you want another one."""

    ru: ClassVar[str] = "Второй фактор уже включён. Чтобы завести другой, сначала выключите этот."


class SecondFactorIsOff(Refusal):
    """Your second factor is off. Switch it on first."""

    ru: ClassVar[str] = "Второй фактор выключен. Сначала включите его."


class NoSecondFactor(Refusal):
    """The person has no second factor: nothing needs to be taken off. They sign in with their password alone."""

    kind = "missing"
    ru: ClassVar[str] = "У этого человека нет второго фактора: снимать нечего. Он входит по одному паролю."


class SecondFactorIsNotBegun(Refusal):
    """There is no second factor that waits for its first code. Begin anew: the code to scan is shown again."""

    ru: ClassVar[str] = "Нет второго фактора, который ждёт первого кода. Начните заново: код для сканирования покажем."


class SecondFactorIsRequired(Refusal):
    """Your groups need a second factor. Switch yours on first: POST /api/v1/me/second-factor."""

    kind = "not_yours"
    ru: ClassVar[str] = "Вашим группам прав нужен второй фактор. Сначала включите его: POST /api/v1/me/second-factor."


class OwnFactorNeedsCode(Refusal):
    """Your own second factor is switched off with a code of it. If you have none, ask another administrator."""

    ru: ClassVar[str] = (
        "Свой второй фактор выключают его кодом. Если кода нет, попросите другого администратора снять его."
    )
    field = "ref"


class NotThroughProvider(Refusal):
    """You are known to {provider}, and nobody of this desk is known by “{known}”. Ask an administrator of the desk to
    put it on your card; with a login and a password you sign in as before.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "unknown_caller"
    ru: ClassVar[str] = (
        "Вас знает {provider}, но в Deskledger никто не значится как «{known}». Попросите администратора Deskledger "
        "внести это в вашу карточку; по логину и паролю входят как прежде."
    )


class ProviderKnowsTooLittle(Refusal):
    """{provider} did not say your “{claim}”, or has not checked it. Ask the administrator of {provider} to give it to
    this desk; with a login and a password you sign in as before.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "unknown_caller"
    ru: ClassVar[str] = (
        "{provider} не сообщает ваше «{claim}» или не проверил его. Попросите администратора {provider} передавать "
        "его; по логину и паролю входят как прежде."
    )


class ProviderIsAway(Refusal):
    """{provider} does not answer as it should. Try again in a moment, or sign in with a login and a password."""

    kind = "away"
    ru: ClassVar[str] = "{provider} не отвечает как должен. Повторите чуть позже; по логину и паролю входят как прежде."


class SignInWasNotBegunHere(Refusal):
    """This way in was not begun in this browser, or too long ago. Begin again from the sign-in page."""

    kind = "unknown_caller"
    ru: ClassVar[str] = "Этот вход начат не в этом браузере или слишком давно. Начните снова со страницы входа."


class ProviderRefused(Refusal):
    """{provider} did not let you in. Try again, or sign in with a login and a password."""

    kind = "unknown_caller"
    ru: ClassVar[str] = "{provider} не подтвердил вход. Повторите или войдите по логину и паролю."


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
