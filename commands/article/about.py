"""Say of an article whom it is for, what it is about, whether it holds, and which files it has."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from commands.article.write import CheckAgainOn, Services, decided, known_services, read_by_others
from commands.attachments import attached
from commands.command import Command, UnitOfWork, handles
from events.values.article import Audience
from events.values.identity import ArticleId
from events.values.ticket import Attachment


class OpenArticle(Command, frozen=True, kw_only=True):
    """Say whom an article is for: the desk's staff, clients, too, or everyone."""

    name: ClassVar[str] = "open-article"

    article_id: ArticleId
    audience: Audience


@handles(OpenArticle)
def open_article(command: OpenArticle, work: UnitOfWork) -> UUID:
    """From now on, also for who reads it at this moment."""
    found = read_by_others(work, command.article_id)
    return decided(found, found.open_to(command.audience), work)


class NameArticleServices(Command, frozen=True, kw_only=True):
    """Say which services an article is about, with all that is below them."""

    name: ClassVar[str] = "name-article-services"

    article_id: ArticleId
    services: Services


@handles(NameArticleServices)
def name_article_services(command: NameArticleServices, work: UnitOfWork) -> UUID:
    """Services must exist."""
    found = read_by_others(work, command.article_id)
    return decided(found, found.name_services(known_services(work, command.services)), work)


class CheckArticle(Command, frozen=True, kw_only=True):
    """Say that an article holds, and when it is to be checked again; null: it is not."""

    name: ClassVar[str] = "check-article"

    article_id: ArticleId
    check_again_on: CheckAgainOn


@handles(CheckArticle)
def check_article(command: CheckArticle, work: UnitOfWork) -> UUID:
    """Its words stay as they are."""
    found = read_by_others(work, command.article_id)
    return decided(found, found.check(command.check_again_on), work)


class NameArticleFiles(Command, frozen=True, kw_only=True):
    """Say which files an article has, all of them: who reads it reads these."""

    name: ClassVar[str] = "name-article-files"

    article_id: ArticleId
    attachments: Annotated[tuple[Attachment, ...], Meta(max_length=50, description="Up to 50 files.")]


@handles(NameArticleFiles)
def name_article_files(command: NameArticleFiles, work: UnitOfWork) -> UUID:
    """Those that it has stay by being named; others were just sent, or stand on a ticket in sight."""
    found = read_by_others(work, command.article_id)
    there = {file.sha256: file for file in found.attachments}
    fresh = iter(attached(work, [file for file in command.attachments if file.sha256 not in there]))
    files = tuple(there[file.sha256] if file.sha256 in there else next(fresh) for file in command.attachments)
    return decided(found, found.name_files(tuple(dict.fromkeys(files))), work)
