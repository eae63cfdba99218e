"""That an article of the knowledge base was quoted in an answer; decided by ``aggregates.ticket_articles``."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.identity import ArticleId, CommentId, TicketId


class TicketArticleQuoted(Fact, frozen=True, kw_only=True):
    """An article was quoted, in a comment or, without one, in the solution; ``is_public``: the requester reads it."""

    stored_name: ClassVar[str] = "ticket.article-quoted@1"

    ticket_id: TicketId
    article_id: ArticleId
    number: int
    comment_id: CommentId | None = None
    is_public: bool = True
