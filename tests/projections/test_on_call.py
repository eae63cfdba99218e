"""Who of a team is on call as it is asked for: hours covered, who is away, who left, dealt to; rebuilt as lived."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from commands.on_call import CoverOnCall, SetOnCallRota
from commands.person.absence import PlanAbsence
from commands.person.access import DeactivatePerson
from commands.team import UnlinkTeamMembers
from events.values.identity import StreamId
from events.values.schedule import Hours, WorkWeek
from projections.facts import describe
from projections.facts.objects import about, completed
from projections.person import directory
from projections.person.whereabouts import whereabouts
from projections.team import on_call
from projections.team.on_call import Duty
from tests.projections.test_dealing import Dealt
from tests.projections.world import World

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STARTS = datetime.fromisoformat("2026-03-02T09:00")
"""The world's Monday, at nine in Moscow."""


class Lines(Dealt):
    """A team of three that is on call a day each from Monday at nine on."""

    def set(self, **more: object) -> None:
        said = {"people": tuple(self.people), "every": "day", "starts": STARTS, "zone": "Europe/Moscow"}
        self.world.do(SetOnCallRota(team_id=self.team, **{**said, **more}))  # type: ignore[arg-type] # what is said of it

    def duties(self, days: int = 7) -> list[Duty]:
        self.world.fold()
        now = self.world.now
        with self.world.cursor() as cursor:
            return on_call.duties(cursor, [self.team], now, now + days * DAY, now)[self.team]

    def told(self, days: int = 3) -> list[tuple[float, float, UUID | str | None]]:
        """Hours from now, and who or why nobody."""
        duties, now = self.duties(days), self.world.now
        return [((one.from_at - now) / HOUR, (one.until_at - now) / HOUR, one.gap or one.person_id) for one in duties]

    def now(self) -> UUID | None:
        self.world.fold()
        with self.world.cursor() as cursor:
            duty = on_call.on_call_now(cursor, [self.team], self.world.now).get(self.team)
        return None if duty is None else duty.person_id


@pytest.fixture
def lines(world: World) -> Lines:
    return Lines(world)


def test_row_73_a_team_that_never_said_so_is_not_on_call(lines: Lines) -> None:
    assert lines.duties() == []
    assert lines.now() is None


def test_row_73_they_are_on_call_by_turns_and_whoever_takes_a_span_comes_between(lines: Lines) -> None:
    one, two, three = lines.people
    lines.set()
    assert lines.told() == [(0, 24, one), (24, 48, two), (48, 72, three)]
    now = lines.world.now
    lines.world.do(CoverOnCall(team_id=lines.team, person_id=three, from_at=now + 30 * HOUR, until_at=now + 36 * HOUR))
    assert lines.told(2) == [(0, 24, one), (24, 30, two), (30, 36, three), (36, 48, two)]
    lines.world.pass_time(hours=30)
    assert lines.now() == three


def test_row_73_a_rota_covers_the_hours_that_it_names_or_those_outside_a_schedule(
    lines: Lines,
) -> None:
    one, two, _ = lines.people
    nights = WorkWeek(mon=(Hours("18:00", "09:00"),), tue=(Hours("18:00", "09:00"),))
    lines.set(hours=nights)
    assert lines.told() == [(9, 24, one), (33, 48, two)]
    lines.set(outside=lines.schedule)
    # The office closes for lunch at 13 and at 18, and opens at 9: a day of it is on call for lunch and for the night.
    assert lines.told(2) == [(4, 5, one), (9, 24, one), (28, 29, two), (33, 48, two)]
    lines.world.pass_time(hours=1)
    assert lines.now() is None, "the office is open"


