"""Who of a team is on call when, and where nobody is; asked by a team's calendar, ``me`` and the loop that deals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from events.folds.on_call import Shift
from events.values.identity import ReplacementId, ScheduleId
from events.values.on_call import Rota
from events.values.schedule import Timetable
from events.values.timetable_versions import TimetableVersions
from projections.agreement import schedules
from projections.kit.columns import rows_of, selected
from projections.kit.heir import ABLE, WORKING
from projections.kit.reads import reads
from projections.kit.statement import statement
from projections.team import on_call_rows
from sla_engine.instants import instant, micros
from sla_engine.intervals import subtract
from sla_engine.worktime import Calendar

Gap = Literal["away", "left"]
"""Why nobody is on call: whoever's turn it is is away without a substitute of the team, or works in it no longer."""
Hours = Mapping[ScheduleId, TimetableVersions]
Span = tuple[datetime, datetime]
AHEAD = timedelta(weeks=1)
"""How far ahead people are told that they will be on call."""


class Duty(NamedTuple):
    """In [from_at, until_at) it is somebody's turn: ``person_id`` is on call, they or who stands in; or nobody is."""

    from_at: datetime
    until_at: datetime
    turn_of: UUID
    person_id: UUID | None
    gap: Gap | None
    replacement_id: ReplacementId | None


class OnCallFor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is on call for a team in [from_at, until_at): since now where they are already."""

    team_id: UUID
    from_at: datetime
    until_at: datetime


class _Away(NamedTuple):
    person_id: UUID
    from_at: datetime
    until_at: datetime
    substitute_id: UUID | None


_ABLE = statement(
    "SELECT m.team_id, m.person_id FROM team_members m JOIN persons p USING (person_id)"
    " LEFT JOIN org_units u USING (unit_id) WHERE m.team_id = ANY(%(teams)s) AND {able}",
    able=ABLE,
)
_AWAY = statement(
    "SELECT {columns} FROM absences WHERE person_id = ANY(%s) AND from_at < %s AND until_at > %s"
    " AND from_at < until_at ORDER BY from_at",
    columns=selected(_Away),
)


@reads("directory", "org_tree", also=(on_call_rows.rotas, schedules.schedules))
def duties(
    cursor: Cursor[Any], teams: Collection[UUID], since: datetime, until: datetime, now: datetime
) -> dict[UUID, list[Duty]]:
    """Who is on call within [since, until), in the order of time; whoever left is missed from ``now`` on alone."""
    known = on_call_rows.rotas(cursor, teams)
    shifts = {team: one.state.shifts(since, until) for team, one in known.items()}
    rotas = [shift.rota for told in shifts.values() for shift in told]
    if not rotas:
        return {team: [] for team in teams}
    named = {rota.outside for rota in rotas if rota.outside is not None}
    hours = {one.schedule_id: one.timetables for one in schedules.schedules(cursor, named)} if named else {}
    people = {shift.person_id for told in shifts.values() for shift in told}
    gone = _gone(cursor, people, since, until)
    cursor.execute(_ABLE, {"teams": list(teams), "working": WORKING})
    able = defaultdict[UUID, set[UUID]](set)
    for team, person in cursor.fetchall():
        able[team].add(person)
    there = {team: _There(gone, able[team], now) for team in teams}
    return {team: list(_duties(shifts.get(team, ()), hours, there[team])) for team in teams}


@reads(also=(duties,))
def on_call_now(cursor: Cursor[Any], teams: Collection[UUID], now: datetime) -> dict[UUID, Duty]:
    """Of each team whose turn it is at this moment, where anybody's is."""
    # An instant has no length, and a duty has: what holds in the microsecond holds now.
    behind = instant(micros(now) + 1)
    return {team: told[0] for team, told in duties(cursor, teams, now, behind, now).items() if told}


