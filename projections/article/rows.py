"""The tables of articles and of what readers say of them: their only writer; read by ``projections.article.pages``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace
from psycopg import Cursor

from events.article import ArticleChecked, ArticleDraftDropped, ArticleRedrafted
from events.article_feedback import ArticleFeedbackTakenBack
from events.fact import Fact, Recorded
from events.folds.article import ARTICLE, FEEDBACK, ArticleState
from events.ticket_articles import TicketArticleQuoted
from events.ticket_words import TicketCommentWithdrawn
from events.values.article import LANGUAGES, ArticleText
from events.values.people import Language
from projections.article import uses
from projections.kit.columns import as_json
from projections.kit.ddl import ddl
from projections.kit.kept import KeptRows, begun_before, follow
from projections.kit.parking import ALONE
from projections.kit.port import words_in

_OF_EDITORS = (ArticleRedrafted, ArticleDraftDropped, ArticleChecked)
"""Facts that change nothing for readers."""
_FEEDBACK = frozenset(FEEDBACK.facts)
_OF_TICKETS = (TicketArticleQuoted, TicketCommentWithdrawn)
_OF_OTHERS = _FEEDBACK.union(_OF_TICKETS)


class Articles:
    """The only writer of articles."""

    name = "articles"
    tables = ("articles", "article_feedback", "article_uses")
    ddl = ddl("projections.article", "rows.sql")
    parks = ALONE
    interests: ClassVar[tuple[type[Fact], ...]] = (*ARTICLE.facts, *FEEDBACK.facts, *_OF_TICKETS)
    reads_personal = words_in(interests)

    def __init__(self) -> None:
        self._kept = KeptRows("articles", "article_id", load=load, columns=_columns)

    def forget(self) -> None:
        """Read articles from their table again."""
        self._kept.forget()

    def apply(self, cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
        """Fold the batch, and write what it touches."""
        told = [recorded for recorded in batch if type(recorded.fact) not in _OF_OTHERS]
        now = self._kept.take(cursor, begun_before(told))
        follow(ARTICLE, Kept, now, told, _as_of)
        self._kept.write(cursor, now)
        uses.write(cursor, batch)
        _say(cursor, [recorded for recorded in batch if type(recorded.fact) in _FEEDBACK])


class Kept(ArticleState, frozen=True, kw_only=True):
    """An article as it stands at a version of its stream; ``shown`` is what readers know of that."""

    version: int = 0
    shown_version: int = 0
    changed_at: datetime | None = None
    shown_at: datetime | None = None


def _as_of(known: Kept, told: Recorded) -> Kept:
    at = told.metadata.occurred_at
    changed = replace(known, version=told.version, changed_at=max(known.changed_at or at, at))
    if isinstance(told.fact, _OF_EDITORS):
        return changed
    return replace(changed, shown_version=told.version, shown_at=changed.changed_at)


_KEPT = msgspec.json.Decoder(Kept)


def kept(told: str) -> Kept:
    """All that is known of an article, as its row tells it."""
    return _KEPT.decode(told)


def load(cursor: Cursor[Any], articles: Collection[UUID]) -> dict[UUID, Kept]:
    """Articles as their rows tell of them."""
    cursor.execute("SELECT article_id, told::text FROM articles WHERE article_id = ANY(%s)", (list(articles),))
    return {article_id: kept(told) for article_id, told in cursor}


def _columns(known: Kept) -> dict[str, Any]:
    texts = {language: _shown(known, language) for language in LANGUAGES}
    return {
        "article_id": known.article_id,
        "number": known.number,
        **{f"title_{language}": "" if text is None else text.title for language, text in texts.items()},
        **{f"summary_{language}": "" if text is None else text.summary for language, text in texts.items()},
        "audience": known.audience,
        "is_published": known.is_published,
        "is_archived": known.is_archived,
        "languages": [language for language in LANGUAGES if known.edition_in(language) is not None],
        "drafts": [language for language in LANGUAGES if known.draft_in(language) is not None],
        "behind": list(known.behind),
        "services": list(known.services),
        "check_again_on": known.check_again_on,
        "author_id": known.author_id,
        "told": as_json(known),
        "version": known.version,
        "shown_version": known.shown_version,
        "changed_at": known.changed_at,
        "shown_at": known.shown_at,
    }


def _shown(known: Kept, language: Language) -> ArticleText | None:
    """What readers read; of what nobody reads, the draft."""
    published = known.edition_in(language)
    text = None if published is None else published.text
    return text if known.is_published else known.draft_in(language) or text


def _say(cursor: Cursor[Any], batch: Sequence[Recorded]) -> None:
    """What readers said last, in one statement."""
    last = {recorded.stream: recorded for recorded in batch}
    rows = []
    for recorded in last.values():
        fact: Any = recorded.fact
        if isinstance(fact, ArticleFeedbackTakenBack):
            said: tuple[Any, ...] = (None, "", "", 0)
        else:
            said = (fact.helped, fact.words, fact.language, fact.edition)
        rows.append((fact.article_id, fact.person_id, *said, recorded.metadata.occurred_at))
    if rows:
        cursor.execute(_SAY, [list(column) for column in zip(*rows, strict=True)])


_SAY = (
    "INSERT INTO article_feedback (article_id, person_id, helped, words, language, edition, at)"
    " SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::boolean[], %s::text[], %s::text[], %s::int[], %s::timestamptz[])"
    " ON CONFLICT (article_id, person_id) DO UPDATE SET helped = excluded.helped, words = excluded.words,"
    " language = excluded.language, edition = excluded.edition, at = excluded.at"
)
