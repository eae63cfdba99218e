"""The words of an article as an order bears them; used by the commands that write drafts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from aggregates.article_refusals import LanguageIsToldTwice
from commands.fields import Body, Subject
from events.values.article import LANGUAGES, ArticleText
from events.values.one_line import one_line, refuse_unclear
from events.values.people import Language

Summary = Annotated[str, Meta(max_length=1000, description="What it is about, up to 1,000 characters.")]


class ArticleWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of an article in one language."""

    language: Language
    title: Subject
    summary: Summary = ""
    body: Body = ""

    def __post_init__(self) -> None:
        refuse_unclear(self.title, "title")

    @property
    def text(self) -> ArticleText:
        """As it is told: a title in one line, nothing around the rest."""
        return ArticleText(
            language=self.language, title=one_line(self.title), summary=self.summary.strip(), body=self.body.strip()
        )


Texts = Annotated[
    tuple[ArticleWords, ...], Meta(min_length=1, max_length=2, description="In Russian, in English, or in both.")
]


def told(texts: Sequence[ArticleWords]) -> tuple[ArticleText, ...]:
    """The texts of an order, one a language."""
    languages = [one.language for one in texts]
    for language in LANGUAGES:
        if languages.count(language) > 1:
            raise LanguageIsToldTwice(language=LANGUAGES[language])
    return tuple(one.text for one in texts)
