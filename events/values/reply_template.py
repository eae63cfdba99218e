"""The words of a reply template in Russian, in English, or in both; kept in facts."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from events.values.faults import InvalidValue
from events.values.people import Language
from events.values.text import Text

Told = Annotated[str, Meta(max_length=20_000, description="Plain text with placeholders, up to 20,000 characters.")]


class Wording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a template says: in one language at least."""

    ru: Told = ""
    en: Told = ""

    def __post_init__(self) -> None:
        if not (self.ru.strip() or self.en.strip()):
            raise InvalidValue(
                Text(
                    ru="Нужен текст хотя бы на одном языке: «ru» или «en».",
                    en="A text in one language at least is needed: “ru” or “en”.",
                )
            )

    def to(self, language: Language) -> tuple[str, Language]:
        """The text and its language: the wanted one, else the one that there is."""
        told = {"ru": self.ru, "en": self.en}
        wanted: Language = language if told[language].strip() else "en" if language == "ru" else "ru"
        return told[wanted], wanted
