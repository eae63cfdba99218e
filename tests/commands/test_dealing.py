"""How a team deals tickets: by turn, by load; chosen by its lead, decided by the log (row 73)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from aggregates.dealing import Candidate, deal
from aggregates.team import NoSuchTeam, PersonIsNotInTeam, TeamIsDisbanded, TeamIsLedByOthers
from commands.command import Command
from commands.dealing import ChooseDealing, DealTicket
from commands.refusals import NotAllowed
from events.absence import AbsencePlanned
from events.fact import Fact
from events.person import PersonDeactivated
from events.team import TeamDealingChosen, TeamDisbanded, TeamLeadNamed, TeamMembersLinked, TeamMembersUnlinked
from events.team_turn import TurnTaken
from events.ticket import TicketAssigned, TicketClosed
from events.values.dealing import Dealing, DealingWay, Dealt
from events.values.identity import AbsenceId, PersonId, TeamId
from events.values.people import CARETAKER, Responsible, Viewer
from events.values.refusal import Refusal
from tests.dsl import NOW, Like, Story, given
from tests.gallery import DESK, REGISTERED, TICKET
from tests.people import (
    ADMINISTRATOR,
    FIRST_LINE,
    OLGA,
    OPERATOR,
    SECOND_LINE,
    SEMYON,
    SPECIALIST_OF_THE_SECOND_LINE,
    THE_DESK,
)

AS_CARETAKER = Viewer(actor=CARETAKER, groups=frozenset())
ONE, TWO, THREE = (PersonId(UUID(int=nth)) for nth in (1, 2, 3))
BOTH = TeamMembersLinked(team_id=SECOND_LINE, members=(OLGA,))
BY_TURN = TeamDealingChosen(team_id=SECOND_LINE, dealing=Dealing(way="turn", people=(OLGA, SEMYON)))
BY_LOAD = TeamDealingChosen(team_id=SECOND_LINE, dealing=Dealing(way="least_open"))
WHOLE = TicketAssigned(ticket_id=TICKET, responsible=Responsible(SECOND_LINE))
TO_OLGA, TO_SEMYON = Responsible(SECOND_LINE, OLGA), Responsible(SECOND_LINE, SEMYON)


def people(*loads: tuple[PersonId, int] | PersonId, away: PersonId | None = None) -> list[Candidate]:
    told = (one if isinstance(one, tuple) else (one, 0) for one in loads)
    return [Candidate(person_id=who, load=load, is_at_hand=who != away) for who, load in told]


def order(*loads: tuple[PersonId, int], seen: int = 0, weight: int = 1) -> DealTicket:
    return DealTicket(
        ticket_id=TICKET, team_id=SECOND_LINE, candidates=tuple(people(*loads)), seen_turns=seen, weight=weight
    )


def lying(*more: Fact) -> Story:
    """A desk where a ticket lies with the second line as a whole."""
    return given(*DESK, BOTH, *more, REGISTERED, WHOLE)


# -- the arithmetic ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "away", "gave_back", "gets"),
    [
        (None, None, None, ONE),
        (ONE, None, None, TWO),
        (THREE, None, None, ONE),
        (ONE, TWO, None, THREE),
        (TWO, ONE, THREE, TWO),
        (PersonId(UUID(int=9)), None, None, ONE),
        (ONE, None, TWO, THREE),
    ],
    ids=["the first", "the next", "round", "one is away", "nobody twice in vain", "who left had no turn", "given back"],
)
def test_by_turn_it_is_the_next_who_is_at_hand(
    last: PersonId | None, away: PersonId | None, gave_back: PersonId | None, gets: PersonId
) -> None:
    chosen = deal("turn", people(ONE, TWO, THREE, away=away), last=last, gave_back=gave_back)
    assert chosen is not None
    assert chosen == (gets, Dealt(way="turn", after=last, among=3 if away is None else 2))


@pytest.mark.parametrize("way", ["least_open", "least_weighted"])
def test_by_load_it_is_who_has_least_and_of_equals_the_next(way: DealingWay) -> None:
    loads = people((ONE, 3), (TWO, 2), (THREE, 2))
    assert deal(way, loads, last=None, gave_back=None) == (TWO, Dealt(way=way, load=2, among=3))
    assert deal(way, loads, last=TWO, gave_back=None) == (THREE, Dealt(way=way, load=2, among=3))
    assert deal(way, people((ONE, 3), (TWO, 2), away=TWO), last=None, gave_back=None) == (
        ONE,
        Dealt(way=way, load=3, among=1),
    )


def test_who_gave_it_back_gets_it_again_only_where_nobody_else_is_at_hand() -> None:
    assert deal("turn", people(ONE, TWO, away=TWO), last=None, gave_back=ONE) == (ONE, Dealt(way="turn", among=1))
    assert deal("turn", people(ONE, away=ONE), last=None, gave_back=None) is None
    assert deal("turn", [], last=None, gave_back=None) is None


# -- chosen --------------------------------------------------------------------------------------------------


def test_the_lead_of_a_team_or_an_administrator_chooses_how_it_deals() -> None:
    lead = TeamLeadNamed(team_id=SECOND_LINE, lead=SEMYON)
    choose = ChooseDealing(team_id=SECOND_LINE, way="turn", people=(OLGA, SEMYON, OLGA))
    for who in (ADMINISTRATOR, SPECIALIST_OF_THE_SECOND_LINE, THE_DESK):
        story = given(*DESK, BOTH, lead).when(choose, by=who)
        story.then(BY_TURN)
        story.when(choose, by=who).then_nothing()
        story.when(ChooseDealing(team_id=SECOND_LINE, way="nobody"), by=who).then(
            TeamDealingChosen(team_id=SECOND_LINE, dealing=None)
        )
    given(*DESK, BOTH, lead).when(choose, by=OPERATOR).then_refused(TeamIsLedByOthers, field="team_id")


@pytest.mark.parametrize(
    ("past", "changed", "refusal", "field"),
    [
        ((), {"people": (SEMYON, OLGA)}, PersonIsNotInTeam, "people[1]"),
        ((), {"team_id": TeamId(UUID(int=404))}, NoSuchTeam, "team_id"),
        (
            (TeamDisbanded(team_id=SECOND_LINE, hand_over_to=Responsible(FIRST_LINE)),),
            {},
            TeamIsDisbanded,
            "team_id",
        ),
    ],
)
def test_only_members_of_a_standing_team_take_part(
    past: tuple[Fact, ...], changed: dict[str, object], refusal: type[Refusal], field: str
) -> None:
    choose = msgspec.structs.replace(ChooseDealing(team_id=SECOND_LINE, way="turn"), **changed)
    given(*DESK, *past).when(choose, by=ADMINISTRATOR).then_refused(refusal, field=field)


# -- dealt ---------------------------------------------------------------------------------------------------


def test_row_73_a_ticket_that_lies_with_the_team_is_dealt_and_says_why() -> None:
    story = lying(BY_TURN).when(order((OLGA, 0), (SEMYON, 0)), by=AS_CARETAKER)
    story.then(
        TicketAssigned(ticket_id=TICKET, responsible=TO_OLGA, dealt=Dealt(way="turn", among=2)),
        TurnTaken(team_id=SECOND_LINE, ticket_id=TICKET, person_id=OLGA),
    )
    story.when(order((OLGA, 0), (SEMYON, 0)), by=AS_CARETAKER).then_nothing()


def test_row_73_turns_that_were_taken_since_count_so_that_those_who_compete_spread_rightly() -> None:
    turn = TurnTaken(team_id=SECOND_LINE, ticket_id=TICKET, person_id=OLGA, weight=4)
    story = lying(BY_TURN, turn).when(order((OLGA, 0), (SEMYON, 0)), by=AS_CARETAKER)
    story.then(Like(TicketAssigned, dealt=Dealt(way="turn", after=OLGA, among=2)), Like(TurnTaken, person_id=SEMYON))
    # By load: Olga had less when it was looked, and got one of weight four since.
    since = lying(BY_LOAD, turn).when(order((OLGA, 0), (SEMYON, 3)), by=AS_CARETAKER)
    since.then(Like(TicketAssigned, responsible=TO_SEMYON), Like(TurnTaken))
    seen = lying(BY_LOAD, turn).when(order((OLGA, 0), (SEMYON, 3), seen=1), by=AS_CARETAKER)
    seen.then(Like(TicketAssigned, responsible=TO_OLGA), Like(TurnTaken))


@pytest.mark.parametrize(
    "gone",
    [
        AbsencePlanned(
            person_id=OLGA, absence_id=AbsenceId(UUID(int=9)), from_at=NOW, until_at=NOW + timedelta(minutes=1)
        ),
        PersonDeactivated(person_id=OLGA, reason="Уволилась"),
        TeamMembersUnlinked(team_id=SECOND_LINE, members=(OLGA,)),
    ],
    ids=["is away", "has no access", "left"],
)
def test_row_73_who_went_a_moment_ago_is_passed_by(gone: Fact) -> None:
    story = lying(BY_TURN, gone).when(order((OLGA, 0), (SEMYON, 0)), by=AS_CARETAKER)
    story.then(Like(TicketAssigned, responsible=TO_SEMYON), Like(TurnTaken, person_id=SEMYON))
    lying(BY_TURN, gone).when(order((OLGA, 0)), by=AS_CARETAKER).then_nothing()


@pytest.mark.parametrize(
    "since",
    [
        TicketAssigned(ticket_id=TICKET, responsible=TO_SEMYON),
        TicketAssigned(ticket_id=TICKET, responsible=Responsible(FIRST_LINE)),
        TicketClosed(ticket_id=TICKET),
        TeamDealingChosen(team_id=SECOND_LINE, dealing=None),
    ],
    ids=["taken", "of another team", "over", "dealt no longer"],
)
def test_row_73_what_somebody_did_meanwhile_stands(since: Fact) -> None:
    lying(BY_TURN).given(since).when(order((OLGA, 0), (SEMYON, 0)), by=AS_CARETAKER).then_nothing()


def test_row_73_what_somebody_gave_back_goes_to_the_next() -> None:
    had = TicketAssigned(ticket_id=TICKET, responsible=TO_OLGA)
    story = given(*DESK, BOTH, BY_TURN, REGISTERED, had, WHOLE).when(order((OLGA, 0), (SEMYON, 0)), by=AS_CARETAKER)
    story.then(Like(TicketAssigned, responsible=TO_SEMYON), Like(TurnTaken))


def test_row_73_nobody_but_the_desk_deals() -> None:
    command: Command = order((OLGA, 0))
    for who in (ADMINISTRATOR, OPERATOR):
        lying(BY_TURN).when(command, by=who).then_refused(NotAllowed)
