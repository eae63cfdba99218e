"""Let articles be read: publish drafts, withdraw, archive, restore."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from commands.article.write import article, decided, read_by_others
from commands.command import Command, UnitOfWork, handles
from events.values.identity import ArticleId
from events.values.people import Language

Languages = Annotated[tuple[Language, ...], Meta(max_length=2, description="ru, en.")]
Why = Annotated[str, Meta(max_length=2000, description="In a few words, up to 2,000 characters.")]


class PublishArticle(Command, frozen=True, kw_only=True):
    """Let readers read the drafts of these languages, or of all; another one is behind, unless it is still right."""

    name: ClassVar[str] = "publish-article"

    article_id: ArticleId
    languages: Languages | None = None
    still_right: Languages = ()
    note: Why = ""


@handles(PublishArticle)
def publish_article(command: PublishArticle, work: UnitOfWork) -> UUID:
    """Each publication is an edition; without drafts a withdrawn article is read again as it stood."""
    found = article(work, command.article_id)
    return decided(
        found, found.publish(command.languages, still_right=command.still_right, note=command.note.strip()), work
    )


class WithdrawArticle(Command, frozen=True, kw_only=True):
    """Take a published article away from its readers, until it is published again."""

    name: ClassVar[str] = "withdraw-article"

    article_id: ArticleId
    reason: Why = ""


@handles(WithdrawArticle)
def withdraw_article(command: WithdrawArticle, work: UnitOfWork) -> UUID:
    """Who writes articles still reads it."""
    found = article(work, command.article_id)
    return decided(found, found.withdraw(command.reason.strip()), work)


class ArchiveArticle(Command, frozen=True, kw_only=True):
    """Put an article away; nothing of it is lost."""

    name: ClassVar[str] = "archive-article"

    article_id: ArticleId


@handles(ArchiveArticle)
def archive_article(command: ArchiveArticle, work: UnitOfWork) -> UUID:
    """A draft that was never read its writers archive, too."""
    found = read_by_others(work, command.article_id)
    return decided(found, found.archive(), work)


class RestoreArticle(Command, frozen=True, kw_only=True):
    """Bring an archived article back as it stood: published, or as a draft."""

    name: ClassVar[str] = "restore-article"

    article_id: ArticleId


@handles(RestoreArticle)
def restore_article(command: RestoreArticle, work: UnitOfWork) -> UUID:
    """By those who archive it."""
    found = read_by_others(work, command.article_id)
    return decided(found, found.restore(), work)
