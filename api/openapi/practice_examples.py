"""Example answers about problems and change requests; part of ``api.openapi.examples``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from api.questions.answers import History
from api.rest.command_route import PERSON, SERVICE, TEAM
from api.rest.problem.orders import TICKET
from api.rest.problem.questions import IncidentOutcome, IncidentOutcomes
from events.values.approval import ApprovalStage
from events.values.change import CHANGE_CYCLE, LED_BY, SUBMITTED
from events.values.identity import PersonId, change_id, problem_id
from events.values.people import Actor
from events.values.problem import KNOWN_ERROR, PROBLEM_CYCLE
from events.values.text import Text
from events.values.ticket import IN_PROGRESS, STATUSES
from projections.change_request.pages import ChangeCard, ChangeLine, ChangePage
from projections.change_request.rows import Consent
from projections.facts.history import HistoryEntry
from projections.kit.ways import ways_from
from projections.problem.rows import ProblemCard, ProblemLine, ProblemPage
from projections.ticket.linked import LinkedTicket
from projections.ticket.links import LinkedChange, LinkedProblem

_AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
_PERSON, _TEAM, _TICKET = PersonId(UUID(PERSON)), UUID(TEAM), UUID(TICKET)
LINKED = LinkedTicket(
    ticket_id=_TICKET,
    number=1001,
    subject="Не печатает принтер",
    status=IN_PROGRESS,
    status_name=STATUSES[IN_PROGRESS].name,
    is_open=True,
)
_COMMAND = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")
_FIRST_LINE = Text(ru="Первая линия", en="First line")
_PRINTING = Text(ru="Печать", en="Printing")
_APPROVER = Text.same("Орлова Анна")

_PROBLEM: dict[str, Any] = {
    "problem_id": problem_id(1),
    "number": 1,
    "subject": "Принтеры теряют сеть по утрам",
    "priority": "high",
    "status": KNOWN_ERROR,
    "status_name": Text(ru="Известная ошибка", en="Known error"),
    "team_id": _TEAM,
    "team": _FIRST_LINE,
    "responsible_id": None,
    "responsible": None,
    "services": (UUID(SERVICE),),
    "service_names": (_PRINTING,),
    "incidents": 1,
    "has_workaround": True,
    "has_root_cause": True,
    "registered_at": _AT,
    "changed_at": _AT,
    "version": 4,
}
CHANGE: dict[str, Any] = {
    "change_id": change_id(1),
    "number": 1,
    "subject": "Заменить коммутатор на втором этаже",
    "risk": "high",
    "status": SUBMITTED,
    "status_name": Text(ru="На согласовании", en="Submitted"),
    "begins_at": datetime(2030, 3, 2, 19, 0, tzinfo=UTC),
    "ends_at": datetime(2030, 3, 2, 23, 0, tzinfo=UTC),
    "is_held": False,
    "services": (UUID(SERVICE),),
    "service_names": (_PRINTING,),
    "team_id": _TEAM,
    "team": _FIRST_LINE,
    "responsible_id": None,
    "responsible": None,
    "asks_me": True,
    "reminded_at": None,
    "expires_at": datetime(2030, 3, 1, 15, 0, tzinfo=UTC),
    "drafted_at": _AT,
    "changed_at": _AT,
    "version": 3,
}
LINKED_PROBLEM = LinkedProblem(
    **{field: _PROBLEM[field] for field in ("problem_id", "number", "subject", "status", "status_name")},
    workaround="Выключить и включить принтер",
)
LINKED_CHANGE = LinkedChange(**{field: CHANGE[field] for field in LinkedChange.__struct_fields__})


def history_of(name: str, what: Text, fact: dict[str, Any]) -> History:
    """A history of one fact."""
    entry = HistoryEntry(
        position=42,
        version=1,
        name=name,
        what=what,
        by=Actor(kind="person", id=_PERSON, name="Орлова Анна"),
        actor=Text.same("Орлова Анна"),
        occurred_at=_AT,
        recorded_at=_AT,
        fact_id=UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
        command_id=_COMMAND,
        correlation_id=_COMMAND,
        causation_id=_COMMAND,
        fact=fact,
    )
    return History([entry])


PRACTICE_ANSWERS: dict[str, msgspec.Struct] = {
    "list-problems": ProblemPage((ProblemLine(**_PROBLEM),)),
    "read-problem": ProblemCard(
        **_PROBLEM,
        description="Три этажа, каждое утро.",
        workaround="Выключить и включить принтер",
        root_cause="Коммутатор перезагружается в шесть утра",
        reason="",
        solution="",
        tickets=(LINKED,),
        ways=ways_from(PROBLEM_CYCLE, KNOWN_ERROR, by="move-problem", led_by={}),
    ),
    "read-problem-history": history_of(
        "problem.registered@1",
        Text(ru="Зарегистрирована проблема P-1", en="Problem P-1 was registered"),
        {"number": 1, "subject": _PROBLEM["subject"]},
    ),
    "read-change-history": history_of(
        "change.drafted@1",
        Text(ru="Начат запрос на изменение C-1", en="Change request C-1 was drafted"),
        {"number": 1},
    ),
    "resolve-incidents": IncidentOutcomes([IncidentOutcome(ticket_id=_TICKET, number=1001, version=5, position=77)]),
    "list-changes": ChangePage((ChangeLine(**CHANGE),)),
    "read-change": ChangeCard(
        **CHANGE,
        description="",
        plan="Снять старый, поставить новый, проверить порты.",
        back_out="Вернуть старый.",
        note="",
        stages=(
            ApprovalStage(mode="one", approvers=(_PERSON,)),
            ApprovalStage(mode="all", approvers=(_PERSON,)),
        ),
        stage=1,
        waits_for=(_PERSON,),
        answers=(Consent(stage=0, approver_id=_PERSON, answered_by=_PERSON, verdict="approve", comment="", at=_AT),),
        reason="",
        solution="",
        tickets=(LINKED,),
        ways=ways_from(CHANGE_CYCLE, SUBMITTED, by="move-change", led_by=LED_BY),
        names={PERSON: _APPROVER},
    ),
}
"""Operation -> an example of its answer."""
