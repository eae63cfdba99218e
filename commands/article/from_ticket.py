"""Turn the solution of a ticket into the draft of an article, which names where it comes from."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates.article_refusals import TicketHasNoSolution
from commands.article.write import begin
from commands.command import Command, UnitOfWork, handles
from commands.fields import Subject
from commands.ticket.access import within_reach
from events.values.article import ArticleText
from events.values.identity import TicketId
from events.values.one_line import one_line, refuse_unclear
from events.values.people import Language


class DraftArticleFromTicket(Command, frozen=True, kw_only=True):
    """Begin an article out of a ticket's solution: a draft for staff, about the ticket's service."""

    name: ClassVar[str] = "draft-article-from-ticket"

    ticket_id: TicketId
    language: Language | None = None
    title: Subject | None = None

    def __post_init__(self) -> None:
        refuse_unclear(self.title or "", "title")


@handles(DraftArticleFromTicket)
def draft_article_from_ticket(command: DraftArticleFromTicket, work: UnitOfWork) -> UUID:
    """Subject and solution alone: description, comments and who asked stay on the ticket (0241)."""
    found = within_reach(work, command.ticket_id)
    if not found.solution:
        raise TicketHasNoSolution(number=found.number)
    text = ArticleText(
        language=command.language or work.viewer.language,
        title=one_line(command.title or found.subject),
        body=found.solution,
    )
    return begin(
        work, (text,), services=() if found.service_id is None else (found.service_id,), origin=found.ticket_id
    )
