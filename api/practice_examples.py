"""Example answers about problems and change requests; part of ``api.examples``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from api.command_route import PERSON, SERVICE, TEAM
from api.problem_routes import IncidentOutcome, IncidentOutcomes
from api.problem_table import TICKET
from events.values.approval import ApprovalStage
from events.values.change import SUBMITTED
from events.values.identity import PersonId, change_id, problem_id
from events.values.problem import KNOWN_ERROR
from events.values.text import Text
from projections.changes import Consent
from projections.changes_query import ChangeCard, ChangeLine, ChangePage
from projections.linked_tickets import LinkedTicket
from projections.problems import ProblemCard, ProblemLine, ProblemPage

_AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
_PERSON, _TEAM, _TICKET = PersonId(UUID(PERSON)), UUID(TEAM), UUID(TICKET)
_LINKED = (
    LinkedTicket(ticket_id=_TICKET, number=1001, subject="Не печатает принтер", status="in_progress", is_open=True),
)
_FIRST_LINE = Text(ru="Первая линия", en="First line")
_APPROVER = Text.same("Анна Орлова")

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
    "incidents": 1,
    "has_workaround": True,
    "has_root_cause": True,
    "registered_at": _AT,
    "changed_at": _AT,
    "version": 4,
}
_CHANGE: dict[str, Any] = {
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
    "team_id": _TEAM,
    "team": _FIRST_LINE,
    "responsible_id": None,
    "responsible": None,
    "asks_me": True,
    "drafted_at": _AT,
    "changed_at": _AT,
    "version": 3,
}

PRACTICE_ANSWERS: dict[str, msgspec.Struct] = {
    "list-problems": ProblemPage((ProblemLine(**_PROBLEM),)),
    "read-problem": ProblemCard(
        **_PROBLEM,
        description="Три этажа, каждое утро.",
        workaround="Выключить и включить принтер",
        root_cause="Коммутатор перезагружается в шесть утра",
        reason="",
        solution="",
        tickets=_LINKED,
    ),
    "resolve-incidents": IncidentOutcomes([IncidentOutcome(ticket_id=_TICKET, number=1001, version=5, position=77)]),
    "list-changes": ChangePage((ChangeLine(**_CHANGE),)),
    "read-change": ChangeCard(
        **_CHANGE,
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
        tickets=_LINKED,
        names={PERSON: _APPROVER},
    ),
}
"""Operation -> an example of its answer."""
