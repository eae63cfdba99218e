"""All ways to ask the desk for something: path, command, what it says in both languages, an example."""

from __future__ import annotations

from typing import Any

import msgspec

from commands import agreement, service_schedule, team
from commands.command import Command
from commands.person.access import GrantGroups
from commands.person.register import RegisterPerson
from commands.ticket import register, talk, work
from events.values.text import Text

PERSON = "7d2f2f3e-9c55-5b1c-8f0e-3f6c1a0b2d4e"
TEAM = "0b54bb52-6a0a-5e0c-9d3f-6f1f2a7c8e90"
SCHEDULE = "a8a6a1ce-0a55-5a3e-8a3b-f0a3c9e3d111"
AGREEMENT = "c1a1f0de-2b66-5c4f-9b4c-e1b4d0f4e222"
COMPANY = "3f6f0f0e-7d1c-5e0b-8f6e-2a1b9c4d5e33"
WEEKDAY = [["09:00", "13:00"], ["14:00", "18:00"]]
TIMETABLE: dict[str, Any] = {
    "zone": "Europe/Moscow",
    "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), WEEKDAY),
    "yearly": [{"month": 1, "day": 1, "name": {"ru": "Новый год", "en": "New Year"}}],
}
PROMISE: dict[str, Any] = {
    "reaction": {"default": {"duration": {"amount": 1, "unit": "hours"}}},
    "resolution": {
        "rules": [
            {
                "id": "critical",
                "name": {"ru": "Критичные", "en": "Critical"},
                "when": {"priorities": ["critical"]},
                "norm": {
                    "duration": {"amount": 4, "unit": "hours"},
                    "escalations": [{"id": "75", "share_percent": 75}],
                },
            }
        ],
        "default": {"duration": {"amount": 2, "unit": "days"}},
    },
}


class CommandRoute(msgspec.Struct, frozen=True, kw_only=True):
    """One POST. ``binds`` names the field that the path's ``{ref}`` fills; ``tag`` groups the documentation."""

    path: str
    command: type[Command]
    summary: Text
    example: dict[str, Any]
    tag: str
    binds: str = ""
    creates: bool = False


def _ticket(path: str, command: type[Command], ru: str, en: str, example: dict[str, Any]) -> CommandRoute:
    return CommandRoute(
        path=f"/tickets/{{ref}}/{path}",
        command=command,
        summary=Text(ru, en),
        example=example,
        tag="tickets",
        binds="ticket_id",
    )


def _of(
    tag: str, field: str, path: str, command: type[Command], ru: str, en: str, example: dict[str, Any]
) -> CommandRoute:
    return CommandRoute(
        path=f"/{tag}/{{ref}}/{path}",
        command=command,
        summary=Text(ru, en),
        example=example,
        tag=tag,
        binds=field,
    )


def _new(tag: str, command: type[Command], ru: str, en: str, example: dict[str, Any]) -> CommandRoute:
    return CommandRoute(path=f"/{tag}", command=command, summary=Text(ru, en), example=example, tag=tag, creates=True)


