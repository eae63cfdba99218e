"""Ways to work on change requests; part of ``api.rest.command_table``."""

from __future__ import annotations

from typing import Any

from api.rest.command_route import PERSON, SERVICE, TEAM, TICKET, CommandRoute, new, of
from commands.change_request import approve, draft, schedule
from commands.command import Command

WINDOW = {"begins_at": "2030-03-02T22:00:00+03:00", "ends_at": "2030-03-03T02:00:00+03:00"}


def _on(path: str, command: type[Command], ru: str, en: str, example: dict[str, Any]) -> CommandRoute:
    return of("changes", "change_id", path, command, ru, en, example)


CHANGE_ROUTES: tuple[CommandRoute, ...] = (
    new(
        "changes",
        draft.DraftChange,
        "Начать запрос на изменение",
        "Draft a change request",
        {
            "subject": "Заменить коммутатор на втором этаже",
            "risk": "high",
            "plan": "Снять старый, поставить новый, проверить порты.",
            "back_out": "Вернуть старый.",
            "window": WINDOW,
            "services": [SERVICE],
            "incidents": [TICKET],
        },
    ),
    _on("outline", draft.OutlineChange, "Изменить черновик", "Write the draft anew", {"risk": "medium"}),
    _on(
        "assign",
        draft.AssignChange,
        "Назначить ответственного за изменение",
        "Assign a responsible for the change",
        {"responsible": {"team_id": TEAM, "person_id": PERSON}},
    ),
    _on(
        "link-incidents",
        draft.LinkChangeIncidents,
        "Связать заявки с изменением",
        "Link tickets to the change",
        {"incidents": [TICKET]},
    ),
    _on(
        "unlink-incidents",
        draft.UnlinkChangeIncidents,
        "Отвязать заявки от изменения",
        "Unlink tickets from the change",
        {"incidents": [TICKET]},
    ),
    _on(
        "submit",
        approve.SubmitChange,
        "Отправить на согласование",
        "Submit for approval",
        {
            "stages": [{"mode": "one", "leads_of": [TEAM]}, {"mode": "all", "approvers": [PERSON]}],
            "remind_for": {"amount": 4, "unit": "hours"},
            "expires_for": {"amount": 2, "unit": "days"},
        },
    ),
    _on(
        "answer",
        approve.AnswerChangeApproval,
        "Согласовать изменение или отказать",
        "Approve the change or reject it",
        {"verdict": "approve"},
    ),
    _on(
        "schedule",
        schedule.ScheduleChange,
        "Занять окно на всех услугах изменения",
        "Hold a window on all services of the change",
        {"window": WINDOW},
    ),
    _on(
        "move",
        schedule.MoveChange,
        "Перевести запрос в другой статус",
        "Move the request into another status",
        {"to": "draft", "reason": "Нужно другое окно"},
    ),
)
