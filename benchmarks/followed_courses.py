"""What happens to teams, units, tickets and all else whose facts are followed, by ``followed_facts``.

The facts were the same at the commit that they are measured beside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from events import agreement, approval, change_request, org_unit, person, problem, service, team, ticket
from events.fact import Fact
from events.values.approval import ApprovalStage
from events.values.change import Outline
from events.values.people import Requester, Responsible
from events.values.person_name import PersonName
from events.values.targets import Promise
from events.values.text import Text
from events.values.ticket import STATUSES

FOUNDED: dict[str, Any] = {}
"""The schedule and the agreement of the desk that is measured."""

Course = Callable[[int, int], list[Fact]]
"""The facts of a thing, by its number and that of the round: the first round begins with the one that makes it."""


def an_id(kind: int, nth: int) -> Any:
    """An id of whatever kind is wanted: the facts do not look behind it."""
    return UUID(int=(kind << 64) + nth)


def a_name(nth: int) -> Text:
    """A name that no other has."""
    return Text(ru=f"Отдел сопровождения {nth}", en=f"Support department {nth}")


def of_team(nth: int, turn: int) -> list[Fact]:
    """People join, lead and leave."""
    key, guest = an_id(1, nth), an_id(9, turn)
    formed = team.TeamFormed(team_id=key, name=a_name(nth), members=(an_id(8, nth), an_id(8, nth + 1)))
    return [
        *([] if turn else [formed]),
        team.TeamMembersLinked(team_id=key, members=(guest,)),
        team.TeamLeadNamed(team_id=key, lead=an_id(8, nth + turn % 2)),
        team.TeamRenamed(team_id=key, name=a_name(turn)),
        team.TeamMembersUnlinked(team_id=key, members=(guest,)),
    ]


def of_unit(nth: int, turn: int) -> list[Fact]:
    """A unit is renamed and headed by others."""
    key = an_id(2, nth)
    return [
        *([] if turn else [org_unit.OrgUnitAdded(unit_id=key, kind="company", name=a_name(nth))]),
        org_unit.OrgUnitRenamed(unit_id=key, name=a_name(turn)),
        org_unit.OrgUnitHeadNamed(unit_id=key, head=an_id(8, turn)),
        org_unit.OrgUnitSharingSet(unit_id=key, shares_tickets=bool(turn % 2)),
    ]


def of_approval(nth: int, turn: int) -> list[Fact]:
    """Asked, answered, ended; the next round is another approval of the ticket."""
    key: dict[str, Any] = {"ticket_id": an_id(3, nth), "approval_id": an_id(4, nth * 1_000_000 + turn)}
    stages = (ApprovalStage(mode="all", approvers=(an_id(8, 1), an_id(8, 2))),)
    back = STATUSES["in_progress"]
    said: dict[str, Any] = {"stage": 0, "verdict": "approve", "comment": "Согласовано"}
    return [
        approval.ApprovalRequested(
            **key, requester_id=an_id(8, 7), question="Закупить?", stages=stages, returns_to=back, rejected_to=back
        ),
        approval.ApprovalAnswered(
            **key, requester_id=an_id(8, 7), approver_id=an_id(8, 1), answered_by=an_id(8, 1), **said
        ),
        approval.ApprovalAnswered(
            **key, requester_id=an_id(8, 7), approver_id=an_id(8, 2), answered_by=an_id(8, 2), **said
        ),
        approval.ApprovalEnded(**key, requester_id=an_id(8, 7), outcome="approved", status=back),
    ]


def of_change(nth: int, turn: int) -> list[Fact]:
    """Outlined, assigned, linked, asked about, answered, taken back."""
    key = an_id(5, nth)
    outline = Outline(subject=f"Обновить {turn}", description="Новая версия" * 5, plan="По плану" * 5, risk="low")
    stages = (ApprovalStage(mode="all", approvers=(an_id(8, 1), an_id(8, 2))),)
    return [
        *([] if turn else [change_request.ChangeDrafted(change_id=key, number=nth + 1, outline=outline)]),
        change_request.ChangeOutlined(change_id=key, outline=outline),
        change_request.ChangeAssigned(change_id=key, responsible=Responsible(an_id(1, 1), an_id(8, turn))),
        change_request.ChangeIncidentsLinked(change_id=key, incidents=(an_id(3, turn),)),
        change_request.ChangeSubmitted(change_id=key, stages=stages),
        change_request.ChangeApprovalAnswered(
            change_id=key, stage=0, approver_id=an_id(8, 1), answered_by=an_id(8, 1), verdict="approve"
        ),
        change_request.ChangeMoved(change_id=key, status="draft", reason="Не сейчас"),
    ]


def of_problem(nth: int, turn: int) -> list[Fact]:
    """Described, assigned, linked, worked around."""
    key = an_id(6, nth)
    return [
        *([] if turn else [problem.ProblemRegistered(problem_id=key, number=nth + 1, subject="Нет связи")]),
        problem.ProblemDescribed(
            problem_id=key, subject=f"Нет связи {turn}", description="С утра" * 9, priority="high", services=()
        ),
        problem.ProblemAssigned(problem_id=key, responsible=Responsible(an_id(1, 1), an_id(8, turn))),
        problem.ProblemIncidentsLinked(problem_id=key, incidents=(an_id(3, turn),)),
        problem.WorkaroundFound(problem_id=key, workaround=f"Перезагрузить {turn}"),
    ]


def of_service(nth: int, turn: int) -> list[Fact]:
    """Described, placed, given to somebody."""
    key, told = an_id(7, nth), a_name(turn)
    return [
        *([] if turn else [service.ServiceAdded(service_id=key, name=a_name(nth))]),
        service.ServiceDescribed(service_id=key, name=told, description=told, classification=str(turn)),
        service.ServicePlaced(service_id=key, place=turn),
        service.ServiceResponsibleNamed(service_id=key, responsible=Responsible(an_id(1, turn))),
        service.ServiceTypesAllowed(service_id=key, types=("incident", str(turn))),
    ]


def of_agreement(nth: int, turn: int) -> list[Fact]:
    """Renamed, promised otherwise, for others."""
    key = an_id(10, nth)
    concluded = agreement.AgreementConcluded(
        agreement_id=key, name=a_name(nth), schedule_id=FOUNDED["schedule"], promise=Promise()
    )
    return [
        *([] if turn else [concluded]),
        agreement.AgreementRenamed(agreement_id=key, name=a_name(turn)),
        agreement.AgreementDefaultResponsibleNamed(agreement_id=key, responsible=Responsible(an_id(1, turn))),
        agreement.AgreementServicesNamed(agreement_id=key, services=(an_id(7, turn),)),
        agreement.AgreementRecipientsNamed(agreement_id=key, units=(an_id(2, turn),)),
    ]


def of_person(nth: int, turn: int) -> list[Fact]:
    """Moves up, answers under another number and address."""
    key = an_id(8, nth)
    registered = person.PersonRegistered(
        person_id=key, kind="employee", name=PersonName("Петров", "Иван"), emails=(f"p{nth}@example.org",)
    )
    return [
        *([] if turn else [registered]),
        person.PersonPositionChanged(person_id=key, position=f"Инженер {turn}"),
        person.PersonPhonesChanged(person_id=key, phones=(f"+7 900 {turn:07}",)),
        person.PersonEmailsChanged(person_id=key, emails=(f"p{nth}.{turn}@example.org",)),
    ]


def of_ticket(nth: int, turn: int) -> list[Fact]:
    """Assigned, commented, put on hold and resumed."""
    key, who = an_id(3, nth), an_id(8, nth)
    registered = ticket.TicketRegistered(
        ticket_id=key,
        number=nth + 1,
        type="incident",
        subject="Не печатает принтер на третьем этаже",
        description="Горит красная лампа, бумага есть.",
        requester=Requester(person_id=who, name="Иван Петров"),
        channel="email",
        agreement_id=FOUNDED["agreement"],
        priority="normal",
    )
    return [
        *([] if turn else [registered, ticket.TicketPutInProgress(ticket_id=key)]),
        ticket.TicketAssigned(ticket_id=key, responsible=Responsible(an_id(1, turn))),
        ticket.TicketCommented(
            ticket_id=key,
            comment_id=an_id(11, nth * 1_000_000 + turn),
            requester_id=who,
            body="Проверьте кабель и перезагрузите принтер.",
            is_public=True,
            by_staff=True,
        ),
        ticket.TicketPutOnHold(ticket_id=key, requester_id=who, reason="Ждём деталь"),
        ticket.TicketResumed(ticket_id=key),
    ]
