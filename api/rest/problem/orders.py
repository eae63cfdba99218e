"""Ways to work on problems; part of ``api.rest.command_table``."""

from __future__ import annotations

from typing import Any

from api.rest.command_route import PERSON, TEAM, TICKET, CommandRoute, new, of
from commands.command import Command
from commands.problem import incidents, outage, register, work


def _on(path: str, command: type[Command], ru: str, en: str, example: dict[str, Any]) -> CommandRoute:
    return of("problems", "problem_id", path, command, ru, en, example)


PROBLEM_ROUTES: tuple[CommandRoute, ...] = (
    new(
        "problems",
        register.RegisterProblem,
        "Зарегистрировать проблему",
        "Register a problem",
        {"subject": "Принтеры теряют сеть по утрам", "priority": "high", "incidents": [TICKET]},
    ),
    _on(
        "describe",
        work.DescribeProblem,
        "Изменить описание, приоритет или услуги",
        "Describe it anew",
        {"priority": "critical"},
    ),
    _on(
        "assign",
        work.AssignProblem,
        "Назначить ответственного за проблему",
        "Assign a responsible for the problem",
        {"responsible": {"team_id": TEAM, "person_id": PERSON}},
    ),
    _on(
        "link-incidents",
        incidents.LinkProblemIncidents,
        "Связать заявки с проблемой",
        "Link tickets to the problem",
        {"incidents": [TICKET]},
    ),
    _on(
        "unlink-incidents",
        incidents.UnlinkProblemIncidents,
        "Отвязать заявки от проблемы",
        "Unlink tickets from the problem",
        {"incidents": [TICKET]},
    ),
    _on(
        "workaround",
        work.RecordWorkaround,
        "Записать обходное решение",
        "Record a workaround",
        {"workaround": "Выключить и включить принтер"},
    ),
    _on(
        "root-cause",
        work.RecordRootCause,
        "Записать коренную причину",
        "Record the root cause",
        {"root_cause": "Коммутатор перезагружается в шесть утра"},
    ),
    _on(
        "move",
        work.MoveProblem,
        "Перевести проблему в другой статус",
        "Move the problem into another status",
        {"to": "resolved", "solution": "Заменён блок питания коммутатора"},
    ),
)

OUTAGE_ROUTES: tuple[CommandRoute, ...] = (
    _on(
        "outage",
        outage.AnnounceOutage,
        "Объявить сбой",
        "Announce an outage",
        {"title": {"ru": "Не работает почта, чиним", "en": "Mail is down, we are on it"}, "affects": "employees"},
    ),
    _on("outage/end", outage.EndOutage, "Сообщить, что сбой закончился", "Say that the outage is over", {}),
    _on("outage/join", outage.JoinOutage, "Сказать: у меня тоже", "Say: me too", {}),
    _on("outage/leave", outage.LeaveOutage, "Взять назад «у меня тоже»", "Take “me too” back", {}),
)
"""What people are told of a problem; at the end of the table, where little shifts."""
