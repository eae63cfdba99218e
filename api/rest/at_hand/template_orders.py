"""Ways to keep reply templates; part of ``api.rest.command_table``."""

from __future__ import annotations

from api.rest.command_route import TEAM, CommandRoute, new, of
from commands import reply_template

BODY = {
    "ru": "{{requester.first_name}}, здравствуйте! Заявка №{{ticket.number}} в работе, срок: {{ticket.due}}.",
    "en": "Hello {{requester.first_name}}, we are working on ticket {{ticket.number}}, due {{ticket.due}}.",
}

TEMPLATE_ROUTES: tuple[CommandRoute, ...] = (
    new(
        "templates",
        reply_template.MakeReplyTemplate,
        "Создать шаблон ответа",
        "Make a reply template",
        {"title": {"ru": "В работе", "en": "Being worked on"}, "body": BODY},
    ),
    of(
        "templates",
        "template_id",
        "copy",
        reply_template.CopyReplyTemplate,
        "Сделать свою копию",
        "Make a copy of one's own",
        {"title": {"ru": "В работе, по-своему"}},
    ),
    of(
        "templates",
        "template_id",
        "reword",
        reply_template.RewordReplyTemplate,
        "Изменить название и слова",
        "Change name and words",
        {"title": {"ru": "Взяли в работу"}, "body": BODY},
    ),
    of(
        "templates",
        "template_id",
        "share",
        reply_template.ShareReplyTemplate,
        "Открыть команде или всем",
        "Open it to a team or to everyone",
        {"audience": {"kind": "team", "team_id": TEAM}, "edited_by": "audience"},
    ),
    of(
        "templates",
        "template_id",
        "archive",
        reply_template.ArchiveReplyTemplate,
        "Убрать в архив",
        "Archive it",
        {},
    ),
    of("templates", "template_id", "restore", reply_template.RestoreReplyTemplate, "Вернуть", "Restore it", {}),
)
