"""Articles that may help with what somebody is typing: a few, fast, and only what they may read."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.article import LANGUAGES
from events.values.people import Language, Viewer
from projections.article.sight import articles
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import Fragment, number, statement
from projections.search.excerpts import Marker, Piece
from projections.search.sought import Sought

MOST = 10
_LOOKED_AT = 500
"""The newest so many that bear a word are put in order; nobody waits for more while they type."""
_MOST_WORDS = 16
"""So many of the words are asked for, the first ones: what follows is detail."""


class Suggested(msgspec.Struct, frozen=True, kw_only=True):
    """An article that may help, in the asker's language where it has that one; ``is_about``: the service is its own."""

    article_id: UUID
    number: int
    title: tuple[Piece, ...]
    summary: str
    language: Language
    is_about: bool


class _Row(NamedTuple):
    article_id: UUID
    number: int
    title_ru: str
    title_en: str
    summary_ru: str
    summary_en: str
    is_about: bool


_ABOUT = statement(
    "(%(service)s::uuid IS NOT NULL"
    " AND p.services && coalesce((SELECT s.path FROM services s WHERE s.service_id = %(service)s), '{{}}'))"
)


@cache
def _found(seen: Fragment) -> Fragment:
    return statement(
        "SELECT {columns} FROM (SELECT p.*, {about} AS is_about, w.words FROM thing_words w"
        " JOIN articles p ON p.article_id = w.thing_id"
        " WHERE w.kind = 'article' AND p.is_published AND NOT p.is_archived AND {seen}"
        " AND (CASE WHEN %(any)s = '' THEN {about} ELSE w.words @@ %(any)s::tsquery END)"
        " ORDER BY p.number DESC LIMIT {looked_at}) h, LATERAL (SELECT"
        " (SELECT count(*) FROM unnest(%(words)s::text[]) q WHERE h.words @@ q::tsquery) AS anywhere,"
        " (SELECT count(*) FROM unnest(%(heads)s::text[]) q WHERE h.words @@ q::tsquery) AS in_head) r"
        " WHERE %(any)s = '' OR r.in_head > 0 OR r.anywhere > 1"
        " ORDER BY %(language)s = ANY(h.languages) DESC, r.in_head * 2 + r.anywhere + h.is_about::int * 2 DESC,"
        " (SELECT count(*) FROM article_feedback f WHERE f.article_id = h.article_id AND f.helped) DESC,"
        " h.number DESC LIMIT %(limit)s",
        columns=selected(_Row, "h"),
        about=_ABOUT,
        looked_at=number(_LOOKED_AT),
        seen=seen,
    )


@reads("articles", "services", "search", "directory")
def suggested(
    cursor: Cursor[Any], viewer: Viewer, sought: Sought | None, *, service: UUID | None = None, limit: int = 5
) -> tuple[Suggested, ...]:
    """What bears some of the words, in its title above all, or is about the service; without words the service alone.

    One word that stands in a body alone suggests nothing: it stands in too many.
    """
    seen, params = articles(viewer, "p")
    terms = () if sought is None else sought.terms[:_MOST_WORDS]
    cursor.execute(
        _found(seen),
        {
            **params,
            "service": service,
            "any": " | ".join(term.told("", inner=False, whole=False) for term in terms),
            "words": [term.told("", inner=False, whole=False) for term in terms],
            "heads": [term.told("AB", inner=False, whole=False) for term in terms],
            "language": viewer.language,
            "limit": limit,
        },
    )
    marker = None if sought is None else Marker(sought)
    return tuple(_shown(row, viewer.language, marker) for row in rows_of(_Row, cursor))


def _shown(row: _Row, language: Language, marker: Marker | None) -> Suggested:
    told = {"ru": (row.title_ru, row.summary_ru), "en": (row.title_en, row.summary_en)}
    other = next(one for one in LANGUAGES if one != language)
    shown: Language = language if told[language][0] else other
    title, summary = told[shown]
    return Suggested(
        article_id=row.article_id,
        number=row.number,
        title=(Piece(title, is_hit=False),) if marker is None else marker.marked(title),
        summary=summary,
        language=shown,
        is_about=row.is_about,
    )
