"""All ways to ask the desk for something: path, command, what it says in both languages, an example."""

from __future__ import annotations

from typing import Any

from api.rest.approval.orders import APPROVAL_ROUTES
from api.rest.article.orders import ARTICLE_ROUTES
from api.rest.at_hand.checklist_orders import CHECKLIST_ROUTES
from api.rest.at_hand.macro_orders import MACRO_ROUTES
from api.rest.at_hand.template_orders import TEMPLATE_ROUTES
from api.rest.change_request.freeze_orders import FREEZE_ROUTES
from api.rest.change_request.orders import CHANGE_ROUTES
from api.rest.command_route import PERSON, SCHEDULE, TEAM, CommandRoute, new, of, on_ticket
from api.rest.person.absence_orders import ABSENCE_ROUTES
from api.rest.person.dealing_orders import DEALING_ROUTES
from api.rest.person.on_call_orders import ON_CALL_ROUTES
from api.rest.person.orders import CARD_FILE_ROUTES, MERGE_ROUTES, PEOPLE_ROUTES, PERSON_UNIT_ROUTES
from api.rest.problem.orders import OUTAGE_ROUTES, PROBLEM_ROUTES
from api.rest.rating.orders import RATING_ROUTES
from api.rest.service.orders import FORM_ROUTES, SERVICE_ROUTES
from api.rest.ticket.correction_orders import CORRECTION_ROUTES
from api.rest.ticket.file_orders import FILE_ROUTES
from api.rest.ticket.sharing_orders import SHARING_ROUTES
from api.rest.ticket.taking_orders import GIVING_BACK_ROUTES, TAKING_ROUTES
from api.rest.ticket.talk_orders import TALK_ROUTES
from api.rest.ticket.work_orders import WORK_ROUTES
from api.rest.ticket_type.orders import TYPE_ROUTES
from api.rest.ticket_view.orders import VIEW_ROUTES
from commands import agreement, module, service_schedule
from commands.ticket import register, retelling, talk, work

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


