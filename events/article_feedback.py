"""What one person says of an article; decided by ``aggregates.article_feedback``, on a stream of the two.

Who reads says so while others write: none of them is in the other's way.
"""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.identity import ArticleId, PersonId
from events.values.people import Language


class ArticleFeedbackGiven(Fact, frozen=True, kw_only=True):
    """A reader says whether the article helped, with words or without; of the edition that they read."""

    stored_name: ClassVar[str] = "article-feedback.given@1"
    personal: ClassVar[dict[str, str]] = {"words": "person_id"}

    article_id: ArticleId
    person_id: PersonId
    helped: bool
    words: str = ""
    language: Language
    edition: int


class ArticleFeedbackChanged(Fact, frozen=True, kw_only=True):
    """The same reader says something else of the article, or says something again; the last word counts."""

    stored_name: ClassVar[str] = "article-feedback.changed@1"
    personal: ClassVar[dict[str, str]] = {"words": "person_id"}

    article_id: ArticleId
    person_id: PersonId
    helped: bool
    words: str = ""
    language: Language
    edition: int


class ArticleFeedbackTakenBack(Fact, frozen=True, kw_only=True):
    """The reader says nothing of the article any more."""

    stored_name: ClassVar[str] = "article-feedback.taken-back@1"

    article_id: ArticleId
    person_id: PersonId
