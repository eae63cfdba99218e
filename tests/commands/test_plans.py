"""Plans: one table says what each has; what it lacks is refused with the reason, and nothing begun is held up."""

from __future__ import annotations

import pytest

from api.questions.table import QUESTIONS
from commands.bus import Bus
from commands.catalogue import COMMANDS
from commands.fields import Named
from commands.plans import FEATURES, OF_ORDER, PLANS, Plan, PlanLacks, lacks
from commands.refusals import NotAllowed
from commands.service import AddService
from commands.ticket_type.define import ArchiveTicketType, DefineTicketType
from tests.dsl import Story
from tests.gallery_types import ACCESS_TYPE
from tests.people import ADMINISTRATOR, OPERATOR, THE_DESK

DEFINE = DefineTicketType(code="access", definition=ACCESS_TYPE)


def test_row_170_every_plan_has_what_the_smaller_ones_have_and_the_largest_has_all() -> None:
    assert PLANS["lite"] < PLANS["standard"] < PLANS["enterprise"] == frozenset(FEATURES)


def test_row_16_a_feature_names_orders_and_questions_that_there_are_each_once() -> None:
    assert OF_ORDER.keys() <= COMMANDS.keys()
    assert sum(len(offer.orders) for offer in FEATURES.values()) == len(OF_ORDER)
    assert {name for offer in FEATURES.values() for name in offer.questions} <= QUESTIONS.keys()
    assert all(offer.name.ru and offer.name.en for offer in FEATURES.values())


@pytest.mark.parametrize(
    ("plan", "feature", "having"),
    [
        ("lite", "feeds", "«Standard», «Enterprise»"),
        ("lite", "journal", "«Enterprise»"),
        ("standard", "on_call", "«Enterprise»"),
    ],
)
def test_rows_53_54_72c_the_reason_names_the_plans_that_have_it(plan: Plan, feature: str, having: str) -> None:
    told = lacks(plan, feature)  # type: ignore[arg-type] # one of the table
    assert told is not None
    assert f"Есть на тарифах: {having}." in told.text.ru
    assert lacks("enterprise", feature) is None  # type: ignore[arg-type] # as above


def on_plan(plan: Plan) -> Story:
    story = Story()
    story.bus = Bus(story.log, story.log, story, plan=plan)
    return story


def test_row_16_what_the_plan_lacks_is_refused_to_whomever_the_rights_let_and_the_rest_is_not() -> None:
    story = on_plan("lite")
    story.when(DEFINE, by=ADMINISTRATOR).then_refused(PlanLacks)
    story.when(ArchiveTicketType(code="incident"), by=ADMINISTRATOR)
    assert story.receipt.version == 1
    story.when(AddService(title=Named(ru="Печать")), by=ADMINISTRATOR)
    assert story.receipt.version == 1
    story.when(DEFINE, by=OPERATOR).then_refused(NotAllowed)


def test_row_170_a_larger_plan_and_the_desk_itself_are_refused_nothing() -> None:
    assert on_plan("standard").when(DEFINE, by=ADMINISTRATOR).receipt.version == 1
    assert on_plan("lite").when(DEFINE, by=THE_DESK).receipt.version == 1
