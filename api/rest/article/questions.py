"""Questions about articles over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions.article import cards, editions
from api.questions.article.cards import ArticlesWanted, SuggestedWanted
from api.questions.article.editions import EditionWanted
from api.rest.encoded import encoded
from api.rest.parameters import BIGGEST, ITSELF, MinPosition, Ref, ThePage, goes_on, page_size, sought, wanted_of

router = Routes()

ArticleRef = Annotated[str, Path(alias="ref", description="K-1, its number or its id.")]

_FILTER = wanted_of(
    ArticlesWanted,
    text=sought("Words in any of their forms."),
    status=Query(description="draft, published, archived; several with commas."),
    audience=Query(description="staff, clients, everyone; several with commas."),
    language=Query(description="ru or en: those that are there in this language."),
    service=Query(description="What is about a service, or about one that it is part of."),
    service_exactly=Query(description=ITSELF),
    behind=Query(description="Those with a language that does not say what the other one says."),
    has_draft=Query(description="Those with a draft that nobody reads yet."),
    is_due=Query(alias="due", description="Those that are to be checked again by now."),
    helps=Query(description="For staff: those that helped at least as many as they did not, or false: the others."),
    unused=Query(description="For staff: those that nobody quoted and nobody said anything of."),
    cursor=goes_on(),
    limit=page_size(),
)
_SUGGESTED = wanted_of(
    SuggestedWanted,
    text=sought("What is being typed."),
    service=Query(description="The service that it is about."),
    limit=page_size(10),
)
_EDITION = wanted_of(
    EditionWanted,
    ref=Path(description="K-1, its number or its id."),
    edition=Path(ge=1, le=BIGGEST, description="The number of the edition."),
    language=Query(description="ru or en; the asker's own, unless named."),
    against=Query(ge=0, le=BIGGEST, description="Compare with this edition; 0 is the draft of now."),
)


@router.get("/articles", tags=["articles"], operation_id="list-articles", summary="Статьи базы знаний · Articles")
def list_articles(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[ArticlesWanted, Depends(_FILTER)],
    min_position: MinPosition = None,
) -> Response:
    """The newest first; everybody reads what is for them, who writes articles also drafts and the archive."""
    return encoded(cards.list_articles(desk, asker, wanted, min_position))


@router.get(
    "/articles/suggested",
    tags=["articles"],
    operation_id="suggest-articles",
    summary="Что может помочь, пока человек пишет · What may help while somebody types",
)
def suggest_articles(
    desk: TheDesk,
    asker: TheAsker,
    wanted: Annotated[SuggestedWanted, Depends(_SUGGESTED)],
    min_position: MinPosition = None,
) -> Response:
    """A few published articles that the asker may read, in their language first; by words, by service, or both."""
    return encoded(cards.suggest_articles(desk, asker, wanted, min_position))


@router.get("/articles/{ref}", tags=["articles"], operation_id="read-article", summary="Статья · An article")
def read_article(ref: ArticleRef, desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """Its words as plain text, the asker's language first; its ETag is what If-Match compares with."""
    return encoded(cards.read_article(desk, asker, ref, min_position))


@router.get(
    "/articles/{ref}/history",
    tags=["articles"],
    operation_id="read-article-history",
    summary="История статьи: кто, когда, что · An article's history: who, when, what",
)
def read_article_history(
    ref: ArticleRef, desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None
) -> Response:
    """Straight from the log; only the names in it may be stale."""
    return encoded(cards.read_article_history(desk, asker, page.of(ref), min_position))


@router.get(
    "/articles/{ref}/editions",
    tags=["articles"],
    operation_id="list-article-editions",
    summary="Редакции статьи · An article's editions",
)
def list_article_editions(ref: ArticleRef, desk: TheDesk, asker: TheAsker, page: ThePage) -> Response:
    """The newest first, each with the languages that came with it."""
    return encoded(editions.list_editions(desk, asker, page.of(ref)))


@router.get(
    "/articles/{ref}/editions/{edition}",
    tags=["articles"],
    operation_id="read-article-edition",
    summary="Одна редакция, и чем она отличается от другой · One edition, and how it differs from another",
)
def read_article_edition(
    desk: TheDesk, asker: TheAsker, wanted: Annotated[EditionWanted, Depends(_EDITION)]
) -> Response:
    """What readers read then in one language; with “against” also the lines that came and went."""
    return encoded(editions.read_edition(desk, asker, wanted))


@router.get(
    "/articles/{ref}/feedback",
    tags=["articles"],
    operation_id="list-article-feedback",
    summary="Что читатели сказали о статье · What readers said of an article",
)
def list_article_feedback(
    ref: ArticleRef, desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None
) -> Response:
    """The latest first, each with the edition and the language that they read."""
    return encoded(cards.list_article_feedback(desk, asker, page.of(ref), min_position))


@router.get(
    "/tickets/{ref}/articles",
    tags=["tickets"],
    operation_id="list-ticket-articles",
    summary="Статьи, на которые сослались в заявке · Articles that were quoted on a ticket",
)
def list_ticket_articles(
    ref: Ref, desk: TheDesk, asker: TheAsker, page: ThePage, min_position: MinPosition = None
) -> Response:
    """Those that the asker may read, each with the comment that quotes it; without one it is the solution."""
    return encoded(cards.list_ticket_articles(desk, asker, page.of(ref), min_position))
