"""What may happen to an article of the knowledge base; driven by ``commands.article``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from msgspec.structs import replace

from aggregates import article_refusals as refusals
from events.article import (
    ArticleArchived,
    ArticleChecked,
    ArticleDraftDropped,
    ArticleFilesNamed,
    ArticleOpened,
    ArticlePublished,
    ArticleRedrafted,
    ArticleRestored,
    ArticleServicesNamed,
    ArticleWithdrawn,
)
from events.fact import Fact, Recorded
from events.folds.article import ARTICLE, ArticleState
from events.values.article import LANGUAGES, ArticleText, Audience
from events.values.identity import ServiceId
from events.values.people import Language
from events.values.ticket import Attachment


class Article(ArticleState, frozen=True, kw_only=True):
    """The state of one article, and what may be done with it."""

    version: int = 0

    @classmethod
    def fold(cls, history: Sequence[Recorded]) -> Article | None:
        """The article that the facts of its stream tell of; ``None`` when they tell of something else."""
        article = ARTICLE.fold(cls, history)
        return None if article is None else replace(article, version=history[-1].version)

    @property
    def called(self) -> str:
        """What a person calls it."""
        return f"K-{self.number}"

    @property
    def was_read(self) -> bool:
        """Whether readers have ever had it before them."""
        return self.edition > 0

    # -- drafts ------------------------------------------------------------------------------------------

    def latest(self, language: Language) -> ArticleText | None:
        """What an editor goes on from in a language: the draft, else what was published."""
        published = self.edition_in(language)
        return self.draft_in(language) or (None if published is None else published.text)

    def redraft(self, draft: ArticleText) -> list[Fact]:
        """Other words in a language; nothing happens when they are what stands there."""
        self._refuse_archived()
        if draft == self.latest(draft.language):
            return []
        return [ArticleRedrafted(article_id=self.article_id, draft=draft)]

    def drop_draft(self, language: Language) -> list[Fact]:
        """No draft in a language any more."""
        self._refuse_archived()
        if self.draft_in(language) is None:
            raise refusals.ArticleHasNoDraft(number=self.called, language=LANGUAGES[language])
        if len(self.drafts) == 1 and not self.editions:
            raise refusals.ArticleKeepsOneText(number=self.called)
        return [ArticleDraftDropped(article_id=self.article_id, language=language)]

    # -- what readers read -------------------------------------------------------------------------------

    def publish(
        self, languages: Collection[Language] | None, *, still_right: Collection[Language], note: str
    ) -> list[Fact]:
        """The drafts of these languages, or of all, are what readers read; ``still_right`` needed no other words."""
        self._refuse_archived()
        texts = [text for text in self.drafts if languages is None or text.language in languages]
        for language in languages or ():
            if self.draft_in(language) is None:
                raise refusals.ArticleHasNoDraft(number=self.called, language=LANGUAGES[language], field="languages")
        for text in texts:
            if not text.body:
                raise refusals.ArticleTextIsEmpty(language=LANGUAGES[text.language])
        for language in still_right:
            if self.edition_in(language) is None:
                raise refusals.LanguageIsNotPublished(number=self.called, language=LANGUAGES[language])
        if not (texts or self.editions):
            raise refusals.NothingToPublish(number=self.called)
        behind = self._behind({text.language for text in texts}) - {*still_right}
        if self.is_published and not texts and behind == {*self.behind}:
            return []
        return [
            ArticlePublished(
                article_id=self.article_id,
                edition=self.edition + (1 if texts else 0),
                texts=tuple(texts),
                behind=tuple(language for language in LANGUAGES if language in behind),
                note=note,
            )
        ]

    def _behind(self, anew: Collection[Language]) -> set[Language]:
        """The languages that do not say what the others say, once these are published anew.

        Who catches up, and who is published for the first time, puts nobody behind: it follows what is there.
        """
        there = {one.text.language for one in self.editions}
        leads = any(language in there and language not in self.behind for language in anew)
        left = {*self.behind} | (there if leads else set())
        return left - {*anew}

    def withdraw(self, reason: str) -> list[Fact]:
        """Readers read it no more."""
        self._refuse_archived()
        if not self.is_published:
            raise refusals.ArticleIsNotPublished(number=self.called)
        return [ArticleWithdrawn(article_id=self.article_id, reason=reason)]

    def archive(self) -> list[Fact]:
        """Put away; nothing happens when it is."""
        return [] if self.is_archived else [ArticleArchived(article_id=self.article_id)]

    def restore(self) -> list[Fact]:
        """As it stood before; nothing happens when it is not archived."""
        return [ArticleRestored(article_id=self.article_id)] if self.is_archived else []

    # -- whom it is for, what it is about ----------------------------------------------------------------

    def open_to(self, audience: Audience) -> list[Fact]:
        """Whom it is for."""
        self._refuse_archived()
        return [] if audience == self.audience else [ArticleOpened(article_id=self.article_id, audience=audience)]

    def name_services(self, services: tuple[ServiceId, ...]) -> list[Fact]:
        """What it is about."""
        self._refuse_archived()
        if services == self.services:
            return []
        return [ArticleServicesNamed(article_id=self.article_id, services=services)]

    def check(self, check_again_on: date | None) -> list[Fact]:
        """It holds until then; said once more for the same date, it was looked at once more."""
        self._refuse_archived()
        return [ArticleChecked(article_id=self.article_id, check_again_on=check_again_on)]

    def name_files(self, attachments: tuple[Attachment, ...]) -> list[Fact]:
        """Its files, as a whole."""
        self._refuse_archived()
        if attachments == self.attachments:
            return []
        return [ArticleFilesNamed(article_id=self.article_id, attachments=attachments)]

    def _refuse_archived(self) -> None:
        if self.is_archived:
            raise refusals.ArticleIsArchived(number=self.called)
