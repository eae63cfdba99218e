"""Turns of a rota by the clock of a zone, with what is taken: against a plain reading that walks day by day (W4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.folds.on_call import OnCallState, Replacement, RotaVersion
from events.values.identity import PersonId, ReplacementId
from events.values.on_call import Every, Rota, Stint
from events.values.zones import zone_of
from sla_engine.day_hours import wall
from sla_engine.instants import instant

ZONES = ["Europe/Berlin", "Europe/Moscow", "Pacific/Apia", "America/St_Johns", "Australia/Lord_Howe"]
PEOPLE = [PersonId(UUID(int=nth)) for nth in (1, 2, 3)]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
READINGS = st.datetimes(datetime(2011, 1, 1), datetime(2012, 6, 1)).map(  # noqa: DTZ001 - readings of a clock
    lambda at: at.replace(second=0, microsecond=0)
)
ROTAS = st.builds(
    Rota,
    people=st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4).map(tuple),
    every=st.sampled_from(["day", "week"]),
    starts=READINGS,
    zone=st.sampled_from(ZONES),
)
OFFSETS = st.integers(0, 24 * 40).map(lambda hours: hours * HOUR)


def handovers(rota: Rota, until: datetime) -> list[tuple[datetime, PersonId]]:
    """When each turn begins, and whose it is: days are walked one by one from the first on."""
    on, found = rota.starts.date(), list[tuple[datetime, PersonId]]()
    seconds = rota.starts.hour * 3600 + rota.starts.minute * 60
    while (begins_at := instant(wall(on, seconds, zone_of(rota.zone), latest=False))) <= until:
        found.append((begins_at, rota.people[len(found) % len(rota.people)]))
        on = _following(on, rota.every)
    return found


def _following(on: date, every: Every) -> date:
    for _ in range(1 if every == "day" else 7):
        on += DAY
    return on


@given(
    rotas=st.lists(st.tuples(OFFSETS, st.none() | ROTAS), min_size=1, max_size=3),
    spans=st.lists(st.tuples(OFFSETS, OFFSETS, st.sampled_from(PEOPLE)), max_size=4),
    since=READINGS.map(lambda at: at.replace(tzinfo=UTC)),
)
def test_who_is_on_call_is_as_a_plain_reading_has_it(
    rotas: list[tuple[timedelta, Rota | None]],
    spans: list[tuple[timedelta, timedelta, PersonId]],
    since: datetime,
) -> None:
    versions = [RotaVersion(from_at=since + at, rota=rota) for at, rota in sorted(rotas, key=lambda one: one[0])]
    stints = [Stint(person_id=who, from_at=since + min(a, b), until_at=since + max(a, b)) for a, b, who in spans]
    replaced = tuple(
        Replacement(replacement_id=ReplacementId(UUID(int=nth)), stints=(stint,)) for nth, stint in enumerate(stints)
    )
    until = since + 41 * DAY
    shifts = OnCallState(versions=tuple(versions), replaced=replaced).shifts(since, until)
    assert all(shift.from_at < shift.until_at for shift in shifts)
    assert all(one.until_at <= other.from_at for one, other in pairwise(shifts))
    turns = {id(one): [] if one.rota is None else handovers(one.rota, until) for one in versions}
    at = since
    while at < until:
        told = [shift.person_id for shift in shifts if shift.from_at <= at < shift.until_at]
        version = next((one for one in reversed(versions) if one.from_at <= at), None)
        begun = [] if version is None else [who for begins_at, who in turns[id(version)] if begins_at <= at]
        taken = [stint.person_id for stint in stints if stint.from_at <= at < stint.until_at]
        assert told == ([*begun, *taken][-1:] if begun else []), at
        at += 11 * HOUR


@pytest.mark.parametrize(
    ("zone", "starts", "handovers"),
    [
        # 02:30 is skipped on the 29th of March, and comes twice on the 25th of October: right behind, and the first.
        ("Europe/Berlin", "2026-03-28T02:30", ["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"]),
        ("Europe/Berlin", "2026-10-24T02:30", ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]),
        # Apia never had the 30th of December 2011: its turn would begin where the next one does.
        ("Pacific/Apia", "2011-12-29T00:00", ["2011-12-29T10:00", "2011-12-30T10:00", "2011-12-31T10:00"]),
    ],
)
def test_rule_w4_a_handover_is_one_instant_also_when_clocks_change(
    zone: str, starts: str, handovers: list[str]
) -> None:
    rota = Rota(people=tuple(PEOPLE), every="day", starts=datetime.fromisoformat(starts), zone=zone)
    begin = datetime.fromisoformat(handovers[0]).replace(tzinfo=UTC)
    told = [turn.from_at for turn in rota.turns(begin, begin + 3 * DAY)][:3]
    assert told == [datetime.fromisoformat(one).replace(tzinfo=UTC) for one in handovers]
