"""The loop that deals: what lies with a team is spread as its way says, as a plain recomputation has it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.dealing import ChooseDealing
from commands.person.absence import PlanAbsence
from commands.ticket.work import ResolveTicket, UnassignTicket
from connectors.inbound.due.dealer import Dealer
from events.ticket import TicketAssigned
from events.values.dealing import WEIGHTS, DealingWay
from events.values.identity import PersonId, StreamId, TeamId, TicketId
from events.values.people import Responsible
from events.values.ticket import LEVELS, Level
from projections.facts import describe
from projections.facts.objects import about, completed
from projections.person import directory
from tests.projections.world import World


class Dealt:
    """A team of three that deals, and what its tickets were given to."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.schedule = world.schedule()
        world.agreement(self.schedule)
        specialist = frozenset({"specialist"})
        self.people: list[PersonId] = [world.person(name, groups=specialist) for name in ("Анна", "Борис", "Вера")]
        self.team: TeamId = world.team("Линия", self.people)
        self.other: TeamId = world.team("Другая", self.people)

    def choose(self, way: DealingWay) -> None:
        self.world.do(ChooseDealing(team_id=self.team, way=way))

    def ticket(self, level: Level = "normal", team: TeamId | None = None) -> TicketId:
        return self.world.ticket(responsible=Responsible(team or self.team), priority=level)

    def run(self) -> None:
        """Let the loop work until it finds nothing more."""
        self.world.fold()
        dealer = Dealer(self.world.bus, self.world.database, self.world.log, self.world, self.world.hand.now)
        while dealer.turn() == 0.0:
            self.world.fold()

    def has(self, ticket: TicketId) -> PersonId | None:
        told = [one.fact for one in self.world.log.load(StreamId(ticket))]
        assigned = [fact.responsible for fact in told if isinstance(fact, TicketAssigned)]
        return assigned[-1].person_id if assigned else None


@pytest.fixture
def dealt(world: World) -> Dealt:
    return Dealt(world)


def test_row_73_tickets_go_round_in_the_order_in_which_they_came_and_the_history_says_after_whom(dealt: Dealt) -> None:
    before = dealt.ticket()
    dealt.run()
    assert dealt.has(before) is None, "a team that said nothing deals nothing"
    dealt.choose("turn")
    tickets = [before, *(dealt.ticket() for _ in range(4))]
    elsewhere = dealt.ticket(team=dealt.other)
    dealt.run()
    one, two, three = dealt.people
    assert [dealt.has(ticket) for ticket in tickets] == [one, two, three, one, two]
    assert dealt.has(elsewhere) is None
    fact = dealt.world.log.load(StreamId(tickets[1]))[-1].fact
    told = about(fact)
    with dealt.world.cursor() as cursor:
        names = directory.names(cursor, [thing for one in told for thing in one.ids])
    sentence = completed(describe.sentence(fact), told, names)
    assert sentence.en == "A responsible was assigned: Линия · Борис; by turn, after Анна"
    assert sentence.ru == "Назначен ответственный: Линия · Борис; по очереди, после Анна"


def test_row_73_who_is_away_loses_no_more_than_that_turn_and_where_nobody_is_it_waits(dealt: Dealt) -> None:
    dealt.choose("turn")
    one, two, three = dealt.people
    for person in (two, three):
        dealt.world.do(PlanAbsence(person_id=person, until_at=dealt.world.now + timedelta(hours=1)))
    tickets = [dealt.ticket(), dealt.ticket()]
    dealt.run()
    assert [dealt.has(ticket) for ticket in tickets] == [one, one]
    dealt.world.do(PlanAbsence(person_id=one, until_at=dealt.world.now + timedelta(hours=2)))
    later = dealt.ticket()
    dealt.run()
    assert dealt.has(later) is None
    dealt.world.pass_time(hours=1)
    dealt.run()
    assert dealt.has(later) == two


def test_row_73_what_is_given_back_goes_on_to_the_next_and_the_history_keeps_both(dealt: Dealt) -> None:
    dealt.choose("turn")
    ticket = dealt.ticket()
    dealt.run()
    assert dealt.has(ticket) == dealt.people[0]
    dealt.world.do(UnassignTicket(ticket_id=ticket, keep_team=True))
    dealt.run()
    assert dealt.has(ticket) == dealt.people[1]


def test_row_73_by_load_what_lies_in_hand_anywhere_counts_and_what_is_solved_does_not(dealt: Dealt) -> None:
    dealt.choose("least_open")
    one, two, three = dealt.people
    mine = [dealt.world.ticket(responsible=Responsible(dealt.other, who)) for who in (one, one, two)]
    dealt.world.do(ResolveTicket(ticket_id=mine[0], solution="Готово"))
    tickets = [dealt.ticket() for _ in range(4)]
    dealt.run()
    # One each but Vera, who has none: she, then those with one in their order, behind whoever came last.
    assert [dealt.has(ticket) for ticket in tickets] == [three, one, two, three]
    fact = dealt.world.log.load(StreamId(tickets[0]))[-1].fact
    assert isinstance(fact, TicketAssigned)
    assert fact.dealt is not None
    assert (fact.dealt.load, fact.dealt.among) == (0, 3)


def test_row_73_however_registrations_compete_they_are_spread_as_a_plain_dealer_would(world: World) -> None:
    @settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None, print_blob=True)
    @given(batches=st.lists(st.lists(st.sampled_from(LEVELS), max_size=4), max_size=3), way=WAYS)
    def agrees(batches: list[list[Level]], way: DealingWay) -> None:
        compare(Dealt(world.empty()), batches, way)

    agrees()


WAYS = st.sampled_from(["turn", "least_open", "least_weighted"])


def compare(dealt: Dealt, batches: list[list[Level]], way: DealingWay) -> None:
    """Tickets that come while the loop rests are dealt together, and yet one after the other."""
    dealt.choose(way)
    load = Counter[PersonId]()
    last = -1
    for batch in batches:
        tickets = [(dealt.ticket(level), level) for level in batch]
        dealt.run()
        for ticket, level in tickets:
            order = [(last + 1 + nth) % 3 for nth in range(3)]
            last = order[0] if way == "turn" else min(order, key=lambda nth: load[dealt.people[nth]])
            load[dealt.people[last]] += WEIGHTS[level] if way == "least_weighted" else 1
            assert dealt.has(ticket) == dealt.people[last]


def test_what_was_lived_of_turns_is_rebuilt(dealt: Dealt) -> None:
    dealt.choose("turn")
    for _ in range(3):
        dealt.ticket()
    dealt.run()
    lived = dealt.world.rows()
    assert lived["team_turns"]
    dealt.world.rebuild("directory", 2)
    assert dealt.world.rows() == lived
