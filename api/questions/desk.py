"""Questions about the desk as a whole: which modules are shown, who answers by default, what its plan has."""

from __future__ import annotations

import msgspec

from aggregates.module import module_called
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.history.cards import HISTORY, History
from api.questions.paging.whole import PageOf
from api.questions.table import may_ask
from commands.plans import FEATURES, PLAN_NAMES, PLANS, Feature, Plan
from events.values.identity import DESK_RESPONSIBLE_STREAM, MODULES_STREAM
from events.values.module import Module
from events.values.people import Viewer
from events.values.text import Text
from projections.desk import labels as desk_labels
from projections.desk.labels import DeskResponsible as DeskResponsible  # noqa: PLC0414 - what pages tell
from projections.desk.labels import ModuleLabel
from projections.facts.history import history_with_names
from projections.kit.reads import views_of

_RESPONSIBLE = views_of(desk_labels.responsible)
LISTED_BY: dict[Module, str] = {
    "problems": "list-problems",
    "change_requests": "list-changes",
    "knowledge": "list-articles",
}
"""Module -> the question that lists what is in it: whoever may not ask it is not told of the module either."""


class FeatureOfPlans(msgspec.Struct, frozen=True, kw_only=True):
    """A feature, whether the desk's plan has it, and every plan that has it."""

    code: Feature
    name: Text
    is_included: bool
    plans: tuple[Plan, ...]


class PlanCard(msgspec.Struct, frozen=True, kw_only=True):
    """The plan of the desk, and what each feature hangs on; whatever is no feature is in every plan."""

    plan: Plan
    name: Text
    features: list[FeatureOfPlans]


class ModuleList(msgspec.Struct, frozen=True):
    """Modules with their labels."""

    modules: list[ModuleLabel]


@question("list-modules")
def list_modules(desk: Desk, viewer: Viewer, _: None) -> Answer[ModuleList]:
    """Those that are there for the viewer's groups. Straight from the log, so never stale."""
    labels = desk_labels.labels(desk.log.load(MODULES_STREAM))
    return Answer(ModuleList([label for label in labels if may_ask(viewer, LISTED_BY[label.module])]))


@question("read-module-history", HISTORY)
def read_module_history(desk: Desk, viewer: Viewer, wanted: PageOf[str]) -> Answer[History]:
    """Straight from the log, but for the names in it; empty while nobody touched its label."""
    with desk.database.snapshot() as db:
        facts = desk_labels.of_module(desk.log.at(db).load(MODULES_STREAM), module_called(wanted.ref))
        return Answer(History.of(history_with_names(db, viewer, facts), wanted))


@question("read-desk-responsible", _RESPONSIBLE)
def read_desk_responsible(desk: Desk, _viewer: Viewer, _: None) -> Answer[DeskResponsible]:
    """Whom tickets go to that neither a service nor an agreement has anybody for."""
    with desk.database.snapshot() as db:
        found = desk_labels.responsible(db, desk.log.at(db).load(DESK_RESPONSIBLE_STREAM))
    return Answer(found)


@question("read-plan")
def read_plan(desk: Desk, _viewer: Viewer, _: None) -> Answer[PlanCard]:
    """By the one table that orders and questions are refused by (rows 16, 170)."""
    plan = desk.settings.plan
    features = [
        FeatureOfPlans(
            code=code,
            name=offer.name,
            is_included=code in PLANS[plan],
            plans=tuple(one for one, features in PLANS.items() if code in features),
        )
        for code, offer in FEATURES.items()
    ]
    return Answer(PlanCard(plan=plan, name=PLAN_NAMES[plan], features=features))
