"""One box that finds everything: tickets, problems, changes, articles, people, services and units in sight."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, get_args
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.values.people import Viewer
from events.values.text import Text
from projections.article.sight import sight
from projections.kit import visibility
from projections.kit.columns import rows_of, selected
from projections.kit.page_cursor import CursorIsForeign
from projections.kit.reads import reads
from projections.kit.statement import statement
from projections.person import directory
from projections.search import names, numbers, things, tickets
from projections.search.excerpts import Excerpt, Marker, Piece, excerpts
from projections.search.sought import Sought
from projections.search.vocabulary import close_to
from projections.ticket_type import remembered

Kind = Literal["ticket", "problem", "change", "article", "person", "service", "unit"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What can be sought, in the order in which it is answered."""

SIMILAR = Text(
    ru="Точных совпадений нет; показано похожее.",
    en="There are no exact hits; these are similar.",
)
RANKED = Text(
    ru=f"По совпадению упорядочены {tickets.MOST_RANKED} самых новых из найденных; уточните запрос.",
    en=f"The newest {tickets.MOST_RANKED} hits are in order of how well they match; say more to narrow the search.",
)
MANY_BEAR_IT = Text(
    ru=f"Имя носят больше {names.MOST_PEOPLE} человек: найдены заявки не всех; добавьте имя или фамилию.",
    en=f"More than {names.MOST_PEOPLE} people bear the name: not all their tickets are found; add another name.",
)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One hit: what people call it by, its title and where the words stand, both in pieces that are marked or not."""

    kind: Kind
    id: UUID
    ref: str
    title: tuple[Piece, ...]
    status: str | None = None
    status_name: Text | None = None
    excerpts: tuple[Excerpt, ...] = ()


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of a kind: ``count`` hits, or ``is_more`` than that; ``notes`` say what is bounded."""

    kind: Kind
    hits: tuple[Found, ...]
    count: int
    is_more: bool = False
    notes: tuple[Text, ...] = ()
    next_cursor: str | None = None


