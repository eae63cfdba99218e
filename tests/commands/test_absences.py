"""Absences as stories: planned, changed, ended early, heard of by whoever names who is away, stood in for (row 73)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from aggregates.absence_refusals import (
    AbsenceIsEmpty,
    AbsenceIsOver,
    AbsencesOverlap,
    NobodyStandsIn,
    NobodyStandsInForThemselves,
    NoSuchAbsence,
    PersonIsAway,
    SubstitutesGoInCircle,
)
from aggregates.person import NoSuchPerson
from aggregates.person_refusals import PersonIsDeactivated
from aggregates.team import PersonIsNotInTeam
from aggregates.ticket_refusals import NoSuchTicket
from commands.command import Command
from commands.person.absence import EndAbsence, PlanAbsence, ReplanAbsence
from commands.refusals import NotAllowed, NothingIsAsked
from commands.ticket.register import RegisterTicket
from commands.ticket.take import PassTicketOn, TakeTicket
from commands.ticket.tasks import AddTask
from commands.ticket.work import AssignTicket
from events.absence import AbsenceEnded, AbsencePlanned, AbsenceReplanned
from events.agreement import AgreementDefaultResponsibleNamed
from events.approval import ApprovalAnswered, ApprovalEnded
from events.fact import Fact
from events.org_unit import OrgUnitHeadNamed
from events.person import PersonDeactivated
from events.person_merge import FOR_GOOD
from events.substitute import SubstituteNamed
from events.team import TeamMembersLinked
from events.ticket import TicketAssigned, TicketCommented, TicketRegistered
from events.ticket_tasks import TaskAdded
from events.values.identity import AbsenceId, PersonId
from events.values.people import CARETAKER, Responsible, Viewer
from events.values.refusal import Refusal
from tests.commands.approvals import DAY, answer, only, waiting
from tests.dsl import NOW, Like, given
from tests.gallery import AGREEMENT, DESK, REGISTERED, TICKET
from tests.gallery_people import DEPARTMENT
from tests.people import (
    ADMINISTRATOR,
    FIRST_LINE,
    OLGA,
    OPERATOR,
    REQUESTER,
    SECOND_LINE,
    SEMYON,
    SPECIALIST_OF_THE_SECOND_LINE,
    STRANGER,
    THE_DESK,
    viewer,
)

LEAVE = AbsenceId(UUID(int=93))
AWAY = AbsencePlanned(
    person_id=SEMYON, absence_id=LEAVE, from_at=NOW - DAY, until_at=NOW + DAY, substitute_id=OLGA, note="Отпуск"
)
AHEAD = msgspec.structs.replace(AWAY, from_at=NOW + 5 * DAY, until_at=NOW + 9 * DAY)
PLAN = PlanAbsence(person_id=SEMYON, from_at=NOW + DAY, until_at=NOW + 7 * DAY, substitute_id=OLGA, note="Отпуск")
MYSELF = SPECIALIST_OF_THE_SECOND_LINE
WHO = Responsible(SECOND_LINE, SEMYON)
TO_SEMYON = AssignTicket(ticket_id=TICKET, responsible=WHO)
BOTH_IN_TEAM = TeamMembersLinked(team_id=SECOND_LINE, members=(OLGA,))
AS_CARETAKER = Viewer(actor=CARETAKER, groups=frozenset())


def nobody_stands_in(fact: AbsencePlanned) -> AbsencePlanned:
    """The same absence without anybody for them."""
    return msgspec.structs.replace(fact, substitute_id=None)


# -- planned, changed, ended ---------------------------------------------------------------------------------


def test_a_person_an_administrator_or_the_head_of_their_unit_says_that_they_are_away() -> None:
    head = OrgUnitHeadNamed(unit_id=DEPARTMENT, head=OLGA)
    for who in (MYSELF, ADMINISTRATOR, OPERATOR):
        story = given(*DESK, head).when(PLAN, by=who)
        story.then(
            Like(
                AbsencePlanned,
                person_id=SEMYON,
                from_at=NOW + DAY,
                until_at=NOW + 7 * DAY,
                substitute_id=OLGA,
                note="Отпуск",
            )
        )
    given(*DESK).when(PLAN, by=OPERATOR).then_refused(NotAllowed, field="person_id")
    given(*DESK).when(PLAN, by=REQUESTER).then_refused(NotAllowed, field="person_id")
    nobody = msgspec.structs.replace(PLAN, person_id=PersonId(UUID(int=404)))
    given(*DESK).when(nobody, by=OPERATOR).then_refused(NotAllowed, field="person_id")
    given(*DESK).when(nobody, by=ADMINISTRATOR).then_refused(NoSuchPerson, field="person_id")


def test_an_absence_begins_now_unless_it_says_when_and_may_have_begun_before() -> None:
    given(*DESK).when(msgspec.structs.replace(PLAN, from_at=None), by=MYSELF).then(Like(AbsencePlanned, from_at=NOW))
    ill = msgspec.structs.replace(PLAN, from_at=NOW - DAY, note="Заболел")
    given(*DESK).when(ill, by=MYSELF).then(Like(AbsencePlanned, from_at=NOW - DAY))


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        ({"until_at": NOW + DAY}, AbsenceIsEmpty, "until_at"),
        ({"from_at": NOW - 2 * DAY, "until_at": NOW}, AbsenceIsEmpty, "until_at"),
        ({"substitute_id": SEMYON}, NobodyStandsInForThemselves, "substitute_id"),
        ({"until_at": NOW + 2 * DAY, "substitute_id": PersonId(UUID(int=404))}, NoSuchPerson, "substitute_id"),
        ({"until_at": NOW + 6 * DAY}, AbsencesOverlap, "from_at"),
    ],
)
def test_an_absence_that_makes_no_sense_is_refused_by_its_field(
    changed: dict[str, object], refusal: type[Refusal], field: str
) -> None:
    given(*DESK, AHEAD).when(msgspec.structs.replace(PLAN, **changed), by=MYSELF).then_refused(refusal, field=field)


def test_absences_may_touch_and_a_called_off_one_is_in_nobodys_way() -> None:
    touches = msgspec.structs.replace(PLAN, until_at=NOW + 5 * DAY)
    given(*DESK, AHEAD).when(touches, by=MYSELF).then(Like(AbsencePlanned))
    called_off = AbsenceEnded(person_id=SEMYON, absence_id=LEAVE, ended_at=NOW)
    given(*DESK, AHEAD, called_off).when(PLAN, by=MYSELF).then(Like(AbsencePlanned))


def test_nobody_without_access_stands_in() -> None:
    gone = PersonDeactivated(person_id=OLGA, reason="Уволилась")
    given(*DESK, gone).when(PLAN, by=MYSELF).then_refused(PersonIsDeactivated, field="substitute_id")


def test_an_absence_is_changed_and_what_is_not_named_stays() -> None:
    replan = ReplanAbsence(person_id=SEMYON, absence_id=LEAVE, until_at=NOW + 3 * DAY)
    story = given(*DESK, AWAY).when(replan, by=MYSELF)
    story.then(AbsenceReplanned(**(msgspec.structs.asdict(AWAY) | {"until_at": NOW + 3 * DAY})))
    story.when(replan, by=MYSELF).then_nothing()
    nobody = ReplanAbsence(person_id=SEMYON, absence_id=LEAVE, substitute_id=None)
    story.when(nobody, by=MYSELF).then(Like(AbsenceReplanned, substitute_id=None, until_at=NOW + 3 * DAY))
    story.when(ReplanAbsence(person_id=SEMYON, absence_id=LEAVE), by=MYSELF).then_refused(NothingIsAsked)


@pytest.mark.parametrize(
    ("past", "command", "refusal"),
    [
        ((), ReplanAbsence(person_id=SEMYON, absence_id=LEAVE, note=""), NoSuchAbsence),
        ((), EndAbsence(person_id=SEMYON, absence_id=LEAVE), NoSuchAbsence),
        (
            (msgspec.structs.replace(AWAY, until_at=NOW),),
            ReplanAbsence(person_id=SEMYON, absence_id=LEAVE, until_at=NOW + DAY),
            AbsenceIsOver,
        ),
    ],
)
def test_what_is_not_there_or_over_is_not_changed(
    past: tuple[Fact, ...], command: Command, refusal: type[Refusal]
) -> None:
    given(*DESK, *past).when(command, by=MYSELF).then_refused(refusal, field="absence_id")


def test_who_is_back_early_ends_it_and_who_does_not_go_calls_it_off() -> None:
    end = EndAbsence(person_id=SEMYON, absence_id=LEAVE)
    for planned in (AWAY, AHEAD):
        story = given(*DESK, planned).when(end, by=MYSELF)
        story.then(AbsenceEnded(person_id=SEMYON, absence_id=LEAVE, ended_at=NOW))
        story.when(end, by=MYSELF).then_nothing()
    given(*DESK, AWAY).when(end, by=OPERATOR).then_refused(NotAllowed)


def test_those_who_stand_in_for_each_other_are_not_away_at_once() -> None:
    olga = AbsencePlanned(
        person_id=OLGA,
        absence_id=AbsenceId(UUID(int=94)),
        from_at=NOW + 6 * DAY,
        until_at=NOW + 9 * DAY,
        substitute_id=SEMYON,
    )
    given(*DESK, olga).when(PLAN, by=MYSELF).then_refused(SubstitutesGoInCircle, field="substitute_id")
    sooner = msgspec.structs.replace(PLAN, until_at=NOW + 6 * DAY)
    given(*DESK, olga).when(sooner, by=MYSELF).then(Like(AbsencePlanned))


def test_a_circle_of_substitutes_is_seen_also_in_the_second_of_two_absences() -> None:
    stranger = PersonId(STRANGER.actor.id)

    def gone(nth: int, who: PersonId, days: tuple[int, int], substitute: PersonId) -> AbsencePlanned:
        return AbsencePlanned(
            person_id=who,
            absence_id=AbsenceId(UUID(int=nth)),
            from_at=NOW + days[0] * DAY,
            until_at=NOW + days[1] * DAY,
            substitute_id=substitute,
        )

    twice = (gone(94, OLGA, (2, 3), stranger), gone(95, OLGA, (5, 6), stranger))
    given(*DESK, *twice, gone(96, stranger, (5, 6), SEMYON)).when(PLAN, by=MYSELF).then_refused(
        SubstitutesGoInCircle, field="substitute_id"
    )
    given(*DESK, *twice, gone(96, stranger, (3, 5), SEMYON)).when(PLAN, by=MYSELF).then(Like(AbsencePlanned))


# -- whoever names somebody who is away hears so --------------------------------------------------------------


def test_row_73_who_assigns_to_somebody_who_is_away_hears_until_when_and_who_stands_in() -> None:
    story = given(*DESK, BOTH_IN_TEAM, AWAY, REGISTERED).when(TO_SEMYON, by=OPERATOR)
    refused = story.outcome
    assert isinstance(refused, PersonIsAway)
    story.then_refused(PersonIsAway, field="responsible.person_id")
    assert refused.text.en == (
        "Black Semyon is away until 2026-03-03 07:00 UTC; standing in: “Смирнова Ольга”. Send “to_substitute” to name"
        " them, or “confirm”."
    )
    confirmed = msgspec.structs.replace(TO_SEMYON, confirm=True)
    story.when(confirmed, by=OPERATOR).then(Like(TicketAssigned, responsible=Responsible(SECOND_LINE, SEMYON)))
    instead = msgspec.structs.replace(TO_SEMYON, to_substitute=True)
    story.when(instead, by=OPERATOR).then(Like(TicketAssigned, responsible=Responsible(SECOND_LINE, OLGA)))


def test_row_73_an_absence_counts_at_its_own_time_alone() -> None:
    for planned in (
        AHEAD,
        msgspec.structs.replace(AWAY, until_at=NOW),
        msgspec.structs.replace(AWAY, from_at=NOW + DAY / 2),
    ):
        given(*DESK, planned, REGISTERED).when(TO_SEMYON, by=OPERATOR).then(Like(TicketAssigned))
    begins = msgspec.structs.replace(AWAY, from_at=NOW)
    given(*DESK, begins, REGISTERED).when(TO_SEMYON, by=OPERATOR).then_refused(PersonIsAway)
    # What is told of yesterday goes by who was away yesterday.
    ill = msgspec.structs.replace(AWAY, from_at=NOW - timedelta(minutes=20), until_at=NOW - timedelta(minutes=10))
    told = given(*DESK, ill, REGISTERED)
    told.when(TO_SEMYON, by=ADMINISTRATOR, happened_at=NOW - timedelta(minutes=15)).then_refused(PersonIsAway)


def test_row_73_a_substitute_who_is_not_in_the_team_or_not_there_does_not_get_it() -> None:
    instead = msgspec.structs.replace(TO_SEMYON, to_substitute=True)
    given(*DESK, AWAY, REGISTERED).when(instead, by=OPERATOR).then_refused(PersonIsNotInTeam)
    alone = given(*DESK, nobody_stands_in(AWAY), REGISTERED)
    alone.when(instead, by=OPERATOR).then_refused(NobodyStandsIn, field="to_substitute")
    alone.when(TO_SEMYON, by=OPERATOR).then_refused(PersonIsAway)


@pytest.mark.parametrize(
    ("command", "then"),
    [
        (
            PassTicketOn(ticket_id=TICKET, responsible=Responsible(SECOND_LINE, SEMYON), note="Посмотри"),
            (Like(TicketCommented), Like(TicketAssigned)),
        ),
        (
            AddTask(ticket_id=TICKET, title="Позвонить", responsible=Responsible(SECOND_LINE, SEMYON)),
            (Like(TaskAdded),),
        ),
        (RegisterTicket(subject="Печать", responsible=Responsible(SECOND_LINE, SEMYON)), (Like(TicketRegistered),)),
    ],
    ids=["passed on", "a task", "registered"],
)
def test_row_73_it_is_said_wherever_somebody_is_named_who_is_to_begin(
    command: PassTicketOn | AddTask | RegisterTicket, then: tuple[Like, ...]
) -> None:
    story = given(*DESK, AWAY, REGISTERED).when(command, by=OPERATOR).then_refused(PersonIsAway)
    story.when(msgspec.structs.replace(command, confirm=True), by=OPERATOR).then(*then)


def test_row_73_whoever_takes_a_ticket_is_there() -> None:
    take = TakeTicket(ticket_id=TICKET, team_id=SECOND_LINE, take_over=True, start=False)
    me = viewer(SEMYON, "Semyon Black", "specialist")
    given(*DESK, AWAY, REGISTERED).when(take, by=me).then(Like(TicketAssigned, responsible=WHO))


def test_row_73_what_comes_by_itself_passes_by_who_is_away() -> None:
    named = AgreementDefaultResponsibleNamed(agreement_id=AGREEMENT, responsible=WHO)
    ask = RegisterTicket(subject="Не печатает")
    whole, substitute = Responsible(SECOND_LINE), Responsible(SECOND_LINE, OLGA)
    given(*DESK, named, AWAY).when(ask, by=REQUESTER).then(Like(TicketRegistered, responsible=whole))
    given(*DESK, named, AWAY, BOTH_IN_TEAM).when(ask, by=REQUESTER).then(Like(TicketRegistered, responsible=substitute))
    given(*DESK, named, AHEAD).when(ask, by=REQUESTER).then(
        Like(TicketRegistered, responsible=Responsible(SECOND_LINE, SEMYON))
    )
    handed_over = given(*DESK, AWAY, REGISTERED).when(TO_SEMYON, by=AS_CARETAKER)
    handed_over.then(Like(TicketAssigned, responsible=whole))


# -- approvals -----------------------------------------------------------------------------------------------


def test_row_163_who_stands_in_answers_meanwhile_also_what_was_asked_before() -> None:
    away = msgspec.structs.replace(AWAY, substitute_id=PersonId(STRANGER.actor.id))
    story = waiting(only(SEMYON)).given(away).when(answer(), by=STRANGER)
    story.then(
        Like(ApprovalAnswered, approver_id=SEMYON, answered_by=STRANGER.actor.id),
        Like(ApprovalEnded, outcome="approved"),
    )
    for late in (msgspec.structs.replace(away, until_at=NOW), msgspec.structs.replace(away, from_at=NOW + DAY / 2)):
        waiting(only(SEMYON)).given(late).when(answer(), by=STRANGER).then_refused(NoSuchTicket)
    back = AbsenceEnded(person_id=SEMYON, absence_id=LEAVE, ended_at=NOW - DAY / 2)
    waiting(only(SEMYON)).given(away, back).when(answer(), by=STRANGER).then_refused(NoSuchTicket)


def test_row_163_who_stands_in_for_who_stands_in_answers_while_both_are_away() -> None:
    olga = AbsencePlanned(
        person_id=OLGA,
        absence_id=AbsenceId(UUID(int=94)),
        from_at=NOW - DAY,
        until_at=NOW + DAY,
        substitute_id=PersonId(STRANGER.actor.id),
    )
    waiting(only(SEMYON)).given(AWAY, olga).when(answer(), by=STRANGER).then(
        Like(ApprovalAnswered, approver_id=SEMYON, answered_by=STRANGER.actor.id), Like(ApprovalEnded)
    )
    # Whoever was merged is whoever was kept: also as somebody who stands in.
    kept = SubstituteNamed(
        person_id=OLGA, substitute_id=PersonId(STRANGER.actor.id), from_at=NOW - DAY, until_at=FOR_GOOD
    )
    waiting(only(SEMYON)).given(AWAY, kept).when(answer(), by=STRANGER).then(
        Like(ApprovalAnswered, approver_id=SEMYON, answered_by=STRANGER.actor.id), Like(ApprovalEnded)
    )
    # Told in a circle, as two could at one instant by older clocks: it ends where it began.
    circle = msgspec.structs.replace(olga, substitute_id=SEMYON)
    waiting(only(SEMYON)).given(AWAY, circle).when(answer(), by=STRANGER).then_refused(NoSuchTicket)


def test_the_desk_may_say_it_for_anybody() -> None:
    given(*DESK).when(PLAN, by=THE_DESK).then(Like(AbsencePlanned))
    assert FIRST_LINE != SECOND_LINE
