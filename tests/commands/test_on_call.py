"""Who of a team is on call: set by its lead, taken, swapped by two, taken back; the past stays (row 73)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from aggregates.on_call import (
    NobodyIsOnCallThen,
    NobodySwapsWithThemselves,
    NoSuchReplacement,
    OnCallSpanIsEmpty,
    OnCallSpanIsPast,
    OnCallSpanIsTooLong,
    SomebodyElseIsOnCall,
)
from aggregates.service_schedule import NoSuchSchedule
from aggregates.team import PersonIsNotInTeam, TeamIsDisbanded, TeamIsLedByOthers
from commands.command import Command
from commands.dealing import DealTicket
from commands.on_call import CoverOnCall, EndOnCallRota, SetOnCallRota, SwapOnCall, WithdrawReplacement
from events.fact import Fact
from events.on_call import (
    OnCallCovered,
    OnCallReplacementWithdrawn,
    OnCallRotaEnded,
    OnCallRotaSet,
    OnCallSwapOffered,
    OnCallSwapped,
)
from events.team import TeamDealingChosen, TeamDisbanded, TeamLeadNamed, TeamMembersLinked
from events.team_turn import TurnTaken
from events.ticket import TicketAssigned
from events.values.dealing import Dealing, Dealt
from events.values.faults import InvalidValue
from events.values.identity import ReplacementId, ScheduleId
from events.values.on_call import Rota, Stint
from events.values.people import Responsible
from events.values.refusal import Refusal
from events.values.schedule import WorkWeek
from tests.commands.test_dealing import AS_CARETAKER, WHOLE, people
from tests.dsl import NOW, Like, Story, given
from tests.gallery import DESK, REGISTERED, TICKET
from tests.people import ADMINISTRATOR, ANNA, OLGA, OPERATOR, SECOND_LINE, SEMYON, SPECIALIST_OF_THE_SECOND_LINE

MINE = SPECIALIST_OF_THE_SECOND_LINE
"""Semyon."""
MOSCOW = "Europe/Moscow"
BOTH = TeamMembersLinked(team_id=SECOND_LINE, members=(OLGA,))
LED = TeamLeadNamed(team_id=SECOND_LINE, lead=SEMYON)
STARTS = datetime.fromisoformat("2026-01-05T09:00")
ROTA = Rota(people=(OLGA, SEMYON), every="day", starts=STARTS, zone=MOSCOW)
SET = OnCallRotaSet(team_id=SECOND_LINE, rota=ROTA, from_at=NOW - timedelta(days=7))
KNOWN = ReplacementId(UUID(int=9))


def handover(days: int) -> datetime:
    """Nine in Moscow so many days from the next handover."""
    first = NOW.replace(hour=6, minute=0, second=0, microsecond=0)
    return first + timedelta(days=days + (1 if first < NOW else 0))


def turn_of(who: UUID) -> Stint:
    """The first whole day that is theirs."""
    for day in range(2):
        (shift,) = ROTA.turns(handover(day), handover(day + 1))
        if shift.person_id == who:
            return Stint(person_id=shift.person_id, from_at=handover(day), until_at=handover(day + 1))
    raise AssertionError(who)


def on_call(*more: Fact) -> Story:
    return given(*DESK, BOTH, SET, *more)


def setting(**more: object) -> SetOnCallRota:
    said = {"team_id": SECOND_LINE, "people": (OLGA, SEMYON), "every": "day", "starts": STARTS, "zone": MOSCOW}
    return SetOnCallRota(**{**said, **more})  # type: ignore[arg-type] # what is said of it


# -- set, changed, ended -------------------------------------------------------------------------------------


def test_the_lead_of_a_team_or_an_administrator_sets_its_rota_from_now_on_where_its_first_turn_is_past() -> None:
    for who in (ADMINISTRATOR, MINE):
        story = given(*DESK, BOTH, LED).when(setting(), by=who)
        story.then(OnCallRotaSet(team_id=SECOND_LINE, rota=ROTA, from_at=NOW))
        story.when(setting(), by=who).then_nothing()
    given(*DESK, BOTH, LED).when(setting(), by=OPERATOR).then_refused(TeamIsLedByOthers, field="team_id")


def test_a_rota_that_begins_later_leaves_the_one_of_now_until_then() -> None:
    later = setting(every="week", starts=datetime.fromisoformat("2027-01-04T09:00"), people=(SEMYON,))
    begins = datetime(2027, 1, 4, 6, tzinfo=UTC)
    week = Rota(people=(SEMYON,), every="week", starts=datetime.fromisoformat("2027-01-04T09:00"), zone=MOSCOW)
    on_call().when(later, by=ADMINISTRATOR).then(OnCallRotaSet(team_id=SECOND_LINE, rota=week, from_at=begins))


@pytest.mark.parametrize(
    ("said", "refusal", "field"),
    [
        ({"people": (OLGA, ANNA)}, PersonIsNotInTeam, "people[1]"),
        ({"outside": ScheduleId(UUID(int=404))}, NoSuchSchedule, "schedule_id"),
    ],
)
def test_who_takes_turns_is_of_the_team_and_the_schedule_exists(
    said: dict[str, object], refusal: type[Refusal], field: str
) -> None:
    given(*DESK, BOTH).when(setting(**said), by=ADMINISTRATOR).then_refused(refusal, field=field)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"starts": datetime.fromisoformat("0001-01-01")}, "starts"),
        ({"outside": ScheduleId(UUID(int=1)), "hours": WorkWeek()}, "hours"),
        ({"hours": WorkWeek()}, "hours"),
    ],
)
def test_a_rota_that_cannot_be_names_its_field(said: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        setting(**said)
    assert refused.value.field == field


def test_a_rota_ends_from_a_date_on_and_the_past_stays() -> None:
    end = handover(3)
    ended = OnCallRotaEnded(team_id=SECOND_LINE, from_at=end)
    story = on_call().when(EndOnCallRota(team_id=SECOND_LINE, from_at=end), by=ADMINISTRATOR)
    story.then(ended)
    story.when(EndOnCallRota(team_id=SECOND_LINE, from_at=end), by=ADMINISTRATOR).then_nothing()
    past = EndOnCallRota(team_id=SECOND_LINE, from_at=NOW - timedelta(hours=1))
    on_call().when(past, by=ADMINISTRATOR).then_refused(OnCallSpanIsPast, field="from_at")
    given(*DESK, BOTH).when(EndOnCallRota(team_id=SECOND_LINE), by=ADMINISTRATOR).then_nothing()


def test_a_disbanded_team_is_on_call_no_more() -> None:
    gone = TeamDisbanded(team_id=SECOND_LINE)
    on_call(gone).when(setting(), by=ADMINISTRATOR).then_refused(TeamIsDisbanded)


# -- taken ---------------------------------------------------------------------------------------------------


def test_somebody_takes_a_span_whoever_s_turn_it_is_and_nothing_happens_where_it_is_theirs() -> None:
    theirs = turn_of(OLGA)
    cover = CoverOnCall(team_id=SECOND_LINE, person_id=SEMYON, from_at=theirs.from_at, until_at=theirs.until_at)
    taken = Stint(person_id=SEMYON, from_at=theirs.from_at, until_at=theirs.until_at)
    on_call().when(cover, by=ADMINISTRATOR).then(Like(OnCallCovered, stint=taken))
    own = CoverOnCall(team_id=SECOND_LINE, person_id=OLGA, from_at=theirs.from_at, until_at=theirs.until_at)
    on_call().when(own, by=ADMINISTRATOR).then_nothing()
    on_call().when(cover, by=MINE).then_refused(TeamIsLedByOthers)


@pytest.mark.parametrize(
    ("since", "until", "refusal", "field"),
    [
        (2, 1, OnCallSpanIsEmpty, "until_at"),
        (-3, -2, OnCallSpanIsEmpty, "until_at"),
        (-3, 2, OnCallSpanIsPast, "from_at"),
        (2, 999, OnCallSpanIsTooLong, "until_at"),
    ],
)
def test_a_span_lies_ahead_and_is_of_a_bounded_length(
    since: int, until: int, refusal: type[Refusal], field: str
) -> None:
    cover = CoverOnCall(
        team_id=SECOND_LINE,
        person_id=SEMYON,
        from_at=NOW + timedelta(days=since),
        until_at=NOW + timedelta(days=until),
    )
    on_call().when(cover, by=ADMINISTRATOR).then_refused(refusal, field=field)


def test_a_span_in_which_there_is_no_rota_all_through_is_refused() -> None:
    ended = OnCallRotaEnded(team_id=SECOND_LINE, from_at=handover(1))
    cover = CoverOnCall(team_id=SECOND_LINE, person_id=SEMYON, from_at=handover(0), until_at=handover(2))
    on_call(ended).when(cover, by=ADMINISTRATOR).then_refused(NobodyIsOnCallThen, field="from_at")
    given(*DESK, BOTH).when(cover, by=ADMINISTRATOR).then_refused(NobodyIsOnCallThen, field="from_at")


# -- swapped -------------------------------------------------------------------------------------------------


def swap(one: Stint, other: Stint) -> SwapOnCall:
    return SwapOnCall(team_id=SECOND_LINE, one=one, other=other)


def test_two_people_swap_when_both_have_said_the_same_whichever_is_named_first() -> None:
    hers, his = turn_of(OLGA), turn_of(SEMYON)
    offered = on_call().when(swap(his, hers), by=MINE)
    offered.then(Like(OnCallSwapOffered, one=his, other=hers, offered_by=SEMYON))
    offered.when(swap(his, hers), by=MINE).then_nothing()
    on_call(_offer(his, hers)).when(swap(hers, his), by=OPERATOR).then(
        OnCallSwapped(team_id=SECOND_LINE, replacement_id=KNOWN, one=hers, other=his)
    )


def _offer(one: Stint, other: Stint) -> Fact:
    return OnCallSwapOffered(team_id=SECOND_LINE, replacement_id=KNOWN, one=one, other=other, offered_by=one.person_id)


def test_whoever_leads_the_team_swaps_for_them_at_once_and_a_third_one_does_not() -> None:
    hers, his = turn_of(OLGA), turn_of(SEMYON)
    on_call().when(swap(hers, his), by=ADMINISTRATOR).then(Like(OnCallSwapped, one=hers, other=his))
    on_call(LED).when(swap(hers, his), by=MINE).then(Like(OnCallSwapped, one=hers, other=his))
    third = TeamMembersLinked(team_id=SECOND_LINE, members=(ANNA,))
    hers_and_anna_s = swap(hers, Stint(person_id=ANNA, from_at=his.from_at, until_at=his.until_at))
    on_call(third).when(hers_and_anna_s, by=MINE).then_refused(TeamIsLedByOthers)


def test_each_gives_what_is_theirs() -> None:
    hers, his = turn_of(OLGA), turn_of(SEMYON)
    wrong = Stint(person_id=SEMYON, from_at=hers.from_at, until_at=hers.until_at)
    on_call().when(swap(hers, wrong), by=ADMINISTRATOR).then_refused(SomebodyElseIsOnCall, field="other.from_at")
    on_call().when(swap(hers, hers), by=ADMINISTRATOR).then_refused(NobodySwapsWithThemselves, field="other")
    past = Stint(person_id=SEMYON, from_at=NOW - timedelta(days=1), until_at=his.until_at)
    on_call().when(swap(past, hers), by=ADMINISTRATOR).then_refused(OnCallSpanIsPast, field="one.from_at")


# -- taken back ----------------------------------------------------------------------------------------------


def test_what_was_taken_is_the_rota_s_again_and_what_is_over_stays() -> None:
    theirs = turn_of(OLGA)
    covered = OnCallCovered(
        team_id=SECOND_LINE,
        replacement_id=KNOWN,
        stint=Stint(person_id=SEMYON, from_at=theirs.from_at, until_at=theirs.until_at),
    )
    back = WithdrawReplacement(team_id=SECOND_LINE, replacement_id=KNOWN)
    gone = OnCallReplacementWithdrawn(team_id=SECOND_LINE, replacement_id=KNOWN, ended_at=NOW)
    story = on_call(covered).when(back, by=ADMINISTRATOR)
    story.then(gone)
    story.when(back, by=ADMINISTRATOR).then_nothing()
    on_call(covered).when(back, by=MINE).then_refused(TeamIsLedByOthers)
    for who in (MINE, ADMINISTRATOR):
        on_call().when(back, by=who).then_refused(NoSuchReplacement, field="replacement_id")


def test_an_offer_is_taken_back_by_either_of_the_two() -> None:
    hers, his = turn_of(OLGA), turn_of(SEMYON)
    back = WithdrawReplacement(team_id=SECOND_LINE, replacement_id=KNOWN)
    for who in (MINE, OPERATOR):
        on_call(_offer(his, hers)).when(back, by=who).then(Like(OnCallReplacementWithdrawn, replacement_id=KNOWN))


def test_what_is_taken_covers_the_turn_and_what_is_taken_later_covers_that() -> None:
    hers = turn_of(OLGA)
    middle = hers.from_at + timedelta(hours=6)
    told = on_call().when(
        CoverOnCall(team_id=SECOND_LINE, person_id=SEMYON, from_at=middle, until_at=hers.until_at), by=ADMINISTRATOR
    )
    told.then(Like(OnCallCovered))
    told.when(
        CoverOnCall(team_id=SECOND_LINE, person_id=OLGA, from_at=middle + timedelta(hours=1), until_at=hers.until_at),
        by=ADMINISTRATOR,
    ).then(Like(OnCallCovered))


# -- dealt to whoever is on call -----------------------------------------------------------------------------


def dealt_by(command: Command, *more: Fact) -> Story:
    deals = TeamDealingChosen(team_id=SECOND_LINE, dealing=Dealing(way="on_call"))
    return given(*DESK, BOTH, SET, deals, *more, REGISTERED, WHOLE).when(command, by=AS_CARETAKER)


def order(seen_rota: int | None) -> DealTicket:
    return DealTicket(
        ticket_id=TICKET, team_id=SECOND_LINE, candidates=tuple(people(SEMYON)), seen_turns=0, seen_rota=seen_rota
    )


def test_what_comes_to_the_team_is_dealt_to_whoever_is_on_call_as_the_log_has_it() -> None:
    to_him = TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE, SEMYON), dealt=Dealt(way="on_call"))
    dealt_by(order(1)).then(to_him, Like(TurnTaken, person_id=SEMYON))
    for overtaken in (0, 2, None):
        dealt_by(order(overtaken)).then_nothing()
