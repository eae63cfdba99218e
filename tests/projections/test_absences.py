"""Absences as they are seen: in the directory, on cards, in lists, by who stands in; rebuilt as lived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from psycopg import Cursor

from commands.approvers import Stage
from commands.command import Command
from commands.person.absence import EndAbsence, PlanAbsence, ReplanAbsence
from commands.ticket.approval import RequestApproval
from events.values.identity import AbsenceId, PersonId, StreamId
from events.values.people import Responsible, Viewer
from projections.approval import rows as approvals
from projections.facts import cards_as_of
from projections.person import absences, directory
from projections.person import card as person_card
from projections.person.whereabouts import whereabouts
from projections.ticket import card as ticket_card
from projections.ticket.lists import pages
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.lines import TicketLine
from tests.projections.world import AS_DESK, World, viewer

DAY = timedelta(days=1)
OPERATOR = viewer("specialist")


class Company(NamedTuple):
    """Ivan goes; Olga stands in for him, and Pyotr for her."""

    world: World
    ivan: PersonId
    olga: PersonId
    pyotr: PersonId

    def plan(self, who: PersonId, substitute: PersonId | None, since: timedelta, until: timedelta) -> AbsenceId:
        now = self.world.now
        period = {"from_at": now + since, "until_at": now + until}
        return self.done(PlanAbsence(person_id=who, substitute_id=substitute, note="Отпуск", **period))

    def done(self, command: Command) -> AbsenceId:
        told = self.world.do(command)
        self.world.fold()
        return AbsenceId(told.stream)

    def away(self) -> set[PersonId]:
        with self.world.cursor() as cursor:
            return {PersonId(who) for who in absences.away(cursor, [self.ivan, self.olga, self.pyotr], self.world.now)}


@pytest.fixture
def company(world: World) -> Company:
    specialist = frozenset({"specialist"})
    people = (world.person(name, groups=specialist) for name in ("Иван", "Ольга", "Пётр"))
    world.agreement(world.schedule())
    return Company(world, *people)


def test_an_absence_begins_and_ends_by_itself_and_no_fact_says_so(company: Company) -> None:
    company.plan(company.ivan, company.olga, DAY, 3 * DAY)
    head = company.world.log.head()
    assert company.away() == set()
    company.world.pass_time(days=1)
    assert company.away() == {company.ivan}
    company.world.pass_time(days=1, hours=23, minutes=59)
    assert company.away() == {company.ivan}
    company.world.pass_time(minutes=1)
    assert company.away() == set()
    assert company.world.log.head() == head


def test_who_is_away_is_told_in_the_directory_on_their_card_and_to_who_stands_in(company: Company) -> None:
    planned = company.plan(company.ivan, company.olga, -DAY, 3 * DAY)
    now = company.world.now
    with company.world.cursor() as cursor:
        (seen,) = directory.with_absences(cursor, directory.search(cursor, "Иван"), now)
        card = person_card.card(cursor, AS_DESK, company.ivan, now)
        (other,) = directory.with_absences(cursor, directory.search(cursor, "Ольга"), now)
        stood_in_for = whereabouts(cursor, company.olga, now).stands_in_for
        own = whereabouts(cursor, company.ivan, now)
    assert seen.away is not None
    assert (seen.away.until_at, seen.away.substitute_id) == (now + 3 * DAY, company.olga)
    assert seen.away.substitute is not None
    assert seen.away.substitute.en == "Ольга"
    assert other.away is None
    assert card is not None
    assert card.person.away == seen.away
    assert [one.absence_id for one in card.absences] == [planned]
    assert [(one.person_id, one.note) for one in stood_in_for] == [(company.ivan, "")]
    assert (own.away, own.stands_in_for) == (seen.away, ())


def test_a_ticket_in_the_hands_of_who_is_away_says_so_to_staff(company: Company) -> None:
    team = company.world.team("Линия", (company.ivan, company.olga))
    guest = company.world.person("Гость")
    ticket = company.world.ticket(person=guest, responsible=Responsible(team, company.ivan))
    company.plan(company.ivan, company.olga, -DAY, 3 * DAY)
    now = company.world.now
    with company.world.cursor() as cursor:
        card = ticket_card.whole_card(cursor, OPERATOR, ticket, now=now)
        own = ticket_card.whole_card(cursor, viewer("requester", who=guest), ticket, now=now)
        later = ticket_card.whole_card(cursor, OPERATOR, ticket, now=now + 3 * DAY)
        (line,) = _listed(cursor, OPERATOR, now)
        (free,) = _listed(cursor, OPERATOR, now + 3 * DAY)
        (asked,) = _listed(cursor, viewer("requester", who=guest), now)
    assert card is not None
    assert card.responsible_away is not None
    assert (card.responsible_away.until_at, card.responsible_away.substitute_id) == (now + 3 * DAY, company.olga)
    assert own is not None
    assert own.responsible_away is None
    assert later is not None
    assert later.responsible_away is None
    assert (line.responsible_away_until, free.responsible_away_until) == (now + 3 * DAY, None)
    assert asked.responsible_away_until is None


def _listed(cursor: Cursor[Any], by: Viewer, now: datetime) -> Sequence[TicketLine]:
    page = pages.visible_to(cursor, by, TicketFilter(), now=now)
    return pages.with_absences(cursor, by, page, now).tickets


def test_row_163_what_waits_for_who_is_away_waits_for_who_stands_in_however_far(company: Company) -> None:
    ticket = company.world.ticket()
    ask = RequestApproval(ticket_id=ticket, question="Купить?", stages=(Stage(approvers=(company.ivan,)),))
    company.world.do(ask, by=OPERATOR)
    company.world.fold()

    def asked() -> list[PersonId]:
        with company.world.cursor() as cursor:
            return [
                who
                for who in (company.ivan, company.olga, company.pyotr)
                if approvals.asked_of(cursor, viewer("specialist", who=who), company.world.now)
            ]

    assert asked() == [company.ivan]
    company.plan(company.ivan, company.olga, -DAY, 3 * DAY)
    assert asked() == [company.ivan, company.olga]
    hers = company.plan(company.olga, company.pyotr, timedelta(), DAY)
    assert asked() == [company.ivan, company.olga, company.pyotr]
    company.done(EndAbsence(person_id=company.olga, absence_id=hers))
    assert asked() == [company.ivan, company.olga]
    company.world.pass_time(days=3)
    assert asked() == [company.ivan]


def test_a_span_tells_who_is_away_in_it_in_the_order_in_which_they_go(company: Company) -> None:
    world, now = company.world, company.world.now
    second = company.plan(company.olga, None, 2 * DAY, 3 * DAY)
    first = company.plan(company.ivan, company.olga, DAY, 9 * DAY)
    gone = company.plan(company.pyotr, None, 4 * DAY, 5 * DAY)
    company.done(EndAbsence(person_id=company.pyotr, absence_id=gone))
    team = world.team("Линия", (company.olga,))
    world.fold()
    with world.cursor() as cursor:
        everybody = absences.between(cursor, now, now + 30 * DAY, limit=9)
        assert [one.absence_id for one in everybody] == [first, second]
        assert [one.absence_id for one in absences.between(cursor, now, now + 30 * DAY, limit=1)] == [first]
        assert [one.absence_id for one in absences.between(cursor, now, now + 9 * DAY, team=team, limit=9)] == [second]
        assert absences.between(cursor, now + 9 * DAY, now + 30 * DAY, limit=9) == []
        assert absences.between(cursor, now, now + DAY, limit=9) == []


def test_a_card_as_of_a_date_tells_the_absence_as_it_was_known_then(company: Company) -> None:
    planned = company.plan(company.ivan, company.olga, timedelta(), 9 * DAY)
    then = company.world.pass_time(days=1)
    company.world.pass_time(days=1)
    company.done(
        ReplanAbsence(person_id=company.ivan, absence_id=planned, until_at=then + 3 * DAY, substitute_id=company.pyotr)
    )
    load = company.world.log.load_many
    was, now = (cards_as_of.person(load, StreamId(company.ivan), at) for at in (then, company.world.now))
    assert was is not None
    assert was.person.away is not None
    assert was.person.away.substitute_id == company.olga
    assert now is not None
    assert now.person.away is not None
    assert (now.person.away.substitute_id, now.person.away.until_at) == (company.pyotr, then + 3 * DAY)


def test_what_was_lived_is_rebuilt_in_whatever_batches(company: Company) -> None:
    planned = company.plan(company.ivan, company.olga, DAY, 9 * DAY)
    company.done(ReplanAbsence(person_id=company.ivan, absence_id=planned, substitute_id=company.pyotr))
    company.plan(company.olga, company.ivan, 10 * DAY, 11 * DAY)
    company.done(EndAbsence(person_id=company.ivan, absence_id=planned))
    lived = company.world.rows()
    assert len(lived["absences"]) == len(lived["substitutes"]) == 2
    for batch in (1, 3):
        for name in ("directory", "approvals"):
            company.world.rebuild(name, batch)
        assert company.world.rows() == lived
