from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest

from aggregates.agreement import AgreementExists, NoSuchAgreement
from aggregates.org_unit_refusals import NoSuchUnit
from aggregates.person import NoSuchPerson
from aggregates.service import NoSuchService
from aggregates.service_schedule import NoSuchSchedule, ScheduleNeverOpens
from aggregates.team import NoSuchTeam, PersonIsNotInTeam
from aggregates.ticket_type import UnknownTicketType
from commands.agreement import (
    ChooseBaseAgreement,
    ConcludeAgreement,
    NameDefaultResponsible,
    RenameAgreement,
    RescheduleAgreement,
    ReviseAgreementPromise,
)
from commands.command import Command
from commands.fields import Named
from events.agreement import (
    AgreementConcluded,
    AgreementDefaultResponsibleNamed,
    AgreementPromiseRevised,
    AgreementRenamed,
    AgreementRescheduled,
    BaseAgreementChosen,
)
from events.service_schedule import ScheduleDrawnUp
from events.values.duration import Duration
from events.values.identity import (
    BASE_AGREEMENT_STREAM,
    AgreementId,
    OrgUnitId,
    PersonId,
    ScheduleId,
    ServiceId,
    TeamId,
)
from events.values.people import Responsible
from events.values.refusal import Refusal
from events.values.schedule import DatedException, Hours, Timetable, WorkWeek
from events.values.targets import (
    Conditions,
    EscalationAction,
    EscalationPoint,
    Norm,
    Promise,
    Rule,
    Targets,
)
from events.values.text import Text
from tests.dsl import Like, given
from tests.gallery import AGREEMENT, CHOSEN, CONCLUDED, DESK, DRAWN_UP, ROUND_THE_CLOCK, SCHEDULE, TEAMS
from tests.gallery_people import CLIENT
from tests.gallery_services import CATALOGUE, INTERNET
from tests.people import ADMINISTRATOR, FIRST_LINE, OLGA, SECOND_LINE, SEMYON

NEW = AgreementId(UUID(int=9))
NOTHING = UUID(int=404)
VIP = Named(ru="VIP")
SLOWER = Promise(resolution=Targets(default=Norm(duration=Duration(16, "hours"))))


# -- concluding ------------------------------------------------------------------------------------------------
def test_row_100_an_agreement_is_concluded_on_a_schedule_with_its_promise() -> None:
    said = promise(
        action=EscalationAction(notify_persons=(OLGA,), reassign_to_team=SECOND_LINE),
        when=Conditions(
            types=frozenset({"incident"}),
            services=frozenset({INTERNET}),
            units=frozenset({CLIENT}),
            channels=frozenset({"phone"}),
        ),
    )
    command = ConcludeAgreement(
        agreement_id=NEW,
        title=VIP,
        kind="underpinning",
        schedule_id=SCHEDULE,
        promise=said,
        default_responsible=Responsible(FIRST_LINE, OLGA),
    )
    given(*DESK, *CATALOGUE).when(command, by=ADMINISTRATOR).then(
        AgreementConcluded(
            agreement_id=NEW,
            name=Text.same("VIP"),
            kind="underpinning",
            schedule_id=SCHEDULE,
            promise=said,
            default_responsible=Responsible(FIRST_LINE, OLGA),
        )
    )


def test_row_22_a_base_agreement_is_concluded_and_chosen_at_once() -> None:
    story = given(DRAWN_UP).when(ConcludeAgreement(title=VIP, schedule_id=SCHEDULE, is_base=True), by=ADMINISTRATOR)
    concluded, chosen = story.recorded
    assert isinstance(concluded.fact, AgreementConcluded)
    assert chosen.fact == BaseAgreementChosen(agreement_id=concluded.fact.agreement_id)
    assert (chosen.stream, story.receipt.stream) == (BASE_AGREEMENT_STREAM, concluded.stream)
    assert concluded.fact.promise == Promise()


@pytest.mark.parametrize(
    ("command", "refusal", "field"),
    [
        (ConcludeAgreement(title=VIP, schedule_id=ScheduleId(NOTHING)), NoSuchSchedule, "schedule_id"),
        (ConcludeAgreement(title=VIP, schedule_id=ScheduleId(AGREEMENT)), NoSuchSchedule, "schedule_id"),
        (ConcludeAgreement(title=VIP, schedule_id=SCHEDULE, agreement_id=AGREEMENT), AgreementExists, ""),
        (
            ConcludeAgreement(title=VIP, schedule_id=SCHEDULE, default_responsible=Responsible(TeamId(NOTHING))),
            NoSuchTeam,
            "default_responsible.team_id",
        ),
        (
            ConcludeAgreement(title=VIP, schedule_id=SCHEDULE, default_responsible=Responsible(FIRST_LINE, SEMYON)),
            PersonIsNotInTeam,
            "default_responsible.person_id",
        ),
    ],
    ids=["no schedule", "something else", "a second time", "no team", "a stranger"],
)
def test_row_100_an_agreement_stands_on_things_that_exist(command: Command, refusal: type[Refusal], field: str) -> None:
    given(*DESK).when(command, by=ADMINISTRATOR).then_refused(refusal, field=field)


