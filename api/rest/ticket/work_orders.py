"""Ways to work around a ticket: links, tags, tasks, time spent, a merge undone; part of ``api.rest.command_table``."""

from __future__ import annotations

from api.rest.command_route import PERSON, TEAM, TICKET, CommandRoute, on_ticket
from commands.ticket import links, tags, tasks, time_spent, unmerge

_TASK = "1f0c0de5-7d1c-5e0b-8f6e-2a1b9c4d5e66"

WORK_ROUTES: tuple[CommandRoute, ...] = (
    on_ticket(
        "link", links.LinkTickets, "Связать с другой заявкой", "Link to another", {"kind": "related", "to": TICKET}
    ),
    on_ticket("unlink", links.UnlinkTickets, "Снять связь", "Take a link away", {"kind": "related", "to": TICKET}),
    on_ticket("tags", tags.TagTicket, "Поставить и снять метки", "Put tags on, take others off", {"add": ["принтер"]}),
    on_ticket(
        "tasks",
        tasks.AddTask,
        "Добавить задачу",
        "Add a task",
        {
            "title": "Заказать картридж",
            "responsible": {"team_id": TEAM, "person_id": PERSON},
            "due_at": "2030-01-15T12:00:00+03:00",
        },
    ),
    on_ticket(
        "tasks/replan",
        tasks.ReplanTask,
        "Изменить задачу",
        "Plan a task anew",
        {"task_id": _TASK, "due_at": "2030-01-16T12:00:00+03:00"},
    ),
    on_ticket("tasks/done", tasks.DoTask, "Задача выполнена", "A task is done", {"task_id": _TASK}),
    on_ticket(
        "tasks/give-up",
        tasks.GiveUpTask,
        "Снять задачу",
        "Give a task up",
        {"task_id": _TASK, "reason": "Нашёлся запасной"},
    ),
    on_ticket(
        "tasks/take-up-again", tasks.TakeUpTaskAgain, "Вернуть задачу", "Take a task up again", {"task_id": _TASK}
    ),
    on_ticket(
        "time",
        time_spent.SpendTime,
        "Записать время",
        "Tell the time spent",
        {"minutes": 25, "activity": "consultation", "note": "Звонок"},
    ),
    on_ticket(
        "time/correct",
        time_spent.CorrectTimeSpent,
        "Исправить запись о времени",
        "Correct time spent",
        {"entry_id": _TASK, "minutes": 20},
    ),
    on_ticket(
        "time/withdraw",
        time_spent.WithdrawTimeSpent,
        "Отменить запись о времени",
        "Withdraw time spent",
        {"entry_id": _TASK},
    ),
    on_ticket("unmerge", unmerge.UnmergeTicket, "Отменить объединение", "Undo the merge", {}),
)
