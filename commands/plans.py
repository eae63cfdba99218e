"""Plans: which features each has, and which orders and questions are of a feature; asked by the bus and by every door.

Nothing is hidden by a plan: what it lacks is shown with the reason, and refused with it.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from events.values.people import Viewer
from events.values.refusal import Listed, Refusal
from events.values.text import Text

Plan = Literal["lite", "standard", "enterprise"]
PLAN_NAMES: dict[Plan, Text] = {
    "lite": Text.same("Lite"),
    "standard": Text.same("Standard"),
    "enterprise": Text.same("Enterprise"),
}
Feature = Literal["ticket_types", "service_questions", "macros", "feeds", "on_call", "change_requests", "journal"]


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A feature: how people read it, and the orders and questions that are of it."""

    name: Text
    orders: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()


FEATURES: dict[Feature, Offer] = {
    "ticket_types": Offer(
        name=Text("Свои типы заявок и жизненные циклы", "Ticket types and life cycles of one's own"),
        orders=frozenset({"define-ticket-type", "revise-ticket-type"}),
        questions=frozenset({"preview-ticket-type"}),
    ),
    "service_questions": Offer(
        name=Text("Вопросы услуг и чек-листы", "Questions of services and checklists"),
        orders=frozenset({"set-service-questions", "set-service-checklists", "set-type-checklist"}),
    ),
    "macros": Offer(
        name=Text("Макросы", "Macros"), orders=frozenset({"make-macro", "change-macro", "share-macro", "apply-macro"})
    ),
    "feeds": Offer(
        name=Text("Импорт людей и подразделений", "Import of people and units"),
        orders=frozenset({"feed-person", "unfeed-person", "feed-org-unit", "unfeed-org-unit"}),
    ),
    "on_call": Offer(
        name=Text("Дежурства и раздача заявок", "On-call duty and dealing of tickets"),
        orders=frozenset({"set-on-call-rota", "cover-on-call", "swap-on-call", "choose-dealing"}),
    ),
    "change_requests": Offer(
        name=Text("Запросы на изменение, окна и запреты", "Change requests, windows and freezes"),
        orders=frozenset({"draft-change", "submit-change", "schedule-change", "declare-freeze"}),
        questions=frozenset({"preview-freeze"}),
    ),
    "journal": Offer(
        name=Text("Журнал изменений настроек", "The journal of changes of settings"),
        questions=frozenset({"list-setting-changes", "read-setting-change"}),
    ),
}
_STANDARD: frozenset[Feature] = frozenset({"ticket_types", "service_questions", "macros", "feeds"})
PLANS: dict[Plan, frozenset[Feature]] = {
    "lite": frozenset(),
    "standard": _STANDARD,
    "enterprise": frozenset(FEATURES),
}
"""Plan -> its features (rows 16, 53-54, 72c, 170). What is of none is in every plan: work on tickets always is, and so
is whatever ends or undoes what a larger plan began."""
OF_ORDER: dict[str, Feature] = {order: code for code, offer in FEATURES.items() for order in offer.orders}
OF_QUESTION: dict[str, Feature] = {name: code for code, offer in FEATURES.items() for name in offer.questions}


class PlanLacks(Refusal):
    """The plan “{plan}” does not have this: {feature}. Plans that have it: {having}. Ask whoever runs the desk for one
    of them; what is set up already goes on working.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "not_yours"
    ru: ClassVar[str] = (
        "На тарифе «{plan}» этого нет: {feature}. Есть на тарифах: {having}. Попросите один из них у того, кто "
        "обслуживает систему; что уже настроено, продолжает работать."
    )
    rule: ClassVar[str] = "row 16"


def lacks(plan: Plan, feature: Feature | None) -> PlanLacks | None:
    """Why a plan refuses what is of a feature; ``None``: it does not."""
    if feature is None or feature in PLANS[plan]:
        return None
    having = Listed({code: PLAN_NAMES[code] for code, features in PLANS.items() if feature in features})
    return PlanLacks(plan=PLAN_NAMES[plan], feature=FEATURES[feature].name, having=having)


def refuse_lacking(plan: Plan, feature: Feature | None, viewer: Viewer) -> None:
    """Raise why a plan refuses it; the desk itself, which only goes on with what was begun, is never refused."""
    if viewer.actor.kind != "system" and (refusal := lacks(plan, feature)) is not None:
        raise refusal
