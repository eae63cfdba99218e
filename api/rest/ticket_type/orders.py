"""Ways to define types of ticket and their life cycles; part of ``api.rest.command_table``."""

from __future__ import annotations

from typing import Any

from api.rest.command_route import CommandRoute, new, of
from commands.ticket_type import define

LIFECYCLE: dict[str, Any] = {
    "statuses": [
        {"code": "asked", "name": {"ru": "Запрошен", "en": "Asked"}, "counts": True, "colour": "#1f4fa3"},
        {
            "code": "checking",
            "name": {"ru": "На проверке", "en": "Checking"},
            "reacts": True,
            "wakes_to": "asked",
            "colour": "#b07d12",
        },
        {
            "code": "granted",
            "name": {"ru": "Выдан", "en": "Granted"},
            "reacts": True,
            "resolves": True,
            "is_final": True,
            "colour": "#2f7d4f",
        },
    ],
    "initial": "asked",
    "transitions": [
        {"leaves": "asked", "enters": "checking", "requires": ["reason"]},
        {"leaves": "checking", "enters": "asked", "by_requester": True},
        {"leaves": "checking", "enters": "granted", "groups": ["administrator"], "requires": ["solution"]},
    ],
}
DEFINITION: dict[str, Any] = {
    "name": {"ru": "Запрос доступа", "en": "Access request"},
    "lifecycle": LIFECYCLE,
    "attributes": [
        {
            "code": "system",
            "name": {"ru": "Система", "en": "System"},
            "kind": "choice",
            "choices": [
                {"code": "erp", "name": {"ru": "1С", "en": "ERP"}},
                {"code": "mail", "name": {"ru": "Почта", "en": "Mail"}},
            ],
            "required_in": ["asked"],
        }
    ],
    "closes_after": {"amount": 3, "unit": "working_days"},
    "reopens_within_days": 7,
}
LED: dict[str, str] = {
    "new": "asked",
    "in_progress": "checking",
    "on_hold": "checking",
    "on_approval": "checking",
    "resolved": "granted",
    "reopened": "checking",
}

TYPE_ROUTES: tuple[CommandRoute, ...] = (
    new(
        "ticket-types",
        define.DefineTicketType,
        "Создать тип заявки с жизненным циклом",
        "Define a type of ticket with its life cycle",
        {"code": "access_request", "definition": DEFINITION},
    ),
    of(
        "ticket-types",
        "code",
        "revise",
        define.ReviseTicketType,
        "Изменить тип и сказать, куда перевести заявки из убранных статусов",
        "Revise a type and say where tickets of removed statuses are led",
        {"definition": DEFINITION, "led": LED},
    ),
    of(
        "ticket-types",
        "code",
        "archive",
        define.ArchiveTicketType,
        "Больше не регистрировать заявки типа",
        "Register no more tickets of a type",
        {},
    ),
    of("ticket-types", "code", "restore", define.RestoreTicketType, "Вернуть тип", "Restore a type", {}),
)