class Everything(msgspec.Struct, frozen=True, kw_only=True):
    """What was found: first what bears the number that was typed, then the kinds that have hits.

    ``is_similar``: nothing bears these words, but something bears words like them.
    """

    exact: tuple[Found, ...]
    sections: tuple[Section, ...]
    is_similar: bool = False
    notes: tuple[Text, ...] = ()


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted: of which kinds, how many of each, and of services those that are ``offered``, or all."""

    text: str
    sought: Sought
    kinds: tuple[Kind, ...]
    limit: int
    now: datetime
    after: str | None = None
    offered: frozenset[UUID] | None = None


class _Place(NamedTuple):
    """Where a page goes on: of which kind and which words, behind which hit."""

    kind: Kind
    text: int
    is_similar: bool
    rank: int
    number: int
    id: UUID


@reads(
    "ticket_list",
    "directory",
    "ticket_types",
    "search",
    also=(
        tickets.found,
        things.found,
        things.by_number,
        names.named,
        close_to,
        excerpts,
        directory.search,
        directory.search_without_cards,
    ),
)
def search(cursor: Cursor[Any], viewer: Viewer, asked: Asked) -> Everything:
    """Everything that bears the words that were typed; raises ``CursorIsForeign``."""
    box = _Box(cursor, viewer, asked)
    if asked.after is not None:
        return box.page(_opened(asked))
    exact = box.exact()
    sections = box.sections(asked.sought)
    if exact or sections:
        return Everything(exact=exact, sections=sections, notes=box.notes)
    close = close_to(cursor, [term.typed for term in asked.sought.terms])
    if not close:
        return Everything(exact=(), sections=())
    sections = box.sections(asked.sought.or_close(close), is_similar=True)
    return Everything(
        exact=(), sections=sections, is_similar=bool(sections), notes=(SIMILAR, *box.notes) if sections else ()
    )


class _Box:
    """One question, with what it has asked already."""

    def __init__(self, cursor: Cursor[Any], viewer: Viewer, asked: Asked) -> None:
        self._cursor, self._viewer, self._asked = cursor, viewer, asked
        self.notes: tuple[Text, ...] = ()

    def exact(self) -> tuple[Found, ...]:
        """What bears the number that was typed."""
        found: list[Found] = []
        marker = Marker(self._asked.sought)
        for kind, number in numbers.named(self._asked.text):
            if kind not in self._asked.kinds:
                continue
            if kind == "ticket":
                found += self._lines(marker, numbers.ticket(self._cursor, self._viewer, number))
            elif (one := things.by_number(self._cursor, kind, self._right(kind), number)) is not None:
                found.append(self._thing(kind, marker, one, ()))
        return tuple(found)

    def sections(self, sought: Sought, *, is_similar: bool = False) -> tuple[Section, ...]:
        """The first page of each kind that has hits."""
        made = (self._section(kind, sought, None, is_similar=is_similar) for kind in self._asked.kinds)
        return tuple(one for one in made if one.count)

    def page(self, place: _Place) -> Everything:
        """The next page of one kind."""
        sought = self._asked.sought
        if place.is_similar:
            sought = sought.or_close(close_to(self._cursor, [term.typed for term in sought.terms]))
        section = self._section(place.kind, sought, place, is_similar=place.is_similar)
        return Everything(exact=(), sections=(section,), is_similar=place.is_similar)

    def _section(self, kind: Kind, sought: Sought, after: _Place | None, *, is_similar: bool) -> Section:
        if kind == "ticket":
            return self._tickets(sought, after, is_similar=is_similar)
        if kind == "person":
            return self._people(sought)
        place = None if after is None else (after.rank, after.number, after.id)
        drafts = kind == "article" and sight(self._viewer).drafts
        right, limit = self._right(kind), self._asked.limit
        found = things.found(self._cursor, kind, right, sought, after=place, limit=limit, inner=drafts)
        marker, ids = Marker(sought), [one.id for one in found.page]
        told = excerpts(self._cursor, marker, ids, inner=ids if drafts else ())
        last = found.page[-1] if found.goes_on else None
        return Section(
            kind=kind,
            hits=tuple(self._thing(kind, marker, one, told.get(one.id, ())) for one in found.page),
            count=found.count,
            is_more=found.is_more,
            next_cursor=None if last is None else self._closed(kind, is_similar, (last.rank, last.number, last.id)),
        )

    def _tickets(self, sought: Sought, after: _Place | None, *, is_similar: bool) -> Section:
        with_names = names.named(self._cursor, self._viewer, sought)
        found = tickets.found(
            self._cursor,
            self._viewer,
            with_names.sought,
            after=None if after is None else (after.rank, after.number),
            limit=self._asked.limit,
        )
        ids = [hit.ticket_id for hit in found.page]
        marker = Marker(with_names.sought)
        inner = [hit.ticket_id for hit in found.page if hit.inner_read]
        last = found.page[-1] if found.goes_on else None
        notes = [RANKED] if found.count > tickets.MOST_RANKED or found.is_more else []
        if with_names.is_cut:
            notes.append(MANY_BEAR_IT)
        return Section(
            kind="ticket",
            hits=self._lines(marker, ids, excerpts(self._cursor, marker, ids, inner=inner)),
            count=found.count,
            is_more=found.is_more,
            notes=tuple(notes),
            next_cursor=None
            if last is None
            else self._closed("ticket", is_similar, (last.rank, last.number, last.ticket_id)),
        )

    def _people(self, sought: Sought) -> Section:
        """Whom the search of people finds; the cards of those whose cards are for the viewer."""
        of_all = visibility.sees_cards(self._viewer)
        find = directory.search if of_all else directory.search_without_cards
        people = find(self._cursor, self._asked.text, limit=self._asked.limit + 1)
        marker, shown = Marker(sought), people[: self._asked.limit]
        return Section(
            kind="person",
            hits=tuple(
                Found(
                    kind="person",
                    id=one.person_id,
                    ref=one.login,
                    title=marker.marked(one.name),
                    excerpts=tuple(
                        Excerpt(part, marker.marked(text))
                        for part, text in (("position", one.position), ("phone", ", ".join(one.phones)))
                        if text
                    ),
                )
                for one in shown
            ),
            count=len(shown),
            is_more=len(people) > len(shown),
        )

    def _right(self, kind: things.Kind) -> things.Right:
        return things.seen(self._viewer, kind, self._asked.now, self._asked.offered)

    def _thing(self, kind: Kind, marker: Marker, one: things.Thing, told: tuple[Excerpt, ...]) -> Found:
        return Found(
            kind=kind,
            id=one.id,
            ref=one.ref,
            title=marker.marked(one.title.to(self._viewer.language)),
            status=one.status,
            status_name=one.status_name,
            excerpts=told,
        )

    def _lines(
        self, marker: Marker, ids: Sequence[UUID], told: dict[UUID, tuple[Excerpt, ...]] | None = None
    ) -> tuple[Found, ...]:
        """Tickets as hits, in the order of their ids."""
        if not ids:
            return ()
        self._cursor.execute(_LINES, (list(ids),))
        lines = {line.ticket_id: line for line in rows_of(_Line, self._cursor)}
        shown = remembered.statuses_shown(
            self._cursor, {(one.type, one.status, one.kinds, one.version) for one in lines.values()}
        )
        return tuple(
            Found(
                kind="ticket",
                id=line.ticket_id,
                ref=str(line.number),
                title=marker.marked(line.subject),
                status=line.status,
                status_name=shown[line.type, line.status].name,
                excerpts=(told or {}).get(line.ticket_id, ()),
            )
            for line in (lines[one] for one in ids if one in lines)
        )

    def _closed(self, kind: Kind, is_similar: bool, last: tuple[int, int, UUID]) -> str:  # noqa: FBT001 - a field
        place = _Place(kind, _mark(self._asked.text), is_similar, *last)
        return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


class _Line(NamedTuple):
    ticket_id: UUID
    number: int
    type: str
    subject: str
    status: str
    kinds: int | None
    version: int | None


_LINES = statement(
    "SELECT {columns} FROM ticket_list t LEFT JOIN ticket_types kind ON kind.code = t.type WHERE t.ticket_id = ANY(%s)",
    columns=selected(_Line, "t", kinds=statement("kind.tableoid"), version=statement("kind.version")),
)


def _opened(asked: Asked) -> _Place:
    text = asked.after or ""
    try:
        place = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=_Place)
    except (ValueError, msgspec.DecodeError) as error:
        raise CursorIsForeign from error
    if place.text != _mark(asked.text) or place.kind not in asked.kinds or place.kind == "person":
        raise CursorIsForeign
    return place


def _mark(text: str) -> int:
    """What tells the words of a cursor from others."""
    return zlib.crc32(text.strip().encode())