def test_rule_w6_a_schedule_that_opens_no_more_is_not_attached_to_an_agreement() -> None:
    """It was open on one day alone, and that day is over."""
    only = DatedException(date(2020, 3, 2), (Hours("09:00", "18:00"),))
    over = ScheduleDrawnUp(
        schedule_id=ScheduleId(NOTHING),
        name=Text.same("2020"),
        timetable=Timetable(zone="UTC", week=WorkWeek(), exceptions=(only,)),
    )
    commands: tuple[Command, ...] = (
        ConcludeAgreement(title=VIP, schedule_id=over.schedule_id),
        RescheduleAgreement(agreement_id=AGREEMENT, schedule_id=over.schedule_id),
    )
    for command in commands:
        given(*DESK, over).when(command, by=ADMINISTRATOR).then_refused(ScheduleNeverOpens, field="schedule_id")


@pytest.mark.parametrize("title", [{}, {"ru": " "}, {"en": ""}, {"ru": "я" * 301}, {"de": "VIP"}])
def test_row_100_an_agreement_has_a_name_in_one_language_at_least(title: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"title": title, "schedule_id": str(SCHEDULE)}, ConcludeAgreement)


# -- what it promises ------------------------------------------------------------------------------------------
def promise(*, action: EscalationAction | None = None, when: Conditions | None = None) -> Promise:
    point = EscalationPoint(id="75", share_percent=75, action=action or EscalationAction())
    rule = Rule(id="r", name=Text.same("r"), when=when or Conditions(), norm=Norm(escalations=(point,)))
    return Promise(resolution=Targets(rules=(rule,)))


NO_SERVICE = (NoSuchService, "rules[0].when.services")
NO_UNIT = (NoSuchUnit, "rules[0].when.units")


@pytest.mark.parametrize(
    ("said", "refusal", "field"),
    [
        (promise(when=Conditions(types=frozenset({"wish"}))), UnknownTicketType, "rules[0].when.types"),
        (promise(when=Conditions(services=frozenset({INTERNET, ServiceId(NOTHING)}))), *NO_SERVICE),
        (promise(when=Conditions(services=frozenset({ServiceId(CLIENT)}))), *NO_SERVICE),
        (promise(when=Conditions(units=frozenset({CLIENT, OrgUnitId(NOTHING)}))), *NO_UNIT),
        (promise(when=Conditions(units=frozenset({OrgUnitId(INTERNET)}))), *NO_UNIT),
        (
            promise(action=EscalationAction(reassign_to_team=TeamId(NOTHING))),
            NoSuchTeam,
            "rules[0].norm.escalations[0].action.reassign_to_team",
        ),
        (
            promise(action=EscalationAction(notify_persons=(OLGA, PersonId(NOTHING)))),
            NoSuchPerson,
            "rules[0].norm.escalations[0].action.notify_persons[1]",
        ),
    ],
    ids=[
        "an unknown type",
        "no service",
        "a unit as a service",
        "no unit",
        "a service as a unit",
        "no team",
        "nobody",
    ],
)
def test_rules_t1_c7_a_promise_names_only_what_exists(said: Promise, refusal: type[Refusal], field: str) -> None:
    commands: tuple[Command, ...] = (
        ConcludeAgreement(title=VIP, schedule_id=SCHEDULE, promise=said),
        ReviseAgreementPromise(agreement_id=AGREEMENT, promise=said),
    )
    for command in commands:
        story = given(*DESK, *CATALOGUE).when(command, by=ADMINISTRATOR)
        story.then_refused(refusal, field=f"promise.resolution.{field}")


def test_rule_c7_the_default_of_a_promise_escalates_to_those_who_exist_too() -> None:
    point = EscalationPoint(id="75", share_percent=75, action=EscalationAction(reassign_to_team=TeamId(NOTHING)))
    said = Promise(reaction=Targets(default=Norm(escalations=(point,))))
    revise = ReviseAgreementPromise(agreement_id=AGREEMENT, promise=said)
    given(*DESK).when(revise, by=ADMINISTRATOR).then_refused(
        NoSuchTeam, field="promise.reaction.default.escalations[0].action.reassign_to_team"
    )


