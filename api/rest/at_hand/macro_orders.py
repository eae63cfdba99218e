"""Ways to keep macros and to use one; part of ``api.rest.command_table``."""

from __future__ import annotations

from api.rest.command_route import MACRO, TEAM, CommandRoute, new, of, on_ticket
from commands import macro
from commands.ticket import macros

ACTS = [
    {"do": "prioritise-ticket", "priority": "high"},
    {"do": "tag-ticket", "add": ["сбой"]},
    {"do": "comment-on-ticket", "body": "Уже чиним, следите за этой заявкой."},
]

MACRO_ROUTES: tuple[CommandRoute, ...] = (
    new(
        "macros",
        macro.MakeMacro,
        "Создать макрос",
        "Make a macro",
        {
            "title": {"ru": "Массовый сбой", "en": "Major outage"},
            "acts": ACTS,
            "offered": {"types": ["incident"], "statuses": ["new", "in_progress"]},
        },
    ),
    of(
        "macros",
        "macro_id",
        "change",
        macro.ChangeMacro,
        "Изменить название, шаги, для каких заявок",
        "Change name, acts, on which tickets",
        {"title": {"ru": "Сбой"}, "acts": ACTS[:2], "offered": {}},
    ),
    of(
        "macros",
        "macro_id",
        "share",
        macro.ShareMacro,
        "Открыть команде или всем",
        "Open it to a team or to everyone",
        {"audience": {"kind": "team", "team_id": TEAM}, "edited_by": "audience"},
    ),
    of("macros", "macro_id", "archive", macro.ArchiveMacro, "Убрать в архив", "Archive it", {}),
    of("macros", "macro_id", "restore", macro.RestoreMacro, "Вернуть", "Restore it", {}),
    on_ticket("macro", macros.ApplyMacro, "Выполнить макрос", "Apply a macro", {"macro_id": MACRO}),
)
