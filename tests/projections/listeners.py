"""People who listen to a desk in memory and keep a copy of their list; used by the property of what streams tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, cast

from psycopg import Cursor

from api.bootstrap import Desk
from api.questions.live.news import WATCHED, Audience, News, news
from events.values.identity import OrgUnitId, PersonId
from events.values.people import Group, Viewer
from events.values.ticket_condition import Condition, Is
from projections.kit.reads import views_of
from projections.ticket.lists.conditions import Asking
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.groups import Count, counted, grouped
from projections.ticket.lists.lines import TicketLine
from projections.ticket.lists.pages import visible_to
from tests.projections.world import World, viewer

ASKED = WATCHED.union(views_of(visible_to, counted, grouped))
EVERY = Is(field="unfinished")
COUNTED: tuple[Condition, ...] = (EVERY, Is(field="open"))
Shown = tuple[Any, ...]
Counts = tuple[Any, ...]


class Listeners:
    """Each with their copy, brought up to date by what a stream told them and by nothing else."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.groups: dict[PersonId, frozenset[Group]] = {}
        self.company: dict[PersonId, OrgUnitId] = {}
        self.copies: dict[PersonId, dict[int, Shown]] = {}
        self.counts: dict[PersonId, Counts] = {}
        self._were: dict[PersonId, Viewer] = {}
        self._until = 0
        log = world.log
        self._desk = cast("Desk", SimpleNamespace(database=world.database, log=SimpleNamespace(at=lambda _: log)))

    def come(self) -> None:
        """All of them read their lists, as whoever opens a page does."""
        self._fold()
        self._until = self.world.log.head()
        with self.world.cursor() as cursor:
            for person in self.groups:
                by = self._were[person] = self.as_of_now(cursor, person)
                self.copies[person], self.counts[person] = self._list(cursor, by), self._counts(cursor, by)

    def _fold(self) -> None:
        for name in ASKED:
            self.world.fold(name)

    def as_of_now(self, cursor: Cursor[Any], person: PersonId) -> Viewer:
        """Somebody with the rights that they have at this moment."""
        cursor.execute("SELECT team_id FROM team_members WHERE person_id = %s", (person,))
        teams = [team for (team,) in cursor.fetchall()]
        by = viewer(*self.groups[person], who=person, teams=teams)
        return by if (company := self._shared(cursor, person)) is None else _of_company(by, company)

    def _shared(self, cursor: Cursor[Any], person: PersonId) -> OrgUnitId | None:
        if (company := self.company.get(person)) is None:
            return None
        cursor.execute("SELECT shares_tickets FROM org_units WHERE unit_id = %s", (company,))
        found = cursor.fetchone()
        return company if found is not None and found[0] else None

    def _list(self, cursor: Cursor[Any], by: Viewer) -> dict[int, Shown]:
        page = visible_to(cursor, by, TicketFilter(), now=self.world.now, sort="changed", limit=100)
        return {line.number: _shown(line) for line in page.tickets}

    def _counts(self, cursor: Cursor[Any], by: Viewer) -> Counts:
        asking = Asking(by, self.world.now)
        found: list[Count] = [counted(cursor, asking, one) for one in COUNTED]
        groups = grouped(cursor, asking, EVERY, "status").groups
        return (*found, frozenset((group.key, group.count) for group in groups))

    @contextmanager
    def _told(self) -> Iterator[tuple[Cursor[Any], dict[PersonId, tuple[Viewer, News]]]]:
        self._fold()
        with self.world.cursor() as cursor:
            now = {person: self.as_of_now(cursor, person) for person in self.groups}
            audience = Audience([self._were[person] for person in self.groups])
            told = news(self._desk, audience, [self._until] * len(self.groups))
            assert told.until == self.world.log.head()
            yield cursor, {person: (now[person], one) for person, one in zip(self.groups, told.news, strict=True)}
        self._were, self._until = now, told.until

    def hear(self, *, is_one_deed: bool) -> None:
        """All are told what came since; each copy is then what asking anew would give, and nobody is told too much."""
        with self._told() as (cursor, told):
            for person, (by, one) in told.items():
                fresh, counts = self._list(cursor, by), self._counts(cursor, by)
                copy = self.copies[person]
                if by != self._were[person]:
                    # With other rights than before they are told to read all anew, and nothing else (``Teller``).
                    self.copies[person], self.counts[person] = fresh, counts
                    continue
                self._refuse_what_is_hidden(one, copy, fresh, is_one_deed=is_one_deed)
                if one.lists:
                    copy = dict(fresh)
                else:
                    copy = {nth: line for nth, line in copy.items() if nth not in one.left}
                    copy |= {nth: fresh[nth] for nth in one.tickets}
                    assert copy == fresh, one
                    assert one.counts or counts == self.counts[person], one
                self.copies[person], self.counts[person] = copy, counts

    def _refuse_what_is_hidden(
        self, one: News, copy: dict[int, Shown], fresh: dict[int, Shown], *, is_one_deed: bool
    ) -> None:
        assert {*one.tickets, *one.crossed, *one.notices} <= fresh.keys(), one
        assert fresh.keys().isdisjoint(one.left), one
        if not is_one_deed:
            # Between two tellings somebody may come to see a ticket and lose it again.
            return
        assert copy.keys() >= {*one.left}, one
        if not (copy.keys() | fresh.keys()):
            assert (one.tickets, one.left, one.crossed, one.notices) == ((), (), (), ()), one
            assert one.counts == one.lists, one


def _of_company(by: Viewer, company: OrgUnitId) -> Viewer:
    return Viewer(by.actor, by.groups, by.teams, by.language, company)


def _shown(line: TicketLine) -> Shown:
    """What a line says that no clock on the wall changes."""
    return (
        line.subject,
        line.type_name,
        line.status_name,
        line.priority,
        line.requester_id,
        line.requester_name,
        line.service_id,
        line.team,
        line.responsible,
        line.changed_at,
        line.version,
        line.comments,
        line.last_word,
        line.due_at,
        line.due_clock,
        line.missed_at,
        line.is_unread,
    )
