"""An article as writers have it: what readers read, the drafts beside it, whom it is for, what was said of it."""

from __future__ import annotations

import msgspec
from fastapi import Response

from api.console.asked import Asked
from api.console.knowledge.lists import audiences
from api.console.offered import lists
from api.console.portal import articles as readers
from api.console.rendering import elsewhere, page
from api.questions.article.cards import (
    ArticleCard,
    ShownText,
    list_article_feedback,
    read_article,
    read_article_history,
)
from api.questions.article.editions import EditionLine, list_editions
from api.questions.paging.whole import PageOf
from events.values.article import LANGUAGES
from events.values.people import Language

FEW = 20


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One language of an article: what is read, and what is being written."""

    language: Language
    name: str
    read: ShownText | None
    draft: ShownText | None

    @property
    def latest(self) -> ShownText | None:
        """What somebody who goes on writing begins with."""
        return self.draft or self.read


def article(asked: Asked, ref: str) -> Response:
    """Whoever neither writes nor audits reads it as readers do."""
    if not asked.is_staff:
        return elsewhere(f"/portal/articles/{ref}")
    if not asked.may("list-article-editions"):
        return readers.article(asked, ref)
    found = read_article(asked.desk, asked.viewer, ref, asked.min_position).value
    said = list_article_feedback(asked.desk, asked.viewer, PageOf(ref=ref, limit=FEW), asked.min_position).value
    return page(
        asked,
        "knowledge/card.html",
        article=found,
        called=f"K-{found.number}",
        sides=sides(asked, found),
        feedback=said.feedback,
        more_feedback=said.next_cursor is not None,
        editions=_editions(asked, ref),
        audiences=audiences(asked),
        services=lists.services(asked, beside=found.services),
        behind=[asked.told(LANGUAGES[one]) for one in found.behind],
        may_write=asked.may_order("redraft-article"),
        may_publish=asked.may_order("publish-article"),
        may_open=asked.may_order("publish-article") or found.edition == 0,
    )


def edit(asked: Asked, ref: str) -> Response:
    """Both languages side by side; each is saved by itself, and readers see nothing of it yet."""
    found = read_article(asked.desk, asked.viewer, ref, asked.min_position).value
    return page(
        asked,
        "knowledge/edit.html",
        article=found,
        called=f"K-{found.number}",
        sides=sides(asked, found),
        may_write=asked.may_order("redraft-article"),
        may_publish=asked.may_order("publish-article"),
    )


def feedback(asked: Asked, ref: str) -> Response:
    """All that readers said last of it, the latest first."""
    found = read_article(asked.desk, asked.viewer, ref, asked.min_position).value
    wanted = PageOf(ref=ref, cursor=asked.wish("cursor") or None, limit=100)
    said = list_article_feedback(asked.desk, asked.viewer, wanted, asked.min_position).value
    return page(
        asked,
        "knowledge/feedback.html",
        article=found,
        called=f"K-{found.number}",
        feedback=said.feedback,
        more="" if said.next_cursor is None else asked.address(cursor=said.next_cursor),
    )


def history(asked: Asked, ref: str) -> Response:
    """What was done, the first in front."""
    found = read_article(asked.desk, asked.viewer, ref, asked.min_position).value
    wanted = PageOf(ref=ref, cursor=asked.wish("cursor") or None)
    told = read_article_history(asked.desk, asked.viewer, wanted, asked.min_position).value
    return page(
        asked,
        "history.html",
        called=f"K-{found.number}",
        subject=asked.told(found.title),
        back=f"/articles/K-{found.number}",
        entries=told.facts,
        more="" if told.next_cursor is None else asked.address(cursor=told.next_cursor),
    )


def sides(asked: Asked, found: ArticleCard) -> list[Side]:
    """Both languages, the reader's own first."""
    read = {one.language: one for one in found.texts}
    drafts = {one.language: one for one in found.draft_texts}
    return [
        Side(language=code, name=asked.told(name), read=read.get(code), draft=drafts.get(code))
        for code, name in sorted(LANGUAGES.items(), key=lambda one: one[0] != asked.language)
    ]


def _editions(asked: Asked, ref: str) -> list[EditionLine]:
    return list_editions(asked.desk, asked.viewer, PageOf(ref=ref, limit=FEW), asked.min_position).value.editions
