"""The list of articles: for writers with drafts and how each fares, for everybody else as readers have it."""

from __future__ import annotations

from fastapi import Response

from api.console.asked import Asked, id_of
from api.console.offered import lists, narrowings
from api.console.offered.narrowings import Narrowing
from api.console.portal import articles as readers
from api.console.rendering import elsewhere, page
from api.questions.article.cards import ArticlesWanted
from api.questions.article.cards import list_articles as articles_of
from events.values.article import AUDIENCE_NAMES
from events.values.refusal import Refusal
from events.values.text import Text

A_PAGE = 50
KNOWN: tuple[Narrowing, ...] = (
    Narrowing(code="published", name=Text("Опубликованные", "Published"), asks={"status": ["published"]}),
    Narrowing(code="drafts", name=Text("Черновики", "Drafts"), asks={"status": ["draft"]}),
    Narrowing(code="being-written", name=Text("Правятся", "Being rewritten"), asks={"has_draft": True}),
    Narrowing(code="due", name=Text("Пора проверить", "Due for a check"), asks={"is_due": True}),
    Narrowing(code="behind", name=Text("Отстал перевод", "A language is behind"), asks={"behind": True}),
    Narrowing(code="unhelpful", name=Text("Не помогают", "Do not help"), asks={"helps": False}),
    Narrowing(code="unused", name=Text("Не пригодились", "Unused"), asks={"unused": True, "status": ["published"]}),
    Narrowing(code="archived", name=Text("В архиве", "Archived"), asks={"status": ["archived"]}),
)


def articles(asked: Asked) -> Response:
    """Whoever neither writes nor audits reads; who is no staff does so in the portal."""
    if not asked.is_staff:
        return elsewhere("/portal/articles")
    if not asked.may("list-article-editions"):
        return readers.articles(asked)
    wanted = ArticlesWanted(
        **narrowings.chosen(asked, KNOWN).asks,
        text=asked.wish("q"),
        service=id_of(asked.wish("service")),
        cursor=asked.wish("cursor") or None,
        limit=A_PAGE,
    )
    found, refusal = None, ""
    try:
        found = articles_of(asked.desk, asked.viewer, wanted, asked.min_position).value
    except Refusal as refused:
        # Signs alone are no words: the box stays where it is.
        refusal = asked.told(refused.text)
    return page(
        asked,
        "knowledge/list.html",
        narrowings=narrowings.links(asked, KNOWN),
        chosen=asked.told(narrowings.chosen(asked, KNOWN).name),
        refusal=refusal,
        articles=() if found is None else found.articles,
        more="" if found is None or found.next_cursor is None else asked.address(cursor=found.next_cursor),
        text=wanted.text,
        services=lists.services(asked),
        service=asked.wish("service"),
    )


def new(asked: Asked) -> Response:
    """Both languages side by side; one is enough."""
    return page(asked, "knowledge/new.html", services=lists.services(asked), audiences=audiences(asked))


def audiences(asked: Asked) -> lists.Choices:
    """Whom an article may be for."""
    return [(code, asked.told(name)) for code, name in AUDIENCE_NAMES.items()]
