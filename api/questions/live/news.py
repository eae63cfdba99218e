"""What changed in the lists of many viewers since each was told last, read in one moment; asked by ``api.live``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from msgspec.structs import replace
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
from projections.live.changes import Crowd, Sights, Standing
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


class Audience:
    """Who is told, each a viewer, several perhaps the same; kept for as long as these listen with these rights."""

    def __init__(self, viewers: Sequence[Viewer]) -> None:
        nths: dict[Viewer, int] = {}
        self.nths = [nths.setdefault(viewer, len(nths)) for viewer in viewers]
        self.crowd = Crowd([*nths])
        self.people = frozenset(viewer.actor.id for viewer in nths)
        self.of_inner = [visibility.sees_inner(viewer) for viewer in nths]
        self.ids = [_ids(viewer) for viewer in nths]
        """Under which ids each comes to tickets, and under which to tasks."""
        self.all_see_everything = all(map(visibility.sees_everything, nths))


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


def news(desk: Desk, audience: Audience, since: Sequence[int]) -> Told:
    """What is new for each of them since a position: of one moment, with the rights that their viewers have.

    Whom the same is new to are given the same.
    """
    with desk.database.snapshot() as db:
        until = _reached(db)
        begin = max(min(since, default=until), until - MOST_FACTS)
        if begin >= until:
            return Told(until, [_NOTHING] * len(since))
        log = desk.log.at(db)
        facts = log.after(begin, until - begin, personal=False)
        heard = _heard(db, log, facts, audience)
    shared: dict[tuple[int, int], News] = {}
    found = []
    for nth, place in zip(audience.nths, since, strict=True):
        if (one := shared.get((nth, place))) is None:
            one = shared[nth, place] = heard.of(nth, place) if place >= begin else _TOO_MUCH
        found.append(one)
    return Told(until, found)


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
    audience: Audience
    sights: Sequence[Sights]
    alike: dict[tuple[int, int, bool], News]
    """What is new to all who see these tickets alike: by how they do, since when, whether private words are theirs."""
    of_terms: int
    """The last position at which terms changed, 0: none did."""
    of_people: int
    passages: Sequence[Passage]
    notices: dict[UUID, list[tuple[int, UUID, bool]]]
    """Person -> position, ticket and whether it is private, of what they are told of."""

    def of(self, nth: int, since: int) -> News:
        """What of it is new for a viewer of the audience."""
        sight, reads_inner = self.sights[nth], self.audience.of_inner[nth]
        key = id(sight), since, reads_inner
        if (of_all := self.alike.get(key)) is None:
            of_all = self.alike[key] = self._alike(sight, since, reads_inner=reads_inner)
        ids, of_tasks = self.audience.ids[nth]
        passages = [
            one for one in self.passages if one.position > since and one.whom in (of_tasks if one.by_task else ids)
        ]
        notices = {
            self.numbers[ticket]
            for position, ticket, is_inner in self.notices.get(self.audience.crowd.viewers[nth].actor.id, ())
            if position > since and ticket in (sight.inner if is_inner else sight.seen)
        }
        if not passages and not notices:
            return of_all
        came = {self.numbers[one.ticket_id] for one in passages if one.ticket_id in sight.seen}
        left = {self.numbers[one.ticket_id] for one in passages if one.ticket_id not in sight.seen}
        return replace(
            of_all,
            tickets=tuple(sorted({*of_all.tickets, *came})),
            left=tuple(sorted({*of_all.left, *left})),
            counts=of_all.counts or bool(passages),
            notices=tuple(sorted(notices)),
        )

    def _alike(self, sight: Sights, since: int, *, reads_inner: bool) -> News:
        """As far as it hangs on how they see these tickets."""
        tickets, left, crossed, counts = set[int](), set[int](), set[int](), False
        for change in self.changes:
            if change.position <= since:
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
        lists = self.of_terms > since or (self.of_people > since and reads_inner)
        return News(
            tickets=tuple(sorted(tickets)),
            left=tuple(sorted(left)),
            crossed=tuple(sorted(crossed)),
            counts=counts or lists,
            lists=lists,
        )


def _heard(db: Cursor[Any], log: LogReading, facts: Sequence[Recorded], audience: Audience) -> _Heard:
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
    if not audience.all_see_everything:
        stood = _stood_before(log, of_tickets)
        goes_on_as = _goes_on_as(db, of_tickets)
        former = {StreamId(one.ticket_id): one.requester_id for one in stood}
        passed = list(passages(log, of_tickets, former, goes_on_as))
        if unknown := {one.ticket_id for one in passed} - numbers.keys():
            numbers |= changes.numbers_of(db, unknown)
    return _Heard(
        changes=[_change(told) for told in of_tickets],
        numbers=numbers,
        audience=audience,
        sights=changes.sights(db, audience.crowd, numbers.keys(), stood),
        alike={},
        of_terms=of_terms,
        of_people=of_people,
        passages=passed,
        notices=notices.told_between(db, audience.people, facts[0].position - 1, facts[-1].position)
        if of_tickets
        else {},
    )


def _ids(viewer: Viewer) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """As a person and as one of a group; to a task as a person and as one of a team."""
    me = viewer.actor.id
    of_tasks = frozenset((me, *viewer.teams)) if visibility.sees_by_teams(viewer.groups) else frozenset[UUID]()
    return frozenset((me, *map(group_id, viewer.groups))), of_tasks


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
