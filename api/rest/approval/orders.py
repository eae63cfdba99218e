"""Ways to ask for approval, to answer and to name a substitute; part of ``api.rest.command_table``."""

from __future__ import annotations

from api.rest.command_route import PERSON, TEAM, CommandRoute, of, on_ticket
from commands.person.substitute import DismissSubstitute, NameSubstitute
from commands.ticket.approval import AnswerApproval, RequestApproval, WithdrawApproval

APPROVAL = "a99e0f0e-7d1c-5e0b-8f6e-2a1b9c4d5e55"

APPROVAL_ROUTES: tuple[CommandRoute, ...] = (
    on_ticket(
        "approvals",
        RequestApproval,
        "Запросить согласование",
        "Request an approval",
        {
            "question": "Купить ли новый принтер?",
            "stages": [{"mode": "one", "leads_of": [TEAM]}, {"mode": "all", "approvers": [PERSON]}],
            "remind_for": {"amount": 4, "unit": "hours"},
            "expires_for": {"amount": 1, "unit": "days"},
            "if_rejected": "in_progress",
        },
    ),
    on_ticket(
        "approvals/answer",
        AnswerApproval,
        "Согласовать или отклонить, за себя или замещая",
        "Approve or reject, for oneself or as a substitute",
        {"approval_id": APPROVAL, "verdict": "approve", "comment": "Старый чинить дороже"},
    ),
    on_ticket(
        "approvals/withdraw",
        WithdrawApproval,
        "Отозвать запрос согласования",
        "Withdraw the request",
        {"approval_id": APPROVAL},
    ),
    of(
        "persons",
        "person_id",
        "substitute",
        NameSubstitute,
        "Назначить заместителя на время",
        "Name a substitute for a while",
        {"substitute_id": PERSON, "from_at": "2030-07-01T00:00:00+03:00", "until_at": "2030-07-15T00:00:00+03:00"},
    ),
    of(
        "persons",
        "person_id",
        "dismiss-substitute",
        DismissSubstitute,
        "Больше никто не замещает",
        "Dismiss the substitute",
        {},
    ),
)
