"""What happens to an article of the knowledge base; decided by ``aggregates.article``, read by the list of articles.

Its words are no one person's: they are sealed under its own key (0149).
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from events.fact import Fact, sealed_for
from events.values.article import ArticleText, Audience
from events.values.identity import ArticleId, ServiceId, TicketId
from events.values.people import Language
from events.values.ticket import Attachment


class ArticleWritten(Fact, frozen=True, kw_only=True):
    """Somebody began an article, as a draft in one language or in two.

    ``origin`` is the ticket whose solution it was drafted from.
    """

    stored_name: ClassVar[str] = "article.written@1"
    personal: ClassVar[dict[str, str]] = sealed_for("article_id", "texts[].title", "texts[].summary", "texts[].body")

    article_id: ArticleId
    number: int
    texts: tuple[ArticleText, ...]
    audience: Audience = "staff"
    services: tuple[ServiceId, ...] = ()
    check_again_on: date | None = None
    origin: TicketId | None = None


class ArticleRedrafted(Fact, frozen=True, kw_only=True):
    """The draft in one language says this from now on; what readers read stays as it is."""

    stored_name: ClassVar[str] = "article.redrafted@1"
    personal: ClassVar[dict[str, str]] = sealed_for("article_id", "draft.title", "draft.summary", "draft.body")

    article_id: ArticleId
    draft: ArticleText


class ArticleDraftDropped(Fact, frozen=True, kw_only=True):
    """The draft in one language is no more; what readers read stays as it is."""

    stored_name: ClassVar[str] = "article.draft-dropped@1"

    article_id: ArticleId
    language: Language


class ArticlePublished(Fact, frozen=True, kw_only=True):
    """Readers read these words from now on, as the ``edition`` of this number.

    What they read in other languages stays; ``behind`` are the languages that do not say yet what the others say.
    Without texts an article that was withdrawn is read again as it stood.
    """

    stored_name: ClassVar[str] = "article.published@1"
    personal: ClassVar[dict[str, str]] = sealed_for(
        "article_id", "texts[].title", "texts[].summary", "texts[].body", "note"
    )

    article_id: ArticleId
    edition: int
    texts: tuple[ArticleText, ...]
    behind: tuple[Language, ...] = ()
    note: str = ""


class ArticleWithdrawn(Fact, frozen=True, kw_only=True):
    """Nobody but who writes articles reads it any more, until it is published again."""

    stored_name: ClassVar[str] = "article.withdrawn@1"
    personal: ClassVar[dict[str, str]] = {"reason": "article_id"}

    article_id: ArticleId
    reason: str = ""


class ArticleArchived(Fact, frozen=True, kw_only=True):
    """The article is put away; nothing of it is lost."""

    stored_name: ClassVar[str] = "article.archived@1"

    article_id: ArticleId


class ArticleRestored(Fact, frozen=True, kw_only=True):
    """The article stands again as it stood before it was archived."""

    stored_name: ClassVar[str] = "article.restored@1"

    article_id: ArticleId


class ArticleOpened(Fact, frozen=True, kw_only=True):
    """The article is for these readers from now on."""

    stored_name: ClassVar[str] = "article.opened@1"

    article_id: ArticleId
    audience: Audience


class ArticleServicesNamed(Fact, frozen=True, kw_only=True):
    """The article is about these services, and what is below them; none: about no service in particular."""

    stored_name: ClassVar[str] = "article.services-named@1"

    article_id: ArticleId
    services: tuple[ServiceId, ...]


class ArticleChecked(Fact, frozen=True, kw_only=True):
    """Somebody says that the article holds, until it is to be checked again; no date: it is not."""

    stored_name: ClassVar[str] = "article.checked@1"

    article_id: ArticleId
    check_again_on: date | None


class ArticleFilesNamed(Fact, frozen=True, kw_only=True):
    """These are the files of the article from now on."""

    stored_name: ClassVar[str] = "article.files-named@1"
    personal: ClassVar[dict[str, str]] = {"attachments[].name": "article_id"}

    article_id: ArticleId
    attachments: tuple[Attachment, ...]
