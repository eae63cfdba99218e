"""Tickets by what was said on them: which, how many, in what order; and the same as a condition on lists.

Found are the newest first, from one index after the other, and no more than a bounded number: 10,000 are counted, the
newest 500 of them are put in order by where the words stand.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from projections.kit import visibility
from projections.kit.columns import rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import Fragment, joined, name, number, statement
from projections.search import names
from projections.search.documents import mark_of
from projections.search.slots import windows
from projections.search.sought import Sought

MOST_COUNTED = 10_000
MOST_RANKED = 500
FEW = 2_000
"""Whoever sees no more tickets than these is asked for by these tickets."""
MOST_APART = 2_000
"""So many tickets that somebody sees by something else than whom they are of are looked at by themselves."""

_ALL, _NONE = statement("true"), statement("false")
_CLASSES = {"any": "", "first": "A", "second": "AB"}
"""Where words stand: anywhere; in number and subject; or in names of files, attributes and the solution, too."""


class Hit(NamedTuple):
    """A ticket that was found, and how well: whole words before beginnings, the subject first, then the newest.

    ``inner_read``: private words on it are for the viewer.
    """

    ticket_id: UUID
    number: int
    rank: int
    inner_read: bool


class Hits(msgspec.Struct, frozen=True):
    """A page of tickets that were found; there are ``count`` of them, or more than that."""

    page: tuple[Hit, ...]
    count: int
    is_more: bool
    goes_on: bool


class _Row(NamedTuple):
    ticket_id: UUID | None
    number: int
    rank: int
    inner_read: bool
    in_all: int


_HIGHEST = statement(
    "SELECT set_config('enable_seqscan', 'off', true), coalesce(max(number), 0) FROM ticket_list"
    " WHERE EXISTS (SELECT FROM ticket_words)"
)
_HIGHEST_TO_SEARCH = statement(
    "SELECT set_config('plan_cache_mode', 'force_generic_plan', true), found.* FROM ({highest}) found", highest=_HIGHEST
)
"""Statements of a search know their indexes whatever is sought; to plan all parts anew costs as much as to ask them."""


@reads("search", "ticket_list")
def highest(cursor: Cursor[Any]) -> int:
    """The highest number of a ticket with words. From here on the transaction reads no table whole.

    Such a plan would read the words of every ticket, which cost more than the planner knows.
    """
    cursor.execute(_HIGHEST)
    *_, found_one = cursor.fetchone() or (0,)
    return int(found_one)


@reads("search", "ticket_list", also=(highest,))
def found(
    cursor: Cursor[Any], viewer: Viewer, sought: Sought, *, after: tuple[int, int] | None = None, limit: int = 20
) -> Hits:
    """The tickets with these words that the viewer may see; ``after`` is rank and number of the last one seen."""
    cursor.execute(_HIGHEST_TO_SEARCH)
    *_, top = cursor.fetchone() or (0,)
    seen, inner, params = _rights(viewer)
    few, more = _few(cursor, viewer)
    where, more = _everywhere(cursor, viewer, top) if few is None else ((few,), more)
    query = _asked(seen, inner, where, is_phrased=bool(sought.phrases))
    rank, last = after or (99, 0)
    told = {**params, **more, **_told(sought), "rank": rank, "last": last, "limit": limit + 1}
    cursor.execute(query, told, binary=True, prepare=True)
    rows = rows_of(_Row, cursor)
    hits = tuple(Hit(row.ticket_id, row.number, row.rank, row.inner_read) for row in rows if row.ticket_id is not None)
    count = rows[0].in_all if rows else 0
    return Hits(hits[:limit], min(count, MOST_COUNTED), count > MOST_COUNTED, len(hits) > limit)


@reads(also=(highest, names.named))
def matching(
    cursor: Cursor[Any], viewer: Viewer, sought: Sought, alias: str, prefix: str = ""
) -> tuple[Fragment, dict[str, Any]]:
    """The condition on a table with the ids of tickets: of the newest 10,000 that are found; with its parameters.

    ``prefix`` stands before those that another such condition of the same statement would name alike.
    """
    every, more = _everywhere(cursor, viewer, highest(cursor))
    asked = names.named(cursor, viewer, sought).sought
    seen, inner, params = _rights(viewer)
    condition = _matching(alias, seen, inner, every, prefix, is_phrased=bool(asked.phrases))
    told = {f"{prefix}{key}": value for key, value in _told(asked).items()}
    return condition, {**params, **more, **told}


@lru_cache(256)
def _matching(
    alias: str, seen: Fragment, inner: Fragment, every: tuple[Fragment, ...], prefix: str, *, is_phrased: bool
) -> Fragment:
    """As ``_asked``, without an order; a phrase is looked for where search looks for it, so that both find the same."""
    hits = _hits(seen, inner, every, MOST_COUNTED, prefix)
    found_by = statement("SELECT hit.ticket_id FROM ({hits}) hit", hits=hits)
    if is_phrased:
        found_by = statement(
            "SELECT n.ticket_id FROM (SELECT * FROM ({hits}) hit ORDER BY hit.number DESC LIMIT {ranked}) n"
            " WHERE {phrase}",
            hits=hits,
            ranked=number(MOST_RANKED),
            phrase=_bears("n", inner, f"{prefix}phrase"),
        )
    return statement("{alias}.ticket_id = ANY(ARRAY({found_by}))", alias=name(alias), found_by=found_by)


def _rights(viewer: Viewer) -> tuple[Fragment, Fragment, dict[str, Any]]:
    """The predicate on what the viewer may see, and whether its private words are for them; with parameters."""
    seen, params = visibility.tickets(viewer, "s")
    inner, more = visibility.inner(viewer, "s")
    return seen, inner, params | more


def _told(sought: Sought) -> dict[str, str]:
    """What is asked for as parameters: of all words, and of those that are not for staff alone."""
    told: dict[str, str] = {}
    for kind, inner in (("all", True), ("open", False)):
        for where, weights in _CLASSES.items():
            told[f"{where}_{kind}"] = sought.told(weights, inner=inner)
        told[f"whole_{kind}"] = sought.told(whole=True, inner=inner)
        told[f"phrase_{kind}"] = sought.phrases_told(inner=inner)
    return told


@reads("ticket_list")
def _few(cursor: Cursor[Any], viewer: Viewer) -> tuple[Fragment | None, dict[str, Any]]:
    """The condition on what the viewer sees, where that is less to read than what bears the words."""
    if visibility.sees_everything(viewer) or viewer.companies:
        return None, {}
    seen, params = visibility.tickets(viewer, "t")
    asked = statement("SELECT t.ticket_id FROM ticket_list t WHERE {seen}", seen=seen)
    by_teams = visibility.sees_by_teams(viewer.groups)
    cursor.execute(_few_asked(asked, FEW + 1, by_teams=by_teams), params)
    (count,) = cursor.fetchone() or (0,)
    if count > FEW:
        return None, {}
    return statement("s.ticket_id = ANY(ARRAY({asked}))", asked=asked), params


@cache
def _few_asked(asked: Fragment, most: int, *, by_teams: bool) -> Fragment:
    """How many tickets that is, or that it is more than a few; what teams have is counted first, by their index alone.

    Of what is seen by one right or by another no row is found before every index was read for all of them.
    """
    few = number(most)
    every = statement("(SELECT count(*) FROM ({asked} LIMIT {few}) few)", asked=asked, few=few)
    if not by_teams:
        return statement("SELECT {every}", every=every)
    return statement(
        "SELECT CASE WHEN (SELECT count(*) FROM (SELECT FROM ticket_list t WHERE t.team_id = ANY(%(viewer_teams)s)"
        " LIMIT {few}) teams) = {few} THEN {few} ELSE {every} END",
        few=few,
        every=every,
    )


@reads("ticket_list")
def _everywhere(cursor: Cursor[Any], viewer: Viewer, top: int) -> tuple[tuple[Fragment, ...], dict[str, Any]]:
    """Where to look, the newest numbers first, with parameters; in each index for what is the viewer's alone.

    A ticket bears the marks of whom it is of, so an index tells which tickets bear both these and the words. What is
    seen by something else (a merge, a copy, a task, a share) is looked at by itself, unless that is much.
    """
    every = tuple(one.holds() for one in windows(top))
    if visibility.sees_everything(viewer) or not viewer.groups:
        return every, {}
    apart, params = visibility.apart(viewer, "t")
    asked = statement(
        "SELECT t.ticket_id FROM ticket_list t WHERE {apart} LIMIT {most}", apart=apart, most=number(MOST_APART + 1)
    )
    cursor.execute(asked, params)
    ids = [ticket_id for (ticket_id,) in cursor]
    if len(ids) > MOST_APART:
        return every, {}
    teams = viewer.teams if visibility.sees_by_teams(viewer.groups) else ()
    theirs = [viewer.actor.id, *sorted(teams), *sorted(viewer.companies)]
    told = {"whose": " | ".join(f"'{mark_of(one)}'" for one in theirs), "apart": ids}
    where = tuple(statement("{held} AND {whose}", held=held, whose=_WHOSE) for held in every)
    return ((_APART, *where), told) if ids else (where, told)


_WHOSE = statement("s.words @@ %(whose)s::tsquery")
_APART = statement("s.ticket_id = ANY(%(apart)s) AND NOT {whose}", whose=_WHOSE)


@lru_cache(256)
def _asked(seen: Fragment, inner: Fragment, where: tuple[Fragment, ...], *, is_phrased: bool) -> Fragment:
    return statement(
        "WITH hits AS MATERIALIZED ({hits}), newest AS MATERIALIZED ("
        "SELECT h.ticket_id, h.number, h.inner_read, h.words || '' AS words"
        " FROM (SELECT * FROM hits ORDER BY number DESC LIMIT {ranked}) h), ranked AS MATERIALIZED ("
        "SELECT n.ticket_id, n.number, CASE WHEN {whole} THEN 4 ELSE 0 END"
        " + CASE WHEN {first} THEN 2 WHEN {second} THEN 1 ELSE 0 END AS rank, n.inner_read FROM newest n WHERE {phrase}"
        ") SELECT {columns} FROM (SELECT count(*) AS in_all FROM {counted}) c"
        " LEFT JOIN LATERAL (SELECT * FROM ranked WHERE (rank, number) < (%(rank)s, %(last)s)"
        " ORDER BY rank DESC, number DESC LIMIT %(limit)s) r ON true ORDER BY r.rank DESC, r.number DESC",
        columns=selected(_Row, "r", in_all=name("c.in_all")),
        hits=_hits(seen, inner, where, MOST_COUNTED + 1),
        ranked=number(MOST_RANKED),
        whole=_bears("n", inner, "whole"),
        first=_bears("n", inner, "first"),
        second=_bears("n", inner, "second"),
        phrase=_bears("n", inner, "phrase") if is_phrased else _ALL,
        counted=name("ranked" if is_phrased else "hits"),
    )


def _hits(seen: Fragment, inner: Fragment, where: tuple[Fragment, ...], most: int, prefix: str = "") -> Fragment:
    """The newest so many: one index after the other is asked, and no other when these are enough."""
    parts = (
        statement(
            "(SELECT s.ticket_id, s.number, {inner} AS inner_read, s.words FROM ticket_words s"
            " WHERE {held} AND {bears} AND {seen} ORDER BY s.number DESC LIMIT {most})",
            held=one,
            inner=inner,
            bears=_indexed(inner, prefix),
            seen=seen,
            most=number(most),
        )
        for one in where
    )
    return statement(
        "SELECT w.* FROM ({parts}) w LIMIT {most}",
        parts=joined(" UNION ALL ", parts),
        most=number(most),
    )


@cache
def _indexed(inner: Fragment, prefix: str) -> Fragment:
    """Whether a ticket bears the words, as the indexes can tell: what is not for the viewer is taken out again."""
    if inner in {_ALL, _NONE}:
        return _bears("s", inner, f"{prefix}any")
    return statement(
        "s.words @@ %({all_words})s::tsquery AND ({inner} OR s.words @@ %({open_words})s::tsquery)",
        all_words=name(f"{prefix}any_all"),
        open_words=name(f"{prefix}any_open"),
        inner=inner,
    )


@cache
def _bears(alias: str, inner: Fragment, which: str) -> Fragment:
    table, all_words, open_words = name(alias), name(f"{which}_all"), name(f"{which}_open")
    if inner in {_ALL, _NONE}:
        return statement(
            "{table}.words @@ %({asked})s::tsquery",
            table=table,
            asked=all_words if inner == _ALL else open_words,
        )
    return statement(
        "{table}.words @@ CASE WHEN {table}.inner_read THEN %({all_words})s::tsquery"
        " ELSE %({open_words})s::tsquery END",
        table=table,
        all_words=all_words,
        open_words=open_words,
    )
