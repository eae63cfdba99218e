"""Ways to work with checklists, and to keep them at hand; part of ``api.rest.command_table``."""

from __future__ import annotations

from api.rest.command_route import CHECKLIST, TEAM, CommandRoute, new, of, on_ticket
from commands import checklist_template, service_checklists
from commands.ticket import checks
from commands.ticket_type import checklist

ITEMS = ["Завести учётную запись", "Выдать ноутбук", "Подписать акт"]
_CHECK = "1f0c0de5-7d1c-5e0b-8f6e-2a1b9c4d5e67"

CHECKLIST_ROUTES: tuple[CommandRoute, ...] = (
    new(
        "checklist-templates",
        checklist_template.MakeChecklistTemplate,
        "Создать шаблон чек-листа",
        "Make a checklist template",
        {"title": {"ru": "Новый сотрудник", "en": "A new employee"}, "items": ITEMS},
    ),
    of(
        "checklist-templates",
        "checklist_id",
        "copy",
        checklist_template.CopyChecklistTemplate,
        "Сделать свою копию",
        "Make a copy of one's own",
        {"title": {"ru": "Новый сотрудник, по-своему"}},
    ),
    of(
        "checklist-templates",
        "checklist_id",
        "change",
        checklist_template.ChangeChecklistTemplate,
        "Изменить название и пункты",
        "Change name and items",
        {"title": {"ru": "Новичок"}, "items": ITEMS[:2]},
    ),
    of(
        "checklist-templates",
        "checklist_id",
        "share",
        checklist_template.ShareChecklistTemplate,
        "Открыть команде или всем",
        "Open it to a team or to everyone",
        {"audience": {"kind": "team", "team_id": TEAM}, "edited_by": "audience"},
    ),
    of(
        "checklist-templates",
        "checklist_id",
        "archive",
        checklist_template.ArchiveChecklistTemplate,
        "Убрать в архив",
        "Archive it",
        {},
    ),
    of(
        "checklist-templates",
        "checklist_id",
        "restore",
        checklist_template.RestoreChecklistTemplate,
        "Вернуть",
        "Restore it",
        {},
    ),
    on_ticket("checklist", checks.AddChecklist, "Добавить чек-лист", "Add a checklist", {"items": ITEMS}),
    on_ticket("checklist/tick", checks.TickChecks, "Отметить пункты", "Tick items off", {"checks": [_CHECK]}),
    on_ticket("checklist/untick", checks.UntickChecks, "Снять отметки", "Untick items", {"checks": [_CHECK]}),
    on_ticket(
        "checklist/reword",
        checks.RewordCheck,
        "Изменить пункт",
        "Reword an item",
        {"check_id": _CHECK, "words": "Выдать ноутбук и мышь"},
    ),
    on_ticket(
        "checklist/reorder", checks.ReorderChecklist, "Переставить пункты", "Reorder items", {"checks": [_CHECK]}
    ),
    on_ticket("checklist/withdraw", checks.WithdrawChecks, "Снять пункты", "Withdraw items", {"checks": [_CHECK]}),
    on_ticket("checklist/restore", checks.RestoreChecks, "Вернуть пункты", "Restore items", {"checks": [_CHECK]}),
    of(
        "ticket-types",
        "code",
        "checklist",
        checklist.SetTypeChecklist,
        "Задать чек-листы типа",
        "Set the checklists of a type",
        {"policy": {"templates": [CHECKLIST], "all_before_resolved": True}},
    ),
    of(
        "services",
        "service_id",
        "checklists",
        service_checklists.SetServiceChecklists,
        "Задать чек-листы услуги",
        "Set the checklists of a service",
        {"checklists": [CHECKLIST]},
    ),
)