def test_rule_t4_a_promise_is_revised_for_later_tickets_or_for_open_ones_too() -> None:
    story = given(*DESK)
    revise = ReviseAgreementPromise(agreement_id=AGREEMENT, promise=SLOWER)
    story.when(revise, by=ADMINISTRATOR).then(AgreementPromiseRevised(agreement_id=AGREEMENT, promise=SLOWER))
    story.when(revise, by=ADMINISTRATOR).then_nothing()
    for_all = ReviseAgreementPromise(agreement_id=AGREEMENT, promise=SLOWER, apply_to_open=True)
    story.when(for_all, by=ADMINISTRATOR).then(
        AgreementPromiseRevised(agreement_id=AGREEMENT, promise=SLOWER, apply_to_open=True)
    )


@pytest.mark.parametrize(
    "said",
    [
        {"resolution": {"default": {"duration": {"amount": 0}}}},
        {"resolution": {"default": {"duration": {"amount": 99_999, "unit": "days"}}}},
        {
            "resolution": {
                "rules": [{"id": "a", "name": {"ru": "a", "en": "a"}, "when": {"colour": ["red"]}, "norm": {}}]
            }
        },
        {"resolution": {"default": {"escalations": [{"id": "a", "share_percent": 0}]}}},
        {"policy": {"reaction_stopped_by": "nobody"}},
        {"promises": []},
    ],
)
def test_rules_t1_t2_c7_outside_input_that_is_no_promise_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"agreement_id": str(AGREEMENT), "promise": said}, ReviseAgreementPromise)


# -- changing it -----------------------------------------------------------------------------------------------
def test_row_105_an_agreement_is_renamed() -> None:
    story = given(*DESK)
    story.when(RenameAgreement(agreement_id=AGREEMENT, title=Named(ru="Базовое", en="Base")), by=ADMINISTRATOR)
    story.then_nothing()
    story.when(RenameAgreement(agreement_id=AGREEMENT, title=VIP), by=ADMINISTRATOR).then(
        AgreementRenamed(agreement_id=AGREEMENT, name=Text.same("VIP"))
    )


def test_row_105_an_agreement_follows_another_schedule() -> None:
    story = given(*DESK)
    other = RescheduleAgreement(agreement_id=AGREEMENT, schedule_id=ROUND_THE_CLOCK)
    story.when(other, by=ADMINISTRATOR).then(AgreementRescheduled(agreement_id=AGREEMENT, schedule_id=ROUND_THE_CLOCK))
    story.when(other, by=ADMINISTRATOR).then_nothing()
    story.when(msgspec.structs.replace(other, apply_to_open=True), by=ADMINISTRATOR).then(
        Like(AgreementRescheduled, apply_to_open=True)
    )
    nowhere = RescheduleAgreement(agreement_id=AGREEMENT, schedule_id=ScheduleId(NOTHING))
    story.when(nowhere, by=ADMINISTRATOR).then_refused(NoSuchSchedule, field="schedule_id")


def test_row_97_somebody_answers_by_default() -> None:
    story = given(*DESK)
    somebody = NameDefaultResponsible(agreement_id=AGREEMENT, responsible=Responsible(SECOND_LINE, SEMYON))
    story.when(somebody, by=ADMINISTRATOR).then(
        AgreementDefaultResponsibleNamed(agreement_id=AGREEMENT, responsible=Responsible(SECOND_LINE, SEMYON))
    )
    story.when(somebody, by=ADMINISTRATOR).then_nothing()
    stranger = NameDefaultResponsible(agreement_id=AGREEMENT, responsible=Responsible(SECOND_LINE, OLGA))
    story.when(stranger, by=ADMINISTRATOR).then_refused(PersonIsNotInTeam, field="responsible.person_id")


def test_rows_22_104_exactly_one_agreement_is_the_base_one() -> None:
    other = msgspec.structs.replace(CONCLUDED, agreement_id=NEW)
    story = given(*DESK, other)
    story.when(ChooseBaseAgreement(agreement_id=AGREEMENT), by=ADMINISTRATOR).then_nothing()
    story.when(ChooseBaseAgreement(agreement_id=NEW), by=ADMINISTRATOR).then(BaseAgreementChosen(agreement_id=NEW))
    story.when(ChooseBaseAgreement(agreement_id=AGREEMENT), by=ADMINISTRATOR).then(CHOSEN)


@pytest.mark.parametrize(
    "command",
    [
        RenameAgreement(agreement_id=NEW, title=VIP),
        ReviseAgreementPromise(agreement_id=NEW, promise=SLOWER),
        RescheduleAgreement(agreement_id=NEW, schedule_id=SCHEDULE),
        NameDefaultResponsible(agreement_id=NEW, responsible=Responsible(FIRST_LINE)),
        ChooseBaseAgreement(agreement_id=NEW),
        ChooseBaseAgreement(agreement_id=AgreementId(SCHEDULE)),
    ],
    ids=lambda command: command.name,
)
def test_an_agreement_that_does_not_exist_is_not_found(command: Command) -> None:
    given(DRAWN_UP, *TEAMS).when(command, by=ADMINISTRATOR).then_refused(NoSuchAgreement, field="agreement_id")