COMMAND_ROUTES: tuple[CommandRoute, ...] = (
    _new(
        "tickets",
        register.RegisterTicket,
        "Зарегистрировать заявку",
        "Register a ticket",
        {
            "subject": "Не печатает принтер",
            "description": "Второй этаж, бухгалтерия.",
            "requester": {"email": "anna@client.example", "name": "Анна Орлова"},
            "impact": "high",
            "urgency": "normal",
        },
    ),
    _ticket(
        "comments",
        talk.CommentOnTicket,
        "Написать комментарий",
        "Write a comment",
        {"body": "Уже смотрим.", "is_public": True},
    ),
    _ticket(
        "assign",
        work.AssignTicket,
        "Назначить ответственного",
        "Assign a responsible",
        {"responsible": {"team_id": TEAM, "person_id": PERSON}},
    ),
    _ticket("start", work.PutTicketInProgress, "Взять в работу", "Put in progress", {}),
    _ticket(
        "hold",
        work.PutTicketOnHold,
        "Отложить",
        "Put on hold",
        {"reason": "Ждём запчасть", "wake_up_at": "2030-01-15T09:00:00+03:00"},
    ),
    _ticket("resume", work.ResumeTicket, "Вернуть из отложенных", "Resume", {}),
    _ticket("resolve", work.ResolveTicket, "Решить", "Resolve", {"solution": "Заменён картридж."}),
    _ticket("close", work.CloseTicket, "Закрыть", "Close", {}),
    _ticket("reopen", work.ReopenTicket, "Возобновить", "Reopen", {"reason": "Снова не печатает"}),
    _ticket("decline", work.DeclineTicket, "Отклонить", "Decline", {"reason": "Не наша услуга"}),
    _ticket("merge", work.MergeTicket, "Объединить с другой", "Merge into another", {"into": PERSON}),
    _ticket("prioritise", talk.PrioritiseTicket, "Сменить приоритет", "Change the priority", {"priority": "critical"}),
    _ticket(
        "reclassify",
        talk.ReclassifyTicket,
        "Сменить тип, соглашение или признаки",
        "Change type, agreement or attributes",
        {"type": "service_request", "attributes": {"site": "north"}},
    ),
    _new(
        "schedules",
        service_schedule.DrawUpSchedule,
        "Создать график обслуживания",
        "Draw up a service schedule",
        {"title": {"ru": "9–18 с обедом", "en": "9-18 with lunch"}, "timetable": TIMETABLE},
    ),
    _of(
        "schedules",
        "schedule_id",
        "rename",
        service_schedule.RenameSchedule,
        "Переименовать график",
        "Rename a schedule",
        {"title": {"ru": "Основной график"}},
    ),
    _of(
        "schedules",
        "schedule_id",
        "revise",
        service_schedule.ReviseSchedule,
        "Изменить часы с указанного времени",
        "Change the hours from an instant on",
        {"timetable": TIMETABLE, "effective_from": "2030-01-01T00:00:00+03:00"},
    ),
    _of(
        "schedules",
        "schedule_id",
        "holidays",
        service_schedule.DeclareHolidays,
        "Добавить праздники и особые дни",
        "Declare holidays and special days",
        {"exceptions": [{"on": "2030-05-09", "hours": [], "name": {"ru": "День Победы", "en": "Victory Day"}}]},
    ),
    _of(
        "schedules",
        "schedule_id",
        "withdraw-holidays",
        service_schedule.WithdrawHolidays,
        "Убрать особые дни",
        "Withdraw special days",
        {"dates": ["2030-05-09"]},
    ),
    _new(
        "agreements",
        agreement.ConcludeAgreement,
        "Заключить соглашение",
        "Conclude an agreement",
        {
            "title": {"ru": "Базовое", "en": "Base"},
            "schedule_id": SCHEDULE,
            "promise": PROMISE,
            "is_base": True,
        },
    ),
    _of(
        "agreements",
        "agreement_id",
        "rename",
        agreement.RenameAgreement,
        "Переименовать соглашение",
        "Rename an agreement",
        {"title": {"ru": "VIP"}},
    ),
    _of(
        "agreements",
        "agreement_id",
        "promise",
        agreement.ReviseAgreementPromise,
        "Изменить правила времени",
        "Revise the rules of time",
        {"promise": PROMISE, "apply_to_open": False},
    ),
    _of(
        "agreements",
        "agreement_id",
        "reschedule",
        agreement.RescheduleAgreement,
        "Назначить другой график",
        "Follow another schedule",
        {"schedule_id": SCHEDULE, "apply_to_open": False},
    ),
    _of(
        "agreements",
        "agreement_id",
        "default-responsible",
        agreement.NameDefaultResponsible,
        "Назначить ответственного по умолчанию",
        "Name the default responsible",
        {"responsible": {"team_id": TEAM}},
    ),
    _of(
        "agreements",
        "agreement_id",
        "make-base",
        agreement.ChooseBaseAgreement,
        "Сделать базовым",
        "Make it the base agreement",
        {},
    ),
    _new(
        "persons",
        RegisterPerson,
        "Зарегистрировать сотрудника или контакт",
        "Register an employee or contact",
        {
            "full_name": {"last": "Орлова", "first": "Анна", "middle": "Сергеевна"},
            "kind": "contact",
            "unit_id": COMPANY,
            "emails": ["anna@client.example"],
        },
    ),
    _of(
        "persons",
        "person_id",
        "groups",
        GrantGroups,
        "Выдать группы прав",
        "Grant groups of rights",
        {"groups": ["specialist"]},
    ),
    _new(
        "teams",
        team.FormTeam,
        "Создать команду",
        "Form a team",
        {"title": {"ru": "Первая линия", "en": "First line"}, "members": [PERSON]},
    ),
    _of(
        "teams",
        "team_id",
        "rename",
        team.RenameTeam,
        "Переименовать команду",
        "Rename a team",
        {"title": {"ru": "Вторая линия"}},
    ),
    _of(
        "teams",
        "team_id",
        "link",
        team.LinkTeamMembers,
        "Добавить участников",
        "Link members",
        {"members": [PERSON]},
    ),
    _of(
        "teams",
        "team_id",
        "unlink",
        team.UnlinkTeamMembers,
        "Убрать участников",
        "Unlink members",
        {"members": [PERSON]},
    ),
    _of("teams", "team_id", "lead", team.NameTeamLead, "Назначить руководителя", "Name the lead", {"lead": PERSON}),
)
