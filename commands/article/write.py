"""Write articles: begin one, write its drafts, drop one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from aggregates.article import Article
from aggregates.article_refusals import ArticleIsRead, ArticleNeedsTitle, NoSuchArticle
from aggregates.service import NoSuchService, Service
from commands.article.texts import Summary, Texts, told
from commands.command import Command, UnitOfWork, handles
from commands.fields import Body, Subject, kept, refuse_nothing
from commands.permissions import KNOWLEDGE_EDITORS
from events.article import ArticleWritten
from events.fact import Fact
from events.values.article import ArticleText, Audience
from events.values.identity import ArticleId, ServiceId, TicketId, article_id
from events.values.one_line import one_line, refuse_unclear
from events.values.people import Language
from events.values.refusal import groups_listed

Services = Annotated[
    tuple[ServiceId, ...],
    Meta(max_length=100, description="Ids of services that it is about, with all below them; none: about no one."),
]
CheckAgainOn = Annotated[date | None, Meta(description="The day on which somebody looks whether it still holds.")]


def article(work: UnitOfWork, article_id: ArticleId) -> Article:
    """The article that a command of a writer is about."""
    return work.load(article_id, Article.fold, NoSuchArticle)


def read_by_others(work: UnitOfWork, article_id: ArticleId) -> Article:
    """As ``article``, where what readers have before them changes: once it was published editors alone do that."""
    found = article(work, article_id)
    viewer = work.viewer
    if found.was_read and viewer.actor.kind != "system" and KNOWLEDGE_EDITORS.isdisjoint(viewer.groups):
        raise ArticleIsRead(number=found.called, groups=groups_listed(KNOWLEDGE_EDITORS))
    return found


def decided(found: Article, facts: list[Fact], work: UnitOfWork) -> UUID:
    """Record what was decided about an article; its receipt tells its number."""
    work.refuse_stale(found.article_id)
    work.reference = found.called
    work.record(found.article_id, facts)
    return found.article_id


def known_services(work: UnitOfWork, services: Sequence[ServiceId]) -> tuple[ServiceId, ...]:
    """Services that exist, archived or not; each once."""
    work.preload(services)
    for service in services:
        work.load(service, Service.fold, NoSuchService(field="services"))
    return tuple(dict.fromkeys(services))


def begin(
    work: UnitOfWork,
    texts: tuple[ArticleText, ...],
    *,
    audience: Audience = "staff",
    services: tuple[ServiceId, ...] = (),
    check_again_on: date | None = None,
    origin: TicketId | None = None,
) -> UUID:
    """A new article under a number of its own: K-1."""
    number = work.next_number("article")
    work.reference = f"K-{number}"
    fact = ArticleWritten(
        article_id=article_id(number),
        number=number,
        texts=texts,
        audience=audience,
        services=services,
        check_again_on=check_again_on,
        origin=origin,
    )
    work.record(fact.article_id, [fact])
    return fact.article_id


class WriteArticle(Command, frozen=True, kw_only=True):
    """Begin an article of the knowledge base, as a draft in Russian, in English or in both; it is called K-1."""

    name: ClassVar[str] = "write-article"

    texts: Texts
    audience: Audience = "staff"
    services: Services = ()
    check_again_on: CheckAgainOn = None


@handles(WriteArticle)
def write_article(command: WriteArticle, work: UnitOfWork) -> UUID:
    """Services must exist."""
    return begin(
        work,
        told(command.texts),
        audience=command.audience,
        services=known_services(work, command.services),
        check_again_on=command.check_again_on,
    )


class RedraftArticle(Command, frozen=True, kw_only=True):
    """Write the draft of an article in one language; what is not named stays, and readers see nothing of it yet."""

    name: ClassVar[str] = "redraft-article"

    article_id: ArticleId
    language: Language
    title: Subject | UnsetType = UNSET
    summary: Summary | UnsetType = UNSET
    body: Body | UnsetType = UNSET

    def __post_init__(self) -> None:
        refuse_unclear(kept(self.title, ""), "title")


@handles(RedraftArticle)
def redraft_article(command: RedraftArticle, work: UnitOfWork) -> UUID:
    """It goes on from the draft, or from what readers read where there is none."""
    found = article(work, command.article_id)
    refuse_nothing(command)
    there = found.latest(command.language)
    if there is None and command.title is UNSET:
        raise ArticleNeedsTitle
    stands = there or ArticleText(language=command.language, title="")
    draft = ArticleText(
        language=command.language,
        title=one_line(kept(command.title, stands.title)),
        summary=kept(command.summary, stands.summary).strip(),
        body=kept(command.body, stands.body).strip(),
    )
    return decided(found, found.redraft(draft), work)


class DropArticleDraft(Command, frozen=True, kw_only=True):
    """Drop the draft of an article in one language; what readers read stays."""

    name: ClassVar[str] = "drop-article-draft"

    article_id: ArticleId
    language: Language


@handles(DropArticleDraft)
def drop_article_draft(command: DropArticleDraft, work: UnitOfWork) -> UUID:
    """An article keeps one text at least."""
    found = article(work, command.article_id)
    return decided(found, found.drop_draft(command.language), work)
