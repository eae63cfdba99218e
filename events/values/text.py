"""A text in both languages of the desk; carried by names that people read and by every message."""

from __future__ import annotations

import msgspec

LANGUAGES = ("ru", "en")


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text in Russian and in English.

    Names typed in by people may exist in one language only: the other is then the same text.
    """

    ru: str
    en: str

    @classmethod
    def same(cls, text: str) -> Text:
        """The same words in both languages (a proper name, a code)."""
        return cls(ru=text, en=text)

    def to(self, language: str) -> str:
        """The text in ``language`` (``ru`` or ``en``); any other language reads English."""
        return self.ru if language == "ru" else self.en

    def format(self, **fields: object) -> Text:
        """Both texts with the named fields filled in."""
        return Text(ru=self.ru.format(**fields), en=self.en.format(**fields))
