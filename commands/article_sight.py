"""Who reads which article at this moment, as the log says; asked by commands on articles and where one is quoted.

As ``projections.article.sight`` has it for lists.
"""

from __future__ import annotations

from aggregates.article import Article
from aggregates.article_refusals import NoSuchArticle
from aggregates.person import Person
from commands.command import UnitOfWork
from commands.permissions import KNOWLEDGE_WRITERS, READERS
from events.values.article import is_client
from events.values.identity import ArticleId, PersonId
from events.values.people import Viewer


def article_in_sight(work: UnitOfWork, article_id: ArticleId, *, field: str = "article_id") -> Article:
    """The article, if its issuer reads it; one that they do not read looks absent."""
    found = work.load(article_id, Article.fold, NoSuchArticle(field=field))
    if not reads(work, found, work.viewer):
        raise NoSuchArticle(field=field)
    return found


def reads(work: UnitOfWork, article: Article, viewer: Viewer) -> bool:
    """Whether somebody reads an article: who writes any reads all of them, staff what is published."""
    if viewer.actor.kind == "system" or not (KNOWLEDGE_WRITERS | READERS).isdisjoint(viewer.groups):
        return True
    if article.status != "published" or not viewer.groups:
        return False
    return viewer.is_staff or is_for(work, article, PersonId(viewer.actor.id))


def is_for(work: UnitOfWork, article: Article, person_id: PersonId) -> bool:
    """Whether a published article is for somebody who is no staff; a guest reads what everyone reads."""
    if article.audience == "clients":
        person = Person.fold(work.history(person_id))
        return person is not None and is_client(person.kind)
    return article.audience == "everyone"
