"""One valid example of every command on problems and change requests; part of ``examples``."""

from __future__ import annotations

from commands.change_request.approve import AnswerChangeApproval, SubmitChange
from commands.change_request.draft import (
    AssignChange,
    DraftChange,
    LinkChangeIncidents,
    OutlineChange,
    UnlinkChangeIncidents,
)
from commands.change_request.schedule import MoveChange, ScheduleChange
from commands.command import Command
from commands.problem.incidents import LinkProblemIncidents, ResolveProblemIncident, UnlinkProblemIncidents
from commands.problem.register import RegisterProblem
from commands.problem.work import AssignProblem, DescribeProblem, MoveProblem, RecordRootCause, RecordWorkaround
from commands.ticket.approval import Stage
from events.values.people import Responsible
from tests.gallery import OTHER_TICKET, TICKET
from tests.gallery_changes import CHANGE, NIGHT
from tests.gallery_problems import PROBLEM
from tests.people import OLGA, SECOND_LINE

PROBLEM_EXAMPLES: tuple[Command, ...] = (
    RegisterProblem(subject="Принтеры теряют сеть", incidents=(TICKET,)),
    DescribeProblem(problem_id=PROBLEM, priority="low"),
    AssignProblem(problem_id=PROBLEM, responsible=Responsible(SECOND_LINE)),
    LinkProblemIncidents(problem_id=PROBLEM, incidents=(OTHER_TICKET,)),
    UnlinkProblemIncidents(problem_id=PROBLEM, incidents=(TICKET,)),
    RecordWorkaround(problem_id=PROBLEM, workaround="Выключить и включить"),
    RecordRootCause(problem_id=PROBLEM, root_cause="Коммутатор"),
    MoveProblem(problem_id=PROBLEM, to="in_progress"),
    ResolveProblemIncident(problem_id=PROBLEM, ticket_id=TICKET),
)
CHANGE_EXAMPLES: tuple[Command, ...] = (
    DraftChange(subject="Заменить коммутатор"),
    OutlineChange(change_id=CHANGE, risk="low"),
    AssignChange(change_id=CHANGE, responsible=Responsible(SECOND_LINE)),
    LinkChangeIncidents(change_id=CHANGE, incidents=(OTHER_TICKET,)),
    UnlinkChangeIncidents(change_id=CHANGE, incidents=(TICKET,)),
    SubmitChange(change_id=CHANGE, stages=(Stage(mode="one", approvers=(OLGA,)),)),
    ScheduleChange(change_id=CHANGE, window=NIGHT),
    MoveChange(change_id=CHANGE, to="cancelled", reason="Не нужно"),
)
ANSWERED = AnswerChangeApproval(change_id=CHANGE, verdict="approve")
"""Whoever is asked may answer, whatever their group."""
