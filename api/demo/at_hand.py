"""What the demo's staff keep at hand: reply templates, a macro, a checklist; set up by ``api.demo.load``."""

from __future__ import annotations

from api.demo.access_type import ACCESS
from commands.checklist_template import MakeChecklistTemplate
from commands.command import Command
from commands.fields import Named
from commands.macro import MakeMacro
from commands.reply_template import MakeReplyTemplate
from commands.ticket_type.checklist import SetTypeChecklist
from events.values import macro as acts
from events.values.checklist import ChecklistPolicy
from events.values.identity import ChecklistTemplateId, MacroId, ReplyTemplateId, named
from events.values.macro import Offered
from events.values.reply_template import Wording
from events.values.shared_with import OpenTo

EVERYONE = OpenTo(kind="everyone")
TEMPLATES: dict[str, tuple[Named, Wording]] = {
    "in-work": (
        Named(ru="Взяли в работу", en="Being worked on"),
        Wording(
            ru="{{requester.first_name}}, здравствуйте!\nЗаявкой №{{ticket.number}} занимается {{responsible.name}}."
            "\nСрок: {{ticket.due}}.\n\n{{me.name}}, {{desk.name}}",
            en="Hello {{requester.first_name}},\n{{responsible.name}} is working on ticket {{ticket.number}}."
            "\nIt is due {{ticket.due}}.\n\n{{me.name}}, {{desk.name}}",
        ),
    ),
    "which-room": (
        Named(ru="Уточнить место", en="Ask where"),
        Wording(
            ru="{{requester.first_name}}, подскажите, пожалуйста, здание, этаж и комнату: по заявке"
            " «{{ticket.subject}}» нужно подойти.",
            en="{{requester.first_name}}, which building, floor and room is it? We have to come for"
            " “{{ticket.subject}}”.",
        ),
    ),
    "restarted": (
        Named(ru="Перезапущено", en="Restarted"),
        Wording(
            ru="Служба «{{service.name}}» перезапущена и снова отвечает. Если повторится — ответьте на это письмо.",
            en="“{{service.name}}” was restarted and answers again. Should it happen once more, answer this letter.",
        ),
    ),
}


OUTAGE = MakeMacro(
    title=Named(ru="Массовый сбой", en="Major outage"),
    acts=(
        acts.SetTags(add=("сбой",)),
        acts.Say(template_id=ReplyTemplateId(named("demo-template", "in-work"))),
    ),
    offered=Offered(types=("incident",)),
    audience=EVERYONE,
    macro_id=MacroId(named("demo-macro", "outage")),
)


ACCESS_GRANTED = MakeChecklistTemplate(
    title=Named(ru="Доступ выдан", en="Access granted"),
    items=("Проверить согласование руководителя", "Добавить в группу", "Сообщить срок доступа"),
    audience=EVERYONE,
    checklist_id=ChecklistTemplateId(named("demo-checklist", "access")),
)
OF_ACCESS = SetTypeChecklist(
    code=ACCESS, policy=ChecklistPolicy(templates=(ChecklistTemplateId(named("demo-checklist", "access")),))
)


def at_hand_commands() -> dict[str, Command]:
    """Command names -> commands, in their order."""
    templates: dict[str, Command] = {
        f"template:{key}": MakeReplyTemplate(
            title=title, body=body, audience=EVERYONE, template_id=ReplyTemplateId(named("demo-template", key))
        )
        for key, (title, body) in TEMPLATES.items()
    }
    return {**templates, "macro:outage": OUTAGE, "checklist:access": ACCESS_GRANTED, "type:access-checklist": OF_ACCESS}
