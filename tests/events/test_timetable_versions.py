from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.folds.schedule import HoursFact, timetables_after
from events.service_schedule import HolidaysDeclared, HolidaysWithdrawn, ScheduleRevised
from events.values.schedule import DatedException, Timetable
from events.values.text import Text
from events.values.timetable_versions import TimetableVersions
from tests.gallery import ALWAYS_OPEN, DRAWN_UP, SCHEDULE, TIMETABLE

FIRST = TimetableVersions.first(TIMETABLE)
MARCH = datetime(2026, 3, 15, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
MAY = datetime(2026, 5, 1, tzinfo=UTC)
VICTORY_DAY = DatedException(date(2026, 5, 9), (), Text("День Победы", "Victory Day"))


def dates(timetable: Timetable) -> set[date]:
    return {exception.on for exception in timetable.exceptions}


def test_rule_w8_the_first_timetable_holds_since_ever() -> None:
    assert FIRST.at(datetime(1, 1, 1, tzinfo=UTC)) == FIRST.latest == TIMETABLE


def test_rule_w8_a_revision_holds_from_its_instant_on_and_leaves_the_time_before_as_it_was() -> None:
    revised = FIRST.revised(ALWAYS_OPEN, APRIL)
    assert revised.at(APRIL - timedelta(microseconds=1)) == TIMETABLE
    assert revised.at(APRIL) == revised.latest == ALWAYS_OPEN
    assert (revised.index_at(MARCH), revised.index_at(MAY)) == (0, 1)


def test_rule_w8_a_correction_of_the_past_gives_up_the_versions_that_came_later() -> None:
    corrected = FIRST.revised(ALWAYS_OPEN, MAY).revised(TIMETABLE, APRIL)
    assert [since for since, _ in corrected.versions] == [None, APRIL]


def test_rule_w2_exceptions_are_added_to_every_version_from_then_on() -> None:
    declared = FIRST.revised(ALWAYS_OPEN, MAY).with_exceptions([VICTORY_DAY], APRIL)
    assert [since for since, _ in declared.versions] == [None, APRIL, MAY]
    assert dates(declared.at(MARCH)) == dates(TIMETABLE)
    assert dates(declared.at(APRIL)) == dates(TIMETABLE) | {VICTORY_DAY.on}
    assert dates(declared.at(MAY)) == {VICTORY_DAY.on}


def test_rule_w2_a_second_exception_on_a_date_replaces_the_first() -> None:
    shorter = DatedException(VICTORY_DAY.on, None, Text.same("shorter"))
    declared = FIRST.with_exceptions([VICTORY_DAY], APRIL).with_exceptions([shorter], APRIL)
    assert [e for e in declared.latest.exceptions if e.on == VICTORY_DAY.on] == [shorter]
    assert [since for since, _ in declared.versions] == [None, APRIL]


def test_rule_w2_an_exception_that_is_taken_back_leaves_the_others() -> None:
    gone, *kept = TIMETABLE.exceptions
    withdrawn = FIRST.without_exceptions([gone.on, date(1999, 1, 1)], APRIL)
    assert withdrawn.latest.exceptions == tuple(kept)
    assert withdrawn.at(MARCH) == TIMETABLE


def test_the_facts_of_a_schedule_fold_into_its_versions() -> None:
    timetables = timetables_after(None, DRAWN_UP)
    edits: tuple[HoursFact, ...] = (
        HolidaysDeclared(schedule_id=SCHEDULE, exceptions=(VICTORY_DAY,), effective_from=MARCH),
        HolidaysWithdrawn(schedule_id=SCHEDULE, dates=(date(2026, 3, 9),), effective_from=APRIL),
        ScheduleRevised(schedule_id=SCHEDULE, timetable=ALWAYS_OPEN, effective_from=MAY),
    )
    for fact in edits:
        timetables = timetables_after(timetables, fact)
    assert [since for since, _ in timetables.versions] == [None, MARCH, APRIL, MAY]
    assert dates(timetables.at(APRIL)) == {VICTORY_DAY.on, date(2026, 4, 30)}
    assert timetables.latest == ALWAYS_OPEN


def test_a_schedule_begins_with_being_drawn_up() -> None:
    with pytest.raises(ValueError, match="drawn up"):
        timetables_after(None, HolidaysWithdrawn(schedule_id=SCHEDULE, dates=(), effective_from=MAY))


_INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive by contract
_EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("revise"), _INSTANTS, st.sampled_from([TIMETABLE, ALWAYS_OPEN])),
        st.tuples(st.just("declare"), _INSTANTS, st.dates(date(2026, 1, 1), date(2026, 1, 9))),
        st.tuples(st.just("withdraw"), _INSTANTS, st.dates(date(2026, 1, 1), date(2026, 1, 9))),
    ),
    max_size=8,
)


@settings(max_examples=100, deadline=None)
@given(edits=_EDITS, looks=st.lists(_INSTANTS, min_size=3, max_size=3))
def test_rule_w8_no_edit_changes_the_time_before_it_and_versions_stay_in_order(
    edits: list[tuple[str, datetime, Timetable | date]], looks: list[datetime]
) -> None:
    timetables = FIRST
    for kind, since, what in edits:
        before = timetables
        if isinstance(what, Timetable):
            timetables = timetables.revised(what, since)
        elif kind == "declare":
            timetables = timetables.with_exceptions([DatedException(what)], since)
        else:
            timetables = timetables.without_exceptions([what], since)
        assert all(timetables.at(look) == before.at(look) for look in looks if look < since)
        sinces = [at for at, _ in timetables.versions[1:]]
        assert timetables.versions[0][0] is None
        assert all(a is not None and b is not None and a < b for a, b in pairwise(sinces))
