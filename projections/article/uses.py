"""Where articles were quoted: on which tickets, in which answers; read by cards of both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.fact import Recorded
from events.ticket_articles import TicketArticleQuoted
from events.ticket_words import TicketCommentWithdrawn
from events.values.article import ARTICLE_STATUS_NAMES, ArticleStatus
from events.values.people import Viewer
from events.values.text import Text
from projections.article.sight import articles
from projections.kit import visibility
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import name, statement
from projections.kit.visibility import TicketSight
from projections.ticket import linked
from projections.ticket.linked import LinkedTicket

MOST = 200
"""So many of the tickets that quoted an article are shown on its card, the newest."""


class QuotedArticle(msgspec.Struct, frozen=True, kw_only=True):
    """An article that was quoted on a ticket: in a comment, or in the solution; ``is_public``: for the requester."""

    article_id: UUID
    number: int
    title: Text
    status: ArticleStatus
    status_name: Text
    comment_id: UUID | None
    is_public: bool
    at: datetime
    version: int


def write(cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
    """What was quoted, and what was withdrawn with its comment."""
    for recorded in batch:
        fact = recorded.fact
        if isinstance(fact, TicketCommentWithdrawn):
            cursor.execute("DELETE FROM article_uses WHERE comment_id = %s", (fact.comment_id,))
        elif isinstance(fact, TicketArticleQuoted):
            cursor.execute(
                "INSERT INTO article_uses (ticket_id, version, article_id, comment_id, is_public, at)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                (
                    *(fact.ticket_id, recorded.version, fact.article_id, fact.comment_id, fact.is_public),
                    recorded.metadata.occurred_at,
                ),
            )


class _Row(NamedTuple):
    article_id: UUID
    number: int
    title_ru: str
    title_en: str
    status: ArticleStatus
    comment_id: UUID | None
    is_public: bool
    at: datetime
    version: int


@reads("articles", "directory")
def of_ticket(cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID, sight: TicketSight) -> tuple[QuotedArticle, ...]:
    """The articles that were quoted on a ticket that the viewer sees, those that they may read; the oldest first."""
    seen, params = articles(viewer, "p")
    cursor.execute(
        statement(
            "SELECT {columns} FROM article_uses u JOIN articles p USING (article_id)"
            " WHERE u.ticket_id = %(ticket)s AND (u.is_public OR %(inner)s) AND {seen} ORDER BY u.version",
            columns=selected(
                _Row,
                version=name("u.version"),
                status=statement(
                    "CASE WHEN p.is_archived THEN 'archived' WHEN p.is_published THEN 'published' ELSE 'draft' END"
                ),
            ),
            seen=seen,
        ),
        {**params, "ticket": ticket_id, "inner": sight.inner_read},
    )
    return tuple(
        QuotedArticle(
            article_id=row.article_id,
            number=row.number,
            title=Text(ru=row.title_ru or row.title_en, en=row.title_en or row.title_ru),
            status=row.status,
            status_name=ARTICLE_STATUS_NAMES[row.status],
            comment_id=row.comment_id,
            is_public=row.is_public,
            at=row.at,
            version=row.version,
        )
        for row in rows_of(_Row, cursor)
    )


@reads("articles", "ticket_list", also=(linked.seen,))
def tickets_of(cursor: Cursor[Any], viewer: Viewer, article_id: UUID) -> tuple[LinkedTicket, ...]:
    """The tickets on which an article was quoted, those that the viewer sees, and where they read that it was."""
    inner, params = visibility.inner(viewer, "t")
    cursor.execute(
        statement(
            "SELECT DISTINCT t.ticket_id, t.number FROM article_uses u JOIN ticket_list t USING (ticket_id)"
            " WHERE u.article_id = %(article)s AND (u.is_public OR {inner}) ORDER BY t.number DESC LIMIT %(most)s",
            inner=inner,
        ),
        {**params, "article": article_id, "most": MOST},
    )
    return linked.seen(cursor, viewer, [ticket_id for ticket_id, _ in cursor.fetchall()])
