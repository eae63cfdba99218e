"""How content whoever asked is: said once, changed for a while, told to the lead when low; by the type's policy."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from aggregates import ticket_rating as ratings
from aggregates.ticket_refusals import NoSuchTicket
from aggregates.ticket_type import NoSuchTicketType
from commands.ticket.rating import ChangeRating, RateTicket
from commands.ticket_type.satisfaction import SetSatisfactionPolicy
from events.fact import Fact
from events.team import TeamLeadNamed
from events.ticket import TicketAssigned, TicketClosed, TicketReopened
from events.ticket_rating import LowRatingTold, TicketRated, TicketRatingChanged
from events.ticket_type import TicketTypeSatisfactionSet
from events.values.identity import ticket_type_id
from events.values.people import Responsible
from events.values.satisfaction import SatisfactionPolicy
from events.values.told_time import ToldTime
from tests.dsl import NOW, Story, given
from tests.gallery import DESK, REGISTERED, RESOLVED, START, TICKET
from tests.people import ADMINISTRATOR, ANNA, FIRST_LINE, OLGA, OPERATOR, REQUESTER, STRANGER

ASSIGNED = TicketAssigned(ticket_id=TICKET, responsible=Responsible(FIRST_LINE, OLGA))
LED = TeamLeadNamed(team_id=FIRST_LINE, lead=OLGA)
SERVICE = REGISTERED.service_path[0]
INCIDENT = ticket_type_id("incident")


def policy(**said: Any) -> TicketTypeSatisfactionSet:
    return TicketTypeSatisfactionSet(type_id=INCIDENT, code="incident", policy=SatisfactionPolicy(**said))


def solved(*facts: Fact) -> Story:
    return given(*DESK, LED, REGISTERED, ASSIGNED, RESOLVED, *facts)


def rate(score: int = 4, words: str = "", **said: Any) -> RateTicket:
    return RateTicket(ticket_id=TICKET, score=score, words=words, **said)


def rated(score: int, words: str = "") -> TicketRated:
    return TicketRated(
        ticket_id=TICKET,
        requester_id=ANNA,
        score=score,
        words=words,
        responsible=Responsible(FIRST_LINE, OLGA),
        service_id=SERVICE,
    )


TOLD = LowRatingTold(ticket_id=TICKET, score=2, team_id=FIRST_LINE, lead_id=OLGA)


def test_whoever_asked_rates_a_solution_also_when_the_ticket_is_closed() -> None:
    solved().when(rate(4, " Быстро "), by=REQUESTER).then(rated(4, "Быстро"))
    solved(TicketClosed(ticket_id=TICKET)).when(rate(5), by=REQUESTER).then(rated(5))


def test_a_low_score_is_told_to_whoever_leads_the_team_and_what_is_low_says_the_type() -> None:
    solved().when(rate(2), by=REQUESTER).then(rated(2), TOLD)
    solved(policy(low_at=1)).when(rate(2), by=REQUESTER).then(rated(2))
    nobody_leads = solved(TeamLeadNamed(team_id=FIRST_LINE, lead=None))
    nobody_leads.when(rate(1), by=REQUESTER).then(rated(1))


def test_the_first_answer_counts_and_a_second_says_so() -> None:
    story = solved(rated(2))
    story.when(rate(5), by=REQUESTER).then_refused(ratings.TicketIsRated, score=2)


def test_until_when_a_rating_is_changed_is_told_to_the_minute() -> None:
    at = NOW.replace(second=59, microsecond=250_000)
    story = solved().when(rate(2), by=REQUESTER, at=at).when(rate(5), by=REQUESTER, at=at)
    story.then_refused(ratings.TicketIsRated, until=ToldTime(NOW.replace(second=0, microsecond=0) + timedelta(days=7)))


def test_one_thinks_better_of_it_for_so_many_days_as_the_type_says() -> None:
    better = ChangeRating(ticket_id=TICKET, score=5, words="Разобрались")
    story = solved(rated(2))
    story.when(better, by=REQUESTER).then(
        TicketRatingChanged(ticket_id=TICKET, requester_id=ANNA, score=5, words="Разобрались")
    )
    story.when(better, by=REQUESTER, at=START + timedelta(days=2)).then_nothing()
    worse = msgspec.structs.replace(better, score=2)
    story.when(worse, by=REQUESTER, at=START + timedelta(days=6)).then(
        TicketRatingChanged(ticket_id=TICKET, requester_id=ANNA, score=2, words="Разобрались"), TOLD
    )
    late = solved(rated(2)).when(better, by=REQUESTER, at=START + timedelta(days=8))
    late.then_refused(ratings.RatingCameTooLate)
    solved().when(better, by=REQUESTER).then_refused(ratings.TicketIsNotRated)


def test_nobody_but_whoever_asked_rates() -> None:
    solved().when(rate(), by=OPERATOR).then_refused(ratings.OnlyWhoAskedRates)
    solved().when(rate(), by=STRANGER).then_refused(NoSuchTicket)
    solved(rated(2)).when(ChangeRating(ticket_id=TICKET, score=5), by=OPERATOR).then_refused(ratings.OnlyWhoAskedRates)


def test_what_is_not_solved_not_asked_or_long_ago_is_not_rated() -> None:
    given(*DESK, REGISTERED).when(rate(), by=REQUESTER).then_refused(ratings.NothingToRateYet)
    solved(policy(is_asked=False)).when(rate(), by=REQUESTER).then_refused(ratings.NobodyAsksForRating)
    solved().when(rate(), by=REQUESTER, at=START + timedelta(days=15)).then_refused(ratings.RatingCameTooLate)
    longer = solved(policy(days=30)).when(rate(), by=REQUESTER, at=START + timedelta(days=15))
    longer.then(rated(4))


def test_by_choice_it_goes_back_to_work_by_the_rules_of_reopening() -> None:
    story = solved().when(rate(2, "Снова сломалось", reopen=True), by=REQUESTER)
    story.then(
        rated(2, "Снова сломалось"),
        TOLD,
        TicketReopened(ticket_id=TICKET, requester_id=ANNA, reason="Снова сломалось"),
    )


@pytest.mark.parametrize("score", [0, 6])
def test_a_score_is_one_to_five(score: int) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"ticket_id": str(TICKET), "score": score}, RateTicket)


def test_the_policy_is_set_for_a_type_and_the_same_again_changes_nothing() -> None:
    wanted = SetSatisfactionPolicy(code="incident", policy=SatisfactionPolicy(days=30))
    story = given(*DESK).when(wanted, by=ADMINISTRATOR)
    story.then(policy(days=30))
    story.when(wanted, by=ADMINISTRATOR).then_nothing()
    usual = SetSatisfactionPolicy(code="inquiry", policy=SatisfactionPolicy())
    given(*DESK).when(usual, by=ADMINISTRATOR).then_nothing()
    nowhere = SetSatisfactionPolicy(code="wish", policy=SatisfactionPolicy())
    given(*DESK).when(nowhere, by=ADMINISTRATOR).then_refused(NoSuchTicketType, field="code")
