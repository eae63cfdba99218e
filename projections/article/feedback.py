"""What readers said of one article, with who they are; read by who writes articles."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Language, Viewer
from events.values.text import Text
from projections.article.sight import articles
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement
from projections.person import directory


class FeedbackLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one reader said last, and of which edition."""

    person_id: UUID
    person: Text | None
    helped: bool
    words: str
    language: Language
    edition: int
    at: datetime


class _Row(NamedTuple):
    person_id: UUID
    helped: bool
    words: str
    language: Language
    edition: int
    at: datetime


@reads("articles", "directory", also=(directory.names,))
def feedback_on(
    cursor: Cursor[Any],
    viewer: Viewer,
    article_id: UUID,
    *,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 1_000,
) -> tuple[FeedbackLine, ...] | None:
    """The latest first, behind the time and the reader of one; ``None``: there is no such article for the viewer."""
    seen, params = articles(viewer, "p")
    at, last = after or (None, None)
    asked = {**params, "id": article_id, "at": at, "last": last, "most": limit}
    cursor.execute(
        statement("SELECT EXISTS (SELECT FROM articles p WHERE p.article_id = %(id)s AND {seen})", seen=seen), asked
    )
    if cursor.fetchone() != (True,):
        return None
    cursor.execute(
        statement(
            "SELECT {columns} FROM article_feedback f WHERE f.article_id = %(id)s AND f.helped IS NOT NULL"
            " AND (%(at)s::timestamptz IS NULL OR f.at < %(at)s OR (f.at = %(at)s AND f.person_id > %(last)s))"
            " ORDER BY f.at DESC, f.person_id LIMIT %(most)s",
            columns=selected(_Row, "f"),
        ),
        asked,
    )
    rows = rows_of(_Row, cursor)
    names = directory.names(cursor, {row.person_id for row in rows})
    return tuple(
        FeedbackLine(
            person_id=row.person_id,
            person=names.get(row.person_id),
            helped=row.helped,
            words=row.words,
            language=row.language,
            edition=row.edition,
            at=row.at,
        )
        for row in rows
    )
