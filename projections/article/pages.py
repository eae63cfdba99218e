"""The list of articles and an article's card, as whoever asks may read them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.folds.article import Edition
from events.values.article import (
    ARTICLE_STATUS_NAMES,
    AUDIENCE_NAMES,
    LANGUAGES,
    ArticleStatus,
    Audience,
    status_of,
)
from events.values.people import Language, Viewer
from events.values.text import Text
from events.values.ticket import Attachment
from projections.article.rows import Kept, kept
from projections.article.sight import articles, sight
from projections.article.uses import tickets_of
from projections.facts import past_names
from projections.kit import page_cursor
from projections.kit.columns import first_of, rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement
from projections.person import directory
from projections.search.sought import Sought
from projections.ticket import linked
from projections.ticket.linked import LinkedTicket


class ArticleLine(msgspec.Struct, frozen=True, kw_only=True):
    """An article in the list. What of it is for who writes articles is empty for others.

    ``behind`` are languages that do not say what the others say; ``is_due``: it is time to check it again.
    ``helped`` and ``did_not`` count what readers said, ``quoted`` the answers that name it, ``in_solutions`` those that
    were the solution.
    """

    article_id: UUID
    number: int
    title: Text
    summary: Text
    status: ArticleStatus
    status_name: Text
    audience: Audience
    audience_name: Text
    languages: tuple[Language, ...]
    drafts: tuple[Language, ...] = ()
    behind: tuple[Language, ...] = ()
    services: tuple[UUID, ...]
    service_names: tuple[Text | None, ...]
    check_again_on: date | None = None
    is_due: bool = False
    author: Text | None = None
    changed_at: datetime
    version: int
    helped: int | None = None
    did_not: int | None = None
    quoted: int | None = None
    in_solutions: int | None = None


class ArticlePage(msgspec.Struct, frozen=True):
    """Articles, the newest first; ``next_cursor`` leads on."""

    articles: tuple[ArticleLine, ...]
    next_cursor: str | None = None


class ArticleFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What the list is narrowed to; empty conditions match anything. ``service``: or one above it."""

    statuses: tuple[ArticleStatus, ...] = ()
    audiences: tuple[Audience, ...] = ()
    language: Language | None = None
    service: UUID | None = None
    service_exactly: bool = False
    behind: bool | None = None
    has_draft: bool | None = None
    is_due: bool | None = None
    helps: bool | None = None
    unused: bool | None = None
    sought: Sought | None = None


class ShownText(msgspec.Struct, frozen=True, kw_only=True):
    """The words of an article in one language; ``edition`` 0 is a draft."""

    language: Language
    title: str
    summary: str
    body: str
    edition: int
    published_at: datetime | None = None
    is_behind: bool = False


class OwnFeedback(msgspec.Struct, frozen=True):
    """What whoever asks said of the article."""

    helped: bool
    words: str


class ArticleCard(ArticleLine, frozen=True, kw_only=True):
    """All that whoever asks may read of an article, their own language first; drafts are for who writes articles."""

    texts: tuple[ShownText, ...]
    draft_texts: tuple[ShownText, ...] = ()
    files: tuple[Attachment, ...]
    editors: tuple[Text, ...] = ()
    edition: int
    my_feedback: OwnFeedback | None = None
    tickets: tuple[LinkedTicket, ...] = ()
    origin: LinkedTicket | None = None


class _Row(NamedTuple):
    article_id: UUID
    number: int
    title_ru: str
    title_en: str
    summary_ru: str
    summary_en: str
    audience: Audience
    is_published: bool
    is_archived: bool
    languages: list[Language]
    drafts: list[Language]
    behind: list[Language]
    services: list[UUID]
    check_again_on: date | None
    author_id: UUID
    version: int
    shown_version: int
    changed_at: datetime
    shown_at: datetime
    helped: int
    did_not: int
    quoted: int
    in_solutions: int


