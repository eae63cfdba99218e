"""One valid command of each kind about things of the gallery: the documented ones, and those that no route carries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from aggregates.dealing import Candidate
from api.rest import command_route as documented
from api.rest.approval.orders import APPROVAL as DOCUMENTED_APPROVAL
from api.rest.article.orders import ARTICLE_ROUTES
from api.rest.change_request.freeze_orders import FREEZE_ROUTES
from api.rest.change_request.orders import CHANGE_ROUTES
from api.rest.command_route import CommandRoute
from api.rest.command_table import COMMAND_ROUTES
from api.rest.person.on_call_orders import COLLEAGUE
from api.rest.person.on_call_orders import REPLACEMENT as DOCUMENTED_REPLACEMENT
from api.rest.problem.orders import OUTAGE_ROUTES, PROBLEM_ROUTES
from commands.account import (
    EndSessions,
    OfferPasswordReset,
    RecordPasswordSet,
    RecordSecondFactor,
    RecordSessionEnded,
)
from commands.catalogue import COMMANDS
from commands.change_request.approve import ExpireChangeApproval, RecordChangeReminder
from commands.change_request.stuck_consent import EndStuckConsent
from commands.command import Command
from commands.dealing import DealTicket
from commands.found_desk import FoundDesk
from commands.log import ResumeLog, TellDetailsSealed
from commands.merging.following import LetTeamFollow, LetTicketFollow
from commands.person.card import ChangePhoto
from commands.problem.incidents import ResolveProblemIncident
from commands.ticket.approval import ExpireApproval, RecordApprovalReminder
from commands.ticket.crossings import (
    CloseTicketByItself,
    RecordDeadlineMiss,
    RecordEscalation,
    WakeTicket,
    WithdrawDeadlineMiss,
    WithdrawEscalation,
)
from commands.ticket.recognise import RecogniseRequester
from commands.ticket.stuck_approval import EndStuckApproval
from commands.ticket.undo import UndoBulk
from commands.ticket.work import LeadTicket
from commands.token import RecordTokenMade, RecordTokenWithdrawn
from tests.gallery import ACTION, AGREEMENT, OTHER_TICKET, SCHEDULE, START, TICKET
from tests.gallery_approvals import APPROVAL
from tests.gallery_articles import ARTICLE
from tests.gallery_at_hand import CHECKLIST, MACRO, TEMPLATE
from tests.gallery_changes import CHANGE, FREEZE
from tests.gallery_people import CLIENT, DEPARTMENT, PHOTO, REPLACEMENT
from tests.gallery_problems import PROBLEM
from tests.gallery_services import INTERNET
from tests.gallery_views import VIEW
from tests.people import ANNA, FIRST_LINE, OLGA, SEMYON

STANDS_FOR: dict[str, object] = {
    documented.PERSON: OLGA,
    documented.TEAM: FIRST_LINE,
    documented.SCHEDULE: SCHEDULE,
    documented.AGREEMENT: AGREEMENT,
    documented.COMPANY: CLIENT,
    documented.UNIT: DEPARTMENT,
    documented.SERVICE: INTERNET,
    documented.TICKET: OTHER_TICKET,
    DOCUMENTED_APPROVAL: APPROVAL,
    documented.MACRO: MACRO,
    documented.CHECKLIST: CHECKLIST,
    DOCUMENTED_REPLACEMENT: REPLACEMENT,
    COLLEAGUE: SEMYON,
}
"""Id in the documents -> the thing of the gallery."""
NAMED: dict[str, object] = {
    "ticket_id": TICKET,
    "problem_id": PROBLEM,
    "change_id": CHANGE,
    "agreement_id": AGREEMENT,
    "schedule_id": SCHEDULE,
    "service_id": INTERNET,
    "unit_id": DEPARTMENT,
    "person_id": ANNA,
    "team_id": FIRST_LINE,
    "view_id": VIEW,
    "template_id": TEMPLATE,
    "article_id": ARTICLE,
    "macro_id": MACRO,
    "checklist_id": CHECKLIST,
    "freeze_id": FREEZE,
    "module": "change_requests",
    "code": "incident",
}
"""What the path of a route names -> a thing of the gallery."""

_AT = START + timedelta(minutes=30)
_ON_TICKET: dict[str, Any] = {"ticket_id": TICKET, "ticket_version": 1}
_POINT: dict[str, Any] = _ON_TICKET | {"target_no": 1, "point_id": "75"}

UNROUTED: tuple[Command, ...] = (
    UndoBulk(ticket_id=TICKET, job_id=UUID(int=73)),
    RecordDeadlineMiss(**_ON_TICKET, clock="reaction", target_no=1, missed_at=_AT),
    WithdrawDeadlineMiss(**_ON_TICKET, clock="reaction", target_no=1, reason="target_changed"),
    RecordEscalation(**_POINT, clock="reaction", due_at=_AT, action=ACTION),
    WithdrawEscalation(**_POINT, clock="resolution"),
    WakeTicket(**_ON_TICKET, wake_up_at=_AT),
    CloseTicketByItself(**_ON_TICKET, due_at=_AT),
    LeadTicket(ticket_id=TICKET),
    RecogniseRequester(ticket_id=TICKET, person_id=ANNA),
    RecordApprovalReminder(**_ON_TICKET, approval_id=APPROVAL, stage=0, due_at=START),
    ExpireApproval(**_ON_TICKET, approval_id=APPROVAL, stage=0, due_at=START),
    EndStuckApproval(ticket_id=TICKET, approval_id=APPROVAL),
    RecordChangeReminder(change_id=CHANGE, change_version=1, stage=0, due_at=START),
    ExpireChangeApproval(change_id=CHANGE, change_version=1, stage=0, due_at=START),
    EndStuckConsent(change_id=CHANGE),
    DealTicket(ticket_id=TICKET, team_id=FIRST_LINE, candidates=(Candidate(person_id=OLGA),), seen_turns=0),
    ResolveProblemIncident(problem_id=PROBLEM, ticket_id=TICKET),
    FoundDesk(),
    ResumeLog(seen_epoch=1, seen_position=90, seen_link="00" * 32),
    TellDetailsSealed(until=90),
    ChangePhoto(person_id=OLGA, photo=PHOTO),
    LetTicketFollow(ticket_id=TICKET, person_id=ANNA),
    LetTeamFollow(team_id=FIRST_LINE, person_id=ANNA),
    RecordPasswordSet(person_id=ANNA, how="chosen"),
    OfferPasswordReset(person_id=ANNA),
    EndSessions(person_id=ANNA),
    RecordSessionEnded(person_id=ANNA, session_id=UUID(int=71)),
    RecordSecondFactor(person_id=ANNA, what="switched_off"),
    RecordTokenMade(person_id=ANNA, token_id=UUID(int=72), label="Отчёты"),
    RecordTokenWithdrawn(person_id=ANNA, token_id=UUID(int=72)),
)
"""What the desk issues by itself, and what a route makes of something that is no command."""


def documented_command(route: CommandRoute) -> Command:
    """The example of a route as the door reads it."""
    body = _of_the_gallery(route.example)
    if route.binds:
        body = {route.binds: NAMED[route.binds], **body}
    return msgspec.json.decode(msgspec.json.encode(body), type=route.command)


def _of_the_gallery(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _of_the_gallery(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_of_the_gallery(inner) for inner in value]
    return STANDS_FOR.get(value, value) if isinstance(value, str) else value


def _by_name(commands: Iterable[Command]) -> dict[str, Command]:
    found = {command.name: command for command in commands}
    return {name: found[name] for name in COMMANDS if name in found}


EACH = _by_name((*map(documented_command, COMMAND_ROUTES), *UNROUTED))
"""Stable name -> the command, in the order of the catalogue."""
OUTAGES = _by_name(map(documented_command, OUTAGE_ROUTES))
ON_PROBLEMS = _by_name((*map(documented_command, PROBLEM_ROUTES), EACH["resolve-problem-incident"]))
ON_ARTICLES = _by_name(map(documented_command, ARTICLE_ROUTES))
ON_CHANGE_REQUESTS = _by_name(map(documented_command, CHANGE_ROUTES))
ON_FREEZES = _by_name(map(documented_command, FREEZE_ROUTES))