def test_row_73_who_is_away_is_stood_in_for_to_whoever_is_there_else_there_is_a_gap(lines: Lines) -> None:
    one, two, three = lines.people
    now = lines.world.now
    lines.set()
    lines.world.do(PlanAbsence(person_id=one, from_at=now + 6 * HOUR, until_at=now + 12 * HOUR, substitute_id=two))
    lines.world.do(PlanAbsence(person_id=two, from_at=now + 10 * HOUR, until_at=now + 30 * HOUR, substitute_id=three))
    assert lines.told(2) == [(0, 6, one), (6, 10, two), (10, 12, three), (12, 24, one), (24, 30, three), (30, 48, two)]
    until = now + 52 * HOUR
    stranger = lines.world.person("Глеб", groups=frozenset({"specialist"}))
    lines.world.do(PlanAbsence(person_id=three, from_at=now + 50 * HOUR, until_at=until, substitute_id=stranger))
    assert lines.told()[-3:] == [(48, 50, three), (50, 52, "away"), (52, 72, three)]


def test_row_73_the_turns_of_who_left_are_gaps_from_now_on_and_what_was_stays(lines: Lines) -> None:
    one, two, three = lines.people
    lines.set()
    lines.world.do(UnlinkTeamMembers(team_id=lines.team, members=(two,)))
    lines.world.do(DeactivatePerson(person_id=three, reason="Уволился"))
    assert lines.told() == [(0, 24, one), (24, 48, "left"), (48, 72, "left")]
    lines.world.pass_time(days=4)
    lines.world.fold()
    began = lines.world.now - 4 * DAY
    with lines.world.cursor() as cursor:
        told = on_call.duties(cursor, [lines.team], began, began + 3 * DAY, lines.world.now)[lines.team]
    assert [duty.person_id for duty in told] == [one, two, three]


def test_row_73_one_s_own_duties_are_told_a_week_ahead(lines: Lines) -> None:
    one, two, _ = lines.people
    lines.set(every="week")
    lines.world.fold()
    now = lines.world.now
    with lines.world.cursor() as cursor:
        (mine,) = on_call.of_person(cursor, one, [lines.team], now)
        assert (mine.team_id, mine.from_at, mine.until_at) == (lines.team, now, now + 7 * DAY)
        assert on_call.of_person(cursor, two, [lines.team], now) == ()
        (theirs,) = on_call.of_person(cursor, two, [lines.team], now + HOUR)
        assert theirs.from_at == now + 7 * DAY
        assert whereabouts(cursor, one, now).with_rota == {lines.team}


def test_row_73_what_comes_to_the_team_is_dealt_to_whoever_is_on_call_and_the_history_says_so(lines: Lines) -> None:
    one, two, three = lines.people
    lines.choose("on_call")
    ticket = lines.ticket()
    lines.run()
    assert lines.has(ticket) is None, "no rota, nobody"
    lines.set()
    lines.run()
    assert lines.has(ticket) == one
    fact = lines.world.log.load(StreamId(ticket))[-1].fact
    told = about(fact)
    with lines.world.cursor() as cursor:
        names = directory.names(cursor, [thing for part in told for thing in part.ids])
    assert completed(describe.sentence(fact), told, names).en == "A responsible was assigned: Линия · Анна; on call"
    now = lines.world.now
    lines.world.do(PlanAbsence(person_id=two, from_at=now + DAY, until_at=now + 2 * DAY, substitute_id=three))
    lines.world.pass_time(hours=25)
    later = lines.ticket()
    lines.run()
    assert lines.has(later) == three, "who stands in"
    lines.world.do(PlanAbsence(person_id=three, until_at=now + 2 * DAY))
    nobody = lines.ticket()
    lines.run()
    assert lines.has(nobody) is None
    lines.world.pass_time(hours=23)
    lines.run()
    assert lines.has(nobody) == three, "a turn has begun"


def test_what_was_lived_of_rotas_is_rebuilt(lines: Lines) -> None:
    lines.set()
    now = lines.world.now
    lines.world.do(CoverOnCall(team_id=lines.team, person_id=lines.people[1], until_at=now + HOUR))
    lines.world.fold()
    lived = lines.world.rows()
    assert len(lived["on_call_rotas"]) == 1
    lines.world.rebuild("directory", 1)
    assert lines.world.rows() == lived
