"""Problems, changes, articles, services and units by what is written of them, each as the viewer may see it.

Another noun that is sought joins with a row of ``SHOWN``: where its title stands, and who may see which of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.article import ARTICLE_STATUS_NAMES
from events.values.change import CHANGE_CYCLE
from events.values.lifecycle import Lifecycle
from events.values.people import Viewer
from events.values.problem import PROBLEM_CYCLE
from events.values.text import Text
from projections.article.sight import articles
from projections.kit import visibility
from projections.kit.columns import first_of, rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import Fragment, name, number, statement
from projections.search.sought import Sought

Kind = Literal["problem", "change", "article", "service", "unit"]
Right = tuple[Fragment, dict[str, Any]]
"""A predicate on ``p``, the table of a kind, with its parameters."""
MOST = 1_000
"""So many things of a kind are put in order and counted."""


class _Shown(msgspec.Struct, frozen=True):
    """Where the things of a kind stand: their table and its key, their title in both languages, their status."""

    table: Fragment
    key: Fragment
    title_ru: Fragment
    title_en: Fragment
    status: Fragment
    letter: str = ""
    names: Mapping[str, Text] = {}


def _named(cycle: Lifecycle) -> dict[str, Text]:
    return {status.code: status.name for status in cycle.statuses}


_SUBJECT, _RU, _EN, _NOTHING = name("p.subject"), name("p.name_ru"), name("p.name_en"), statement("NULL::text")
SHOWN: dict[Kind, _Shown] = {
    "problem": _Shown(
        name("problems"), name("problem_id"), _SUBJECT, _SUBJECT, name("p.status"), "P", _named(PROBLEM_CYCLE)
    ),
    "change": _Shown(
        name("changes"), name("change_id"), _SUBJECT, _SUBJECT, name("p.status"), "C", _named(CHANGE_CYCLE)
    ),
    "article": _Shown(
        name("articles"),
        name("article_id"),
        statement("coalesce(nullif(p.title_ru, ''), p.title_en)"),
        statement("coalesce(nullif(p.title_en, ''), p.title_ru)"),
        statement("CASE WHEN p.is_archived THEN 'archived' WHEN p.is_published THEN 'published' ELSE 'draft' END"),
        "K",
        {str(code): told for code, told in ARTICLE_STATUS_NAMES.items()},
    ),
    "service": _Shown(name("services"), name("service_id"), _RU, _EN, _NOTHING),
    "unit": _Shown(name("org_units"), name("unit_id"), _RU, _EN, _NOTHING),
}


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """A thing that was found: what people call it by, and how it stands."""

    id: UUID
    ref: str
    number: int
    rank: int
    title: Text
    status: str | None
    status_name: Text | None


class Things(msgspec.Struct, frozen=True):
    """A page of things of a kind; there are ``count`` of them, or more than that."""

    page: tuple[Thing, ...]
    count: int
    is_more: bool
    goes_on: bool


class _Row(NamedTuple):
    id: UUID | None
    number: int
    rank: int
    title_ru: str
    title_en: str
    status: str | None
    in_all: int


def seen(
    viewer: Viewer, kind: Kind, now: datetime, offered: Collection[UUID] | None
) -> tuple[Fragment, dict[str, Any]]:
    """The predicate on the things of a kind, with parameters; of services those that are ``offered``, or all."""
    if kind == "problem":
        return visibility.problems(viewer, "p")
    if kind == "change":
        return visibility.changes(viewer, "p", now)
    if kind == "article":
        return articles(viewer, "p")
    if kind == "service" and offered is not None:
        return statement("p.service_id = ANY(%(offered)s)"), {"offered": list(offered)}
    return statement("true"), {}


@reads("search", "problems", "changes", "articles", "services", "org_tree", "ticket_list", "approvals", "directory")
def found(
    cursor: Cursor[Any],
    kind: Kind,
    may_see: Right,
    sought: Sought,
    *,
    after: tuple[int, int, UUID] | None = None,
    limit: int = 20,
    inner: bool = False,
) -> Things:
    """The things of a kind with these words that somebody ``may_see``; ``after`` is the place of the last one seen.

    ``inner``: also by words that are for whoever writes them.
    """
    predicate, params = may_see
    rank, last, last_id = after or (99, 0, UUID(int=0))
    cursor.execute(
        _asked(kind, predicate, is_phrased=bool(sought.phrases)),
        {
            **params,
            "any": sought.told(inner=inner),
            "whole": sought.told(whole=True, inner=inner),
            "first": sought.told("A", inner=inner),
            "second": sought.told("AB", inner=inner),
            "phrase": sought.phrases_told(inner=inner),
            "kind": kind,
            "rank": rank,
            "last": last,
            "last_id": last_id,
            "limit": limit + 1,
        },
    )
    rows = rows_of(_Row, cursor)
    count = rows[0].in_all if rows else 0
    page = tuple(_thing(kind, row.id, row) for row in rows if row.id is not None)
    return Things(page[:limit], min(count, MOST), count > MOST, len(page) > limit)


@reads("problems", "changes", "articles", "ticket_list", "approvals", "directory")
def by_number(cursor: Cursor[Any], kind: Kind, may_see: Right, wanted: int) -> Thing | None:
    """The problem, the change or the article of a number, where somebody ``may_see`` it."""
    shown, (predicate, params) = SHOWN[kind], may_see
    cursor.execute(
        statement(
            "SELECT {columns} FROM {table} p WHERE p.number = %(wanted)s AND {seen}",
            columns=selected(
                _Row,
                "p",
                id=statement("p.{key}", key=shown.key),
                rank=number(0),
                title_ru=shown.title_ru,
                title_en=shown.title_en,
                status=shown.status,
                in_all=number(1),
            ),
            table=shown.table,
            seen=predicate,
        ),
        {**params, "wanted": wanted},
    )
    row = first_of(_Row, cursor)
    return None if row is None or row.id is None else _thing(kind, row.id, row)


@lru_cache(64)
def _asked(kind: Kind, predicate: Fragment, *, is_phrased: bool) -> Fragment:
    shown = SHOWN[kind]
    return statement(
        "WITH hits AS MATERIALIZED (SELECT s.thing_id AS id, coalesce(s.number, 0) AS number,"
        " CASE WHEN s.words @@ %(whole)s::tsquery THEN 4 ELSE 0 END + CASE WHEN s.words @@ %(first)s::tsquery THEN 2"
        " WHEN s.words @@ %(second)s::tsquery THEN 1 ELSE 0 END AS rank,"
        " {title_ru} AS title_ru, {title_en} AS title_en, {status} AS status"
        " FROM thing_words s JOIN {table} p ON p.{key} = s.thing_id"
        " WHERE s.kind = %(kind)s AND s.words @@ %(any)s::tsquery AND {phrase} AND {seen}"
        " ORDER BY s.number DESC LIMIT {most})"
        " SELECT {columns} FROM (SELECT count(*) AS in_all FROM hits) c LEFT JOIN LATERAL (SELECT * FROM hits"
        " WHERE (-rank, -number, id) > (-%(rank)s::int, -%(last)s::bigint, %(last_id)s::uuid)"
        " ORDER BY rank DESC, number DESC, id LIMIT %(limit)s) h ON true ORDER BY h.rank DESC, h.number DESC, h.id",
        columns=selected(_Row, "h", in_all=name("c.in_all")),
        title_ru=shown.title_ru,
        title_en=shown.title_en,
        status=shown.status,
        table=shown.table,
        key=shown.key,
        phrase=statement("s.words @@ %(phrase)s::tsquery") if is_phrased else statement("true"),
        seen=predicate,
        most=number(MOST + 1),
    )


def _thing(kind: Kind, thing: UUID, row: _Row) -> Thing:
    shown = SHOWN[kind]
    return Thing(
        id=thing,
        ref=f"{shown.letter}-{row.number}" if shown.letter else "",
        number=row.number,
        rank=row.rank,
        title=Text(ru=row.title_ru, en=row.title_en),
        status=row.status,
        status_name=None if row.status is None else shown.names.get(row.status),
    )
