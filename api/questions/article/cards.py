"""Questions about articles: the list, a card, its facts, and what may help with words that are being typed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from aggregates.article import Article
from aggregates.article_refusals import NoSuchArticle
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.history.cards import HISTORY, History
from api.questions.paging.whole import PageOf, page_of, place_of, written
from api.questions.references import article_ref
from api.questions.refusals import InvalidField
from api.questions.ticket.card import seen
from api.questions.wishes import foreign_cursor, known_codes, refuse_exactly_nothing
from events.values.article import ARTICLE_STATUS_NAMES, AUDIENCE_NAMES, LANGUAGES
from events.values.identity import StreamId
from events.values.people import Viewer
from projections.article import pages
from projections.article.feedback import FeedbackLine, feedback_on
from projections.article.pages import ArticleCard as ArticleCard  # noqa: PLC0414 - the answer
from projections.article.pages import ArticleFilter, ArticlePage
from projections.article.pages import ArticleLine as ArticleLine  # noqa: PLC0414 - of the answer
from projections.article.pages import ShownText as ShownText  # noqa: PLC0414 - of the answer
from projections.article.suggested import Suggested, suggested
from projections.article.uses import QuotedArticle, of_ticket
from projections.facts.history import history_with_names
from projections.kit import visibility
from projections.kit.page_cursor import CursorIsForeign
from projections.kit.reads import views_of
from projections.search.sought import Sought, sought

_LIST = views_of(pages.visible_to)
_CARD = views_of(pages.card)
_SUGGESTED = views_of(suggested)


class ArticlesWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which articles, and from which place on."""

    text: str = ""
    status: list[str] = []
    audience: list[str] = []
    language: str | None = None
    service: UUID | None = None
    service_exactly: bool = False
    behind: bool | None = None
    has_draft: bool | None = None
    is_due: bool | None = None
    helps: bool | None = None
    unused: bool | None = None
    cursor: str | None = None
    limit: int = 50


class SuggestedWanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is being typed, and the service that it is about."""

    text: str = ""
    service: UUID | None = None
    limit: int = 5


class Suggestions(msgspec.Struct, frozen=True):
    """Articles that may help, the likeliest first; ``articles`` is empty where none does."""

    articles: tuple[Suggested, ...]


class QuotedArticles(msgspec.Struct, frozen=True):
    """The articles that were quoted on a ticket, in the order in which they were."""

    articles: tuple[QuotedArticle, ...]
    next_cursor: str | None = None


class FeedbackList(msgspec.Struct, frozen=True):
    """What readers said of an article."""

    feedback: tuple[FeedbackLine, ...]
    next_cursor: str | None = None


@question("list-articles", _LIST)
def list_articles(desk: Desk, viewer: Viewer, wanted: ArticlesWanted) -> Answer[ArticlePage]:
    """The newest first; those that the viewer may read, drafts for who writes articles."""
    statuses, audiences = _codes(wanted.status), _codes(wanted.audience)
    known_codes("status", statuses, ARTICLE_STATUS_NAMES)
    known_codes("audience", audiences, AUDIENCE_NAMES)
    known_codes("language", _codes([wanted.language or ""]), LANGUAGES)
    refuse_exactly_nothing(wanted.service, exactly=wanted.service_exactly)
    narrowed = ArticleFilter(
        statuses=statuses,  # type: ignore[arg-type] # known
        audiences=audiences,  # type: ignore[arg-type] # known
        language=wanted.language or None,  # type: ignore[arg-type] # known
        service=wanted.service,
        service_exactly=wanted.service_exactly,
        behind=wanted.behind,
        has_draft=wanted.has_draft,
        is_due=wanted.is_due,
        helps=wanted.helps,
        unused=wanted.unused,
        sought=_words("text", wanted.text),
    )
    with desk.database.snapshot() as db:
        today = desk.clock.now().date()
        try:
            return Answer(pages.visible_to(db, viewer, narrowed, today=today, after=wanted.cursor, limit=wanted.limit))
        except CursorIsForeign as error:
            raise foreign_cursor("cursor") from error


@question("read-article", _CARD)
def read_article(desk: Desk, viewer: Viewer, ref: str) -> Answer[ArticleCard]:
    """What the viewer may read of it, in their own language first."""
    with desk.database.snapshot() as db:
        card = pages.card(db, viewer, article_ref(ref), today=desk.clock.now().date())
    if card is None:
        raise NoSuchArticle
    return Answer(card, etag=str(card.version))


@question("read-article-history", HISTORY)
def read_article_history(desk: Desk, viewer: Viewer, wanted: PageOf[str]) -> Answer[History]:
    """Straight from the log; only the names in it may be stale."""
    with desk.database.snapshot() as db:
        facts = desk.log.at(db).load(StreamId(article_ref(wanted.ref)))
        if Article.fold(facts) is None:
            raise NoSuchArticle
        return Answer(History.of(history_with_names(db, viewer, facts), wanted))


@question("suggest-articles", _SUGGESTED)
def suggest_articles(desk: Desk, viewer: Viewer, wanted: SuggestedWanted) -> Answer[Suggestions]:
    """For whoever types a request: a few published articles, in their language first; nothing where nothing fits."""
    words = sought(wanted.text)
    if words is None and wanted.service is None:
        return Answer(Suggestions(()))
    with desk.database.snapshot() as db:
        return Answer(Suggestions(suggested(db, viewer, words, service=wanted.service, limit=wanted.limit)))


@question("list-ticket-articles", views_of(visibility.sight, of_ticket))
def list_ticket_articles(desk: Desk, viewer: Viewer, wanted: PageOf[str]) -> Answer[QuotedArticles]:
    """Those that the viewer may read; what was quoted among staff, for who reads private words there."""
    with desk.database.snapshot() as db:
        ticket_id, sight = seen(db, viewer, wanted.ref)
        found = of_ticket(db, viewer, ticket_id, sight)
    page, goes_on = page_of(found, wanted, lambda one: (one.version,))
    return Answer(QuotedArticles(tuple(page), goes_on))


@question("list-article-feedback", views_of(feedback_on))
def list_article_feedback(desk: Desk, viewer: Viewer, wanted: PageOf[str]) -> Answer[FeedbackList]:
    """For who writes articles: what readers said last of one, the latest first."""
    with desk.database.snapshot() as db:
        after = None if wanted.cursor is None else place_of(wanted.cursor, tuple[datetime, UUID])
        found = feedback_on(db, viewer, article_ref(wanted.ref), after=after, limit=wanted.limit + 1)
    if found is None:
        raise NoSuchArticle
    shown = found[: wanted.limit]
    goes_on = written((shown[-1].at, shown[-1].person_id)) if len(found) > len(shown) else None
    return Answer(FeedbackList(shown, goes_on))


def _codes(told: list[str]) -> tuple[str, ...]:
    return tuple(code for one in told for code in one.split(",") if code)


def _words(field: str, text: str) -> Sought | None:
    """The words that were typed, if any were; raises ``InvalidField`` for signs alone: everything would be found."""
    if not text.strip():
        return None
    found = sought(text)
    if found is None:
        raise InvalidField(
            field=field,
            reason_ru="напишите слово, номер или код.",
            reason_en="write a word, a number or a code.",
        )
    return found
