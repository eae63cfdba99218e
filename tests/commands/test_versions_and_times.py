from __future__ import annotations

from datetime import timedelta

import pytest

from aggregates.ticket_refusals import (
    TimeRunsBackwards,
)
from commands.agreement import RenameAgreement
from commands.fields import Named
from commands.refusals import PastIsToldByAdministrators, StaleVersion, TimeIsInFuture
from commands.service_schedule import RenameSchedule
from commands.team import FormTeam
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import PutTicketInProgress, PutTicketOnHold, ResolveTicket
from events.agreement import AgreementRenamed
from events.ticket import TicketCommented, TicketPutOnHold, TicketResolved
from events.values.people import Viewer
from tests.dsl import NOW, Like, given
from tests.gallery import (
    AGREEMENT,
    DESK,
    IN_PROGRESS,
    MISSED,
    REGISTERED,
    SCHEDULE,
    START,
    TICKET,
)
from tests.people import ADMINISTRATOR, OPERATOR, REQUESTER, TECHNOLOGIST, THE_DESK

START_WORK = PutTicketInProgress(ticket_id=TICKET)
HOLD = PutTicketOnHold(ticket_id=TICKET, reason="Ждём")
RESOLVE = ResolveTicket(ticket_id=TICKET, solution="Готово")
SAY = CommentOnTicket(ticket_id=TICKET, body="Смотрим")


@pytest.mark.parametrize("seen", [0, 1, 3, 99])
def test_a_stale_or_invented_version_of_a_ticket_is_refused(seen: int) -> None:
    story = given(REGISTERED, IN_PROGRESS)
    story.when(HOLD, by=OPERATOR, seen=seen).then_refused(StaleVersion, seen=seen, now=2)
    story.when(HOLD, by=OPERATOR, seen=2).then(Like(TicketPutOnHold))


def test_the_version_in_a_receipt_is_one_that_may_be_seen_next() -> None:
    """Also that of a command which changed nothing on a ticket with crossings."""
    story = given(REGISTERED, IN_PROGRESS, MISSED)
    story.when(START_WORK, by=OPERATOR, seen=2).then_nothing()
    story.when(HOLD, by=OPERATOR, seen=story.receipt.version)
    story.when(RESOLVE, by=OPERATOR, seen=story.receipt.version).then(Like(TicketResolved))


def test_a_stale_version_of_anything_is_refused() -> None:
    story = given(*DESK)
    story.when(RenameAgreement(agreement_id=AGREEMENT, title=Named(ru="Первое")), by=ADMINISTRATOR, seen=1).then(
        Like(AgreementRenamed)
    )
    story.when(
        RenameAgreement(agreement_id=AGREEMENT, title=Named(ru="Второе")), by=ADMINISTRATOR, seen=1
    ).then_refused(StaleVersion, seen=1, now=2)
    schedule = RenameSchedule(schedule_id=SCHEDULE, title=Named(ru="График"))
    story.when(schedule, by=ADMINISTRATOR, seen=7).then_refused(StaleVersion, seen=7, now=1)


def test_what_does_not_exist_yet_was_seen_by_nobody() -> None:
    command = FormTeam(title=Named(ru="Новая"))
    given(*DESK).when(command, by=ADMINISTRATOR, seen=3).then_refused(StaleVersion, seen=3, now=0)


@pytest.mark.parametrize("by", [ADMINISTRATOR, TECHNOLOGIST, THE_DESK], ids=lambda v: v.actor.name)
def test_administrators_and_the_desk_may_tell_what_happened_earlier(by: Viewer) -> None:
    earlier = START + timedelta(minutes=5)
    story = given(REGISTERED).when(SAY, by=by, happened_at=earlier)
    assert (story.recorded[0].metadata.occurred_at, story.recorded[0].metadata.recorded_at) == (earlier, NOW)


@pytest.mark.parametrize("by", [OPERATOR, REQUESTER], ids=lambda v: v.actor.name)
def test_nobody_else_may(by: Viewer) -> None:
    given(REGISTERED).when(SAY, by=by, happened_at=START).then_refused(PastIsToldByAdministrators, field="at")


def test_rule_c6_a_time_named_on_purpose_is_not_before_what_happened_last() -> None:
    story = given(REGISTERED).when(SAY, by=ADMINISTRATOR, happened_at=START - timedelta(microseconds=1))
    story.then_refused(TimeRunsBackwards, field="at")
    story.when(SAY, by=ADMINISTRATOR, happened_at=START).then(Like(TicketCommented))


def test_nothing_happens_in_the_future() -> None:
    story = given(REGISTERED).when(SAY, by=ADMINISTRATOR, happened_at=NOW + timedelta(seconds=1))
    story.then_refused(TimeIsInFuture, field="at")


def test_rule_c6_a_clock_that_lags_a_little_is_lifted_to_what_happened_last() -> None:
    """Two machines of one desk: what is told second happened second."""
    story = given(REGISTERED, at=NOW).when(START_WORK, by=OPERATOR, at=NOW - timedelta(seconds=2))
    assert (story.recorded[0].metadata.occurred_at, story.recorded[0].metadata.recorded_at) == (
        NOW,
        NOW - timedelta(seconds=2),
    )
