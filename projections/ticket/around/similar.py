"""Tickets that may be about the same thing: by words that they share, and by who asks; asked before one is registered.

Bounded: the hundred that search puts first among the newest with any of the words, and fifty of the requester's own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from events.values.text import Text
from projections.kit import visibility
from projections.kit.columns import first_of, rows_of, selected
from projections.kit.reads import reads
from projections.kit.statement import statement
from projections.search import tickets
from projections.search.sought import Sought, Term, sought
from projections.ticket_type import rows as ticket_types

LOOKS_BACK = timedelta(days=30)
MOST_BY_WORDS = 100
MOST_OF_REQUESTER = 50
LEAST_ALIKE = 1 / 3
"""So much of the words must be shared; of one's own requester's tickets about the same service less will do."""
LEAST_OF_REQUESTER = 1 / 5

Common = Literal["words", "requester", "company", "service"]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a ticket is to be like; ``but`` is that one itself."""

    subject: str
    requester: UUID | None = None
    company: UUID | None = None
    service: UUID | None = None
    but: UUID | None = None


class SimilarTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket that may be about the same, and what both have in common; ``alike`` is 0 to 100."""

    ticket_id: UUID
    number: int
    subject: str
    status: str
    status_name: Text
    is_open: bool
    registered_at: datetime
    alike: int
    common: tuple[Common, ...]


class _Row(NamedTuple):
    ticket_id: UUID
    number: int
    type: str
    subject: str
    status: str
    is_open: bool
    registered_at: datetime
    requester_id: UUID
    company_id: UUID | None
    service_id: UUID | None


_COLUMNS = selected(_Row, "t")


@reads("ticket_list", also=(tickets.found, ticket_types.statuses_shown))
def similar(
    cursor: Cursor[Any], viewer: Viewer, wanted: Wanted, *, now: datetime, limit: int = 10
) -> tuple[SimilarTicket, ...]:
    """Those of the last thirty days that the viewer sees, open ones first, then those that are most alike."""
    words = sought(wanted.subject)
    found = [] if words is None else _by_words(cursor, viewer, words)
    seen, params = visibility.tickets(viewer, "t")
    cursor.execute(
        statement(
            "SELECT {columns} FROM ticket_list t WHERE (t.ticket_id = ANY(%(found)s) OR t.ticket_id = ANY(ARRAY("
            "SELECT o.ticket_id FROM ticket_list o WHERE o.requester_id = %(requester)s ORDER BY o.number DESC"
            " LIMIT %(most)s))) AND t.registered_at >= %(since)s AND t.merged_into IS NULL"
            " AND t.ticket_id IS DISTINCT FROM %(but)s::uuid AND {seen}",
            columns=_COLUMNS,
            seen=seen,
        ),
        {
            **params,
            "found": found,
            "requester": wanted.requester,
            "most": MOST_OF_REQUESTER,
            "since": now - LOOKS_BACK,
            "but": wanted.but,
        },
    )
    alike = [one for row in rows_of(_Row, cursor) if (one := _alike(row, wanted, words)) is not None]
    alike.sort(key=lambda one: (not one[0].is_open, -one[1], -one[0].number))
    shown = ticket_types.statuses_shown(cursor, [(row.type, row.status) for row, _, _ in alike[:limit]])
    return tuple(
        SimilarTicket(
            ticket_id=row.ticket_id,
            number=row.number,
            subject=row.subject,
            status=row.status,
            status_name=shown[row.type, row.status].name,
            is_open=row.is_open,
            registered_at=row.registered_at,
            alike=round(100 * share),
            common=common,
        )
        for row, share, common in alike[:limit]
    )


class _Itself(NamedTuple):
    subject: str
    requester_id: UUID
    company_id: UUID | None
    service_id: UUID | None


_ITSELF = statement("SELECT {columns} FROM ticket_list t WHERE t.ticket_id = %s", columns=selected(_Itself, "t"))


@reads("ticket_list", also=(similar,))
def beside(
    cursor: Cursor[Any], viewer: Viewer, ticket_id: UUID, *, now: datetime, limit: int = 10
) -> tuple[SimilarTicket, ...]:
    """As ``similar`` of a ticket that the viewer sees, which is asked before."""
    cursor.execute(_ITSELF, (ticket_id,))
    itself = first_of(_Itself, cursor)
    if itself is None:
        return ()
    like = Wanted(
        subject=itself.subject,
        requester=itself.requester_id,
        company=itself.company_id,
        service=itself.service_id,
        but=ticket_id,
    )
    return similar(cursor, viewer, like, now=now, limit=limit)


def _by_words(cursor: Cursor[Any], viewer: Viewer, words: Sought) -> list[UUID]:
    """Tickets with any of the words: of one term whose word may be any of them."""
    whole = tuple(dict.fromkeys(atom for atom in words.atoms() if not atom.is_beginning))
    any_of = Sought(terms=(Term(typed=" ".join(term.typed for term in words.terms), atoms=whole),))
    return [hit.ticket_id for hit in tickets.found(cursor, viewer, any_of, limit=MOST_BY_WORDS).page]


def _alike(row: _Row, wanted: Wanted, words: Sought | None) -> tuple[_Row, float, tuple[Common, ...]] | None:
    """What both have in common, and how much of the words; nothing where that is too little to tell of."""
    share = 0.0 if words is None else _share(words, row.subject)
    by_requester = wanted.requester is not None and row.requester_id == wanted.requester
    by_company = wanted.company is not None and row.company_id == wanted.company
    by_service = wanted.service is not None and row.service_id == wanted.service
    if share < (LEAST_OF_REQUESTER if by_requester and by_service else LEAST_ALIKE):
        return None
    told: tuple[tuple[Common, bool], ...] = (
        ("words", True),
        ("requester", by_requester),
        ("company", by_company),
        ("service", by_service),
    )
    common = tuple(name for name, holds in told if holds)
    # What is shared beside the words makes up for some of these.
    return row, min(1.0, share * (0.7 + 0.1 * len(common))), common


def _share(words: Sought, subject: str) -> float:
    """Which part of the words of both subjects stands in both, in whatever forms."""
    others = sought(subject)
    if others is None:
        return 0.0
    here = [frozenset(atom.word for atom in term.atoms if not atom.is_beginning) for term in words.terms]
    there = [frozenset(atom.word for atom in term.atoms if not atom.is_beginning) for term in others.terms]
    met = sum(1 for one in here if any(one & other for other in there))
    return met / (len(here) + len(there) - met) if met else 0.0
