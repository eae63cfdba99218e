"""Why a question says no, whoever asks through whichever door; the doors say some of it, too."""

from __future__ import annotations

from typing import ClassVar

from typing_extensions import override

from events.values.refusal import Refusal
from events.values.text import Text


class TokenLacksScope(Refusal):
    """The token does not serve for this: it needs the scope “{scope}” and has: {scopes}. Make another token."""

    kind = "not_yours"
    ru: ClassVar[str] = "Токен для этого не годится: нужна область «{scope}», а есть: {scopes}. Выпустите другой токен."
    field = "Authorization"


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
    def reasons(self) -> Text:
        """Why, without the field's name."""
        return self._reasons

    @override
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
