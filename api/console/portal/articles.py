"""The knowledge base as readers have it, in either face: found by words, read, said of whether it helped."""

from __future__ import annotations

from fastapi import Response

from api.console.asked import Asked
from api.console.rendering import page
from api.questions.article import cards
from api.questions.article.cards import ArticlesWanted

A_PAGE = 50


def articles(asked: Asked) -> Response:
    """Those that are for whoever asks, the newest first, or those that say what was typed."""
    text = asked.wish("q").strip()
    wanted = ArticlesWanted(text=text, status=["published"], cursor=asked.wish("cursor") or None, limit=A_PAGE)
    found = cards.list_articles(asked.desk, asked.viewer, wanted, asked.min_position).value
    return page(
        asked,
        "portal/articles.html",
        text=text,
        articles=found.articles,
        more="" if found.next_cursor is None else asked.address(cursor=found.next_cursor),
        base=_base(asked),
    )


def article(asked: Asked, ref: str) -> Response:
    """One article in the reader's language, where it has that one."""
    found = cards.read_article(asked.desk, asked.viewer, ref, asked.min_position).value
    texts = [one for one in found.texts if one.language == asked.language] or list(found.texts)
    return page(
        asked,
        "portal/article.html",
        article=found,
        words=texts[0] if texts else None,
        base=_base(asked),
        may_say=asked.may("read-article") and found.my_feedback is None,
    )


def _base(asked: Asked) -> str:
    """The face that the reader is in keeps its own addresses."""
    return "/portal/articles" if asked.request.url.path.startswith("/portal") else "/articles"