@reads(also=(duties,))
def of_person(cursor: Cursor[Any], person_id: UUID, teams: Collection[UUID], now: datetime) -> tuple[OnCallFor, ...]:
    """For which of some teams of theirs somebody is on call within a week, the next time of each."""
    found = []
    for team_id, told in duties(cursor, teams, now, now + AHEAD, now).items():
        mine = next((one for one in told if one.person_id == person_id), None)
        if mine is not None:
            found.append(OnCallFor(team_id=team_id, from_at=mine.from_at, until_at=mine.until_at))
    return tuple(sorted(found, key=lambda one: (one.from_at, one.team_id)))


def _duties(shifts: Sequence[Shift], hours: Hours, there: _There) -> Iterator[Duty]:
    for shift in shifts:
        for from_at, until_at in _covered(shift, hours):
            for part in there.answering(shift.person_id, from_at, until_at):
                yield Duty(part.from_at, part.until_at, shift.person_id, part.person_id, part.gap, shift.replacement_id)


def _covered(shift: Shift, hours: Hours) -> list[Span]:
    """The hours of a shift in which somebody is to be on call."""
    rota, begin, end = shift.rota, micros(shift.from_at), micros(shift.until_at)
    if rota.hours is not None:
        found = _named_hours(rota).within(begin, end)
    elif rota.outside is not None and rota.outside in hours:
        found = subtract([(begin, end)], Calendar.of(hours[rota.outside], rota.zone).within(begin, end))
    else:
        found = [(begin, end)]
    return [(instant(one), instant(other)) for one, other in found]


def _named_hours(rota: Rota) -> Calendar:
    assert rota.hours is not None  # noqa: S101 - asked by the caller
    return Calendar.of(TimetableVersions.first(Timetable(zone=rota.zone, week=rota.hours)), rota.zone)


class _Part(NamedTuple):
    from_at: datetime
    until_at: datetime
    person_id: UUID | None
    gap: Gap | None


class _There:
    """Who of a team is there when, and who stands in for whom."""

    def __init__(self, gone: Mapping[UUID, Sequence[_Away]], able: Collection[UUID], now: datetime) -> None:
        self._gone = gone
        self._able = able
        self._now = now

    def answering(
        self, who: UUID, from_at: datetime, until_at: datetime, met: tuple[UUID, ...] = ()
    ) -> Iterator[_Part]:
        """Whoever stands in stands in to whoever is there (0235), as long as they are of the team and can work."""
        at = from_at
        for away in self._gone.get(who, ()):
            begins, ends = max(away.from_at, at), min(away.until_at, until_at)
            if begins >= ends:
                continue
            if at < begins:
                yield self._there(who, at, begins)
            yield from self._instead(away, begins, ends, (*met, who))
            at = ends
        if at < until_at:
            yield self._there(who, at, until_at)

    def _there(self, who: UUID, from_at: datetime, until_at: datetime) -> _Part:
        if who in self._able or until_at <= self._now:
            return _Part(from_at, until_at, who, None)
        return _Part(from_at, until_at, None, "left")

    def _instead(self, away: _Away, from_at: datetime, until_at: datetime, met: tuple[UUID, ...]) -> Iterator[_Part]:
        if away.substitute_id is None or away.substitute_id in met:
            yield _Part(from_at, until_at, None, "away")
            return
        for part in self.answering(away.substitute_id, from_at, until_at, met):
            stands_in = part.person_id is not None and part.person_id in self._able
            yield part if stands_in else _Part(part.from_at, part.until_at, None, "away")


def _gone(cursor: Cursor[Any], people: Collection[UUID], since: datetime, until: datetime) -> dict[UUID, list[_Away]]:
    """The absences of people, and of those who stand in for them meanwhile, each in the order of time."""
    found: dict[UUID, list[_Away]] = {}
    asked = set(people)
    while asked:
        found.update((who, []) for who in asked)
        cursor.execute(_AWAY, (list(asked), until, since))
        away = rows_of(_Away, cursor)
        for one in away:
            found[one.person_id].append(one)
        asked = {one.substitute_id for one in away if one.substitute_id is not None} - found.keys()
    return found
