"""Quote an article of the knowledge base in an answer; used by the commands that comment and that resolve."""

from __future__ import annotations

from aggregates.article_refusals import RequesterCannotReadArticle
from aggregates.person import Person
from aggregates.ticket import Ticket
from commands.article_sight import article_in_sight, is_for, reads
from commands.command import UnitOfWork
from commands.module import refuse_if_hidden
from commands.sight import viewer_of
from events.fact import Fact
from events.ticket_articles import TicketArticleQuoted
from events.values.identity import ArticleId, CommentId


def quoted(
    work: UnitOfWork,
    found: Ticket,
    article_id: ArticleId,
    comment_id: CommentId | None = None,
    *,
    is_public: bool = True,
) -> list[Fact]:
    """That an article was quoted: one that whoever quotes it reads, and the requester, too, unless it is for staff."""
    refuse_if_hidden("knowledge", work)
    article = article_in_sight(work, article_id, field="article")
    if is_public:
        requester = Person.fold(work.history(found.requester_id))
        by_sight = requester is not None and reads(work, article, viewer_of(work, requester))
        by_audience = article.status == "published" and is_for(work, article, found.requester_id)
        if not (by_sight or by_audience):
            raise RequesterCannotReadArticle(number=article.called)
    return [
        TicketArticleQuoted(
            ticket_id=found.ticket_id,
            article_id=article_id,
            number=article.number,
            comment_id=comment_id,
            is_public=is_public,
        )
    ]
