"""Substitutes as stories: named, dismissed, answering for who is away (row 163)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from aggregates.approval_refusals import (
    ApproverHasAnswered,
    OneVoiceInStage,
    SubstituteOfOneself,
    SubstitutionIsEmpty,
)
from aggregates.person import NoSuchPerson
from aggregates.person_refusals import PersonIsDeactivated
from aggregates.ticket_refusals import NoSuchTicket
from commands.command import Command
from commands.person.substitute import DismissSubstitute, NameSubstitute
from commands.refusals import NotAllowed
from events.approval import ApprovalAnswered, ApprovalEnded
from events.person import PersonDeactivated
from events.substitute import SubstituteDismissed, SubstituteNamed
from events.values.approval import ApprovalStage
from events.values.identity import PersonId
from events.values.people import Viewer
from events.values.refusal import Refusal
from tests.commands.approvals import APPROVER, BOSS, DAY, answer, only, waiting
from tests.dsl import NOW, Like, given
from tests.gallery import (
    DESK,
    TICKET,
)
from tests.people import (
    ADMINISTRATOR,
    OLGA,
    OPERATOR,
    REQUESTER,
    SECOND_LINE,
    SEMYON,
    STRANGER,
)

AWAY = SubstituteNamed(person_id=SEMYON, substitute_id=UUID(int=404), from_at=NOW - DAY, until_at=NOW + DAY)  # type: ignore[arg-type] # an id
NAME = NameSubstitute(person_id=SEMYON, substitute_id=OLGA, from_at=NOW, until_at=NOW + 7 * DAY)


def test_row_163_a_substitute_answers_and_both_are_named() -> None:
    story = waiting(only(SEMYON)).given(AWAY).when(answer(), by=STRANGER)
    story.then(
        Like(ApprovalAnswered, approver_id=SEMYON, answered_by=STRANGER.actor.id),
        Like(ApprovalEnded, outcome="approved"),
    )


def test_row_163_a_substitute_who_is_asked_themselves_answers_for_themselves_alone() -> None:
    away = msgspec.structs.replace(AWAY, substitute_id=OLGA)
    everybody = ApprovalStage(mode="all", approvers=(SEMYON, OLGA))
    story = waiting(everybody).given(away).when(answer(for_whom=SEMYON), by=BOSS).then_refused(OneVoiceInStage)
    story.when(answer(), by=BOSS).then(Like(ApprovalAnswered, approver_id=OLGA, opens=None))
    story.when(answer(for_whom=SEMYON), by=BOSS).then_refused(OneVoiceInStage, field="approver_id")
    story.when(answer(), by=BOSS).then_refused(ApproverHasAnswered)
    story.when(answer(), by=APPROVER).then(Like(ApprovalAnswered), Like(ApprovalEnded, outcome="approved"))


@pytest.mark.parametrize(
    "past",
    [
        (msgspec.structs.replace(AWAY, from_at=NOW + timedelta(microseconds=1)),),
        (msgspec.structs.replace(AWAY, until_at=NOW),),
        (AWAY, SubstituteDismissed(person_id=SEMYON)),
        (AWAY, msgspec.structs.replace(AWAY, substitute_id=OLGA)),
        (msgspec.structs.replace(AWAY, person_id=OLGA),),
    ],
    ids=["not yet", "no more", "dismissed", "another was named", "of another"],
)
def test_row_163_whoever_is_no_substitute_at_that_moment_sees_nothing(past: tuple[SubstituteNamed, ...]) -> None:
    waiting(only(SEMYON)).given(*past).when(answer(), by=STRANGER).then_refused(NoSuchTicket)


@pytest.mark.parametrize("who", [APPROVER, ADMINISTRATOR], ids=["the person", "an administrator"])
def test_row_163_a_person_or_an_administrator_names_and_dismisses_a_substitute(who: Viewer) -> None:
    story = given(*DESK).when(NAME, by=who)
    story.then(SubstituteNamed(person_id=SEMYON, substitute_id=OLGA, from_at=NOW, until_at=NOW + 7 * DAY))
    story.when(NAME, by=who).then_nothing()
    story.when(DismissSubstitute(person_id=SEMYON), by=who).then(SubstituteDismissed(person_id=SEMYON))
    story.when(DismissSubstitute(person_id=SEMYON), by=who).then_nothing()


def test_row_163_a_substitution_begins_now_unless_it_says_when() -> None:
    now = msgspec.structs.replace(NAME, from_at=None)
    given(*DESK).when(now, by=APPROVER).then(Like(SubstituteNamed, from_at=NOW))


@pytest.mark.parametrize(
    ("command", "who", "refusal", "field"),
    [
        (NAME, REQUESTER, NotAllowed, "person_id"),
        (DismissSubstitute(person_id=SEMYON), OPERATOR, NotAllowed, "person_id"),
        (msgspec.structs.replace(NAME, substitute_id=SEMYON), APPROVER, SubstituteOfOneself, "substitute_id"),
        (msgspec.structs.replace(NAME, substitute_id=SECOND_LINE), APPROVER, NoSuchPerson, "substitute_id"),
        (msgspec.structs.replace(NAME, until_at=NOW), APPROVER, SubstitutionIsEmpty, "until_at"),
        (msgspec.structs.replace(NAME, from_at=NOW - 2 * DAY, until_at=NOW), APPROVER, SubstitutionIsEmpty, "until_at"),
        (msgspec.structs.replace(NAME, person_id=PersonId(TICKET)), ADMINISTRATOR, NoSuchPerson, "person_id"),
    ],
)
def test_row_163_a_substitution_that_makes_no_sense_is_refused(
    command: Command, who: Viewer, refusal: type[Refusal], field: str
) -> None:
    given(*DESK).when(command, by=who).then_refused(refusal, field=field)


def test_row_163_nobody_without_access_substitutes() -> None:
    gone = PersonDeactivated(person_id=OLGA, reason="Уволилась")
    given(*DESK, gone).when(NAME, by=APPROVER).then_refused(PersonIsDeactivated, field="substitute_id")
