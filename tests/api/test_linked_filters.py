"""Problems and change requests are narrowed alike: what both lists may be asked becomes one and the same filter."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from api.questions.change_request.cards import ChangesWanted
from api.questions.linked.wanted import LinkedWanted, filter_of
from api.questions.problem.cards import ProblemsWanted
from api.questions.refusals import InvalidField
from events.values.change import CHANGE_CYCLE
from events.values.identity import PersonId
from events.values.problem import PROBLEM_CYCLE
from projections.change_request.pages import ChangeFilter
from projections.linked.pages import LinkedFilter
from projections.problem.pages import ProblemFilter
from tests.api.serving import AS_SYSTEM

BOTH = pytest.mark.parametrize(
    ("wanted", "kind"), [(ProblemsWanted, ProblemFilter), (ChangesWanted, ChangeFilter)], ids=["problems", "changes"]
)
CYCLES = {ProblemFilter: PROBLEM_CYCLE, ChangeFilter: CHANGE_CYCLE}


@BOTH
def test_what_is_wanted_of_both_lists_is_what_their_filters_say(
    wanted: type[LinkedWanted], kind: type[LinkedFilter]
) -> None:
    cycle, service, ticket, team = CYCLES[kind], uuid4(), uuid4(), uuid4()
    found = filter_of(
        kind,
        wanted(
            status=[cycle.initial],
            is_open=True,
            service=service,
            service_exactly=True,
            ticket=str(ticket),
            team=team,
            text=" шлюз ",
        ),
        PersonId(AS_SYSTEM.actor.id),
        cycle,
    )
    assert found == kind(
        statuses=(cycle.initial,),
        is_open=True,
        service=service,
        service_exactly=True,
        ticket=ticket,
        team=team,
        responsible=AS_SYSTEM.actor.id,
        text=" шлюз ",
    )


@BOTH
def test_nothing_wanted_matches_everything(wanted: type[LinkedWanted], kind: type[LinkedFilter]) -> None:
    assert filter_of(kind, wanted(), None, CYCLES[kind]) == kind()


@BOTH
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"status": ["asleep"], "service_exactly": True}, "status"),
        ({"service_exactly": True}, "service_exactly"),
    ],
)
def test_what_means_nothing_is_refused_by_its_name(
    wanted: type[LinkedWanted], kind: type[LinkedFilter], said: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidField) as refused:
        filter_of(kind, wanted(**said), None, CYCLES[kind])
    assert refused.value.field == field
