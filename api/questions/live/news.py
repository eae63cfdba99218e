"""What changed in the lists of many viewers since each was told last, read in one moment; asked by ``api.live``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from api.bootstrap import Desk
from api.questions.live.passages import REQUESTER_FACTS, Passage, passages
from connectors.storage.feeds import positions
from connectors.storage.log.reading import LogReading
from events.fact import Recorded
from events.folds.ticket import TICKET, TicketState
from events.inner import is_silent
from events.ticket import CROSSINGS, TicketCommented
from events.values.identity import StreamId, group_id
from events.values.people import Viewer
from projections.kit import visibility
from projections.kit.reads import views_of
from projections.live import changes
from projections.live.changes import Sights, Standing
from projections.ticket import card as ticket_card
from projections.ticket import timeline as ticket_timeline
from projections.ticket.notices import pages as notices

MOST_FACTS = 2_000
"""Who was told less than this lately is told to read anew: going through a whole night costs more than the lists."""
WATCHED: frozenset[str] = frozenset(
    views_of(
        ticket_card.whole_card,
        ticket_timeline.timeline,
        changes.numbers_of,
        changes.sights,
        changes.goes_on_as,
        notices.told_between,
    )
)
"""Read models that hold whatever a told position is asked for by."""

_CROSSINGS = frozenset(CROSSINGS)
_TERMS = frozenset({"agreement", "service-schedule", "service", "ticket-type", "zone-rules", "module"})
"""Nouns of facts by which any line of a list may read otherwise."""
_PEOPLE = frozenset({"person", "org-unit", "company", "department", "team"})
"""The same, of lines as staff read them."""


class Watcher(NamedTuple):
    """Who is told, and up to which position they were."""

    viewer: Viewer
    since: int


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What is new for one viewer up to a position: numbers, never words.

    ``tickets`` changed, ``left`` went out of their sight, ``crossed`` are those whose clocks passed a border.
    ``counts``: what is counted may be another number. ``lists``: any line may read otherwise, as when an agreement was
    revised. ``notices``: on which of them the viewer is told of something. ``too_much``: more than is told one by one,
    so all is to be read anew.
    """

    tickets: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    crossed: tuple[int, ...] = ()
    notices: tuple[int, ...] = ()
    counts: bool = False
    lists: bool = False
    too_much: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether nobody need be told."""
        return self == _NOTHING


_NOTHING = News()
_TOO_MUCH = News(counts=True, lists=True, too_much=True)


class Told(NamedTuple):
    """Up to where the read models hold everything, and what is new for each watcher."""

    until: int
    news: Sequence[News]


class _Change(NamedTuple):
    position: int
    ticket_id: UUID
    is_silent: bool
    is_crossing: bool
    is_word: bool


def news(desk: Desk, watchers: Sequence[Watcher]) -> Told:
    """What is new for each of them: of one moment, with the rights that their viewers have."""
    with desk.database.snapshot() as db:
        until = _reached(db)
        since = max(min((one.since for one in watchers), default=until), until - MOST_FACTS)
        if since >= until:
            return Told(until, [_NOTHING] * len(watchers))
        log = desk.log.at(db)
        facts = log.after(since, until - since, personal=False)
        distinct = list(dict.fromkeys(one.viewer for one in watchers))
        heard = _heard(db, log, facts, distinct)
    shared: dict[tuple[Viewer, int], News] = {}
    for one in watchers:
        if (one.viewer, one.since) not in shared:
            shared[one.viewer, one.since] = heard.of(one, since)
    return Told(until, [shared[one.viewer, one.since] for one in watchers])


def reached(desk: Desk) -> int:
    """Up to which position the read models hold everything that a told position is asked for by."""
    with desk.database.snapshot() as db:
        return _reached(db)


def _reached(db: Cursor[Any]) -> int:
    return min((place.position for place in positions.places(db) if place.name in WATCHED), default=0)


class _Heard(NamedTuple):
    """A piece of the log, and how each viewer sees the tickets that it speaks of."""

    changes: Sequence[_Change]
    numbers: dict[UUID, int]
    sights: dict[Viewer, Sights]
    of_terms: int
    """The last position at which terms changed, 0: none did."""
    of_people: int
    passages: Sequence[Passage]
    notices: dict[UUID, list[tuple[int, UUID, bool]]]
    """Person -> position, ticket and whether it is private, of what they are told of."""

    def of(self, one: Watcher, begin: int) -> News:
        """What of it is new for somebody."""
        if one.since < begin:
            return _TOO_MUCH
        sight = self.sights[one.viewer]
        tickets, left, crossed, counts = set[int](), set[int](), set[int](), False
        for change in self.changes:
            if change.position <= one.since:
                continue
            ticket = change.ticket_id
            if ticket in sight.seen and (not change.is_silent or ticket in sight.inner):
                tickets.add(self.numbers[ticket])
                counts = counts or not change.is_word
                if change.is_crossing:
                    crossed.add(self.numbers[ticket])
            elif ticket in sight.before:
                left.add(self.numbers[ticket])
                counts = True
        for passage in self.passages:
            if passage.position > one.since and passage.whom in _mine(one.viewer, by_task=passage.by_task):
                (tickets if passage.ticket_id in sight.seen else left).add(self.numbers[passage.ticket_id])
                counts = True
        lists = self.of_terms > one.since or (self.of_people > one.since and visibility.sees_inner(one.viewer))
        return News(
            tickets=tuple(sorted(tickets)),
            left=tuple(sorted(left)),
            crossed=tuple(sorted(crossed)),
            counts=counts or lists,
            lists=lists,
            notices=tuple(
                sorted(
                    {
                        self.numbers[ticket]
                        for position, ticket, is_inner in self.notices.get(one.viewer.actor.id, ())
                        if position > one.since and ticket in (sight.inner if is_inner else sight.seen)
                    }
                )
            ),
        )


def _heard(db: Cursor[Any], log: LogReading, facts: Sequence[Recorded], viewers: Sequence[Viewer]) -> _Heard:
    of_terms = of_people = 0
    others: list[Recorded] = []
    for told in facts:
        noun = told.fact.stored_name.partition(".")[0]
        if noun in _TERMS:
            of_terms = told.position
        elif noun in _PEOPLE:
            of_people = told.position
        else:
            others.append(told)
    numbers = changes.numbers_of(db, {told.stream for told in others}) if others else {}
    of_tickets = [told for told in others if told.stream in numbers]
    stood: Sequence[Standing] = ()
    passed: Sequence[Passage] = ()
    if not all(map(visibility.sees_everything, viewers)):
        stood = _stood_before(log, of_tickets)
        goes_on_as = _goes_on_as(db, of_tickets)
        former = {StreamId(one.ticket_id): one.requester_id for one in stood}
        passed = list(passages(log, of_tickets, former, goes_on_as))
        if unknown := {one.ticket_id for one in passed} - numbers.keys():
            numbers |= changes.numbers_of(db, unknown)
    seen = changes.sights(db, viewers, numbers.keys(), stood)
    return _Heard(
        changes=[_change(told) for told in of_tickets],
        numbers=numbers,
        sights=dict(zip(viewers, seen, strict=True)),
        of_terms=of_terms,
        of_people=of_people,
        passages=passed,
        notices=notices.told_between(db, {one.actor.id for one in viewers}, facts[0].position - 1, facts[-1].position)
        if of_tickets
        else {},
    )


def _mine(viewer: Viewer, *, by_task: bool) -> Collection[UUID]:
    """Under which ids a viewer comes to tickets: as a person, as one of a group; to a task as one of a team."""
    if not by_task:
        return {viewer.actor.id, *map(group_id, viewer.groups)}
    return {viewer.actor.id, *viewer.teams} if visibility.sees_by_teams(viewer.groups) else ()


def _goes_on_as(db: Cursor[Any], facts: Sequence[Recorded]) -> Mapping[UUID, Sequence[UUID]]:
    """As which others the tickets go on of which it became known who asked."""
    tickets = {told.stream for told in facts if isinstance(told.fact, REQUESTER_FACTS)}
    return changes.goes_on_as(db, tickets) if tickets else {}


def _change(told: Recorded) -> _Change:
    kind = type(told.fact)
    return _Change(told.position, told.stream, is_silent(told.fact), kind in _CROSSINGS, kind is TicketCommented)


def _stood_before(log: LogReading, facts: Iterable[Recorded]) -> list[Standing]:
    """Where the tickets stood before these facts that may have been handed on: somebody may see them no more."""
    first: dict[StreamId, int] = {}
    moved: set[StreamId] = set()
    for told in facts:
        first.setdefault(told.stream, told.version)
        if told.version > 1 and not (is_silent(told.fact) or isinstance(told.fact, TicketCommented)):
            moved.add(told.stream)
    if not moved:
        return []
    stood = []
    for stream in moved:
        history = log.stream(stream, personal=False)
        before = TICKET.fold(TicketState, [told for told in history if told.version < first[stream]])
        if before is not None:
            stood.append(_standing(before))
    return stood


def _standing(ticket: TicketState) -> Standing:
    responsible = ticket.responsible
    return Standing(
        ticket_id=ticket.ticket_id,
        requester_id=ticket.requester_id,
        team_id=None if responsible is None else responsible.team_id,
        responsible_id=None if responsible is None else responsible.person_id,
        company_id=ticket.company_id,
    )