_SAID = statement("(SELECT count(*) FROM article_feedback f WHERE f.article_id = p.article_id AND f.helped)")
_SAID_NO = statement("(SELECT count(*) FROM article_feedback f WHERE f.article_id = p.article_id AND NOT f.helped)")
_QUOTED = statement("(SELECT count(*) FROM article_uses u WHERE u.article_id = p.article_id)")
_SOLVED = statement("(SELECT count(*) FROM article_uses u WHERE u.article_id = p.article_id AND u.comment_id IS NULL)")
_COLUMNS = selected(_Row, "p", helped=_SAID, did_not=_SAID_NO, quoted=_QUOTED, in_solutions=_SOLVED)
_STATUS = statement("CASE WHEN p.is_archived THEN 'archived' WHEN p.is_published THEN 'published' ELSE 'draft' END")
_WANTED = statement(
    "(%(statuses)s::text[] = '{{}}' OR {status} = ANY(%(statuses)s))"
    " AND (%(audiences)s::text[] = '{{}}' OR p.audience = ANY(%(audiences)s))"
    " AND (%(language)s::text IS NULL OR %(language)s = ANY(p.languages)"
    " OR (%(reads_drafts)s AND %(language)s = ANY(p.drafts)))"
    " AND (%(service)s::uuid IS NULL OR (%(service_exactly)s AND p.services @> ARRAY[%(service)s::uuid])"
    " OR (NOT %(service_exactly)s AND p.services && coalesce((SELECT s.path FROM services s"
    " WHERE s.service_id = %(service)s), ARRAY[%(service)s::uuid])))"
    " AND (%(behind)s::boolean IS NULL OR (p.behind <> '{{}}') = %(behind)s)"
    " AND (%(has_draft)s::boolean IS NULL OR (p.drafts <> '{{}}') = %(has_draft)s)"
    " AND (%(is_due)s::boolean IS NULL OR coalesce(p.check_again_on <= %(today)s, false) = %(is_due)s)"
    " AND (%(helps)s::boolean IS NULL OR ({figures} AND (SELECT coalesce(count(*) FILTER (WHERE f.helped)"
    " >= count(*) FILTER (WHERE NOT f.helped), true) FROM article_feedback f WHERE f.article_id = p.article_id)"
    " = %(helps)s))"
    " AND (%(unused)s::boolean IS NULL OR ({figures} AND (EXISTS (SELECT FROM article_uses u"
    " WHERE u.article_id = p.article_id) OR EXISTS (SELECT FROM article_feedback f"
    " WHERE f.article_id = p.article_id AND f.helped IS NOT NULL)) <> %(unused)s))"
    " AND (%(after)s::bigint IS NULL OR p.number < %(after)s)",
    status=_STATUS,
    figures=statement("%(reads_figures)s"),
)
_ALL = statement("true")
_BEARS = statement(
    "EXISTS (SELECT FROM thing_words w WHERE w.thing_id = p.article_id AND w.words @@ %(words)s::tsquery"
    " AND (%(phrase)s = '' OR w.words @@ %(phrase)s::tsquery))"
)


@reads("articles", "services", "directory", "search", also=(past_names.latest, directory.names))
def visible_to(
    cursor: Cursor[Any],
    viewer: Viewer,
    wanted: ArticleFilter,
    *,
    today: date,
    after: str | None = None,
    limit: int = 50,
) -> ArticlePage:
    """A page of the articles that the viewer may read; raises ``CursorIsForeign``."""
    seen, params = articles(viewer, "p")
    place = None if after is None else page_cursor.opened(after, "number", "bigint", descending=True)[0]
    drafts = sight(viewer).drafts
    asked = msgspec.structs.asdict(wanted)
    del asked["sought"]
    cursor.execute(
        statement(
            "SELECT {columns} FROM articles p WHERE {seen} AND {wanted} AND {bears} ORDER BY p.number DESC"
            " LIMIT %(limit)s",
            columns=_COLUMNS,
            seen=seen,
            wanted=_WANTED,
            bears=_ALL if wanted.sought is None else _BEARS,
        ),
        {
            **params,
            **asked,
            **({} if wanted.sought is None else _words(wanted.sought, inner=drafts)),
            "statuses": list(wanted.statuses),
            "audiences": list(wanted.audiences),
            "reads_drafts": drafts,
            "reads_figures": sight(viewer).figures,
            "today": today,
            "after": place,
            "limit": limit + 1,
        },
    )
    rows = rows_of(_Row, cursor)
    names = _names(cursor, rows[:limit])
    lines = tuple(ArticleLine(**_line(row, names, viewer, today)) for row in rows[:limit])
    if len(rows) <= limit:
        return ArticlePage(lines)
    last = lines[-1]
    return ArticlePage(lines, page_cursor.closed("number", last.number, last.article_id, descending=True))


def _words(sought: Sought, *, inner: bool) -> dict[str, str]:
    return {"words": sought.told(inner=inner), "phrase": sought.phrases_told(inner=inner)}


class _CardRow(NamedTuple):
    told: str


_TOLD = statement(
    "SELECT {columns} FROM articles p WHERE p.article_id = %(id)s",
    columns=selected(_CardRow, "p", told=statement("p.told::text")),
)


