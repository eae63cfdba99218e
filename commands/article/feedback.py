"""What readers say of an article: it helped or it did not, once a person, changeable."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from aggregates.article import Article
from aggregates.article_feedback import ArticleFeedback, give, take_back
from commands.article_sight import article_in_sight
from commands.command import Command, UnitOfWork, handles
from events.values.identity import ArticleId, PersonId, StreamId, feedback_on


class GiveArticleFeedback(Command, frozen=True, kw_only=True):
    """Say whether an article helped, with words or without; said again, the last word counts."""

    name: ClassVar[str] = "give-article-feedback"

    article_id: ArticleId
    helped: bool
    words: Annotated[str, Meta(max_length=2000, description="What was missing or good, up to 2,000 characters.")] = ""


@handles(GiveArticleFeedback)
def give_article_feedback(command: GiveArticleFeedback, work: UnitOfWork) -> UUID:
    """By whoever reads the article, of what they read in their language."""
    found, stream, said = _said(work, command.article_id)
    facts = give(
        found,
        said,
        PersonId(work.viewer.actor.id),
        work.viewer.language,
        helped=command.helped,
        words=command.words.strip(),
    )
    work.record(stream, facts)
    return stream


class TakeArticleFeedbackBack(Command, frozen=True, kw_only=True):
    """Take back what one said of an article."""

    name: ClassVar[str] = "take-article-feedback-back"

    article_id: ArticleId


@handles(TakeArticleFeedbackBack)
def take_article_feedback_back(command: TakeArticleFeedbackBack, work: UnitOfWork) -> UUID:
    """One's own alone."""
    found, stream, said = _said(work, command.article_id)
    work.record(stream, take_back(found, said, PersonId(work.viewer.actor.id)))
    return stream


def _said(work: UnitOfWork, article_id: ArticleId) -> tuple[Article, StreamId, ArticleFeedback | None]:
    found = article_in_sight(work, article_id)
    work.reference = found.called
    stream = feedback_on(article_id, PersonId(work.viewer.actor.id))
    return found, stream, ArticleFeedback.fold(work.history(stream))
