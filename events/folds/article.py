"""The one reading of an article's facts, and of what a reader says of it; shared by aggregates and rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar, cast

import msgspec
from msgspec.structs import replace

from events.article import (
    ArticleArchived,
    ArticleChecked,
    ArticleDraftDropped,
    ArticleFilesNamed,
    ArticleOpened,
    ArticlePublished,
    ArticleRedrafted,
    ArticleRestored,
    ArticleServicesNamed,
    ArticleWithdrawn,
    ArticleWritten,
)
from events.article_feedback import ArticleFeedbackChanged, ArticleFeedbackGiven, ArticleFeedbackTakenBack
from events.fact import Recorded
from events.folds.reading import Reading, begins, begins_told, on, on_told, says
from events.values.article import ArticleStatus, ArticleText, Audience, status_of
from events.values.identity import ArticleId, PersonId, ServiceId, TicketId
from events.values.people import Language
from events.values.ticket import Attachment


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """The words of one language that readers read, and as which edition of the article they came."""

    edition: int
    text: ArticleText
    at: datetime


class ArticleState(msgspec.Struct, frozen=True, kw_only=True):
    """One article: what readers read, the drafts beside it, and whom it is for."""

    article_id: ArticleId
    number: int
    author_id: PersonId
    editors: tuple[PersonId, ...]
    audience: Audience
    services: tuple[ServiceId, ...]
    check_again_on: date | None
    origin: TicketId | None
    drafts: tuple[ArticleText, ...]
    editions: tuple[Edition, ...] = ()
    behind: tuple[Language, ...] = ()
    edition: int = 0
    is_published: bool = False
    is_archived: bool = False
    attachments: tuple[Attachment, ...] = ()

    @property
    def status(self) -> ArticleStatus:
        """How it stands."""
        return status_of(is_published=self.is_published, is_archived=self.is_archived)

    def draft_in(self, language: Language) -> ArticleText | None:
        """The draft in a language, if there is one."""
        return next((text for text in self.drafts if text.language == language), None)

    def edition_in(self, language: Language) -> Edition | None:
        """What was published last in a language, if anything was."""
        return next((one for one in self.editions if one.text.language == language), None)


A = TypeVar("A", bound=ArticleState)


def _written(kind: type[A], told: Recorded) -> A:
    fact = cast("ArticleWritten", told.fact)
    author = PersonId(told.metadata.actor.id)
    return kind(
        article_id=fact.article_id,
        number=fact.number,
        author_id=author,
        editors=(author,),
        audience=fact.audience,
        services=fact.services,
        check_again_on=fact.check_again_on,
        origin=fact.origin,
        drafts=fact.texts,
    )


def _redrafted(article: A, told: Recorded) -> A:
    draft = cast("ArticleRedrafted", told.fact).draft
    drafts = (*(text for text in article.drafts if text.language != draft.language), draft)
    editor = PersonId(told.metadata.actor.id)
    editors = (*(one for one in article.editors if one != editor), editor)
    return replace(article, drafts=drafts, editors=editors)


def _dropped(article: A, fact: ArticleDraftDropped) -> A:
    return replace(article, drafts=tuple(text for text in article.drafts if text.language != fact.language))


def _published(article: A, told: Recorded) -> A:
    fact = cast("ArticlePublished", told.fact)
    anew = {text.language for text in fact.texts}
    came = tuple(Edition(edition=fact.edition, text=text, at=told.metadata.occurred_at) for text in fact.texts)
    return replace(
        article,
        edition=fact.edition,
        editions=(*(one for one in article.editions if one.text.language not in anew), *came),
        drafts=tuple(text for text in article.drafts if text.language not in anew),
        behind=fact.behind,
        is_published=True,
    )


def _withdrawn(article: A, _: ArticleWithdrawn) -> A:
    return replace(article, is_published=False)


def _archived(article: A, _: ArticleArchived) -> A:
    return replace(article, is_archived=True)


def _restored(article: A, _: ArticleRestored) -> A:
    return replace(article, is_archived=False)


ARTICLE = Reading(
    ArticleState,
    begins_told(ArticleWritten, _written),
    on_told(ArticleRedrafted, _redrafted),
    on(ArticleDraftDropped, _dropped),
    on_told(ArticlePublished, _published),
    on(ArticleWithdrawn, _withdrawn),
    on(ArticleArchived, _archived),
    on(ArticleRestored, _restored),
    says(ArticleOpened, "audience"),
    says(ArticleServicesNamed, "services"),
    says(ArticleChecked, "check_again_on"),
    says(ArticleFilesNamed, "attachments"),
)


class FeedbackState(msgspec.Struct, frozen=True, kw_only=True):
    """What one person says of one article; ``helped`` is ``None`` when they took it back."""

    article_id: ArticleId
    person_id: PersonId
    helped: bool | None
    words: str
    language: Language
    edition: int


F = TypeVar("F", bound=FeedbackState)


def _given(kind: type[F], fact: ArticleFeedbackGiven) -> F:
    return kind(**msgspec.structs.asdict(fact))


def _changed(said: F, fact: ArticleFeedbackChanged) -> F:
    return replace(said, **msgspec.structs.asdict(fact))


def _taken_back(said: F, _: ArticleFeedbackTakenBack) -> F:
    return replace(said, helped=None, words="")


FEEDBACK = Reading(
    FeedbackState,
    begins(ArticleFeedbackGiven, _given),
    on(ArticleFeedbackChanged, _changed),
    on(ArticleFeedbackTakenBack, _taken_back),
)