@reads("articles", "directory", also=(past_names.latest, directory.names, tickets_of, linked.seen))
def card(cursor: Cursor[Any], viewer: Viewer, article_id: UUID, *, today: date) -> ArticleCard | None:
    """The article's card; ``None`` when it does not exist or the viewer may not read it."""
    seen, params = articles(viewer, "p")
    asked = {**params, "id": article_id}
    cursor.execute(
        statement(
            "SELECT {columns} FROM articles p WHERE p.article_id = %(id)s AND {seen}", columns=_COLUMNS, seen=seen
        ),
        asked,
    )
    row = first_of(_Row, cursor)
    if row is None:
        return None
    cursor.execute(_TOLD, asked)
    found = first_of(_CardRow, cursor)
    known = kept(found.told) if found is not None else None
    if known is None:
        return None
    names = _names(cursor, [row], known.editors)
    drafts = sight(viewer).drafts
    return ArticleCard(
        **_line(row, names, viewer, today),
        texts=_in_order(_editions(known.editions, known.behind) if known.is_published or drafts else (), viewer),
        draft_texts=_in_order(_drafts(known), viewer) if drafts else (),
        files=known.attachments,
        editors=tuple(names[one] for one in known.editors if one in names) if drafts else (),
        edition=known.edition,
        my_feedback=_said_by(cursor, viewer, article_id),
        tickets=tickets_of(cursor, viewer, article_id) if sight(viewer).figures else (),
        origin=next(iter(linked.seen(cursor, viewer, [known.origin])), None) if drafts and known.origin else None,
    )


def _said_by(cursor: Cursor[Any], viewer: Viewer, article_id: UUID) -> OwnFeedback | None:
    cursor.execute(
        "SELECT helped, words FROM article_feedback WHERE article_id = %s AND person_id = %s AND helped IS NOT NULL",
        (article_id, viewer.actor.id),
    )
    found = cursor.fetchone()
    return None if found is None else OwnFeedback(*found)


def _editions(editions: Collection[Edition], behind: Collection[Language]) -> tuple[ShownText, ...]:
    return tuple(
        ShownText(
            language=one.text.language,
            title=one.text.title,
            summary=one.text.summary,
            body=one.text.body,
            edition=one.edition,
            published_at=one.at,
            is_behind=one.text.language in behind,
        )
        for one in editions
    )


def _drafts(known: Kept) -> tuple[ShownText, ...]:
    return tuple(
        ShownText(language=one.language, title=one.title, summary=one.summary, body=one.body, edition=0)
        for one in known.drafts
    )


def _in_order(texts: Collection[ShownText], viewer: Viewer) -> tuple[ShownText, ...]:
    """Those in the viewer's own language first."""
    return tuple(sorted(texts, key=lambda one: (one.language != viewer.language, one.language)))


def _names(cursor: Cursor[Any], rows: Collection[_Row], people: Collection[UUID] = ()) -> dict[UUID, Text]:
    """What services and authors are called."""
    services = {service for row in rows for service in row.services}
    called = directory.names(cursor, {*people, *(row.author_id for row in rows)})
    return called | past_names.latest(cursor, services)


def _line(row: _Row, names: Mapping[UUID, Text], viewer: Viewer, today: date) -> dict[str, Any]:
    sees = sight(viewer)
    status = status_of(is_published=row.is_published, is_archived=row.is_archived)
    told: dict[str, Any] = {
        "article_id": row.article_id,
        "number": row.number,
        "title": _both(row.title_ru, row.title_en),
        "summary": _both(row.summary_ru, row.summary_en),
        "status": status,
        "status_name": ARTICLE_STATUS_NAMES[status],
        "audience": row.audience,
        "audience_name": AUDIENCE_NAMES[row.audience],
        "languages": tuple(language for language in LANGUAGES if language in row.languages),
        "behind": tuple(row.behind),
        "services": tuple(row.services),
        "service_names": tuple(names.get(service) for service in row.services),
        "changed_at": row.changed_at if sees.drafts else row.shown_at,
        "version": row.version if sees.drafts else row.shown_version,
    }
    if sees.figures:
        told |= {"quoted": row.quoted, "in_solutions": row.in_solutions}
        told |= {"helped": row.helped, "did_not": row.did_not, "author": names.get(row.author_id)}
    if sees.drafts:
        told |= {
            "drafts": tuple(language for language in LANGUAGES if language in row.drafts),
            "check_again_on": row.check_again_on,
            "is_due": row.check_again_on is not None and row.check_again_on <= today,
        }
    return told


def _both(ru: str, en: str) -> Text:
    """In both languages; where there is but one it stands for the other."""
    return Text(ru=ru or en, en=en or ru)
