"""What one person says of an article; driven by ``commands.article.feedback``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from aggregates.article import Article
from aggregates.article_refusals import NothingWasSaid
from events.article_feedback import ArticleFeedbackChanged, ArticleFeedbackGiven, ArticleFeedbackTakenBack
from events.fact import Fact, Recorded
from events.folds.article import FEEDBACK, FeedbackState
from events.values.identity import PersonId
from events.values.people import Language


class ArticleFeedback(FeedbackState, frozen=True, kw_only=True):
    """What somebody said last."""

    version: int = 0

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> ArticleFeedback | None:
        """What the facts of a reader's stream tell; ``None`` when they said nothing."""
        said = FEEDBACK.fold(cls, history)
        return None if said is None else replace(said, version=history[-1].version)


def give(
    article: Article, said: ArticleFeedback | None, person: PersonId, language: Language, *, helped: bool, words: str
) -> list[Fact]:
    """Helped or not, once a person; the last word counts, and nothing happens when it is the same."""
    read = article.edition_in(language) or next(iter(article.editions), None)
    language = language if read is None else read.text.language
    told: dict[str, Any] = {
        "article_id": article.article_id,
        "person_id": person,
        "helped": helped,
        "words": words,
        "language": language,
        "edition": 0 if read is None else read.edition,
    }
    if said is None:
        return [ArticleFeedbackGiven(**told)]
    if (said.helped, said.words) == (helped, words):
        return []
    return [ArticleFeedbackChanged(**told)]


def take_back(article: Article, said: ArticleFeedback | None, person: PersonId) -> list[Fact]:
    """Nothing is said of the article any more."""
    if said is None:
        raise NothingWasSaid(number=article.called)
    if said.helped is None:
        return []
    return [ArticleFeedbackTakenBack(article_id=article.article_id, person_id=person)]