COMMAND_ROUTES: tuple[CommandRoute, ...] = (
    new(
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
    on_ticket(
        "comments",
        talk.CommentOnTicket,
        "Написать комментарий",
        "Write a comment",
        {"body": "Уже смотрим.", "is_public": True},
    ),
    on_ticket(
        "assign",
        work.AssignTicket,
        "Назначить ответственного",
        "Assign a responsible",
        {"responsible": {"team_id": TEAM, "person_id": PERSON}},
    ),
    on_ticket("unassign", work.UnassignTicket, "Снять ответственного", "Make nobody responsible", {"keep_team": False}),
    on_ticket("start", work.PutTicketInProgress, "Взять в работу", "Put in progress", {}),
    on_ticket(
        "hold",
        work.PutTicketOnHold,
        "Отложить",
        "Put on hold",
        {"reason": "Ждём запчасть", "wake_up_at": "2030-01-15T09:00:00+03:00"},
    ),
    on_ticket(
        "begin-history",
        retelling.BeginTicketHistory,
        "Начать рассказ о прошлом заявки",
        "Begin to tell its history",
        {"minutes": 30},
    ),
    on_ticket("end-history", retelling.EndTicketHistory, "Закончить рассказ", "End its history", {}),
    on_ticket("resume", work.ResumeTicket, "Вернуть из отложенных", "Resume", {}),
    on_ticket("resolve", work.ResolveTicket, "Решить", "Resolve", {"solution": "Заменён картридж."}),
    on_ticket("close", work.CloseTicket, "Закрыть", "Close", {}),
    on_ticket("reopen", work.ReopenTicket, "Возобновить", "Reopen", {"reason": "Снова не печатает"}),
    on_ticket("decline", work.DeclineTicket, "Отклонить", "Decline", {"reason": "Не наша услуга"}),
    on_ticket(
        "move",
        work.MoveTicket,
        "Перевести в любой статус жизненного цикла",
        "Move into any status of the life cycle",
        {"to": "on_hold", "reason": "Ждём запчасть"},
    ),
    on_ticket("merge", work.MergeTicket, "Объединить с другой", "Merge into another", {"into": PERSON}),
    on_ticket(
        "prioritise", talk.PrioritiseTicket, "Сменить приоритет", "Change the priority", {"priority": "critical"}
    ),
    on_ticket(
        "reclassify",
        talk.ReclassifyTicket,
        "Сменить тип, соглашение или признаки",
        "Change type, agreement or attributes",
        {"type": "service_request", "attributes": {"site": "north"}},
    ),
    new(
        "schedules",
        service_schedule.DrawUpSchedule,
        "Создать график обслуживания",
        "Draw up a service schedule",
        {"title": {"ru": "9–18 с обедом", "en": "9-18 with lunch"}, "timetable": TIMETABLE},
    ),
    of(
        "schedules",
        "schedule_id",
        "rename",
        service_schedule.RenameSchedule,
        "Переименовать график",
        "Rename a schedule",
        {"title": {"ru": "Основной график"}},
    ),
    of(
        "schedules",
        "schedule_id",
        "revise",
        service_schedule.ReviseSchedule,
        "Изменить часы с указанного времени",
        "Change the hours from an instant on",
        {"timetable": TIMETABLE, "effective_from": "2030-01-01T00:00:00+03:00"},
    ),
    of(
        "schedules",
        "schedule_id",
        "holidays",
        service_schedule.DeclareHolidays,
        "Добавить праздники и особые дни",
        "Declare holidays and special days",
        {"exceptions": [{"on": "2030-05-09", "hours": [], "name": {"ru": "День Победы", "en": "Victory Day"}}]},
    ),
    of(
        "schedules",
        "schedule_id",
        "withdraw-holidays",
        service_schedule.WithdrawHolidays,
        "Убрать особые дни",
        "Withdraw special days",
        {"dates": ["2030-05-09"]},
    ),
    new(
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
    of(
        "agreements",
        "agreement_id",
        "rename",
        agreement.RenameAgreement,
        "Переименовать соглашение",
        "Rename an agreement",
        {"title": {"ru": "VIP"}},
    ),
    of(
        "agreements",
        "agreement_id",
        "promise",
        agreement.ReviseAgreementPromise,
        "Изменить правила времени",
        "Revise the rules of time",
        {"promise": PROMISE, "apply_to_open": False},
    ),
    of(
        "agreements",
        "agreement_id",
        "reschedule",
        agreement.RescheduleAgreement,
        "Назначить другой график",
        "Follow another schedule",
        {"schedule_id": SCHEDULE, "apply_to_open": False},
    ),
    of(
        "agreements",
        "agreement_id",
        "default-responsible",
        agreement.NameDefaultResponsible,
        "Назначить ответственного по умолчанию",
        "Name the default responsible",
        {"responsible": {"team_id": TEAM}},
    ),
    of(
        "agreements",
        "agreement_id",
        "make-base",
        agreement.ChooseBaseAgreement,
        "Сделать базовым",
        "Make it the base agreement",
        {},
    ),
    of("modules", "module", "hide", module.HideModule, "Скрыть модуль", "Hide a module", {}),
    of("modules", "module", "show", module.ShowModule, "Показать модуль снова", "Show a module again", {}),
    *CORRECTION_ROUTES,
    *FILE_ROUTES,
    *TAKING_ROUTES,
    *VIEW_ROUTES,
    *TALK_ROUTES,
    *TYPE_ROUTES,
    *APPROVAL_ROUTES,
    *SERVICE_ROUTES,
    *PROBLEM_ROUTES,
    *CHANGE_ROUTES,
    *PEOPLE_ROUTES,
    *WORK_ROUTES,
    *FORM_ROUTES,
    *RATING_ROUTES,
    *TEMPLATE_ROUTES,
    *ABSENCE_ROUTES,
    *MERGE_ROUTES,
    *SHARING_ROUTES,
    *ARTICLE_ROUTES,
    *MACRO_ROUTES,
    *DEALING_ROUTES,
    *FREEZE_ROUTES,
    *CARD_FILE_ROUTES,
    *PERSON_UNIT_ROUTES,
    *CHECKLIST_ROUTES,
    *ON_CALL_ROUTES,
    *GIVING_BACK_ROUTES,
    *OUTAGE_ROUTES,
)
