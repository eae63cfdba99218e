"""Which rules can be tried on tickets before they hold: the commands that change them; asked by who tries them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from commands.agreement import RescheduleAgreement, ReviseAgreementPromise
from commands.command import Command
from commands.service import AllowServiceTypes
from commands.service_checklists import SetServiceChecklists
from commands.service_questions import SetServiceQuestions
from commands.service_schedule import DeclareHolidays, ReviseSchedule, WithdrawHolidays
from commands.ticket_type.checklist import SetTypeChecklist
from commands.ticket_type.define import ReviseTicketType

MOST_DRAFTS = 10
MOST_TRIED_ON = 20
"""So many tickets are tried at once: each is measured from its first fact on, twice."""
RuleCommand = Literal[
    "revise-ticket-type",
    "set-type-checklist",
    "allow-service-types",
    "set-service-questions",
    "set-service-checklists",
    "revise-agreement-promise",
    "reschedule-agreement",
    "revise-schedule",
    "declare-holidays",
    "withdraw-holidays",
]
RULES: Mapping[str, type[Command]] = {
    command.name: command
    for command in (
        ReviseTicketType,
        SetTypeChecklist,
        AllowServiceTypes,
        SetServiceQuestions,
        SetServiceChecklists,
        ReviseAgreementPromise,
        RescheduleAgreement,
        ReviseSchedule,
        DeclareHolidays,
        WithdrawHolidays,
    )
}
"""The commands by their names: all that changes what is asked of tickets that there are, and what is promised."""
