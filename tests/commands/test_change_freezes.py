"""Change freezes as stories: declared by a zone's clock, in the way of changes, passed with a reason (row 165)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from aggregates.change_freeze import ChangesAreFrozen, FreezeIsPast, Freezes, NoSuchFreeze
from aggregates.person import NoSuchPerson
from aggregates.service import NoSuchService
from commands.change_request.freeze import DeclareFreeze, LiftFreeze
from commands.change_request.schedule import ScheduleChange
from commands.fields import Named
from events.change_freeze import ChangeFreezePassed, FreezeDeclared, FreezeLifted
from events.change_request import ChangeMoved, ChangeScheduled, ChangeSubmitted
from events.fact import Fact
from events.person_merge import PersonTookIn
from events.service_window import WindowBooked, WindowBookedBelow
from events.values.change import Risk, Window
from events.values.change_freeze import Freeze, window_by_clock
from events.values.faults import InvalidValue
from events.values.identity import FREEZES_STREAM, FreezeId, PersonId, ServiceId
from events.values.people import Viewer
from events.values.refusal import Refusal
from tests.dsl import NOW, Like, Story, given
from tests.gallery import DESK
from tests.gallery_changes import CHANGE, DRAFTED, FREEZE, NIGHT, YEAR_S_END
from tests.gallery_services import CATALOGUE, INTERNET, PRINTERS
from tests.people import ADMINISTRATOR, OLGA, TECHNOLOGIST, viewer

HOUR = timedelta(hours=1)
MAKER = viewer(OLGA, "Ольга Смирнова", "second_line", "change_specialist")
APPROVED = (ChangeSubmitted(change_id=CHANGE, stages=()), ChangeMoved(change_id=CHANGE, status="approved"))
ALL = msgspec.structs.replace(YEAR_S_END, services=(), risks=(), groups=(), people=())
SCHEDULE = ScheduleChange(change_id=CHANGE)
DECLARE = DeclareFreeze(
    title=Named(ru="Конец года", en="Year's end"),
    begins=datetime(2026, 3, 7, 15, 0),  # noqa: DTZ001 - what a clock shows
    ends=datetime(2026, 3, 9, 0, 0),  # noqa: DTZ001 - as above
    zone="Europe/Moscow",
)


def declared(freeze: Freeze) -> FreezeDeclared:
    return FreezeDeclared(freeze_id=freeze.freeze_id, freeze=freeze)


def approved(*freezes: Freeze) -> Story:
    """A desk where a change of high risk, on the internet and the printers, waits to be scheduled for the night."""
    return given(*DESK, *CATALOGUE, DRAFTED, *APPROVED, *map(declared, freezes))


# -- declared and lifted -------------------------------------------------------------------------------------


def test_row_165_a_freeze_is_declared_by_the_clock_of_its_zone() -> None:
    story = given(*DESK, *CATALOGUE).when(DECLARE, by=MAKER).then(Like(FreezeDeclared))
    told = story.recorded[0].fact
    assert isinstance(told, FreezeDeclared)
    assert (told.freeze.window, told.freeze.zone) == (YEAR_S_END.window, "Europe/Moscow")
    assert told.freeze.groups == ("administrator",)
    assert story.recorded[0].stream == FREEZES_STREAM


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        ({"begins": datetime(2026, 1, 1), "ends": datetime(2026, 1, 2)}, FreezeIsPast, "ends"),  # noqa: DTZ001 - a clock's
        ({"services": (ServiceId(UUID(int=404)),)}, NoSuchService, "services"),
        ({"people": (PersonId(UUID(int=404)),)}, NoSuchPerson, "people[0]"),
    ],
)
def test_row_165_a_freeze_that_makes_no_sense_is_refused_by_its_field(
    changed: dict[str, object], refusal: type[Refusal], field: str
) -> None:
    command = msgspec.structs.replace(DECLARE, **changed)
    given(*DESK, *CATALOGUE).when(command, by=MAKER).then_refused(refusal, field=field)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ends": DECLARE.begins}, "ends"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"zone": ""}, "zone"),
        # Which some zone cannot tell; and both in the hour that a spring skips.
        ({"begins": datetime(1, 1, 1)}, "begins"),  # noqa: DTZ001 - what a clock shows
        ({"ends": datetime(9999, 12, 31, 23)}, "ends"),  # noqa: DTZ001 - as above
        ({"ends": datetime(9998, 12, 31, 23), "zone": "America/New_York"}, "ends"),  # noqa: DTZ001 - as above
        (
            {
                "begins": datetime(2026, 3, 29, 2, 10),  # noqa: DTZ001 - as above
                "ends": datetime(2026, 3, 29, 2, 50),  # noqa: DTZ001 - as above
                "zone": "Europe/Berlin",
            },
            "ends",
        ),
    ],
)
def test_row_165_a_freeze_needs_a_zone_that_there_is_and_an_end(changed: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        msgspec.structs.replace(DECLARE, **changed)
    assert refused.value.field == field


def test_row_165_whoever_was_named_under_a_card_that_was_merged_into_theirs_may_pass() -> None:
    earlier = PersonId(UUID(int=881))
    named = msgspec.structs.replace(ALL, people=(earlier,))
    urgent = msgspec.structs.replace(SCHEDULE, freeze_note="Авария")
    approved(named).when(urgent, by=MAKER).then_refused(ChangesAreFrozen, field="window")
    story = approved(named).given(PersonTookIn(person_id=OLGA, merged_id=earlier)).when(urgent, by=MAKER)
    assert "change.freeze-passed@1" in [one.fact.stored_name for one in story.recorded]


def test_row_165_a_freeze_for_ever_names_its_end_to_whoever_meets_it() -> None:
    last = datetime(9998, 12, 31, 12, tzinfo=UTC)
    for_ever = msgspec.structs.replace(ALL, window=Window(begins_at=NIGHT.begins_at, ends_at=last))
    assert Freezes(standing={FREEZE: for_ever}).free_from(Window(begins_at=NOW, ends_at=last), [], "high") == last
    approved(for_ever).when(SCHEDULE, by=MAKER).then_refused(ChangesAreFrozen, field="window")


def test_row_165_a_freeze_is_lifted_once_and_holds_nothing_up_any_more() -> None:
    lift = LiftFreeze(freeze_id=FREEZE)
    story = approved(ALL).when(lift, by=MAKER).then(FreezeLifted(freeze_id=FREEZE))
    story.when(lift, by=MAKER).then_refused(NoSuchFreeze, field="freeze_id")
    story.when(SCHEDULE, by=MAKER).then(Like(ChangeScheduled), *[Like(Fact)] * (len(story.recorded) - 1))


# -- in the way ----------------------------------------------------------------------------------------------


def test_row_165_scheduling_into_a_freeze_is_refused_with_the_way_out() -> None:
    story = approved(YEAR_S_END).when(SCHEDULE, by=ADMINISTRATOR)
    refused = story.outcome
    assert isinstance(refused, ChangesAreFrozen)
    assert refused.text.en == (
        "“Year's end” holds such changes up: 2026-03-07 12:00–2026-03-08 21:00 UTC. Choose a window from"
        " 2026-03-08 21:00 UTC on; by “freeze_note” pass: “technologist”, “Смирнова Ольга”."
    )
    story.then_refused(ChangesAreFrozen, field="window")
    # A reason alone is not enough.
    without = msgspec.structs.replace(SCHEDULE, freeze_note="Надо")
    story.when(without, by=ADMINISTRATOR).then_refused(ChangesAreFrozen)


@pytest.mark.parametrize("who", [TECHNOLOGIST, MAKER], ids=["by their group", "by name"])
def test_row_165_whoever_may_passes_with_a_reason_which_stays_with_the_change(who: Viewer) -> None:
    approved(YEAR_S_END).when(SCHEDULE, by=who).then_refused(ChangesAreFrozen)
    story = approved(YEAR_S_END).when(msgspec.structs.replace(SCHEDULE, freeze_note=" Авария "), by=who)
    told = [one.fact for one in story.recorded if one.stream == CHANGE]
    assert told == [
        ChangeFreezePassed(change_id=CHANGE, freezes=(FREEZE,), reason="Авария"),
        ChangeScheduled(change_id=CHANGE, window=NIGHT),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"window": Window(begins_at=NIGHT.ends_at, ends_at=NIGHT.ends_at + HOUR)},
        {"window": Window(begins_at=NIGHT.begins_at - HOUR, ends_at=NIGHT.begins_at)},
        {"services": (ServiceId(UUID(int=404)),)},
        {"risks": ("low", "medium")},
    ],
    ids=["begins as it ends", "ends as it begins", "of another service", "of other risks"],
)
def test_row_165_what_a_freeze_does_not_mean_is_scheduled(changed: dict[str, object]) -> None:
    story = approved(msgspec.structs.replace(ALL, **changed)).when(SCHEDULE, by=MAKER)
    assert {type(one.fact) for one in story.recorded} <= {ChangeScheduled, WindowBooked, WindowBookedBelow}
    assert story.recorded


def test_row_165_a_freeze_of_a_service_means_all_below_it() -> None:
    for service in (INTERNET, PRINTERS):
        of_one = msgspec.structs.replace(ALL, services=(service,))
        approved(of_one).when(SCHEDULE, by=MAKER).then_refused(ChangesAreFrozen)
    above = Freezes(standing={FREEZE: msgspec.structs.replace(ALL, services=(INTERNET,))})
    below = ServiceId(UUID(int=9))
    assert above.met(NIGHT, [(below, INTERNET)], "high")
    assert not above.met(NIGHT, [(below,)], "high")
    assert not above.met(NIGHT, [], "high"), "a change of no service is held up by a freeze of everything alone"
    assert Freezes(standing={FREEZE: ALL}).met(NIGHT, [], "high")


# -- by the clock --------------------------------------------------------------------------------------------


def test_rule_w4_a_reading_that_is_skipped_or_twice_is_taken_as_schedules_take_it() -> None:
    def told(begins: str, ends: str) -> tuple[str, str]:
        found = window_by_clock(datetime.fromisoformat(begins), datetime.fromisoformat(ends), "Europe/Berlin")
        return found.begins_at.isoformat()[:16], found.ends_at.isoformat()[:16]

    assert told("2026-03-29T02:30", "2026-03-29T12:00") == ("2026-03-29T01:00", "2026-03-29T10:00")
    assert told("2026-03-28T12:00", "2026-03-29T02:15") == ("2026-03-28T11:00", "2026-03-29T01:00")
    assert told("2026-10-25T02:30", "2026-10-25T02:45") == ("2026-10-25T00:30", "2026-10-25T01:45")


@examples(
    at=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1)),  # noqa: DTZ001 - what a clock shows
    zone=st.sampled_from(["Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_rule_w4_a_window_begins_at_the_first_instant_at_which_the_clock_shows_no_less(at: datetime, zone: str) -> None:
    at = at.replace(microsecond=0)
    begins = window_by_clock(at, at + timedelta(days=2), zone).begins_at
    shown = begins.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    just_before = (begins - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert just_before < at <= shown


@examples(
    spans=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6),
    begins=st.integers(0, 60),
    lasts=st.integers(1, 12),
)
def test_row_165_the_next_free_instant_is_the_first_from_which_the_window_fits(
    spans: list[tuple[int, int]], begins: int, lasts: int
) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)

    def window(since: int, hours: int) -> Window:
        return Window(begins_at=start + since * HOUR, ends_at=start + (since + hours) * HOUR)

    ids = [FreezeId(UUID(int=nth)) for nth in range(len(spans))]
    standing = {
        one: msgspec.structs.replace(ALL, freeze_id=one, window=window(*span))
        for one, span in zip(ids, spans, strict=True)
    }
    risk: Risk = "high"
    free = Freezes(standing=standing).free_from(window(begins, lasts), [], risk)
    plain = next(
        nth for nth in range(begins, 200) if all(nth + lasts <= since or since + hours <= nth for since, hours in spans)
    )
    assert free == start + plain * HOUR
    assert start + timedelta(days=365) > NOW
